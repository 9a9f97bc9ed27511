/** extract() gives numeric, date_part() float8; both read the same fields. */

import { dateToTimestamp, offsetAt } from '../../../types/datetime/arithmetic.ts';
import {
  type CivilDate,
  civilDate,
  dayNumber,
  dayOfWeek,
  EPOCH_JULIAN,
  isoWeek,
  isoYear,
  MICROS_PER_DAY,
  UNIX_EPOCH_DAYS,
  UNIX_EPOCH_MICROS,
} from '../../../types/datetime/calendar.ts';
import { add, dayOf, isInfinite, type Micros, multiply, timeOf } from '../../../types/datetime/micros.ts';
import { sessionZone } from '../../../types/datetime/zones.ts';
import type { Interval } from '../../../types/interval-value.ts';
import { Numeric } from '../../../types/numeric-value.ts';
import type { TimeTz } from '../../../types/timetz-value.ts';
import type { FunctionContext } from '../../function-def.ts';
import { scalar, stable } from '../define.ts';
import { type Field, findField, notRecognized, notSupported } from './units.ts';

type Result = Numeric | number;

/** How a field's value is given back: exact, or as float8. */
interface Form {
  readonly integer: (value: Micros) => Result;
  /** `micros` microseconds in units of 10^(6 - scale) of them. */
  readonly ratio: (micros: Micros, scale: number) => Result;
  /** The same of whole seconds and microseconds of a second, which float8 adds in this order. */
  readonly seconds: (seconds: number, micros: number, scale: number) => Result;
  readonly julian: (day: number, time: number) => Result;
  readonly infinity: (negative: boolean) => Result;
}

const exact: Form = {
  integer: (value) => Numeric.fromInteger(value),
  ratio: (micros, scale) => new Numeric(BigInt(micros), scale),
  seconds: (seconds, micros, scale) => new Numeric(BigInt(seconds * 1e6 + micros), scale),
  julian: (day, time) =>
    Numeric.fromInteger(day).add(Numeric.fromInteger(time).divide(Numeric.fromInteger(MICROS_PER_DAY))),
  infinity: (negative) => (negative ? Numeric.negativeInfinity : Numeric.infinity),
};
const float: Form = {
  integer: (value) => Number(value),
  ratio: (micros, scale) => Number(micros) / 10 ** scale,
  seconds: (seconds, micros, scale) =>
    scale === 6 ? seconds + micros / 1e6 : scale === 3 ? seconds * 1000 + micros / 1000 : seconds * 1e6 + micros,
  julian: (day, time) => day + time / MICROS_PER_DAY,
  infinity: (negative) => (negative ? -Infinity : Infinity),
};

/** Fields that never turn back as time goes on; of infinite times only they have a value. */
const monotonic = new Set<Field>(['year', 'decade', 'century', 'millennium', 'julian', 'isoyear', 'epoch']);

function clockPart(field: Field, time: number, form: Form): Result | null {
  const seconds = Math.floor(time / 1e6);
  switch (field) {
    case 'microsecond':
      return form.seconds(seconds % 60, time % 1e6, 0);
    case 'millisecond':
      return form.seconds(seconds % 60, time % 1e6, 3);
    case 'second':
      return form.seconds(seconds % 60, time % 1e6, 6);
    case 'minute':
      return form.integer(Math.floor(seconds / 60) % 60);
    case 'hour':
      return form.integer(Math.floor(seconds / 3600));
    default:
      return null;
  }
}

/** Decade, century and millennium of years counted without a year zero. */
function yearGroup(year: number, size: number, firstYear: number): number {
  if (year > 0 || (year === 0 && size === 10)) return Math.floor((year + firstYear) / size);
  return 0 - Math.floor(((size === 10 ? 8 : firstYear) - (year - 1)) / size);
}

function calendarPart(field: Field, date: CivilDate, day: number, form: Form): Result | null {
  const year = date.year;
  switch (field) {
    case 'day':
      return form.integer(date.day);
    case 'month':
      return form.integer(date.month);
    case 'quarter':
      return form.integer(Math.floor((date.month - 1) / 3) + 1);
    case 'week':
      return form.integer(isoWeek(date));
    case 'year':
      return form.integer(year > 0 ? year : year - 1);
    case 'decade':
      return form.integer(yearGroup(year, 10, 0));
    case 'century':
      return form.integer(yearGroup(year, 100, 99));
    case 'millennium':
      return form.integer(yearGroup(year, 1000, 999));
    case 'isoyear': {
      const value = isoYear(date);
      return form.integer(value > 0 ? value : value - 1);
    }
    case 'dow':
      return form.integer(dayOfWeek(day));
    case 'isodow':
      return form.integer(dayOfWeek(day) || 7);
    case 'doy':
      return form.integer(day - dayNumber(year, 1, 1) + 1);
    default:
      return null;
  }
}

function zonePart(field: Field, east: number, form: Form): Result | null {
  switch (field) {
    case 'timezone':
      return form.integer(east);
    case 'timezone_hour':
      return form.integer(Math.trunc(east / 3600) + 0);
    case 'timezone_minute':
      return form.integer((Math.trunc(east / 60) % 60) + 0);
    default:
      return null;
  }
}

/** `zone`: seconds east, null for a timestamp without one. */
function timestampPart(name: string, value: Micros, context: FunctionContext | null, form: Form): Result | null {
  const type = context === null ? 'timestamp without time zone' : 'timestamp with time zone';
  const field = findField(name);
  if (field === null) throw notRecognized(name, type);
  if (context === null && field.startsWith('timezone')) throw notSupported(name, type);
  if (isInfinite(value)) return monotonic.has(field) ? form.infinity(value < 0) : null;
  if (field === 'epoch') return form.ratio(add(value, UNIX_EPOCH_MICROS), 6);
  const east = context === null ? 0 : offsetAt(value, sessionZone(context));
  const local = east === 0 ? value : add(value, east * 1e6);
  const day = dayOf(local);
  const time = timeOf(local);
  if (field === 'julian') return form.julian(day + EPOCH_JULIAN, time);
  const part =
    clockPart(field, time, form) ?? calendarPart(field, civilDate(day), day, form) ?? zonePart(field, east, form);
  if (part === null) throw notSupported(name, type);
  return part;
}

function datePart(name: string, date: number): Result | null {
  const field = findField(name);
  if (field === null || field === 'special') throw notRecognized(name, 'date');
  if (!Number.isFinite(date)) {
    if (monotonic.has(field)) return exact.infinity(date < 0);
    if (calendarPart(field, { year: 1, month: 1, day: 1 }, 0, exact) === null) throw notSupported(name, 'date');
    return null;
  }
  if (field === 'epoch') return exact.integer((date + UNIX_EPOCH_DAYS) * 86400);
  if (field === 'julian') return exact.integer(date + EPOCH_JULIAN);
  const part = calendarPart(field, civilDate(date), date, exact);
  if (part === null) throw notSupported(name, 'date');
  return part;
}

function timePart(name: string, time: number, form: Form): Result {
  const type = 'time without time zone';
  const field = findField(name);
  if (field === null || field === 'special') throw notRecognized(name, type);
  if (field === 'epoch') return form.ratio(time, 6);
  const part = clockPart(field, time, form);
  if (part === null) throw notSupported(name, type);
  return part;
}

function timeTzPart(name: string, value: TimeTz, form: Form): Result {
  const type = 'time with time zone';
  const field = findField(name);
  if (field === null || field === 'special') throw notRecognized(name, type);
  if (field === 'epoch') return form.ratio(value.micros + value.zone * 1e6, 6);
  const part = zonePart(field, 0 - value.zone, form) ?? clockPart(field, value.micros, form);
  if (part === null) throw notSupported(name, type);
  return part;
}

function intervalPart(name: string, span: Interval, form: Form): Result {
  const field = findField(name);
  if (field === null || field === 'special') throw notRecognized(name, 'interval');
  const years = Math.trunc(span.months / 12) + 0;
  const months = (span.months % 12) + 0;
  const bigTime = BigInt(span.micros);
  const hours = Number(bigTime / 3_600_000_000n);
  const rest = Number(bigTime % 3_600_000_000n);
  const minutes = Math.trunc(rest / 6e7) + 0;
  const secondMicros = (rest % 6e7) + 0;
  const seconds = Math.trunc(secondMicros / 1e6) + 0;
  const micros = (secondMicros % 1e6) + 0;
  switch (field) {
    case 'microsecond':
      return form.seconds(seconds, micros, 0);
    case 'millisecond':
      return form.seconds(seconds, micros, 3);
    case 'second':
      return form.seconds(seconds, micros, 6);
    case 'minute':
      return form.integer(minutes);
    case 'hour':
      return form.integer(hours);
    case 'day':
      return form.integer(span.days);
    case 'month':
      return form.integer(months);
    case 'quarter':
      return form.integer(Math.trunc(months / 3) + 1);
    case 'year':
      return form.integer(years);
    case 'decade':
      return form.integer(Math.trunc(years / 10) + 0);
    case 'century':
      return form.integer(Math.trunc(years / 100) + 0);
    case 'millennium':
      return form.integer(Math.trunc(years / 1000) + 0);
    case 'epoch': {
      // A year is 365.25 days, a month 30.
      const days = years * 365.25 + months * 30 + span.days;
      if (form === float) return Number(span.micros) / 1e6 + days * 86400;
      return form.ratio(add(multiply(days * 86400, 1e6), span.micros), 6);
    }
    default:
      throw notSupported(name, 'interval');
  }
}

export const extractFunctions = [
  scalar(6202, 'extract', 'text timestamp', 'numeric', (name: string, value: Micros) =>
    timestampPart(name, value, null, exact),
  ),
  stable(6203, 'extract', 'text timestamptz', 'numeric', (context: FunctionContext, name: string, value: Micros) =>
    timestampPart(name, value, context, exact),
  ),
  scalar(6199, 'extract', 'text date', 'numeric', datePart),
  scalar(6200, 'extract', 'text time', 'numeric', (name: string, value: number) => timePart(name, value, exact)),
  scalar(6201, 'extract', 'text timetz', 'numeric', (name: string, value: TimeTz) => timeTzPart(name, value, exact)),
  scalar(6204, 'extract', 'text interval', 'numeric', (name: string, value: Interval) =>
    intervalPart(name, value, exact),
  ),
  scalar(2021, 'date_part', 'text timestamp', 'float8', (name: string, value: Micros) =>
    timestampPart(name, value, null, float),
  ),
  stable(1171, 'date_part', 'text timestamptz', 'float8', (context: FunctionContext, name: string, value: Micros) =>
    timestampPart(name, value, context, float),
  ),
  scalar(1384, 'date_part', 'text date', 'float8', (name: string, value: number) =>
    timestampPart(name, dateToTimestamp(value), null, float),
  ),
  scalar(1385, 'date_part', 'text time', 'float8', (name: string, value: number) => timePart(name, value, float)),
  scalar(1273, 'date_part', 'text timetz', 'float8', (name: string, value: TimeTz) => timeTzPart(name, value, float)),
  scalar(1172, 'date_part', 'text interval', 'float8', (name: string, value: Interval) =>
    intervalPart(name, value, float),
  ),
];

/** Length of an interval in seconds, months counted as extract(epoch …) counts them. */
export function intervalPartSeconds(span: Interval): number {
  return intervalPart('epoch', span, float) as number;
}
