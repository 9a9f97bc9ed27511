/** Sums, differences and conversions of dates, times and timestamps; null arguments never get here. */
import { sqlError } from '../../errors/index.ts';
import { Interval } from '../interval-value.ts';
import { TimeTz } from '../timetz-value.ts';
import type { TextContext } from '../type-def.ts';
import {
  civilDate,
  dayNumber,
  daysInMonth,
  END_TIMESTAMP_DAY,
  MICROS_PER_DAY,
  MIN_DAY,
  SECONDS_PER_DAY,
} from './calendar.ts';
import { isValidDay } from './date.ts';
import { datetimeOutOfRange } from './input-errors.ts';
import { justifyHours } from './interval-arithmetic.ts';
import { add, dayOf, isInfinite, isInt64, joinDayTime, type Micros, negate, subtract, timeOf } from './micros.ts';
import type { TimeZone } from './time-zone.ts';
import { checkTimestamp } from './timestamp.ts';
import { sessionZone } from './zones.ts';

// ---- dates

export function addDays(date: number, days: number): number {
  const sum = date + days;
  if (!isValidDay(sum) && Number.isFinite(date)) throw datetimeOutOfRange('date');
  return sum;
}

export function subtractDates(a: number, b: number): number {
  if (!Number.isFinite(a) || !Number.isFinite(b)) {
    throw sqlError('datetime_field_overflow', 'cannot subtract infinite dates');
  }
  return a - b;
}

export function dateToTimestamp(date: number): Micros {
  if (!Number.isFinite(date)) return date;
  if (date >= END_TIMESTAMP_DAY) throw sqlError('datetime_field_overflow', 'date out of range for timestamp');
  return joinDayTime(date, 0);
}

/** Midnight of a date in a zone. */
export function dateToTimestampTz(date: number, zone: TimeZone): Micros {
  if (!Number.isFinite(date)) return date;
  if (date >= END_TIMESTAMP_DAY) throw sqlError('datetime_field_overflow', 'date out of range for timestamp');
  const offset = zone.offsetOfLocal(date * SECONDS_PER_DAY);
  const value = subtract(joinDayTime(date, 0), offset * 1e6);
  const day = dayOf(value);
  if (day < MIN_DAY || day >= END_TIMESTAMP_DAY) {
    throw sqlError('datetime_field_overflow', 'date out of range for timestamp');
  }
  return value;
}

export function timestampToDate(value: Micros): number {
  return isInfinite(value) ? (value as number) : dayOf(value);
}

export function timestampTzToDate(value: Micros, zone: TimeZone): number {
  return isInfinite(value) ? (value as number) : dayOf(toLocal(value, zone));
}

// ---- zones

/** Offset in seconds east at an instant. */
export function offsetAt(value: Micros, zone: TimeZone): number {
  return zone.offsetAt(dayOf(value) * SECONDS_PER_DAY + Math.floor(timeOf(value) / 1e6));
}

/** Local time in a zone of a finite instant. */
export function toLocal(value: Micros, zone: TimeZone): Micros {
  return add(value, offsetAt(value, zone) * 1e6);
}

/** Instant of a finite local time. */
export function toInstant(local: Micros, zone: TimeZone): Micros {
  const seconds = dayOf(local) * SECONDS_PER_DAY + Math.floor(timeOf(local) / 1e6);
  return subtract(local, zone.offsetOfLocal(seconds) * 1e6);
}

export function timestampToTimestampTz(value: Micros, zone: TimeZone): Micros {
  return isInfinite(value) ? value : checkTimestamp(toInstant(value, zone));
}

export function timestampTzToTimestamp(value: Micros, zone: TimeZone): Micros {
  return isInfinite(value) ? value : checkTimestamp(toLocal(value, zone));
}

// ---- timestamps and intervals

/** Adds months; a day past the month's end becomes its last. */
export function addMonths(value: Micros, months: number): Micros {
  const date = civilDate(dayOf(value));
  const total = date.year * 12 + (date.month - 1) + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  const day = dayNumber(year, month, Math.min(date.day, daysInMonth(year, month)));
  return checkTimestamp(joinDayTime(day, timeOf(value)));
}

function addDaysToTimestamp(value: Micros, days: number): Micros {
  return checkTimestamp(joinDayTime(dayOf(value) + days, timeOf(value)));
}

function addTime(value: Micros, time: Micros): Micros {
  return checkTimestamp(add(value, time));
}

export function addToTimestamp(value: Micros, span: Interval): Micros {
  if (isInfinite(value)) return value;
  let sum = value;
  if (span.months !== 0) sum = addMonths(sum, span.months);
  if (span.days !== 0) sum = addDaysToTimestamp(sum, span.days);
  return addTime(sum, span.micros);
}

/** Months and days count on the zone's calendar, the time on the clock. */
export function addToTimestampTz(value: Micros, span: Interval, zone: TimeZone): Micros {
  if (isInfinite(value)) return value;
  let sum = value;
  if (span.months !== 0) sum = checkTimestamp(toInstant(addMonths(toLocal(sum, zone), span.months), zone));
  if (span.days !== 0) sum = checkTimestamp(toInstant(addDaysToTimestamp(toLocal(sum, zone), span.days), zone));
  return addTime(sum, span.micros);
}

export function negateInterval(span: Interval): Interval {
  const months = 0 - span.months;
  const days = 0 - span.days;
  const micros = negate(span.micros);
  if (months > 2147483647 || days > 2147483647 || !isInt64(micros)) throw datetimeOutOfRange('interval');
  return new Interval(months, days, micros);
}

export function subtractTimestamps(a: Micros, b: Micros): Interval {
  if (isInfinite(a) || isInfinite(b)) {
    throw sqlError('datetime_field_overflow', 'cannot subtract infinite timestamps');
  }
  const difference = subtract(a, b);
  if (!isInt64(difference)) throw datetimeOutOfRange('interval');
  return justifyHours(new Interval(0, 0, difference));
}

function storedForm(value: Micros): Micros {
  return value === Infinity ? 9223372036854775807n : value;
}

/** Difference in years, months, days and time of two local times; the borrowed days are those of the earlier month. */
export function age(a: Micros, b: Micros): Interval {
  // PostgreSQL 15 stores infinity as the largest int8 and subtracts that; of -infinity there is no date.
  if (a === -Infinity || b === -Infinity) throw datetimeOutOfRange('timestamp');
  if (isInfinite(a) || isInfinite(b)) return age(storedForm(a), storedForm(b));
  const negative = a < b;
  const late = civilDate(dayOf(negative ? b : a));
  const early = civilDate(dayOf(negative ? a : b));
  let time = timeOf(negative ? b : a) - timeOf(negative ? a : b);
  let days = late.day - early.day;
  let months = late.month - early.month;
  let years = late.year - early.year;
  if (time < 0) {
    time += MICROS_PER_DAY;
    days--;
  }
  while (days < 0) {
    days += daysInMonth(early.year, early.month);
    months--;
  }
  while (months < 0) {
    months += 12;
    years--;
  }
  const total = years * 12 + months;
  return negative ? new Interval(0 - total, 0 - days, 0 - time) : new Interval(total, days, time);
}

// ---- times

function wrapDay(micros: Micros): number {
  const rest = typeof micros === 'number' ? micros % MICROS_PER_DAY : Number(micros % BigInt(MICROS_PER_DAY));
  return rest < 0 ? rest + MICROS_PER_DAY : rest + 0;
}

export function addToTime(time: number, span: Interval): number {
  return wrapDay(add(time, span.micros));
}

export function subtractFromTime(time: number, span: Interval): number {
  return wrapDay(subtract(time, span.micros));
}

export function timestampToTime(value: Micros): number {
  return timeOf(value);
}

export function timestampTzToTimeTz(value: Micros, zone: TimeZone): TimeTz {
  const offset = offsetAt(value, zone);
  return new TimeTz(timeOf(add(value, offset * 1e6)), -offset);
}

/** The time of day with the session's offset of today. */
export function timeToTimeTz(time: number, context: TextContext): TimeTz {
  const zone = sessionZone(context);
  const today = dayOf(toLocal(context.transactionTimestamp, zone));
  return new TimeTz(time, -zone.offsetOfLocal(today * SECONDS_PER_DAY + Math.floor(time / 1e6)));
}

/** Same instant of the day under another offset (seconds west). */
export function moveTimeTz(value: TimeTz, zone: number): TimeTz {
  return new TimeTz(wrapDay(value.micros + (value.zone - zone) * 1e6), zone);
}
