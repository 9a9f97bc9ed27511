/** What has been granted, as far as it concerns roles that the user has the rights of: by them, to them, or to everybody. */
import type { FunctionDef } from '../../functions/function-def.ts';
import { allFunctions } from '../../functions/registry.ts';
import { allCollations } from '../../types/collation/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import {
  type Acl,
  type AclEntry,
  allPrivileges,
  bitsOf,
  defaultAcl,
  functionRef,
  hasRightsOf,
  membershipsOf,
  type ObjectRef,
  PUBLIC,
  privilegeNames,
  relationRef,
  storedAcl,
  typeRef,
  USAGE,
} from '../privileges/index.ts';
import { bootstrapRoleOid, databaseOwnerRoleOid } from '../well-known.ts';
import { schemaOf, tablesAndViews, yesNo } from './tables.ts';
import { owns } from './visible.ts';

interface Granted {
  readonly grantor: string;
  readonly grantee: string;
  readonly bit: number;
  readonly grantable: boolean;
}

function nameOf(view: CatalogView, role: Oid): string {
  return role === PUBLIC ? 'PUBLIC' : (view.catalog.role(role)?.name ?? '');
}

function concerns(view: CatalogView, { grantor, grantee }: AclEntry): boolean {
  return grantee === PUBLIC || owns(view, grantor) || owns(view, grantee);
}

/** Each privilege among `wanted` in a list. The owner may grant on whatever it has. */
function* explode(view: CatalogView, acl: Acl, owner: Oid, wanted: number): Generator<Granted> {
  for (const item of acl) {
    if (!concerns(view, item)) continue;
    const isOwner = item.grantee !== PUBLIC && hasRightsOf(view.catalog, item.grantee, owner);
    for (const bit of bitsOf(item.privileges & wanted)) {
      yield {
        grantor: nameOf(view, item.grantor),
        grantee: nameOf(view, item.grantee),
        bit,
        grantable: isOwner || (item.grantable & (1 << bit)) !== 0,
      };
    }
  }
}

function listOf(view: CatalogView, ref: ObjectRef, kind: 'table' | 'type' | 'function', owner: Oid): Acl {
  return storedAcl(view.catalog, ref) ?? defaultAcl(kind, owner);
}

function* tablePrivilegeRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of tablesAndViews(view)) {
    if (relation.kind === 'composite') continue;
    const acl = listOf(view, relationRef(relation.oid), 'table', relation.owner);
    for (const { grantor, grantee, bit, grantable } of explode(view, acl, relation.owner, allPrivileges.table)) {
      yield {
        grantor,
        grantee,
        table_catalog: view.databaseName,
        table_schema: schemaOf(view, relation),
        table_name: relation.name,
        privilege_type: privilegeNames[bit]!,
        is_grantable: yesNo(grantable),
        with_hierarchy: yesNo(privilegeNames[bit] === 'SELECT'),
      };
    }
  }
}

function* columnPrivilegeRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of tablesAndViews(view)) {
    if (relation.kind === 'composite') continue;
    const whole = listOf(view, relationRef(relation.oid), 'table', relation.owner);
    const all = [...explode(view, whole, relation.owner, allPrivileges.column)];
    for (let i = 0; i < relation.columns.length; i++) {
      const column = relation.columns[i]!;
      if (column.dropped) continue;
      const own = storedAcl(view.catalog, relationRef(relation.oid, i + 1)) ?? [];
      // What has been granted twice is shown once.
      const seen = new Set<string>();
      for (const item of [...all, ...explode(view, own, relation.owner, allPrivileges.column)]) {
        const key = `${item.grantor}\u0000${item.grantee}\u0000${item.bit}\u0000${item.grantable}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield {
          grantor: item.grantor,
          grantee: item.grantee,
          table_catalog: view.databaseName,
          table_schema: schemaOf(view, relation),
          table_name: relation.name,
          column_name: column.name,
          privilege_type: privilegeNames[item.bit]!,
          is_grantable: yesNo(item.grantable),
        };
      }
    }
  }
}

function* usageRows(view: CatalogView): Generator<CatalogRow> {
  const row = (schema: string, name: string, type: string, by: Omit<Granted, 'bit'>): CatalogRow => ({
    grantor: by.grantor,
    grantee: by.grantee,
    object_catalog: view.databaseName,
    object_schema: schema,
    object_name: name,
    object_type: type,
    privilege_type: 'USAGE',
    is_grantable: yesNo(by.grantable),
  });
  const everybody = { grantor: nameOf(view, bootstrapRoleOid), grantee: 'PUBLIC', grantable: false };
  for (const { name, encoding } of allCollations()) {
    if (encoding === -1 || encoding === 6) yield row('pg_catalog', name, 'COLLATION', everybody);
  }
  for (const type of view.catalog.ownTypes()) {
    if (type.kind !== 'domain') continue;
    const acl = listOf(view, typeRef(type.oid), 'type', type.owner);
    const schema = view.catalog.schema(type.schema)!.name;
    for (const item of explode(view, acl, type.owner, USAGE)) yield row(schema, type.name, 'DOMAIN', item);
  }
  for (const sequence of view.catalog.userRelations()) {
    if (sequence.kind !== 'sequence') continue;
    // Without a list of its own PostgreSQL looks at the defaults of tables here, which have no USAGE.
    const acl = storedAcl(view.catalog, relationRef(sequence.oid)) ?? [];
    for (const item of explode(view, acl, sequence.owner, USAGE)) {
      yield row(schemaOf(view, sequence), sequence.name, 'SEQUENCE', item);
    }
  }
}

/** Composite types, and the row types of tables and views. */
function* typePrivilegeRows(view: CatalogView): Generator<CatalogRow> {
  const relations = [...view.catalog.systemRelations(), ...view.catalog.userRelations()];
  for (const relation of relations) {
    if (!('rowType' in relation)) continue;
    const acl = listOf(view, typeRef(relation.rowType), 'type', relation.owner);
    for (const { grantor, grantee, grantable } of explode(view, acl, relation.owner, USAGE)) {
      yield {
        grantor,
        grantee,
        udt_catalog: view.databaseName,
        udt_schema: schemaOf(view, relation),
        udt_name: relation.name,
        privilege_type: 'TYPE USAGE',
        is_grantable: yesNo(grantable),
      };
    }
  }
}

function* routinePrivilegeRows(view: CatalogView): Generator<CatalogRow> {
  for (const def of allFunctions() as Iterable<FunctionDef>) {
    const acl = listOf(view, functionRef(def.oid), 'function', bootstrapRoleOid);
    for (const { grantor, grantee, grantable } of explode(view, acl, bootstrapRoleOid, allPrivileges.function)) {
      yield {
        grantor,
        grantee,
        specific_catalog: view.databaseName,
        specific_schema: 'pg_catalog',
        specific_name: `${def.name}_${def.oid}`.slice(0, 63),
        routine_catalog: view.databaseName,
        routine_schema: 'pg_catalog',
        routine_name: def.name,
        privilege_type: 'EXECUTE',
        is_grantable: yesNo(grantable),
      };
    }
  }
}

/** Those that name a role the user has the rights of; what everybody has is not among them unless such a role granted it. */
function ofRoles(rows: (view: CatalogView) => Generator<CatalogRow>): (view: CatalogView) => Generator<CatalogRow> {
  return function* (view) {
    const enabled = new Set(enabledRoles(view));
    for (const row of rows(view)) {
      if (enabled.has(row['grantor'] as string) || enabled.has(row['grantee'] as string)) yield row;
    }
  };
}

function enabledRoles(view: CatalogView): string[] {
  return view.catalog
    .roles()
    .filter((role) => owns(view, role.oid))
    .map((role) => role.name);
}

function* applicableRoles(view: CatalogView): Generator<CatalogRow> {
  for (const member of view.catalog.roles()) {
    if (!owns(view, member.oid)) continue;
    const row = (role: Oid, admin: boolean): CatalogRow => ({
      grantee: member.name,
      role_name: nameOf(view, role),
      is_grantable: yesNo(admin),
    });
    for (const { role, admin } of membershipsOf(member)) yield row(role, admin);
    if (member.oid === view.catalog.databaseOwner) yield row(databaseOwnerRoleOid, false);
  }
}

function* administrableRoles(view: CatalogView): Generator<CatalogRow> {
  for (const row of applicableRoles(view)) if (row['is_grantable'] === 'YES') yield row;
}

export const privilegeSources: RowSources = {
  table_privileges: tablePrivilegeRows,
  column_privileges: columnPrivilegeRows,
  usage_privileges: usageRows,
  udt_privileges: typePrivilegeRows,
  routine_privileges: routinePrivilegeRows,
  role_table_grants: ofRoles(tablePrivilegeRows),
  role_column_grants: ofRoles(columnPrivilegeRows),
  role_usage_grants: ofRoles(usageRows),
  role_udt_grants: ofRoles(typePrivilegeRows),
  role_routine_grants: ofRoles(routinePrivilegeRows),
  enabled_roles: (view) => enabledRoles(view).map((name) => ({ role_name: name })),
  applicable_roles: applicableRoles,
  administrable_role_authorizations: administrableRoles,
};
