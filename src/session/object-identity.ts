/** What pg_describe_object, pg_identify_object and pg_identify_object_as_address say of an object. */
import {
  type Catalog,
  CatalogDefinitions,
  classOids,
  databaseOid,
  defaultTablespaceOid,
  globalTablespaceOid,
  quoteIdentifier,
  type RelationDescriptor,
  relationWord,
} from '../catalog/index.ts';
import { operatorClasses, operatorFamilies } from '../catalog/pg_catalog/operator-classes.ts';
import { ruleOid } from '../catalog/pg_catalog/relations.ts';
import { accessMethods, castTypes, languages } from '../catalog/pg_catalog/routines.ts';
import { parameterName } from '../catalog/privileges/index.ts';
import { SqlError } from '../errors/index.ts';
import type { ObjectIdentity } from '../functions/function-def.ts';
import { functionByOid, operatorByOid, resolveOperator } from '../functions/index.ts';
import { collationByOid } from '../types/collation/index.ts';
import { formatType, typeByOid } from '../types/index.ts';
import {
  defaultParserName,
  defaultParserOid,
  textSearchConfigs,
  textSearchDictionaries,
} from '../types/textsearch/objects.ts';
import type { Oid } from '../types/type-def.ts';
import { argumentTypes, procedureText } from './routine-names.ts';

interface Place {
  readonly catalog: Catalog;
  readonly searchPath: readonly Oid[];
  readonly databaseName: string;
}

const noDeparser = { expression: () => '', query: () => '' };

/** What an object of the class is called where it does not exist. */
const classWords: ReadonlyMap<Oid, string> = new Map([
  [classOids.pg_class, 'relation'],
  [classOids.pg_type, 'type'],
  [classOids.pg_proc, 'routine'],
  [classOids.pg_namespace, 'schema'],
  [classOids.pg_constraint, 'constraint'],
  [classOids.pg_attrdef, 'default value'],
  [classOids.pg_rewrite, 'rule'],
  [classOids.pg_collation, 'collation'],
  [classOids.pg_operator, 'operator'],
  [classOids.pg_cast, 'cast'],
  [classOids.pg_am, 'access method'],
  [classOids.pg_language, 'language'],
  [classOids.pg_opclass, 'operator class'],
  [classOids.pg_opfamily, 'operator family'],
  [classOids.pg_ts_config, 'text search configuration'],
  [classOids.pg_ts_dict, 'text search dictionary'],
  [classOids.pg_ts_parser, 'text search parser'],
  [classOids.pg_ts_template, 'text search template'],
  [classOids.pg_tablespace, 'tablespace'],
  [classOids.pg_authid, 'role'],
  [classOids.pg_database, 'database'],
  // Kinds of which there are none.
  [2602, 'operator of access method'],
  [2603, 'function of access method'],
  [2607, 'conversion'],
  [2613, 'large object'],
  [2620, 'trigger'],
  [3381, 'statistics object'],
  [2328, 'foreign-data wrapper'],
  [1417, 'server'],
  [1418, 'user mapping'],
  [826, 'default acl'],
  [3079, 'extension'],
  [3466, 'event trigger'],
  [3256, 'policy'],
  [6104, 'publication'],
  [6106, 'publication relation'],
  [6237, 'publication namespace'],
  [6100, 'subscription'],
  [3576, 'transform'],
  [6243, 'parameter ACL'],
]);

/** Kinds of objects that default privileges are for, in identities and in descriptions. */
const defaultObjects = {
  r: { identity: 'tables', description: 'relations' },
  S: { identity: 'sequences', description: 'sequences' },
  f: { identity: 'functions', description: 'functions' },
  T: { identity: 'types', description: 'types' },
  n: { identity: 'schemas', description: 'schemas' },
} as const;

/** The word for objects of a class; XX000 for what is no class of objects, as in PostgreSQL. */
export function classWord(home: Oid): string {
  const word = classWords.get(home);
  if (word === undefined) throw new SqlError('XX000', `unrecognized object class: ${home}`);
  return word;
}

/** null: there is no such object. */
export function objectIdentity(home: Oid, oid: Oid, sub: number, place: Place): ObjectIdentity | null {
  classWord(home);
  return new Identifier(place).identify(home, oid, sub);
}

class Identifier {
  private readonly place: Place;
  private readonly catalog: Catalog;
  private readonly visible: CatalogDefinitions;
  /** Names with their schemas: nothing is found without. */
  private readonly qualified: CatalogDefinitions;

  constructor(place: Place) {
    this.place = place;
    this.catalog = place.catalog;
    this.visible = new CatalogDefinitions(place.catalog, place.searchPath, noDeparser);
    this.qualified = new CatalogDefinitions(place.catalog, [], noDeparser);
  }

  identify(home: Oid, oid: Oid, sub: number): ObjectIdentity | null {
    switch (home) {
      case classOids.pg_class:
        return this.relation(oid, sub);
      case classOids.pg_type:
        return this.type(oid);
      case classOids.pg_proc:
        return this.routine(oid);
      case classOids.pg_operator:
        return this.operator(oid);
      case classOids.pg_cast:
        return this.cast(oid);
      case classOids.pg_constraint:
        return this.constraint(oid);
      case classOids.pg_attrdef:
        return this.defaultValue(oid);
      case classOids.pg_rewrite:
        return this.rule(oid);
      case classOids.pg_collation: {
        const collation = collationByOid(oid);
        if (collation === undefined) return null;
        const schema = this.schemaName(collation.schema);
        return inSchema('collation', schema, collation.name, this.visible.collationText(oid));
      }
      case classOids.pg_parameter_acl:
        return this.parameter(oid);
      case classOids.pg_default_acl:
        return this.defaultPrivileges(oid);
      case classOids.pg_opclass:
      case classOids.pg_opfamily:
        return this.ofMethod(home, oid);
      default:
        return this.inCatalog(home, oid) ?? this.global(home, oid);
    }
  }

  private schemaName(oid: Oid): string {
    return this.catalog.schema(oid)?.name ?? '';
  }

  private relation(oid: Oid, sub: number): ObjectIdentity | null {
    const relation = this.catalog.relation(oid);
    if (relation === undefined) return null;
    const whole = this.wholeRelation(relation);
    if (sub === 0) return whole;
    const column = this.columnName(relation, sub);
    if (column === null) return null;
    return {
      ...whole,
      type: `${whole.type} column`,
      identity: `${whole.identity}.${quoteIdentifier(column)}`,
      description: `column ${column} of ${whole.description}`,
      names: [...whole.names, column],
    };
  }

  private wholeRelation(relation: RelationDescriptor): ObjectIdentity {
    return inSchema(
      relationWord(relation),
      this.schemaName(relation.schema),
      relation.name,
      this.visible.relationName(relation),
    );
  }

  private columnName(relation: RelationDescriptor, sub: number): string | null {
    if ('columns' in relation) return relation.columns[sub - 1]?.name ?? null;
    if (relation.kind === 'sequence') return ['last_value', 'log_cnt', 'is_called'][sub - 1] ?? null;
    const table = this.catalog.table(relation.table)!;
    const key = relation.keys[sub - 1];
    if (key?.column != null) return table.columns[key.column]!.name;
    if (key !== undefined) return key.name ?? 'expr';
    const included = relation.include[sub - 1 - relation.keys.length];
    return included === undefined ? null : table.columns[included]!.name;
  }

  /** A type's name with its schema, but for those that SQL has a spelling for. */
  private typeText(oid: Oid): string {
    const own = this.qualified.typeName(oid);
    if (own !== undefined) return own;
    const def = typeByOid(oid);
    if (def === undefined) return '???';
    if (def.elementOid !== 0 && def.category === 'A' && def.name.startsWith('_'))
      return `${this.typeText(def.elementOid)}[]`;
    if (def.displayName !== def.name || spelled.has(def.name)) {
      return def.displayName.startsWith('"') ? `pg_catalog.${def.displayName}` : def.displayName;
    }
    return `pg_catalog.${quoteIdentifier(def.name)}`;
  }

  private type(oid: Oid): ObjectIdentity | null {
    const def = typeByOid(oid) ?? this.catalog.userType(oid);
    if (def === undefined) return null;
    const owner = this.catalog.typeOwner(oid) ?? (oid < 16384 ? undefined : this.catalog.typeOwner(oid + 1));
    const text = this.typeText(oid);
    return {
      type: 'type',
      schema: quoteIdentifier(owner === undefined ? 'pg_catalog' : this.schemaName(owner.schema)),
      name: quoteIdentifier(def.name.slice(0, 63)),
      identity: text,
      description: `type ${this.shownType(oid)}`,
      names: [text],
      args: [],
    };
  }

  private shownType(oid: Oid): string {
    return this.visible.typeName(oid) ?? formatType(oid);
  }

  private routine(oid: Oid): ObjectIdentity | null {
    const def = functionByOid(oid);
    const shown = procedureText(oid, true, this.place);
    if (def === undefined || shown === null) return null;
    const schema = def.own === undefined ? 'pg_catalog' : this.schemaName(def.own.schema);
    const args = argumentTypes(def).map((type) => this.typeText(type));
    return {
      type: def.kind === 'aggregate' ? 'aggregate' : 'function',
      schema: quoteIdentifier(schema),
      name: null,
      identity: `${quoteIdentifier(schema)}.${quoteIdentifier(def.name)}(${args.join(',')})`,
      description: `function ${shown}`,
      names: [schema, def.name],
      args,
    };
  }

  private operator(oid: Oid): ObjectIdentity | null {
    const def = operatorByOid(oid);
    if (def === undefined) return null;
    const { left, right } = resolveOperator(def);
    const operands = (text: (type: Oid) => string): string => `${left === 0 ? 'NONE' : text(left)},${text(right)}`;
    return {
      type: 'operator',
      schema: 'pg_catalog',
      name: null,
      identity: `pg_catalog.${def.name}(${operands((type) => this.typeText(type))})`,
      description: `operator ${def.name}(${operands((type) => this.shownType(type))})`,
      names: ['pg_catalog', def.name],
      args: [left, right].filter((type) => type !== 0).map((type) => this.typeText(type)),
    };
  }

  private cast(oid: Oid): ObjectIdentity | null {
    const types = castTypes(oid, this.catalog);
    if (types === null) return null;
    const [source, target] = types;
    const [from, to] = [this.typeText(source), this.typeText(target)];
    return {
      type: 'cast',
      schema: null,
      name: null,
      identity: `(${from} AS ${to})`,
      description: `cast from ${this.shownType(source)} to ${this.shownType(target)}`,
      names: [from],
      args: [to],
    };
  }

  private constraint(oid: Oid): ObjectIdentity | null {
    const table = this.catalog.tableOfConstraint(oid);
    if (table !== undefined) {
      const { name } = table.constraints.find((constraint) => constraint.oid === oid)!;
      const of = this.wholeRelation(table);
      return {
        type: 'table constraint',
        schema: of.schema,
        name: null,
        identity: `${quoteIdentifier(name)} on ${of.identity}`,
        description: `constraint ${name} on ${of.description}`,
        names: [...of.names, name],
        args: [],
      };
    }
    const domain = this.catalog.domainOfConstraint(oid);
    if (domain === undefined) return null;
    const { name } = domain.constraints.find((constraint) => constraint.oid === oid)!;
    const of = this.typeText(domain.oid);
    return {
      type: 'domain constraint',
      schema: quoteIdentifier(this.schemaName(domain.schema)),
      name: null,
      identity: `${quoteIdentifier(name)} on ${of}`,
      description: `constraint ${name}`,
      names: [of],
      args: [name],
    };
  }

  private defaultValue(oid: Oid): ObjectIdentity | null {
    for (const relation of this.catalog.userRelations()) {
      if (!('columns' in relation)) continue;
      const at = relation.columns.findIndex((column) => column.defaultOid === oid);
      if (at < 0) continue;
      const column = this.relation(relation.oid, at + 1)!;
      return {
        ...column,
        type: 'default value',
        schema: null,
        name: null,
        identity: `for ${column.identity}`,
        description: `default value for ${column.description}`,
      };
    }
    return null;
  }

  /** The rule that gives a view its rows. */
  private rule(oid: Oid): ObjectIdentity | null {
    const relation = this.catalog.relation(oid - ruleOid(0));
    const word = relation === undefined ? '' : relationWord(relation);
    if (relation === undefined || (word !== 'view' && word !== 'materialized view')) return null;
    const of = this.wholeRelation(relation);
    return {
      type: 'rule',
      schema: null,
      name: null,
      identity: `"_RETURN" on ${of.identity}`,
      description: `rule _RETURN on ${of.description}`,
      names: [...of.names, '_RETURN'],
      args: [],
    };
  }

  private ofMethod(home: Oid, oid: Oid): ObjectIdentity | null {
    const isClass = home === classOids.pg_opclass;
    const found = (isClass ? operatorClasses() : operatorFamilies()).find((row) => row.oid === oid);
    if (found === undefined) return null;
    const method = String(accessMethods.find((row) => row['oid'] === found.method)?.['amname'] ?? '');
    const type = isClass ? 'operator class' : 'operator family';
    const name = quoteIdentifier(found.name);
    return {
      type,
      schema: 'pg_catalog',
      name,
      identity: `pg_catalog.${name} USING ${method}`,
      description: `${type} ${name} for access method ${method}`,
      names: [method, 'pg_catalog', found.name],
      args: [],
    };
  }

  /** Text search objects. */
  private inCatalog(home: Oid, oid: Oid): ObjectIdentity | null {
    const rows: readonly { readonly oid: Oid; readonly name: string }[] =
      home === classOids.pg_ts_config
        ? textSearchConfigs
        : home === classOids.pg_ts_dict
          ? textSearchDictionaries
          : home === classOids.pg_ts_parser
            ? [{ oid: defaultParserOid, name: defaultParserName }]
            : [];
    const found = rows.find((row) => row.oid === oid);
    return found === undefined
      ? null
      : inSchema(classWord(home), 'pg_catalog', found.name, quoteIdentifier(found.name));
  }

  private parameter(oid: Oid): ObjectIdentity | null {
    const name = parameterName(this.catalog, oid);
    if (name === undefined) return null;
    const description = `parameter ${name}`;
    const type = classWord(classOids.pg_parameter_acl);
    return { type, schema: null, name: null, identity: name, description, names: [name], args: [] };
  }

  private defaultPrivileges(oid: Oid): ObjectIdentity | null {
    for (const role of this.catalog.roles()) {
      const entry = role.defaultAcls?.find((item) => item.oid === oid);
      if (entry === undefined) continue;
      const schema = entry.schema === 0 ? null : this.schemaName(entry.schema);
      const within = (name: (text: string) => string): string => (schema === null ? '' : ` in schema ${name(schema)}`);
      const { identity, description } = defaultObjects[entry.object];
      return {
        type: classWord(classOids.pg_default_acl),
        schema: null,
        name: null,
        identity: `for role ${quoteIdentifier(role.name)}${within(quoteIdentifier)} on ${identity}`,
        description: `default privileges on new ${description} belonging to role ${role.name}${within((name) => name)}`,
        names: schema === null ? [role.name] : [role.name, schema],
        args: [entry.object],
      };
    }
    return null;
  }

  /** What has a name alone. */
  private global(home: Oid, oid: Oid): ObjectIdentity | null {
    const name = this.globalName(home, oid);
    if (name === null) return null;
    const quoted = quoteIdentifier(name);
    return {
      type: classWord(home),
      schema: null,
      name: quoted,
      identity: quoted,
      description: `${classWord(home)} ${name}`,
      names: [name],
      args: [],
    };
  }

  private globalName(home: Oid, oid: Oid): string | null {
    const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
    switch (home) {
      case classOids.pg_namespace:
        return this.catalog.schema(oid)?.name ?? null;
      case classOids.pg_authid:
        return this.catalog.role(oid)?.name ?? null;
      case classOids.pg_database:
        return oid === databaseOid ? this.place.databaseName : null;
      case classOids.pg_tablespace:
        return oid === defaultTablespaceOid ? 'pg_default' : oid === globalTablespaceOid ? 'pg_global' : null;
      case classOids.pg_am:
        return text(accessMethods.find((row) => row['oid'] === oid)?.['amname']);
      case classOids.pg_language:
        return text(languages.find((row) => row['oid'] === oid)?.['lanname']);
      default:
        return null;
    }
  }
}

/** Types that SQL spells as pg_type does. */
const spelled: ReadonlySet<string> = new Set(['bit', 'interval', 'numeric']);

function inSchema(type: string, schema: string, name: string, shown: string): ObjectIdentity {
  const [place, quoted] = [quoteIdentifier(schema), quoteIdentifier(name)];
  return {
    type,
    schema: place,
    name: quoted,
    identity: `${place}.${quoted}`,
    description: `${type} ${shown}`,
    names: [schema, name],
    args: [],
  };
}
