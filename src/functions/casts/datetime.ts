/** Casts between dates, times, timestamps and intervals, and the functions behind them. */

import { sqlError } from '../../errors/index.ts';
import {
  dateToTimestamp,
  dateToTimestampTz,
  timestampToDate,
  timestampToTimestampTz,
  timestampTzToDate,
  timestampTzToTimestamp,
  timestampTzToTimeTz,
  timeToTimeTz,
  toLocal,
} from '../../types/datetime/arithmetic.ts';
import { MICROS_PER_DAY } from '../../types/datetime/calendar.ts';
import { applyIntervalModifier } from '../../types/datetime/interval-fields.ts';
import { isInfinite, type Micros, timeOf } from '../../types/datetime/micros.ts';
import { roundTime } from '../../types/datetime/time.ts';
import { roundTimestamp } from '../../types/datetime/timestamp.ts';
import { sessionZone } from '../../types/datetime/zones.ts';
import { Interval } from '../../types/interval-value.ts';
import { TimeTz, timeTzDatum } from '../../types/timetz-value.ts';
import type { CastDef, Datum, FunctionContext, ScalarFunctionDef } from '../function-def.ts';

interface CastRow {
  readonly oid: number;
  readonly source: string;
  readonly target: string;
  readonly context: CastDef['context'];
  /** Needs the session's zone. */
  readonly zoned?: true;
  readonly impl: ScalarFunctionDef['impl'];
}

/** The time of day of an interval, whole days dropped. */
function intervalToTime(span: Interval): number {
  const micros = timeOf(span.micros);
  return micros >= MICROS_PER_DAY ? 0 : micros;
}

const rows: readonly CastRow[] = [
  { oid: 2024, source: 'date', target: 'timestamp', context: 'implicit', impl: dateToTimestamp },
  {
    oid: 1174,
    source: 'date',
    target: 'timestamptz',
    context: 'implicit',
    zoned: true,
    impl: (context: FunctionContext, date: number) => dateToTimestampTz(date, sessionZone(context)),
  },
  {
    oid: 1370,
    source: 'time',
    target: 'interval',
    context: 'implicit',
    impl: (time: number) => new Interval(0, 0, time),
  },
  {
    oid: 2047,
    source: 'time',
    target: 'timetz',
    context: 'implicit',
    zoned: true,
    impl: (context: FunctionContext, time: number) => timeTzDatum(timeToTimeTz(time, context)),
  },
  { oid: 2029, source: 'timestamp', target: 'date', context: 'assignment', impl: timestampToDate },
  {
    oid: 1316,
    source: 'timestamp',
    target: 'time',
    context: 'assignment',
    impl: (value: Micros) => (isInfinite(value) ? null : timeOf(value)),
  },
  {
    oid: 2028,
    source: 'timestamp',
    target: 'timestamptz',
    context: 'implicit',
    zoned: true,
    impl: (context: FunctionContext, value: Micros) => timestampToTimestampTz(value, sessionZone(context)),
  },
  {
    oid: 1388,
    source: 'timestamptz',
    target: 'timetz',
    context: 'assignment',
    zoned: true,
    impl: (context: FunctionContext, value: Micros) =>
      isInfinite(value) ? null : timeTzDatum(timestampTzToTimeTz(value, sessionZone(context))),
  },
  {
    oid: 2019,
    source: 'timestamptz',
    target: 'time',
    context: 'assignment',
    zoned: true,
    impl: (context: FunctionContext, value: Micros) =>
      isInfinite(value) ? null : timeOf(toLocal(value, sessionZone(context))),
  },
  {
    oid: 2027,
    source: 'timestamptz',
    target: 'timestamp',
    context: 'assignment',
    zoned: true,
    impl: (context: FunctionContext, value: Micros) => timestampTzToTimestamp(value, sessionZone(context)),
  },
  {
    oid: 1178,
    source: 'timestamptz',
    target: 'date',
    context: 'assignment',
    zoned: true,
    impl: (context: FunctionContext, value: Micros) => timestampTzToDate(value, sessionZone(context)),
  },
  { oid: 1419, source: 'interval', target: 'time', context: 'assignment', impl: intervalToTime },
  { oid: 2046, source: 'timetz', target: 'time', context: 'assignment', impl: (value: TimeTz) => value.micros },
];

export const datetimeCasts: readonly CastDef[] = rows.map((row) => ({
  source: row.source,
  target: row.target,
  context: row.context,
  method: { proc: row.oid },
}));

/** `timestamp(t, 3)`: what applies a type modifier, callable as a function too. */
function lengthCoercion(oid: number, type: string, impl: (value: never, typmod: number) => Datum): ScalarFunctionDef {
  return {
    kind: 'scalar',
    oid,
    name: type,
    args: [type, 'int4'],
    result: type,
    volatility: 'immutable',
    strict: true,
    impl,
  };
}

/** Called as a function, the precision may be anything. */
function roundCheckedTimestamp(value: Micros, precision: number): Micros {
  if (isInfinite(value)) return value;
  if (precision !== -1 && (precision < 0 || precision > 6)) {
    throw sqlError('invalid_parameter_value', `timestamp(${precision}) precision must be between 0 and 6`);
  }
  return roundTimestamp(value, precision);
}

export const datetimeCastFunctions: readonly ScalarFunctionDef[] = [
  ...rows.map(
    (row): ScalarFunctionDef => ({
      kind: 'scalar',
      oid: row.oid,
      name: row.target,
      args: [row.source],
      result: row.target,
      volatility: row.zoned ? 'stable' : 'immutable',
      strict: true,
      ...(row.zoned ? { context: true as const } : {}),
      impl: row.impl,
    }),
  ),
  lengthCoercion(1968, 'time', roundTime),
  lengthCoercion(1961, 'timestamp', roundCheckedTimestamp),
  lengthCoercion(1967, 'timestamptz', roundCheckedTimestamp),
  lengthCoercion(1200, 'interval', applyIntervalModifier),
  lengthCoercion(1969, 'timetz', (value: TimeTz, typmod: number) =>
    timeTzDatum(new TimeTz(roundTime(value.micros, typmod), value.zone)),
  ),
];
