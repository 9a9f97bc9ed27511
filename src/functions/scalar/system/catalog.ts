/** What tells about objects of the catalog: their definitions, names, comments, sizes, visibility and privileges. */
import { SqlError, sqlError, sqlStates } from '../../../errors/index.ts';
import { relationNamed } from '../../../types/reg.ts';
import type { Datum, Oid } from '../../../types/type-def.ts';
import type { CatalogFunctions, FunctionContext, ScalarFunctionDef } from '../../function-def.ts';
import { scalar, stable } from '../define.ts';

function viewDefinition(context: FunctionContext, view: Oid, pretty: boolean | number = false): string | null {
  // The third form asks for lines no longer than so many columns, which implies the pretty form.
  return context.catalog.viewDefinition(view, typeof pretty === 'number' ? true : pretty);
}

function ruleDefinition(context: FunctionContext, rule: Oid, pretty = false): string | null {
  return context.catalog.ruleDefinition(rule, pretty);
}

function namedViewDefinition(context: FunctionContext, view: string, pretty = false): string | null {
  return context.catalog.viewDefinition(relationNamed(context.names, view), pretty);
}

function expressionText(context: FunctionContext, stored: string, of: Oid, pretty = false): string | null {
  return context.catalog.expressionText(stored, of, pretty);
}

function indexDefinition(context: FunctionContext, index: Oid, column = 0, pretty = false): string | null {
  return context.catalog.indexDefinition(index, column, pretty);
}

function constraintDefinition(context: FunctionContext, constraint: Oid, pretty = false): string | null {
  return context.catalog.constraintDefinition(constraint, pretty);
}

/** With its indexes. */
function totalSize(context: FunctionContext, oid: Oid): number | null {
  const size = context.catalog.relationSize(oid);
  return size === null ? null : size + (context.server.indexesSize(oid) ?? 0);
}

function relationSize(context: FunctionContext, oid: Oid): number | null {
  return context.catalog.relationSize(oid);
}

function forkSize(context: FunctionContext, oid: Oid, fork: string): number | null {
  if (!['main', 'fsm', 'vm', 'init'].includes(fork)) {
    throw sqlError('invalid_parameter_value', `invalid fork name`, {
      hint: 'Valid fork names are "main", "fsm", "vm", and "init".',
    });
  }
  const size = context.catalog.relationSize(oid);
  return size === null || fork === 'main' ? size : 0;
}

const visible =
  (kind: Parameters<CatalogFunctions['isVisible']>[0]) =>
  (context: FunctionContext, oid: Oid): boolean | null =>
    context.catalog.isVisible(kind, oid);

const privilege =
  (kind: string) =>
  (context: FunctionContext, ...args: Datum[]): boolean | null =>
    context.catalog.hasPrivilege(kind, args);

/** The six forms of most privilege functions: user by name, by OID or the current one; object by name or by OID. */
function privilegeRows(kind: string, oids: readonly number[]): ScalarFunctionDef[] {
  const forms = ['name text text', 'name oid text', 'oid text text', 'oid oid text', 'text text', 'oid text'];
  return forms.map((args, index) => stable(oids[index]!, `has_${kind}_privilege`, args, 'bool', privilege(kind)));
}

const columnForms = ['name text', 'name oid', 'oid text', 'oid oid', 'text', 'oid'];

/** Eight forms with a user and four without; a column by name or by number. */
function columnPrivilegeRows(): ScalarFunctionDef[] {
  return columnForms.flatMap((object, index) =>
    ['text', 'int2'].map((column, second) =>
      stable(
        3012 + index * 2 + second,
        'has_column_privilege',
        `${object} ${column} text`,
        'bool',
        privilege('column'),
      ),
    ),
  );
}

/** Definitions of kinds of objects that no catalog here holds: there is no such object, and of that PostgreSQL tells null. */
const absent = () => null;
const absentRow = { volatility: 'stable' } as const;

/** null also for an error of that name. */
function unless(condition: keyof typeof sqlStates, find: () => Oid | null): Oid | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof SqlError && error.code === sqlStates[condition]) return null;
    throw error;
  }
}

function isTemporary(name: string): boolean {
  return name.startsWith('pg_temp_') || name.startsWith('pg_toast_temp_');
}

export const catalogFunctions = [
  stable(
    1081,
    'format_type',
    'oid int4',
    'text',
    (context: FunctionContext, type: Oid | null, typmod: number | null) =>
      type === null ? null : context.catalog.formatType(type, typmod),
    { strict: false },
  ),
  stable(1716, 'pg_get_expr', 'pg_node_tree oid', 'text', expressionText),
  stable(2509, 'pg_get_expr', 'pg_node_tree oid bool', 'text', expressionText),
  stable(1641, 'pg_get_viewdef', 'oid', 'text', viewDefinition),
  stable(2506, 'pg_get_viewdef', 'oid bool', 'text', viewDefinition),
  stable(3159, 'pg_get_viewdef', 'oid int4', 'text', viewDefinition),
  stable(1640, 'pg_get_viewdef', 'text', 'text', namedViewDefinition),
  stable(2505, 'pg_get_viewdef', 'text bool', 'text', namedViewDefinition),
  stable(1643, 'pg_get_indexdef', 'oid', 'text', indexDefinition),
  stable(2507, 'pg_get_indexdef', 'oid int4 bool', 'text', indexDefinition),
  stable(1387, 'pg_get_constraintdef', 'oid', 'text', constraintDefinition),
  stable(2508, 'pg_get_constraintdef', 'oid bool', 'text', constraintDefinition),
  stable(
    1665,
    'pg_get_serial_sequence',
    'text text',
    'text',
    ({ catalog, names }: FunctionContext, table: string, column: string) =>
      catalog.serialSequence(relationNamed(names, table), column),
  ),
  stable(
    1642,
    'pg_get_userbyid',
    'oid',
    'name',
    (context: FunctionContext, role: Oid) => context.names.roleName(role) ?? `unknown (OID=${role})`,
  ),
  scalar(1662, 'pg_get_triggerdef', 'oid', 'text', absent, absentRow),
  scalar(2730, 'pg_get_triggerdef', 'oid bool', 'text', absent, absentRow),
  stable(1573, 'pg_get_ruledef', 'oid', 'text', ruleDefinition),
  stable(2504, 'pg_get_ruledef', 'oid bool', 'text', ruleDefinition),
  scalar(3352, 'pg_get_partkeydef', 'oid', 'text', absent, absentRow),
  scalar(3408, 'pg_get_partition_constraintdef', 'oid', 'text', absent, absentRow),
  scalar(3415, 'pg_get_statisticsobjdef', 'oid', 'text', absent, absentRow),
  scalar(6174, 'pg_get_statisticsobjdef_columns', 'oid', 'text', absent, absentRow),
  stable(1215, 'obj_description', 'oid name', 'text', (context: FunctionContext, object: Oid, catalog: string) =>
    context.catalog.objectDescription(object, catalog),
  ),
  stable(1348, 'obj_description', 'oid', 'text', (context: FunctionContext, object: Oid) =>
    context.catalog.objectDescription(object, null),
  ),
  stable(1993, 'shobj_description', 'oid name', 'text', (context: FunctionContext, object: Oid, catalog: string) =>
    context.catalog.objectDescription(object, catalog),
  ),
  stable(1216, 'col_description', 'oid int4', 'text', (context: FunctionContext, table: Oid, column: number) =>
    context.catalog.columnDescription(table, column),
  ),
  stable(2325, 'pg_relation_size', 'regclass', 'int8', relationSize, { volatility: 'volatile' }),
  stable(2332, 'pg_relation_size', 'regclass text', 'int8', forkSize, { volatility: 'volatile' }),
  stable(2997, 'pg_table_size', 'regclass', 'int8', relationSize, { volatility: 'volatile' }),
  stable(2286, 'pg_total_relation_size', 'regclass', 'int8', totalSize, { volatility: 'volatile' }),
  stable(2079, 'pg_table_is_visible', 'oid', 'bool', visible('relation')),
  stable(2080, 'pg_type_is_visible', 'oid', 'bool', visible('type')),
  stable(2081, 'pg_function_is_visible', 'oid', 'bool', visible('function')),
  stable(2082, 'pg_operator_is_visible', 'oid', 'bool', visible('operator')),
  stable(3815, 'pg_collation_is_visible', 'oid', 'bool', visible('collation')),
  stable(3495, 'to_regclass', 'text', 'regclass', (context: FunctionContext, name: string) =>
    context.names.relationOid(name),
  ),
  stable(3493, 'to_regtype', 'text', 'regtype', (context: FunctionContext, name: string) =>
    unless('invalid_schema_name', () => context.names.typeOid(name)),
  ),
  stable(4086, 'to_regnamespace', 'text', 'regnamespace', (context: FunctionContext, name: string) =>
    context.names.schemaOid(name),
  ),
  stable(4093, 'to_regrole', 'text', 'regrole', (context: FunctionContext, name: string) =>
    context.names.roleOid(name),
  ),
  stable(3494, 'to_regproc', 'text', 'regproc', (context: FunctionContext, name: string) =>
    unless('ambiguous_function', () => context.names.procedureOid?.(name, false) ?? null),
  ),
  stable(
    3479,
    'to_regprocedure',
    'text',
    'regprocedure',
    (context: FunctionContext, name: string) => context.names.procedureOid?.(name, true) ?? null,
  ),
  stable(3492, 'to_regoper', 'text', 'regoper', (context: FunctionContext, name: string) =>
    unless('ambiguous_function', () => context.names.operatorOid?.(name, false) ?? null),
  ),
  stable(
    3476,
    'to_regoperator',
    'text',
    'regoperator',
    (context: FunctionContext, name: string) => context.names.operatorOid?.(name, true) ?? null,
  ),
  stable(2854, 'pg_my_temp_schema', '', 'oid', (context: FunctionContext) => {
    const name = context.searchPath(true).find(isTemporary);
    return name === undefined ? 0 : (context.names.schemaOid(name) ?? 0);
  }),
  stable(2855, 'pg_is_other_temp_schema', 'oid', 'bool', (context: FunctionContext, schema: Oid) => {
    const name = context.names.schemaName(schema);
    return name !== null && isTemporary(name) && !context.searchPath(true).includes(name);
  }),
  stable(3842, 'pg_relation_is_updatable', 'regclass bool', 'int4', (context: FunctionContext, relation: Oid) =>
    context.catalog.updatableEvents(relation, -1),
  ),
  stable(
    3843,
    'pg_column_is_updatable',
    'regclass int2 bool',
    'bool',
    // A column that can be updated belongs to a row that can be deleted.
    (context: FunctionContext, relation: Oid, column: number) =>
      column > 0 && (context.catalog.updatableEvents(relation, column - 1) & 20) === 20,
  ),
  stable(
    6121,
    'pg_relation_is_publishable',
    'regclass',
    'bool',
    (context: FunctionContext, table: Oid) => context.catalog.relationSize(table) !== null,
  ),
  ...privilegeRows('table', [1922, 1923, 1924, 1925, 1926, 1927]),
  ...privilegeRows('schema', [2268, 2269, 2270, 2271, 2272, 2273]),
  ...privilegeRows('database', [2250, 2251, 2252, 2253, 2254, 2255]),
  ...privilegeRows('any_column', [3024, 3025, 3026, 3027, 3028, 3029]),
  ...privilegeRows('sequence', [2181, 2182, 2183, 2184, 2185, 2186]),
  ...privilegeRows('function', [2256, 2257, 2258, 2259, 2260, 2261]),
  ...privilegeRows('type', [3138, 3139, 3140, 3141, 3142, 3143]),
  ...privilegeRows('language', [2262, 2263, 2264, 2265, 2266, 2267]),
  ...privilegeRows('tablespace', [2390, 2391, 2392, 2393, 2394, 2395]),
  ...columnPrivilegeRows(),
  ...privilegeRows('foreign_data_wrapper', [3000, 3001, 3002, 3003, 3004, 3005]),
  ...privilegeRows('server', [3006, 3007, 3008, 3009, 3010, 3011]),
  stable(6205, 'has_parameter_privilege', 'name text text', 'bool', privilege('parameter')),
  stable(6206, 'has_parameter_privilege', 'oid text text', 'bool', privilege('parameter')),
  stable(6207, 'has_parameter_privilege', 'text text', 'bool', privilege('parameter')),
  stable(2705, 'pg_has_role', 'name name text', 'bool', privilege('role')),
  stable(2706, 'pg_has_role', 'name oid text', 'bool', privilege('role')),
  stable(2707, 'pg_has_role', 'oid name text', 'bool', privilege('role')),
  stable(2708, 'pg_has_role', 'oid oid text', 'bool', privilege('role')),
  stable(2709, 'pg_has_role', 'name text', 'bool', privilege('role')),
  stable(2710, 'pg_has_role', 'oid text', 'bool', privilege('role')),
];
