/** pg_get_object_address: an object by the type, names and arguments that pg_identify_object_as_address gives. */
import {
  type Catalog,
  classOids,
  databaseOid,
  definitionOf,
  type RelationDescriptor,
  relationWord,
} from '../catalog/index.ts';
import { ruleOid } from '../catalog/pg_catalog/relations.ts';
import { parameterRef } from '../catalog/privileges/index.ts';
import { sqlError, unsupported } from '../errors/index.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import {
  type FinderPlace,
  findCast,
  findNamed,
  findOfMethod,
  findOperator,
  findQualified,
  findRoutine,
  type ObjectAddress,
} from './find-object.ts';

export interface AddressPlace extends FinderPlace {
  isDatabase(name: string): boolean;
  /** A type as written; 42704 when there is none. */
  typeOid(text: string): Oid;
}
type Address = ObjectAddress & { readonly sub?: number };

const relationTypes: ReadonlySet<string> = new Set([
  'table',
  'index',
  'sequence',
  'view',
  'materialized view',
  'foreign table',
]);
const named: ReadonlySet<string> = new Set([
  'access method',
  'language',
  'tablespace',
  'extension',
  'event trigger',
  'foreign-data wrapper',
  'server',
  'publication',
  'subscription',
]);
const qualified: ReadonlySet<string> = new Set([
  'text search configuration',
  'text search dictionary',
  'text search parser',
  'text search template',
  'conversion',
  'statistics object',
]);
const withoutAddress: ReadonlySet<string> = new Set([
  'toast table',
  'composite type',
  'index column',
  'sequence column',
  'toast table column',
  'view column',
  'materialized view column',
  'composite type column',
]);
const unbuilt: ReadonlySet<string> = new Set([
  'user mapping',
  'default acl',
  'publication namespace',
  'publication relation',
  'transform',
  'operator of access method',
  'function of access method',
  'large object',
]);

function invalid(message: string): Error {
  return sqlError('invalid_parameter_value', message);
}

function withoutNulls(values: readonly Datum[]): string[] {
  if (values.includes(null)) throw invalid('name or argument lists may not contain nulls');
  return values as string[];
}

function exactly(list: 'name' | 'argument', values: readonly string[], length: number): void {
  if (values.length !== length) throw invalid(`${list} list length must be exactly ${length}`);
}

function atLeast(names: readonly string[], length: number): void {
  if (names.length < length) throw invalid(`name list length must be at least ${length}`);
}

export function objectAddress(
  type: string,
  nameValues: readonly Datum[],
  argumentValues: readonly Datum[],
  place: AddressPlace,
): Address {
  if (withoutAddress.has(type)) throw invalid(`unsupported object type "${type}"`);
  if (unbuilt.has(type)) throw unsupported(`the address of a ${type}`);
  const find = Object.hasOwn(finders, type) ? finders[type] : undefined;
  const known = relationTypes.has(type) || named.has(type) || qualified.has(type) || find !== undefined;
  if (!known) throw invalid(`unrecognized object type "${type}"`);
  const names = withoutNulls(nameValues);
  const args = withoutNulls(argumentValues);
  if (find !== undefined) return find(names, args, place);
  atLeast(names, 1);
  if (named.has(type)) {
    exactly('name', names, 1);
    return findNamed(type, names[0]!);
  }
  if (qualified.has(type)) return findQualified(type, names, place);
  const relation = requireRelation(names, place);
  if (relationWord(relation) !== type) {
    throw sqlError('wrong_object_type', `"${relation.name}" is not ${type === 'index' ? 'an' : 'a'} ${type}`);
  }
  return { class: classOids.pg_class, object: relation.oid };
}

function requireRelation(names: readonly string[], { catalog, searchPath }: AddressPlace): RelationDescriptor {
  const relation = catalog.resolveRelation(names, searchPath);
  if (relation !== undefined) return relation;
  const schema = names.at(-2);
  if (schema !== undefined && catalog.schemaByName(schema) === undefined) {
    throw sqlError('invalid_schema_name', `schema "${schema}" does not exist`);
  }
  throw sqlError('undefined_table', `relation "${names.join('.')}" does not exist`);
}

type Find = (names: readonly string[], args: readonly string[], place: AddressPlace) => Address;

const routine =
  (word: 'function' | 'procedure' | 'routine' | 'aggregate'): Find =>
  (names, args, place) => {
    atLeast(names, 1);
    return findRoutine(
      word,
      names,
      args.map((text) => place.typeOid(text)),
      place,
    );
  };

/** One name in a table of the catalog. */
function global(home: Oid, what: string, find: (name: string, catalog: Catalog) => Oid | undefined): Find {
  return (names, _args, { catalog }) => {
    atLeast(names, 1);
    exactly('name', names, 1);
    const object = find(names[0]!, catalog);
    if (object !== undefined) return { class: home, object };
    const condition = what === 'schema' ? 'invalid_schema_name' : 'undefined_object';
    throw sqlError(condition, `${what} "${names[0]!}" does not exist`);
  };
}

/** The relation of what is in one, and the name in it. */
function inRelation(names: readonly string[], place: AddressPlace): { relation: RelationDescriptor; name: string } {
  atLeast(names, 1);
  if (names.length < 2) throw invalid('must specify relation and object name');
  return { relation: requireRelation(names.slice(0, -1), place), name: names.at(-1)! };
}

function ofRelation(word: string, home: string): Find {
  return (names, _args, place) => {
    const { relation, name } = inRelation(names, place);
    throw sqlError('undefined_object', `${word} "${name}" for ${home} "${relation.name}" does not exist`);
  };
}

function columnOf(names: readonly string[], place: AddressPlace): { relation: RelationDescriptor; at: number } {
  atLeast(names, 1);
  if (names.length < 2) throw sqlError('syntax_error', 'column name must be qualified');
  const { relation, name } = inRelation(names, place);
  const at = 'columns' in relation ? relation.columns.findIndex((column) => column.name === name) : -1;
  if (at >= 0) return { relation, at };
  throw sqlError('undefined_column', `column "${name}" of relation "${names.slice(0, -1).join('.')}" does not exist`);
}

const finders: Readonly<Record<string, Find>> = {
  function: routine('function'),
  procedure: routine('procedure'),
  routine: routine('routine'),
  aggregate: routine('aggregate'),
  schema: global(classOids.pg_namespace, 'schema', (name, catalog) => catalog.schemaByName(name)?.oid),
  role: global(classOids.pg_authid, 'role', (name, catalog) => catalog.roleByName(name)?.oid),
  'parameter ACL': global(
    classOids.pg_parameter_acl,
    'parameter ACL',
    (name, catalog) => parameterRef(catalog, name.toLowerCase())?.oid,
  ),
  database: (names, _args, { isDatabase }) => {
    atLeast(names, 1);
    exactly('name', names, 1);
    if (isDatabase(names[0]!)) return { class: classOids.pg_database, object: databaseOid };
    throw sqlError('invalid_catalog_name', `database "${names[0]!}" does not exist`);
  },
  type: (names, _args, place) => {
    exactly('name', names, 1);
    return { class: classOids.pg_type, object: place.typeOid(names[0]!) };
  },
  cast: (names, args, place) => {
    exactly('name', names, 1);
    exactly('argument', args, 1);
    return findCast(place.typeOid(names[0]!), place.typeOid(args[0]!), place);
  },
  operator: (names, args, place) => {
    atLeast(names, 1);
    exactly('argument', args, 2);
    const [left, right] = args.map((text) => place.typeOid(text));
    return findOperator(names, left!, right!, place);
  },
  'operator class': (names, _args, place) => {
    atLeast(names, 2);
    return findOfMethod('operator class', names.slice(1), names[0]!, place);
  },
  'operator family': (names, _args, place) => {
    atLeast(names, 2);
    return findOfMethod('operator family', names.slice(1), names[0]!, place);
  },
  collation: (names, _args, { catalog, searchPath }) => {
    atLeast(names, 1);
    const schema = names.at(-2);
    if (schema !== undefined && catalog.schemaByName(schema) === undefined) {
      throw sqlError('invalid_schema_name', `schema "${schema}" does not exist`);
    }
    const found = catalog.resolveCollation(names, searchPath);
    if (found !== undefined) return { class: classOids.pg_collation, object: found.oid };
    throw sqlError('undefined_object', `collation "${names.join('.')}" for encoding "UTF8" does not exist`);
  },
  'table column': (names, _args, place) => {
    const { relation, at } = columnOf(names, place);
    return { class: classOids.pg_class, object: relation.oid, sub: at + 1 };
  },
  'foreign table column': (names, args, place) => finders['table column']!(names, args, place),
  'default value': (names, _args, place) => {
    if (names.length < 2) columnOf(names, place);
    const { relation, name } = inRelation(names, place);
    const columns = 'columns' in relation ? relation.columns : [];
    const oid = columns.find((column) => column.name === name)?.defaultOid;
    if (oid !== undefined) return { class: classOids.pg_attrdef, object: oid };
    throw sqlError(
      'undefined_column',
      `default value for column "${names.at(-1)!}" of relation "${names.slice(0, -1).join('.')}" does not exist`,
    );
  },
  'table constraint': (names, _args, place) => {
    const { relation, name } = inRelation(names, place);
    const found = relation.kind === 'table' ? relation.constraints.find((other) => other.name === name) : undefined;
    if (found !== undefined) return { class: classOids.pg_constraint, object: found.oid };
    throw sqlError('undefined_object', `constraint "${name}" for table "${relation.name}" does not exist`);
  },
  'domain constraint': (names, args, place) => {
    exactly('name', names, 1);
    exactly('argument', args, 1);
    const oid = place.typeOid(names[0]!);
    const domain = place.catalog.ownType(oid);
    const text = place.typeText(oid);
    if (domain?.kind !== 'domain') throw sqlError('wrong_object_type', `"${names[0]!}" is not a domain`);
    const found = domain.constraints.find((other) => other.name === args[0]);
    if (found !== undefined) return { class: classOids.pg_constraint, object: found.oid };
    throw sqlError('undefined_object', `constraint "${args[0]!}" for domain ${text} does not exist`);
  },
  rule: (names, _args, place) => {
    const { relation, name } = inRelation(names, place);
    if (name === '_RETURN' && definitionOf(relation) !== null) {
      return { class: classOids.pg_rewrite, object: ruleOid(relation.oid) };
    }
    throw sqlError('undefined_object', `rule "${name}" for relation "${relation.name}" does not exist`);
  },
  trigger: ofRelation('trigger', 'table'),
  policy: ofRelation('policy', 'table'),
};
