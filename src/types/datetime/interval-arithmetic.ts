/** Arithmetic of intervals alone. Parts stay apart; only multiplication and the justify functions move between them. */
import { sqlError } from '../../errors/index.ts';
import { Interval } from '../interval-value.ts';
import { MICROS_PER_DAY, SECONDS_PER_DAY } from './calendar.ts';
import { datetimeOutOfRange } from './input-errors.ts';
import { add, fromFloat, isInt64, type Micros, roundHalfEven, subtract } from './micros.ts';

const DAYS_PER_MONTH = 30;
const MAX_INT32 = 2147483647;

function checked(months: number, days: number, micros: Micros): Interval {
  if (!isInt32(months) || !isInt32(days) || !isInt64(micros)) throw datetimeOutOfRange('interval');
  return new Interval(months, days, micros);
}

function isInt32(value: number): boolean {
  return value <= MAX_INT32 && value >= -MAX_INT32 - 1;
}

export function addIntervals(a: Interval, b: Interval): Interval {
  return checked(a.months + b.months, a.days + b.days, add(a.micros, b.micros));
}

export function subtractIntervals(a: Interval, b: Interval): Interval {
  return checked(a.months - b.months, a.days - b.days, subtract(a.micros, b.micros));
}

/** Rounds away what binary fractions add below a microsecond. */
function roundSixDigits(value: number): number {
  return roundHalfEven(value * 1e6) / 1e6;
}

/** `scaled` is the factor applied to a part: months, days or microseconds. */
function scaleInterval(span: Interval, scaled: (part: number) => number): Interval {
  const months = Math.trunc(scaled(span.months)) + 0;
  let days = Math.trunc(scaled(span.days)) + 0;
  if (!isInt32(months) || !isInt32(days) || Number.isNaN(months) || Number.isNaN(days)) {
    throw datetimeOutOfRange('interval');
  }
  // Fractions of months become days, fractions of days seconds.
  const monthDays = roundSixDigits((scaled(span.months) - months) * DAYS_PER_MONTH);
  const wholeMonthDays = Math.trunc(monthDays);
  let seconds = roundSixDigits((scaled(span.days) - days + monthDays - wholeMonthDays) * SECONDS_PER_DAY);
  if (Math.abs(seconds) >= SECONDS_PER_DAY) {
    const carried = Math.trunc(seconds / SECONDS_PER_DAY);
    days += carried;
    seconds -= carried * SECONDS_PER_DAY;
  }
  days += wholeMonthDays;
  const micros = fromFloat(roundHalfEven(scaled(Number(span.micros)) + seconds * 1e6));
  if (micros === null) throw datetimeOutOfRange('interval');
  return checked(months, days + 0, micros);
}

export function multiplyInterval(span: Interval, factor: number): Interval {
  return scaleInterval(span, (part) => part * factor);
}

export function divideInterval(span: Interval, divisor: number): Interval {
  if (divisor === 0) throw sqlError('division_by_zero', 'division by zero');
  return scaleInterval(span, (part) => part / divisor);
}

/** Whole days in a time, and what is left of it. */
function splitDays(micros: Micros): [days: number, rest: number] {
  if (typeof micros === 'number') {
    const days = Math.trunc(micros / MICROS_PER_DAY) + 0;
    return [days, micros - days * MICROS_PER_DAY];
  }
  return [Number(micros / BigInt(MICROS_PER_DAY)), Number(micros % BigInt(MICROS_PER_DAY))];
}

/** 24 hours become a day. */
export function justifyHours(span: Interval): Interval {
  const [whole, rest] = splitDays(span.micros);
  let days = span.days + whole;
  let micros = rest;
  if (days > 0 && micros < 0) {
    micros += MICROS_PER_DAY;
    days--;
  } else if (days < 0 && micros > 0) {
    micros -= MICROS_PER_DAY;
    days++;
  }
  return checked(span.months, days, micros);
}

/** 30 days become a month. */
export function justifyDays(span: Interval): Interval {
  const whole = Math.trunc(span.days / DAYS_PER_MONTH) + 0;
  let months = span.months + whole;
  let days = span.days - whole * DAYS_PER_MONTH;
  if (months > 0 && days < 0) {
    days += DAYS_PER_MONTH;
    months--;
  } else if (months < 0 && days > 0) {
    days -= DAYS_PER_MONTH;
    months++;
  }
  return checked(months, days, span.micros);
}

/** Both, with one sign for all parts. */
export function justifyInterval(span: Interval): Interval {
  const [timeDays, rest] = splitDays(span.micros);
  let micros = rest;
  let days = span.days + timeDays;
  const dayMonths = Math.trunc(days / DAYS_PER_MONTH) + 0;
  let months = span.months + dayMonths;
  days -= dayMonths * DAYS_PER_MONTH;
  if (months > 0 && (days < 0 || (days === 0 && micros < 0))) {
    days += DAYS_PER_MONTH;
    months--;
  } else if (months < 0 && (days > 0 || (days === 0 && micros > 0))) {
    days -= DAYS_PER_MONTH;
    months++;
  }
  if (days > 0 && micros < 0) {
    micros += MICROS_PER_DAY;
    days--;
  } else if (days < 0 && micros > 0) {
    micros -= MICROS_PER_DAY;
    days++;
  }
  return checked(months, days, micros);
}
