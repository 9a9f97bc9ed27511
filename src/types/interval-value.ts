/**
 * The value of type interval: months, days and microseconds kept apart, because a month has no fixed number of days and a
 * day no fixed number of hours.
 */

const MICROS_PER_DAY = 86_400_000_000;
const DAYS_PER_MONTH = 30;

export class Interval {
  readonly months: number;
  readonly days: number;
  /** A number while it is a safe integer, a bigint beyond; never a bigint for a safe integer. */
  readonly micros: number | bigint;

  constructor(months: number, days: number, micros: number | bigint) {
    this.months = months;
    this.days = days;
    this.micros = micros;
  }

  static readonly zero = new Interval(0, 0, 0);
}

/** Whole days an interval is worth, a month counted as thirty days; what is left of the time is in `orderMicros`. */
function orderDays(value: Interval): number {
  const timeDays =
    typeof value.micros === 'number'
      ? Math.floor(value.micros / MICROS_PER_DAY)
      : Number(value.micros / BigInt(MICROS_PER_DAY)) - (value.micros % BigInt(MICROS_PER_DAY) < 0n ? 1 : 0);
  return value.months * DAYS_PER_MONTH + value.days + timeDays;
}

/** The part of the time below a day, in [0, one day). */
function orderMicros(value: Interval): number {
  const rest =
    typeof value.micros === 'number' ? value.micros % MICROS_PER_DAY : Number(value.micros % BigInt(MICROS_PER_DAY));
  return rest < 0 ? rest + MICROS_PER_DAY : rest;
}

/** Order of intervals by their length, a month being 30 days and a day 24 hours: '1 month' equals '30 days'. */
export function compareIntervals(a: Interval, b: Interval): number {
  return orderDays(a) - orderDays(b) || orderMicros(a) - orderMicros(b);
}

/** Intervals that compare equal hash alike. */
export function hashInterval(value: Interval): number {
  const days = orderDays(value);
  const micros = orderMicros(value);
  let hash = Math.imul(days | 0, 0x9e3779b1) ^ Math.imul((days / 4294967296) | 0, 0x85ebca6b);
  hash = Math.imul(hash ^ (micros | 0), 0xc2b2ae35) ^ ((micros / 4294967296) | 0);
  return (hash ^ (hash >>> 15)) | 0;
}
