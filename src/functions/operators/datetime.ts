/** Operators of dates, times, timestamps and intervals. */
import {
  addDays,
  addToTime,
  addToTimestamp,
  addToTimestampTz,
  dateToTimestamp,
  negateInterval,
  subtractDates,
  subtractFromTime,
  subtractTimestamps,
} from '../../types/datetime/arithmetic.ts';
import { datetimeOutOfRange } from '../../types/datetime/input-errors.ts';
import {
  addIntervals,
  divideInterval,
  multiplyInterval,
  subtractIntervals,
} from '../../types/datetime/interval-arithmetic.ts';
import { add, type Micros } from '../../types/datetime/micros.ts';
import { isValidTimestamp } from '../../types/datetime/timestamp.ts';
import { sessionZone } from '../../types/datetime/zones.ts';
import { Interval } from '../../types/interval-value.ts';
import { TimeTz, timeTzDatum } from '../../types/timetz-value.ts';
import { functionsOf, type OperatorRow, operatorsOf } from '../define-operators.ts';
import type { FunctionContext, OperatorDef, ScalarFunctionDef } from '../function-def.ts';
import { datetimeComparisonFunctions, datetimeComparisonOperators } from './datetime-comparisons.ts';

type Implementation = OperatorRow['impl'];

function row(
  oid: number,
  left: string,
  name: string,
  right: string,
  result: string,
  proc: number,
  procName: string,
  impl: Implementation,
  commutes = false,
): OperatorRow {
  return { oid, name, left, right, result, proc, procName, impl, ...(commutes ? { commutator: name } : {}) };
}

function dateAndTime(date: number, time: number): Micros {
  const midnight = dateToTimestamp(date);
  return Number.isFinite(date) ? checkedSum(midnight, time) : midnight;
}

function dateAndTimeTz(date: number, time: TimeTz): Micros {
  const midnight = dateToTimestamp(date);
  return Number.isFinite(date) ? checkedSum(midnight, time.micros + time.zone * 1e6) : midnight;
}

function checkedSum(a: Micros, b: Micros): Micros {
  const sum = add(a, b);
  if (!isValidTimestamp(sum)) throw datetimeOutOfRange('timestamp');
  return sum;
}

function timeTzPlus(time: TimeTz, span: Interval) {
  return timeTzDatum(new TimeTz(addToTime(time.micros, span), time.zone));
}

const datePlusInterval = (date: number, span: Interval) => addToTimestamp(dateToTimestamp(date), span);
const timestampTzPlusInterval = (context: FunctionContext, value: Micros, span: Interval) =>
  addToTimestampTz(value, span, sessionZone(context));

const rows: readonly OperatorRow[] = [
  row(1583, 'interval', '*', 'float8', 'interval', 1618, 'interval_mul', multiplyInterval, true),
  row(
    1584,
    'float8',
    '*',
    'interval',
    'interval',
    1624,
    'mul_d_interval',
    (factor: number, span: Interval) => multiplyInterval(span, factor),
    true,
  ),
  row(1585, 'interval', '/', 'float8', 'interval', 1326, 'interval_div', divideInterval),
  row(1337, 'interval', '+', 'interval', 'interval', 1169, 'interval_pl', addIntervals, true),
  row(1338, 'interval', '-', 'interval', 'interval', 1170, 'interval_mi', subtractIntervals),
  {
    oid: 1336,
    name: '-',
    left: null,
    right: 'interval',
    result: 'interval',
    proc: 1168,
    procName: 'interval_um',
    impl: negateInterval,
  },
  row(1100, 'date', '+', 'int4', 'date', 1141, 'date_pli', addDays, true),
  row(
    2555,
    'int4',
    '+',
    'date',
    'date',
    2550,
    'integer_pl_date',
    (days: number, date: number) => addDays(date, days),
    true,
  ),
  row(1101, 'date', '-', 'int4', 'date', 1142, 'date_mii', (date: number, days: number) => addDays(date, -days)),
  row(1099, 'date', '-', 'date', 'int4', 1140, 'date_mi', subtractDates),
  row(1076, 'date', '+', 'interval', 'timestamp', 2071, 'date_pl_interval', datePlusInterval, true),
  row(
    2551,
    'interval',
    '+',
    'date',
    'timestamp',
    2546,
    'interval_pl_date',
    (span: Interval, date: number) => datePlusInterval(date, span),
    true,
  ),
  row(1077, 'date', '-', 'interval', 'timestamp', 2072, 'date_mi_interval', (date: number, span: Interval) =>
    datePlusInterval(date, negateInterval(span)),
  ),
  row(1360, 'date', '+', 'time', 'timestamp', 1272, 'datetime_pl', dateAndTime, true),
  row(
    1363,
    'time',
    '+',
    'date',
    'timestamp',
    1296,
    'timedate_pl',
    (time: number, date: number) => dateAndTime(date, time),
    true,
  ),
  row(1361, 'date', '+', 'timetz', 'timestamptz', 1297, 'datetimetz_pl', dateAndTimeTz, true),
  row(
    1366,
    'timetz',
    '+',
    'date',
    'timestamptz',
    1298,
    'timetzdate_pl',
    (time: TimeTz, date: number) => dateAndTimeTz(date, time),
    true,
  ),
  row(1800, 'time', '+', 'interval', 'time', 1747, 'time_pl_interval', addToTime, true),
  row(
    1849,
    'interval',
    '+',
    'time',
    'time',
    1848,
    'interval_pl_time',
    (span: Interval, time: number) => addToTime(time, span),
    true,
  ),
  row(1801, 'time', '-', 'interval', 'time', 1748, 'time_mi_interval', subtractFromTime),
  row(1399, 'time', '-', 'time', 'interval', 1690, 'time_mi_time', (a: number, b: number) => new Interval(0, 0, a - b)),
  row(1802, 'timetz', '+', 'interval', 'timetz', 1749, 'timetz_pl_interval', timeTzPlus, true),
  row(
    2552,
    'interval',
    '+',
    'timetz',
    'timetz',
    2547,
    'interval_pl_timetz',
    (span: Interval, time: TimeTz) => timeTzPlus(time, span),
    true,
  ),
  row(1803, 'timetz', '-', 'interval', 'timetz', 1750, 'timetz_mi_interval', (time: TimeTz, span: Interval) =>
    timeTzDatum(new TimeTz(subtractFromTime(time.micros, span), time.zone)),
  ),
  row(2066, 'timestamp', '+', 'interval', 'timestamp', 2032, 'timestamp_pl_interval', addToTimestamp, true),
  row(
    2553,
    'interval',
    '+',
    'timestamp',
    'timestamp',
    2548,
    'interval_pl_timestamp',
    (span: Interval, value: Micros) => addToTimestamp(value, span),
    true,
  ),
  row(2068, 'timestamp', '-', 'interval', 'timestamp', 2033, 'timestamp_mi_interval', (value: Micros, span: Interval) =>
    addToTimestamp(value, negateInterval(span)),
  ),
  row(2067, 'timestamp', '-', 'timestamp', 'interval', 2031, 'timestamp_mi', subtractTimestamps),
  row(1328, 'timestamptz', '-', 'timestamptz', 'interval', 1188, 'timestamptz_mi', subtractTimestamps),
  {
    ...row(
      1327,
      'timestamptz',
      '+',
      'interval',
      'timestamptz',
      1189,
      'timestamptz_pl_interval',
      timestampTzPlusInterval,
      true,
    ),
    volatility: 'stable',
    context: true,
  },
  {
    ...row(
      2554,
      'interval',
      '+',
      'timestamptz',
      'timestamptz',
      2549,
      'interval_pl_timestamptz',
      (context: FunctionContext, span: Interval, value: Micros) => timestampTzPlusInterval(context, value, span),
      true,
    ),
    volatility: 'stable',
    context: true,
  },
  {
    ...row(
      1329,
      'timestamptz',
      '-',
      'interval',
      'timestamptz',
      1190,
      'timestamptz_mi_interval',
      (context: FunctionContext, value: Micros, span: Interval) =>
        timestampTzPlusInterval(context, value, negateInterval(span)),
    ),
    volatility: 'stable',
    context: true,
  },
];

export const datetimeOperators: readonly OperatorDef[] = [...operatorsOf(rows), ...datetimeComparisonOperators()];

export const datetimeOperatorFunctions: readonly ScalarFunctionDef[] = [
  ...functionsOf(rows),
  ...datetimeComparisonFunctions(),
];
