/**
 * The proleptic Gregorian calendar on day numbers. Years are astronomical: 0 is 1 BC, -4712 is 4713 BC. Day 0 of the
 * engine is 2000-01-01; Julian day numbers, which input and `extract(julian …)` speak of, are `EPOCH_JULIAN` larger.
 */

export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_MINUTE = 60_000_000;
export const MICROS_PER_HOUR = 3_600_000_000;
export const MICROS_PER_DAY = 86_400_000_000;
export const SECONDS_PER_DAY = 86_400;

/** Julian day number of 2000-01-01. */
export const EPOCH_JULIAN = 2_451_545;
/** Days and microseconds from 1970-01-01 to 2000-01-01. */
export const UNIX_EPOCH_DAYS = 10_957;
export const UNIX_EPOCH_MICROS = UNIX_EPOCH_DAYS * MICROS_PER_DAY;

/** First day of both dates and timestamps: 4714-11-24 BC, Julian day 0. */
export const MIN_DAY = -EPOCH_JULIAN;
/** Day after the last date, 5874897-12-31. */
export const END_DAY = 2_147_483_494 - EPOCH_JULIAN;
/** Day after the last timestamp, 294276-12-31. */
export const END_TIMESTAMP_DAY = 109_203_528 - EPOCH_JULIAN;

export interface CivilDate {
  year: number;
  month: number;
  day: number;
}

/** Day number of a date; months and days out of range run over into the next or previous ones. */
export function dayNumber(year: number, month: number, day: number): number {
  // Counting years from March puts the leap day at the end, so that a month's start has a closed form.
  const shifted = month > 2 ? year : year - 1;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 730_425;
}

export function civilDate(dayNumberFrom2000: number): CivilDate {
  const shifted = dayNumberFrom2000 + 730_425;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day };
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : monthLengths[month - 1]!;
}

/** 0 is Sunday. */
export function dayOfWeek(day: number): number {
  return (((day + 6) % 7) + 7) % 7;
}

export function dayOfYear(date: CivilDate): number {
  return dayNumber(date.year, date.month, date.day) - dayNumber(date.year, 1, 1) + 1;
}

/** Day number of the Monday that starts ISO week 1 of a year. */
export function isoYearStart(year: number): number {
  const fourth = dayNumber(year, 1, 4);
  return fourth - ((dayOfWeek(fourth) + 6) % 7);
}

export function isoWeek(date: CivilDate): number {
  const day = dayNumber(date.year, date.month, date.day);
  let start = isoYearStart(date.year);
  if (day < start) start = isoYearStart(date.year - 1);
  const next = isoYearStart(date.year + 1);
  if (day >= next) start = next;
  return Math.floor((day - start) / 7) + 1;
}

export function isoYear(date: CivilDate): number {
  const day = dayNumber(date.year, date.month, date.day);
  if (day < isoYearStart(date.year)) return date.year - 1;
  return day >= isoYearStart(date.year + 1) ? date.year + 1 : date.year;
}

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
export const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
