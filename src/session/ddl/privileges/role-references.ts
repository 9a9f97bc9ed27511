/** What refers to a role: what it owns, and lists of privileges that name it (pg_shdepend). */
import {
  type Catalog,
  classOids,
  type DefaultAcl,
  type RelationDescriptor,
  type RoleDescriptor,
  systemColumnNames,
} from '../../../catalog/index.ts';
import {
  type ObjectRef,
  ownerOf,
  parameterName,
  roleNamedIn,
  securables,
  storedAcl,
} from '../../../catalog/privileges/index.ts';
import { argOids, functionByOid } from '../../../functions/registry.ts';
import type { Oid } from '../../../types/type-def.ts';
import type { DdlContext } from '../context.ts';
import { describeColumn, describeRelation, relationText } from '../describe.ts';

export interface RoleReference {
  readonly kind: 'owner' | 'acl';
  readonly ref: ObjectRef;
  /** Of default privileges: whose. */
  readonly defaults?: { readonly role: RoleDescriptor; readonly entry: DefaultAcl };
}

export function referencesTo(catalog: Catalog, role: Oid): RoleReference[] {
  const found: RoleReference[] = [];
  for (const ref of securables(catalog)) {
    const owner = ownerOf(catalog, ref);
    const owned = ref.class !== classOids.pg_type || catalog.typeOwner(ref.oid) !== undefined;
    if (owner === role && ref.column === 0 && owned && !isSystem(ref)) found.push({ kind: 'owner', ref });
    if (roleNamedIn(storedAcl(catalog, ref), role, owner)) found.push({ kind: 'acl', ref });
  }
  for (const of of catalog.roles()) {
    for (const entry of of.defaultAcls ?? []) {
      const ref: ObjectRef = { class: classOids.pg_default_acl, oid: entry.oid, column: 0 };
      if (of.oid === role) found.push({ kind: 'owner', ref, defaults: { role: of, entry } });
      else if (roleNamedIn(entry.acl, role, of.oid)) found.push({ kind: 'acl', ref, defaults: { role: of, entry } });
    }
  }
  return found.sort((a, b) => a.ref.oid - b.ref.oid || a.ref.class - b.ref.class || a.ref.column - b.ref.column);
}

/** What is built in belongs to the database's own user for good. */
function isSystem(ref: ObjectRef): boolean {
  return ref.class !== classOids.pg_database && ref.oid < 16384 && ref.class !== classOids.pg_namespace;
}

const defaultObjects = { r: 'relations', S: 'sequences', f: 'functions', T: 'types', n: 'schemas' } as const;

export function describeReference({ kind, ref, defaults }: RoleReference, context: DdlContext): string {
  const what = defaults === undefined ? describeObject(ref, context) : describeDefaults(defaults, context);
  return `${kind === 'owner' ? 'owner of' : 'privileges for'} ${what}`;
}

function describeDefaults({ role, entry }: NonNullable<RoleReference['defaults']>, context: DdlContext): string {
  const schema = entry.schema === 0 ? '' : ` in schema ${context.transaction.catalog.schema(entry.schema)!.name}`;
  return `default privileges on new ${defaultObjects[entry.object]} belonging to role ${role.name}${schema}`;
}

function describeObject(ref: ObjectRef, context: DdlContext): string {
  const { catalog } = context.transaction;
  switch (ref.class) {
    case classOids.pg_class: {
      const relation = catalog.relation(ref.oid)!;
      if (ref.column > 0 && relation.kind === 'table') return describeColumn(context, relation, ref.column - 1);
      if (ref.column === 0) return describeRelation(context, relation);
      const name = ref.column < 0 ? systemColumnNames[-1 - ref.column]! : columnName(relation, ref.column);
      return `column ${name} of ${describeRelation(context, relation)}`;
    }
    case classOids.pg_namespace:
      return `schema ${catalog.schema(ref.oid)!.name}`;
    case classOids.pg_database:
      return `database ${context.databaseName}`;
    case classOids.pg_proc: {
      const def = functionByOid(ref.oid)!;
      const types = argOids(def).map((type) => context.analyzer.typeText(type, -1));
      return `function ${def.name}(${types.join(', ')})`;
    }
    case classOids.pg_collation:
      return `collation ${context.analyzer.collationText(ref.oid)}`;
    case classOids.pg_parameter_acl:
      return `parameter ${parameterName(catalog, ref.oid)}`;
    case classOids.pg_language:
      return 'language sql';
    case classOids.pg_tablespace:
      return `tablespace ${ref.oid === 1663 ? 'pg_default' : 'pg_global'}`;
    default: {
      const owner = catalog.typeOwner(ref.oid);
      return `type ${owner === undefined ? context.analyzer.typeText(ref.oid, -1) : relationText(context, owner as RelationDescriptor)}`;
    }
  }
}

function columnName(relation: RelationDescriptor, column: number): string {
  return 'columns' in relation ? (relation.columns[column - 1]?.name ?? '') : '';
}
