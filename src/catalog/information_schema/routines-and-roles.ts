/** Functions, roles, privileges, character sets and collations. */
import type { FunctionDef } from '../../functions/function-def.ts';
import { allFunctions } from '../../functions/registry.ts';
import { allCollations } from '../../types/collation/index.ts';
import { typeByName } from '../../types/registry.ts';
import type { Oid } from '../../types/type-def.ts';
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import { bootstrapRoleOid, databaseOwnerRoleOid } from '../well-known.ts';
import { schemaOf, tablesAndViews, yesNo } from './tables.ts';
import { typeColumns } from './type-columns.ts';

function oidOf(type: string): Oid {
  return typeByName(type)?.oid ?? 0;
}

function specificName(view: CatalogView, def: FunctionDef): CatalogRow {
  return {
    specific_catalog: view.databaseName,
    specific_schema: 'pg_catalog',
    specific_name: `${def.name}_${def.oid}`.slice(0, 63),
  };
}

/** A function's result type: described as a type, with `type_` before the names of where it is. */
function resultColumns(view: CatalogView, def: FunctionDef): CatalogRow {
  const {
    udt_catalog = null,
    udt_schema = null,
    udt_name = null,
    data_type = null,
  } = typeColumns(oidOf(def.result), -1, view);
  return { data_type, type_udt_catalog: udt_catalog, type_udt_schema: udt_schema, type_udt_name: udt_name };
}

function* routineRows(view: CatalogView): Generator<CatalogRow> {
  for (const def of allFunctions()) {
    yield {
      ...specificName(view, def),
      routine_catalog: view.databaseName,
      routine_schema: 'pg_catalog',
      routine_name: def.name,
      routine_type: def.kind === 'aggregate' || def.kind === 'window' ? null : 'FUNCTION',
      ...resultColumns(view, def),
      dtd_identifier: '0',
      routine_body: 'EXTERNAL',
      routine_definition: def.kind === 'aggregate' ? 'aggregate_dummy' : def.name,
      external_name: null,
      external_language: 'INTERNAL',
      parameter_style: 'GENERAL',
      is_deterministic: yesNo(def.volatility === 'immutable'),
      sql_data_access: 'MODIFIES',
      is_null_call: yesNo('strict' in def && def.strict),
      schema_level_routine: 'YES',
      max_dynamic_result_sets: 0,
      security_type: 'INVOKER',
      as_locator: 'NO',
      is_udt_dependent: 'NO',
    };
  }
}

function* parameterRows(view: CatalogView): Generator<CatalogRow> {
  for (const def of allFunctions()) {
    const outputs = def.kind === 'set' ? (def.columns ?? []) : [];
    const parameters = [
      ...def.args.map((type, i) => ({ type, name: def.argNames?.[i] ?? null, mode: 'IN' })),
      ...outputs.map(({ type, name }) => ({ type, name, mode: 'OUT' })),
    ];
    for (let i = 0; i < parameters.length; i++) {
      const { type, name, mode } = parameters[i]!;
      const {
        udt_catalog = null,
        udt_schema = null,
        udt_name = null,
        data_type = null,
      } = typeColumns(oidOf(type), -1, view);
      yield {
        ...specificName(view, def),
        ordinal_position: i + 1,
        parameter_mode: mode,
        is_result: 'NO',
        as_locator: 'NO',
        parameter_name: name,
        data_type,
        udt_catalog,
        udt_schema,
        udt_name,
        dtd_identifier: String(i + 1),
      };
    }
  }
}

// ---- roles and privileges: nothing is granted but what owners and, on system relations, everyone have ----

function* tablePrivilegeRows(view: CatalogView): Generator<CatalogRow> {
  const privileges = ['INSERT', 'SELECT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'];
  for (const relation of tablesAndViews(view)) {
    const owner = view.catalog.role(relation.owner)?.name ?? '';
    const row = (grantee: string, privilege: string, grantable: boolean): CatalogRow => ({
      grantor: owner,
      grantee,
      table_catalog: view.databaseName,
      table_schema: schemaOf(view, relation),
      table_name: relation.name,
      privilege_type: privilege,
      is_grantable: yesNo(grantable),
      with_hierarchy: yesNo(privilege === 'SELECT'),
    });
    for (const privilege of privileges) yield row(owner, privilege, true);
    if (relation.kind === 'catalogRelation') yield row('PUBLIC', 'SELECT', false);
  }
}

function* columnPrivilegeRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of tablesAndViews(view)) {
    const owner = view.catalog.role(relation.owner)?.name ?? '';
    for (const column of relation.columns) {
      if (column.dropped) continue;
      const row = (grantee: string, privilege: string, grantable: boolean): CatalogRow => ({
        grantor: owner,
        grantee,
        table_catalog: view.databaseName,
        table_schema: schemaOf(view, relation),
        table_name: relation.name,
        column_name: column.name,
        privilege_type: privilege,
        is_grantable: yesNo(grantable),
      });
      for (const privilege of ['INSERT', 'SELECT', 'UPDATE', 'REFERENCES']) yield row(owner, privilege, true);
      if (relation.kind === 'catalogRelation') yield row('PUBLIC', 'SELECT', false);
    }
  }
}

function grantedTo(rows: (view: CatalogView) => Generator<CatalogRow>): (view: CatalogView) => Generator<CatalogRow> {
  return function* (view) {
    for (const row of rows(view)) if (row['grantee'] !== 'PUBLIC') yield row;
  };
}

function applicableRoles(view: CatalogView): CatalogRow[] {
  const name = (oid: Oid): string => view.catalog.role(oid)?.name ?? '';
  return [
    { grantee: name(bootstrapRoleOid), role_name: name(databaseOwnerRoleOid), is_grantable: 'NO' },
    ...[3374, 3375, 3377].map((oid) => ({ grantee: name(3373), role_name: name(oid), is_grantable: 'NO' })),
  ];
}

// ---- text ----

function collationNames({ catalog, databaseName }: CatalogView): CatalogRow[] {
  return [...allCollations(), ...catalog.ownCollations()].map(({ name, schema }) => ({
    collation_catalog: databaseName,
    collation_schema: catalog.schema(schema)?.name ?? null,
    collation_name: name,
  }));
}

export const routineAndRoleSources: RowSources = {
  routines: routineRows,
  parameters: parameterRows,
  table_privileges: tablePrivilegeRows,
  column_privileges: columnPrivilegeRows,
  role_table_grants: grantedTo(tablePrivilegeRows),
  role_column_grants: grantedTo(columnPrivilegeRows),
  enabled_roles: (view) => view.catalog.roles().map((role) => ({ role_name: role.name })),
  applicable_roles: applicableRoles,
  information_schema_catalog_name: (view) => [{ catalog_name: view.databaseName }],
  character_sets: (view) => [
    {
      character_set_name: 'UTF8',
      character_repertoire: 'UCS',
      form_of_use: 'UTF8',
      default_collate_catalog: view.databaseName,
      default_collate_schema: 'pg_catalog',
      default_collate_name: 'ucs_basic',
    },
  ],
  collations: (view) => collationNames(view).map((row) => ({ ...row, pad_attribute: 'NO PAD' })),
  collation_character_set_applicability: (view) =>
    collationNames(view).map((row) => ({ ...row, character_set_name: 'UTF8' })),
};
