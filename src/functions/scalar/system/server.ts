/** What tells about the server, its databases and the transactions of others ("System Administration Functions"). */
import { type SqlError, sqlError } from '../../../errors/index.ts';
import { PgArray } from '../../../types/array-value.ts';
import { datumBytes } from '../../../types/datum-codec.ts';
import { typeOid } from '../../../types/oids.ts';
import { relationNamed } from '../../../types/reg.ts';
import { typeByOid } from '../../../types/registry.ts';
import type { Datum, Oid } from '../../../types/type-def.ts';
import type { CallInfo, FunctionContext } from '../../function-def.ts';
import type { SocketAddress } from '../../server-facts.ts';
import { rowSet, scalar, stable } from '../define.ts';

const volatile = { volatility: 'volatile' } as const;
const absent = () => null;

function inet(address: SocketAddress | null, context: FunctionContext): Datum {
  return address === null ? null : typeByOid(typeOid.inet)!.input(address.address, -1, context);
}

const intMax = 2147483647;
/** Transactions begun since; the ids that are special are older than all. */
function age(next: number, id: number): number {
  return id < 3 ? intMax : (next - id) | 0;
}

/** What became of transactions that have ended is not kept, which PostgreSQL says of old ones with null. */
function transactionStatus(context: FunctionContext, given: number | bigint): string | null {
  const id = BigInt.asUintN(64, BigInt(given));
  if (id >= BigInt(context.server.nextTransactionId)) {
    throw sqlError('invalid_parameter_value', `transaction ID ${id} is in the future`);
  }
  if (id === 0n) return null;
  if (id === 1n || id === 2n) return 'committed';
  return context.server.isRunning(Number(id)) ? 'in progress' : null;
}

function databaseSize(context: FunctionContext, database: string | Oid): number | null {
  const size = context.server.databaseSize(database);
  if (size === null && typeof database === 'string') {
    throw sqlError('invalid_catalog_name', `database "${database}" does not exist`);
  }
  return size;
}

function resetStatements(context: FunctionContext, user: Oid, database: Oid, queryId: number | bigint): string {
  context.server.resetStatements(user, database, BigInt(queryId));
  return '';
}

const tablespaces = new Map<string | Oid, boolean>([
  ['pg_default', true],
  ['pg_global', false],
  [1663, true],
  [1664, false],
]);
function tablespaceSize(context: FunctionContext, tablespace: string | Oid): number | null {
  const holdsTables = tablespaces.get(tablespace);
  if (holdsTables === undefined) {
    if (typeof tablespace === 'number') return null;
    throw sqlError('undefined_object', `tablespace "${tablespace}" does not exist`);
  }
  return holdsTables ? context.server.databaseSize(context.databaseName) : 0;
}

/** Types of a fixed size have PostgreSQL's; of others it is the size of the value as this engine writes it. */
function columnSize(info: CallInfo, value: Datum): number | null {
  if (value === null) return null;
  const length = typeByOid(info.argTypes[0]!)?.length ?? -1;
  return length > 0 ? length : datumBytes(value);
}

/** No table here has policies, and one that is gone has none either. */
function rowSecurity(context: FunctionContext, relation: Oid | string): boolean {
  if (typeof relation === 'string') relationNamed(context.names, relation);
  return false;
}

function logFile(format: string | null): null {
  if (format !== null && !['stderr', 'csvlog', 'jsonlog'].includes(format)) {
    throw sqlError('invalid_parameter_value', `log format "${format}" is not supported`, {
      hint: 'The supported log formats are "stderr", "csvlog", and "jsonlog".',
    });
  }
  return null;
}

function noCommitTimestamps(): SqlError {
  return sqlError('object_not_in_prerequisite_state', 'could not get commit timestamp data', {
    hint: 'Make sure the configuration parameter "track_commit_timestamp" is set.',
  });
}
const commitTimestamp = (): never => {
  throw noCommitTimestamps();
};

/** `{name=value,...}`, as options of foreign objects are kept. */
function options(array: PgArray): (readonly Datum[])[] {
  return array.values.map((item) => {
    if (item === null) throw sqlError('null_value_not_allowed', 'null array element not allowed in this context');
    const text = item as string;
    const end = text.indexOf('=');
    return end < 0 ? [text, null] : [text.slice(0, end), text.slice(end + 1)];
  });
}

const categories = {
  U: 'unreserved',
  C: 'unreserved (cannot be function or type name)',
  T: 'reserved (can be function or type name)',
  R: 'reserved',
} as const;

function keywords(context: FunctionContext): (readonly Datum[])[] {
  return context.server.keywords.map(({ word, category, bareLabel }) => [
    word,
    category,
    bareLabel,
    categories[category],
    bareLabel ? 'can be bare label' : 'requires AS',
  ]);
}

const methodProperties: Readonly<Record<string, readonly [btree: boolean, hash: boolean]>> = {
  can_order: [true, false],
  can_unique: [true, false],
  can_multi_col: [true, false],
  can_exclude: [true, true],
  can_include: [true, false],
};
function methodProperty(method: Oid, property: string): boolean | null {
  const found = methodProperties[property.toLowerCase()];
  if (found === undefined || (method !== 403 && method !== 405)) return null;
  return found[method === 403 ? 0 : 1];
}

function functionDefinition(context: FunctionContext, fn: Oid): null {
  const kind = context.server.functionKind(fn);
  if (kind === null) return null;
  const name = context.names.procedureName?.(fn, true)?.split('(')[0] ?? String(fn);
  if (kind === 'aggregate') throw sqlError('wrong_object_type', `"${name}" is an aggregate function`);
  throw sqlError('feature_not_supported', 'the definitions of built-in functions are not kept as SQL');
}

function collationVersion(context: FunctionContext, collation: Oid): null {
  if (context.names.collationName?.(collation) == null) {
    throw sqlError('undefined_object', `collation with OID ${collation} does not exist`);
  }
  return null;
}

const pids = (found: readonly number[]) => PgArray.of(typeOid.int4, found);
const text = 'text';
const twoNames = [
  { name: 'option_name', type: text },
  { name: 'option_value', type: text },
];

export const serverFunctions = [
  stable(817, 'current_query', '', 'text', (context: FunctionContext) => context.server.queryText, {
    ...volatile,
    strict: false,
  }),
  stable(
    2560,
    'pg_postmaster_start_time',
    '',
    'timestamptz',
    (context: FunctionContext) => context.server.startTimestamp,
  ),
  // Settings are read once, at the start.
  stable(2034, 'pg_conf_load_time', '', 'timestamptz', (context: FunctionContext) => context.server.startTimestamp),
  stable(2196, 'inet_client_addr', '', 'inet', (context: FunctionContext) => inet(context.server.client, context), {
    strict: false,
  }),
  stable(2197, 'inet_client_port', '', 'int4', (context: FunctionContext) => context.server.client?.port ?? null, {
    strict: false,
  }),
  stable(2198, 'inet_server_addr', '', 'inet', (context: FunctionContext) => inet(context.server.server, context), {
    strict: false,
  }),
  stable(2199, 'inet_server_port', '', 'int4', (context: FunctionContext) => context.server.server?.port ?? null, {
    strict: false,
  }),
  stable(1181, 'age', 'xid', 'int4', (context: FunctionContext, id: number) =>
    age(context.server.nextTransactionId, id),
  ),
  // No row is locked by several transactions under one id, so the first id is the next one.
  scalar(3939, 'mxid_age', 'xid', 'int4', (id: number) => (id === 0 ? intMax : (1 - id) | 0), {
    volatility: 'stable',
  }),
  stable(3360, 'txid_status', 'int8', 'text', transactionStatus, volatile),
  stable(5066, 'pg_xact_status', 'xid8', 'text', transactionStatus, volatile),
  stable(
    2561,
    'pg_blocking_pids',
    'int4',
    '_int4',
    (context: FunctionContext, pid: number) => pids(context.server.blockersOf(pid)),
    volatile,
  ),
  stable(
    3376,
    'pg_safe_snapshot_blocking_pids',
    'int4',
    '_int4',
    (context: FunctionContext, pid: number) => pids(context.server.safetyBlockersOf(pid)),
    volatile,
  ),
  stable(2168, 'pg_database_size', 'name', 'int8', databaseSize, volatile),
  stable(2324, 'pg_database_size', 'oid', 'int8', databaseSize, volatile),
  stable(2323, 'pg_tablespace_size', 'name', 'int8', tablespaceSize, volatile),
  stable(2322, 'pg_tablespace_size', 'oid', 'int8', tablespaceSize, volatile),
  stable(
    2998,
    'pg_indexes_size',
    'regclass',
    'int8',
    (context: FunctionContext, relation: Oid) => context.server.indexesSize(relation),
    volatile,
  ),
  stable(9101, 'pg_stat_statements_reset', 'oid oid int8', 'void', resetStatements, {
    ...volatile,
    argNames: ['userid', 'dbid', 'queryid'],
    defaults: ['0', '0', '0'],
  }),
  scalar(1269, 'pg_column_size', 'any', 'int4', columnSize, { volatility: 'stable', callInfo: true }),
  scalar(2121, 'pg_column_compression', 'any', 'text', absent, { volatility: 'stable' }),
  stable(2999, 'pg_relation_filenode', 'regclass', 'oid', (context: FunctionContext, relation: Oid) => {
    const node = context.server.fileNode(relation);
    return node === 0 ? null : node;
  }),
  stable(3298, 'row_security_active', 'oid', 'bool', rowSecurity),
  stable(3299, 'row_security_active', 'text', 'bool', rowSecurity),
  scalar(2621, 'pg_reload_conf', '', 'bool', () => true, volatile),
  scalar(315, 'pg_jit_available', '', 'bool', () => false, volatile),
  scalar(3163, 'pg_trigger_depth', '', 'int4', () => 0, { volatility: 'stable' }),
  scalar(3800, 'pg_current_logfile', '', 'text', absent, { ...volatile, strict: false }),
  scalar(3801, 'pg_current_logfile', 'text', 'text', logFile, { ...volatile, strict: false }),
  scalar(3581, 'pg_xact_commit_timestamp', 'xid', 'timestamptz', commitTimestamp, volatile),
  rowSet(3583, 'pg_last_committed_xact', '', 'record', commitTimestamp, {
    ...volatile,
    columns: [
      { name: 'xid', type: 'xid' },
      { name: 'timestamp', type: 'timestamptz' },
      { name: 'roident', type: 'oid' },
    ],
  }),
  stable(6240, 'pg_settings_get_flags', 'text', '_text', (context: FunctionContext, name: string) => {
    const flags = context.server.settingFlags(name);
    return flags === null ? null : PgArray.of(typeOid.text, [...flags]);
  }),
  stable(2098, 'pg_get_functiondef', 'oid', 'text', functionDefinition),
  stable(
    3808,
    'pg_get_function_arg_default',
    'oid int4',
    'text',
    (context: FunctionContext, fn: Oid, argument: number) => context.server.argumentDefault(fn, argument),
  ),
  stable(3448, 'pg_collation_actual_version', 'oid', 'text', collationVersion, volatile),
  scalar(6249, 'pg_database_collation_actual_version', 'oid', 'text', absent, volatile),
  scalar(636, 'pg_indexam_has_property', 'oid text', 'bool', methodProperty, { volatility: 'stable' }),
  stable(
    637,
    'pg_index_has_property',
    'regclass text',
    'bool',
    (context: FunctionContext, index: Oid, property: string) =>
      context.server.indexProperty(index, 0, property.toLowerCase()),
  ),
  stable(
    638,
    'pg_index_column_has_property',
    'regclass int4 text',
    'bool',
    (context: FunctionContext, index: Oid, column: number, property: string) =>
      column <= 0 ? null : context.server.indexProperty(index, column, property.toLowerCase()),
  ),
  rowSet(2289, 'pg_options_to_table', '_text', 'record', options, {
    volatility: 'stable',
    argNames: ['options_array'],
    columns: twoNames,
  }),
  rowSet(1686, 'pg_get_keywords', '', 'record', keywords, {
    volatility: 'stable',
    context: true,
    columns: [
      { name: 'word', type: text },
      { name: 'catcode', type: 'char' },
      { name: 'barelabel', type: 'bool' },
      { name: 'catdesc', type: text },
      { name: 'baredesc', type: text },
    ],
  }),
];
