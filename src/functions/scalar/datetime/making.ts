/** Functions that make dates and times from numbers, and those that tell and compare them: age, isfinite, overlaps. */
import { sqlError } from '../../../errors/index.ts';
import {
  addToTime,
  addToTimestamp,
  addToTimestampTz,
  age,
  dateToTimestamp,
  timestampToTimestampTz,
  toLocal,
} from '../../../types/datetime/arithmetic.ts';
import { dayNumber, daysInMonth } from '../../../types/datetime/calendar.ts';
import { isValidDay } from '../../../types/datetime/date.ts';
import { two } from '../../../types/datetime/format.ts';
import { datetimeOutOfRange } from '../../../types/datetime/input-errors.ts';
import { justifyDays, justifyHours, justifyInterval } from '../../../types/datetime/interval-arithmetic.ts';
import { add, fromFloat, isInfinite, joinDayTime, type Micros, roundHalfEven } from '../../../types/datetime/micros.ts';
import { checkTimestamp, isValidTimestamp } from '../../../types/datetime/timestamp.ts';
import { parseZoneOffset } from '../../../types/datetime/zone-offset.ts';
import { sessionZone } from '../../../types/datetime/zones.ts';
import { Interval } from '../../../types/interval-value.ts';
import type { TimeTz } from '../../../types/timetz-value.ts';
import { compareTimeTz } from '../../../types/timetz-value.ts';
import type { Datum } from '../../../types/type-def.ts';
import type { FunctionContext } from '../../function-def.ts';
import { shortFloat } from '../../short-float.ts';
import { scalar, stable } from '../define.ts';
import { currentDate } from './current.ts';
import { namedZone } from './zones.ts';

// ---- make_…

function dateText(year: number, month: number, day: number): string {
  return `${year}-${twoSigned(month)}-${twoSigned(day)}`;
}
const twoSigned = (value: number): string => (value < 0 ? String(value) : two(value));

/** Years before Christ are shown as the number of the year in between, as PostgreSQL counts them at that point. */
function shownYear(year: number): number {
  return year >= 0 || year === -2147483648 ? year : year + 1;
}

function makeDay(year: number, month: number, day: number, shown = shownYear(year)): number {
  const astronomical = year < 0 ? year + 1 : year;
  if (
    year === 0 ||
    year === -2147483648 ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > daysInMonth(astronomical, month)
  ) {
    throw sqlError('datetime_field_overflow', `date field value out of range: ${dateText(shown, month, day)}`);
  }
  const result = dayNumber(astronomical, month, day);
  if (!isValidDay(result)) {
    throw sqlError('datetime_field_overflow', `date out of range: ${dateText(shown, month, day)}`);
  }
  return result;
}

function makeTime(hour: number, minute: number, seconds: number): number {
  const micros = roundHalfEven(seconds * 1e6);
  const total = (hour * 60 + minute) * 6e7 + micros;
  const valid =
    hour >= 0 &&
    hour <= 24 &&
    minute >= 0 &&
    minute < 60 &&
    micros >= 0 &&
    micros <= 60e6 &&
    total <= 86400e6 &&
    !Number.isNaN(seconds);
  if (!valid) {
    const text = Object.is(seconds, -0) ? '-0' : shortFloat(seconds);
    const shown = text.length === 1 ? `0${text}` : text;
    throw sqlError('datetime_field_overflow', `time field value out of range: ${hour}:${twoSigned(minute)}:${shown}`);
  }
  return total;
}

function makeTimestamp(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  seconds: number,
): Micros {
  const result = joinDayTime(makeDay(year, month, day, year), makeTime(hour, minute, seconds));
  if (!isValidTimestamp(result)) {
    const date = dateText(year, month, day);
    throw sqlError(
      'datetime_field_overflow',
      `timestamp out of range: ${date} ${hour}:${two(minute)}:${shortFloat(seconds)}`,
    );
  }
  return result;
}

function makeTimestampTz(
  context: FunctionContext,
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  seconds: number,
  zone?: string,
): Micros {
  const local = makeTimestamp(year, month, day, hour, minute, seconds);
  if (zone === undefined) return timestampToTimestampTz(local, sessionZone(context));
  if (!/^[+-]?\d/.test(zone)) return timestampToTimestampTz(local, namedZone(zone));
  const offset = /^\d/.test(zone) ? 'format' : parseZoneOffset(zone);
  if (offset === 'format') {
    throw sqlError('invalid_parameter_value', `invalid input syntax for type numeric time zone: "${zone}"`, {
      hint: 'Numeric time zones must have "-" or "+" as first character.',
    });
  }
  if (typeof offset === 'string') {
    throw sqlError('invalid_parameter_value', `numeric time zone "${zone}" out of range`);
  }
  return checkTimestamp(add(local, offset * 1e6));
}

function makeInterval(
  years: number,
  months: number,
  weeks: number,
  days: number,
  hours: number,
  minutes: number,
  seconds: number,
): Interval {
  if (!Number.isFinite(seconds)) throw datetimeOutOfRange('interval');
  const totalMonths = years * 12 + months;
  const totalDays = weeks * 7 + days;
  const micros = fromFloat(roundHalfEven(seconds * 1e6));
  const fits = (value: number) => value <= 2147483647 && value >= -2147483648;
  if (micros === null || !fits(totalMonths) || !fits(totalDays)) throw datetimeOutOfRange('interval');
  return new Interval(totalMonths, totalDays, add(hours * 3.6e9 + minutes * 6e7, micros));
}

// ---- overlaps

/** Whether two periods share an instant; each is two ends in any order, of which one may be null. */
function overlaps<T>(compare: (a: T, b: T) => number) {
  return (start1: T | null, end1: T | null, start2: T | null, end2: T | null): boolean | null => {
    let [from1, to1] = [start1, end1];
    let [from2, to2] = [start2, end2];
    if (from1 === null || (to1 !== null && compare(from1, to1) > 0)) [from1, to1] = [to1, from1];
    if (from2 === null || (to2 !== null && compare(from2, to2) > 0)) [from2, to2] = [to2, from2];
    if (from1 === null || from2 === null) return null;
    const order = compare(from1, from2);
    if (order === 0) return to1 === null || to2 === null ? null : true;
    if (order > 0) {
      if (to2 === null) return null;
      if (compare(from1, to2) < 0) return true;
      return to1 === null ? null : false;
    }
    if (to1 === null) return null;
    if (compare(from2, to1) < 0) return true;
    return to2 === null ? null : false;
  };
}

const compareNumbers = (a: Micros, b: Micros) => (a < b ? -1 : a > b ? 1 : 0);
const overlapsNumbers = overlaps<Micros>(compareNumbers);
const overlapsTimeTz = overlaps<TimeTz>(compareTimeTz);

type Plus = (context: FunctionContext, start: Micros, span: Interval) => Micros;

/** Overlap where the first, the second or both periods are a start and a length. */
function overlapsFor(plus: Plus, firstIsSpan: boolean, secondIsSpan: boolean) {
  const end = (context: FunctionContext, start: Micros | null, given: Datum, isSpan: boolean): Micros | null => {
    if (!isSpan) return given as Micros | null;
    return start === null || given === null ? null : plus(context, start, given as Interval);
  };
  return (context: FunctionContext, start1: Micros | null, end1: Datum, start2: Micros | null, end2: Datum) =>
    overlapsNumbers(start1, end(context, start1, end1, firstIsSpan), start2, end(context, start2, end2, secondIsSpan));
}

function overlapRows(type: string, plus: Plus, volatility: 'immutable' | 'stable', oids: readonly number[]) {
  const extras = { strict: false, volatility, context: true } as const;
  return [
    scalar(oids[0]!, 'overlaps', `${type} ${type} ${type} ${type}`, 'bool', overlapsNumbers, { strict: false }),
    scalar(oids[1]!, 'overlaps', `${type} interval ${type} interval`, 'bool', overlapsFor(plus, true, true), extras),
    scalar(oids[2]!, 'overlaps', `${type} ${type} ${type} interval`, 'bool', overlapsFor(plus, false, true), extras),
    scalar(oids[3]!, 'overlaps', `${type} interval ${type} ${type}`, 'bool', overlapsFor(plus, true, false), extras),
  ];
}

const timestampPlus: Plus = (_context, start, span) => addToTimestamp(start, span);
const timestampTzPlus: Plus = (context, start, span) => addToTimestampTz(start, span, sessionZone(context));
const timePlus: Plus = (_context, start, span) => addToTime(Number(start), span);

const finite = (value: Micros) => !isInfinite(value);

/** Midnight of today in the session's zone. */
function today(context: FunctionContext): Micros {
  return dateToTimestamp(currentDate(context));
}

export const makingFunctions = [
  scalar(3846, 'make_date', 'int4 int4 int4', 'date', makeDay, { argNames: ['year', 'month', 'day'] }),
  scalar(3847, 'make_time', 'int4 int4 float8', 'time', makeTime, { argNames: ['hour', 'min', 'sec'] }),
  scalar(3461, 'make_timestamp', 'int4 int4 int4 int4 int4 float8', 'timestamp', makeTimestamp, {
    argNames: ['year', 'month', 'mday', 'hour', 'min', 'sec'],
  }),
  stable(3462, 'make_timestamptz', 'int4 int4 int4 int4 int4 float8', 'timestamptz', makeTimestampTz, {
    argNames: ['year', 'month', 'mday', 'hour', 'min', 'sec'],
  }),
  stable(3463, 'make_timestamptz', 'int4 int4 int4 int4 int4 float8 text', 'timestamptz', makeTimestampTz, {
    argNames: ['year', 'month', 'mday', 'hour', 'min', 'sec', 'timezone'],
  }),
  scalar(3464, 'make_interval', 'int4 int4 int4 int4 int4 int4 float8', 'interval', makeInterval, {
    argNames: ['years', 'months', 'weeks', 'days', 'hours', 'mins', 'secs'],
    defaults: ['0', '0', '0', '0', '0', '0', '0.0'],
  }),
  scalar(1295, 'justify_days', 'interval', 'interval', justifyDays),
  scalar(1175, 'justify_hours', 'interval', 'interval', justifyHours),
  scalar(2711, 'justify_interval', 'interval', 'interval', justifyInterval),
  scalar(2058, 'age', 'timestamp timestamp', 'interval', age),
  scalar(
    1199,
    'age',
    'timestamptz timestamptz',
    'interval',
    (context: FunctionContext, a: Micros, b: Micros) => {
      if (isInfinite(a) || isInfinite(b)) return age(a, b);
      const zone = sessionZone(context);
      return age(toLocal(a, zone), toLocal(b, zone));
    },
    { context: true },
  ),
  stable(2059, 'age', 'timestamp', 'interval', (context: FunctionContext, value: Micros) => age(today(context), value)),
  stable(1386, 'age', 'timestamptz', 'interval', (context: FunctionContext, value: Micros) =>
    age(today(context), isInfinite(value) ? value : toLocal(value, sessionZone(context))),
  ),
  scalar(1373, 'isfinite', 'date', 'bool', finite),
  scalar(2048, 'isfinite', 'timestamp', 'bool', finite),
  scalar(1389, 'isfinite', 'timestamptz', 'bool', finite),
  scalar(1390, 'isfinite', 'interval', 'bool', () => true),
  ...overlapRows('timestamptz', timestampTzPlus, 'stable', [1304, 1305, 1306, 1307]),
  ...overlapRows('time', timePlus, 'immutable', [1308, 1309, 1310, 1311]),
  ...overlapRows('timestamp', timestampPlus, 'immutable', [2041, 2042, 2043, 2044]),
  scalar(1271, 'overlaps', 'timetz timetz timetz timetz', 'bool', overlapsTimeTz, { strict: false }),
  scalar(2025, 'timestamp', 'date time', 'timestamp', (date: number, time: number) =>
    Number.isFinite(date) ? checkTimestamp(add(dateToTimestamp(date), time)) : date,
  ),
  stable(1176, 'timestamptz', 'date time', 'timestamptz', (context: FunctionContext, date: number, time: number) =>
    Number.isFinite(date) ? timestampToTimestampTz(add(dateToTimestamp(date), time), sessionZone(context)) : date,
  ),
  scalar(1359, 'timestamptz', 'date timetz', 'timestamptz', (date: number, time: TimeTz) =>
    Number.isFinite(date) ? checkTimestamp(add(dateToTimestamp(date), time.micros + time.zone * 1e6)) : date,
  ),
];
