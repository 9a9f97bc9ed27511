/** What tells about the session, its settings and its transaction; sequences; sleeping; random identifiers. */
import { sqlError } from '../../../errors/index.ts';
import { PgArray } from '../../../types/array-value.ts';
import { characterSetName, characterSetNumber } from '../../../types/character-sets.ts';
import type { Micros } from '../../../types/datetime/micros.ts';
import type { Interval } from '../../../types/interval-value.ts';
import { typeOid } from '../../../types/oids.ts';
import type { Datum, Oid } from '../../../types/type-def.ts';
import type { CallInfo, FunctionContext } from '../../function-def.ts';
import { intervalPartSeconds } from '../datetime/extract.ts';
import { scalar, stable } from '../define.ts';
import { variadicArguments } from '../variadic.ts';

const volatile = { volatility: 'volatile' } as const;
const waiting = { volatility: 'volatile', waits: true } as const;

function version(context: FunctionContext): string {
  return `PostgreSQL ${context.setting('server_version', true) ?? '15.0'} compatible AionDB, JavaScript`;
}

/** There is no standby here, nor any replay to look at. */
function refuseOutsideRecovery(): never {
  throw sqlError('object_not_in_prerequisite_state', 'recovery is not in progress', {
    hint: 'Recovery control functions can only be executed during recovery.',
  });
}

function setConfig(context: FunctionContext, name: string | null, value: string | null, local: boolean | null): string {
  if (name === null) throw sqlError('null_value_not_allowed', 'SET requires parameter name');
  return context.setSetting(name, value, local ?? false);
}

function randomUuid(context: FunctionContext): string {
  const bytes = context.randomBytes(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [8, 12, 16, 20, 32].map((end, part, ends) => digits.slice(ends[part - 1] ?? 0, end)).join('-');
}

function sleep(context: FunctionContext, seconds: number): string {
  context.catalog.sleep(seconds);
  return '';
}

function countNulls(wanted: boolean): (info: CallInfo, ...args: Datum[]) => number | null {
  return (info, ...args) => {
    const given = variadicArguments(info, args, 0, wanted ? 'num_nulls()' : 'num_nonnulls()');
    return given === null ? null : given.values.filter((value) => (value === null) === wanted).length;
  };
}

export const sessionFunctions = [
  stable(89, 'version', '', 'text', version),
  stable(861, 'current_database', '', 'name', (context: FunctionContext) => context.databaseName),
  stable(745, 'current_user', '', 'name', (context: FunctionContext) => context.currentUser),
  stable(746, 'session_user', '', 'name', (context: FunctionContext) => context.sessionUser),
  stable(1402, 'current_schema', '', 'name', (context: FunctionContext) => context.searchPath(false)[0] ?? null),
  stable(1403, 'current_schemas', 'bool', '_name', (context: FunctionContext, implicit: boolean) =>
    PgArray.of(typeOid.name, [...context.searchPath(implicit)]),
  ),
  stable(2026, 'pg_backend_pid', '', 'int4', (context: FunctionContext) => context.backendPid),
  stable(2077, 'current_setting', 'text', 'text', (context: FunctionContext, name: string) =>
    context.setting(name, false),
  ),
  stable(3294, 'current_setting', 'text bool', 'text', (context: FunctionContext, name: string, missingOk: boolean) =>
    context.setting(name, missingOk),
  ),
  stable(2078, 'set_config', 'text text bool', 'text', setConfig, { ...volatile, strict: false }),
  stable(2943, 'txid_current', '', 'int8', (context: FunctionContext) => context.transactionId()),
  stable(2626, 'pg_sleep', 'float8', 'void', sleep, waiting),
  stable(
    3935,
    'pg_sleep_for',
    'interval',
    'void',
    (context: FunctionContext, span: Interval) => sleep(context, intervalPartSeconds(span)),
    waiting,
  ),
  stable(
    3936,
    'pg_sleep_until',
    'timestamptz',
    'void',
    (context: FunctionContext, until: Micros) => sleep(context, (Number(until) - context.clockTimestamp()) / 1e6),
    waiting,
  ),
  stable(
    2171,
    'pg_cancel_backend',
    'int4',
    'bool',
    (context: FunctionContext, pid: number) => context.catalog.cancelBackend(pid),
    volatile,
  ),
  stable(
    2096,
    'pg_terminate_backend',
    'int4 int8',
    'bool',
    (context: FunctionContext, pid: number) => context.catalog.terminateBackend(pid),
    { ...volatile, argNames: ['pid', 'timeout'], defaults: ['0'] },
  ),
  stable(3432, 'gen_random_uuid', '', 'uuid', randomUuid, volatile),
  scalar(3810, 'pg_is_in_recovery', '', 'bool', () => false, volatile),
  scalar(3073, 'pg_is_wal_replay_paused', '', 'bool', refuseOutsideRecovery, volatile),
  scalar(1137, 'pg_get_wal_replay_pause_state', '', 'text', refuseOutsideRecovery, volatile),
  scalar(3820, 'pg_last_wal_receive_lsn', '', 'pg_lsn', () => null, volatile),
  scalar(3821, 'pg_last_wal_replay_lsn', '', 'pg_lsn', () => null, volatile),
  scalar(3830, 'pg_last_xact_replay_timestamp', '', 'timestamptz', () => null, volatile),
  scalar(1597, 'pg_encoding_to_char', 'int4', 'name', (number: number) => characterSetName(number) ?? '', {
    volatility: 'stable',
  }),
  scalar(1264, 'pg_char_to_encoding', 'name', 'int4', (name: string) => characterSetNumber(name) ?? -1, {
    volatility: 'stable',
  }),
  scalar(1039, 'getdatabaseencoding', '', 'name', () => 'UTF8', { volatility: 'stable' }),
  scalar(1619, 'pg_typeof', 'any', 'regtype', (info: CallInfo) => info.argTypes[0]!, {
    volatility: 'stable',
    strict: false,
    callInfo: true,
  }),
  scalar(438, 'num_nulls', 'any', 'int4', countNulls(true), { strict: false, variadic: true, callInfo: true }),
  scalar(440, 'num_nonnulls', 'any', 'int4', countNulls(false), { strict: false, variadic: true, callInfo: true }),
  stable(
    1574,
    'nextval',
    'regclass',
    'int8',
    (context: FunctionContext, sequence: Oid) => context.sequences.nextval(sequence),
    volatile,
  ),
  stable(
    1575,
    'currval',
    'regclass',
    'int8',
    (context: FunctionContext, sequence: Oid) => context.sequences.currval(sequence),
    volatile,
  ),
  stable(2559, 'lastval', '', 'int8', (context: FunctionContext) => context.sequences.lastval(), volatile),
  stable(
    1576,
    'setval',
    'regclass int8',
    'int8',
    (context: FunctionContext, sequence: Oid, value: number | bigint) =>
      context.sequences.setval(sequence, value, true),
    volatile,
  ),
  stable(
    1765,
    'setval',
    'regclass int8 bool',
    'int8',
    (context: FunctionContext, sequence: Oid, value: number | bigint, called: boolean) =>
      context.sequences.setval(sequence, value, called),
    volatile,
  ),
];
