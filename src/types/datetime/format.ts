/** Text of dates, times and intervals under every DateStyle and IntervalStyle. */
import type { Interval } from '../interval-value.ts';
import type { TextContext } from '../type-def.ts';
import { type CivilDate, civilDate, dayNames, dayOfWeek, monthNames } from './calendar.ts';
import { dayOf, type Micros, negate, timeOf } from './micros.ts';
import type { TimeZone } from './time-zone.ts';

export function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function four(value: number): string {
  return value >= 1000 ? String(value) : String(value).padStart(4, '0');
}

/** '.5', '' : a fraction without its trailing zeros. */
export function fractionText(micros: number): string {
  if (micros === 0) return '';
  const digits = String(micros).padStart(6, '0');
  let end = 6;
  while (digits.charCodeAt(end - 1) === 48) end--;
  return `.${digits.slice(0, end)}`;
}

/** 'hh:mm:ss[.ffffff]' of microseconds from midnight. */
export function formatClock(time: number): string {
  const seconds = Math.floor(time / 1e6);
  const hour = Math.floor(seconds / 3600);
  const minute = Math.floor(seconds / 60) % 60;
  return `${two(hour)}:${two(minute)}:${two(seconds % 60)}${fractionText(time - seconds * 1e6)}`;
}

/** '+05', '-03:30', '+00:19:32' of seconds east of Greenwich. */
export function formatZone(east: number): string {
  const total = Math.abs(east);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const seconds = total % 60;
  let text = (east < 0 ? '-' : '+') + two(hours);
  if (minutes !== 0 || seconds !== 0) text += `:${two(minutes)}`;
  if (seconds !== 0) text += `:${two(seconds)}`;
  return text;
}

function displayYear(year: number): string {
  return four(year > 0 ? year : 1 - year);
}

function infinityText(value: number): string {
  return value > 0 ? 'infinity' : '-infinity';
}

function numericDate(date: CivilDate, context: TextContext): string {
  const year = displayYear(date.year);
  const month = two(date.month);
  const day = two(date.day);
  switch (context.dateStyle) {
    case 'ISO':
      return `${year}-${month}-${day}`;
    case 'German':
      return `${day}.${month}.${year}`;
    case 'SQL':
      return context.dateOrder === 'DMY' ? `${day}/${month}/${year}` : `${month}/${day}/${year}`;
    default:
      return context.dateOrder === 'DMY' ? `${day}-${month}-${year}` : `${month}-${day}-${year}`;
  }
}

export function formatDate(value: number, context: TextContext): string {
  if (!Number.isFinite(value)) return infinityText(value);
  const date = civilDate(value);
  return date.year > 0 ? numericDate(date, context) : `${numericDate(date, context)} BC`;
}

/** A timestamp; with `zone`, the instant is shown in it. */
export function formatTimestamp(value: Micros, context: TextContext, zone: TimeZone | null): string {
  if (value === Infinity || value === -Infinity) return infinityText(value);
  let day = dayOf(value);
  let time = timeOf(value);
  let offset = 0;
  let seconds = 0;
  if (zone !== null) {
    seconds = day * 86400 + Math.floor(time / 1e6);
    offset = zone.offsetAt(seconds);
    time += offset * 1e6;
    if (time < 0) {
      time += 86400e6;
      day--;
    } else if (time >= 86400e6) {
      time -= 86400e6;
      day++;
    }
  }
  const date = civilDate(day);
  let text: string;
  if (context.dateStyle === 'Postgres') {
    const month = monthNames[date.month - 1]!.slice(0, 3);
    const parts = context.dateOrder === 'DMY' ? `${two(date.day)} ${month}` : `${month} ${two(date.day)}`;
    text = `${dayNames[dayOfWeek(day)]!.slice(0, 3)} ${parts} ${formatClock(time)} ${displayYear(date.year)}`;
  } else text = `${numericDate(date, context)} ${formatClock(time)}`;
  if (zone !== null) {
    if (context.dateStyle === 'ISO') text += formatZone(offset);
    else text += ` ${zone.abbreviationAt(seconds)}`;
  }
  return date.year > 0 ? text : `${text} BC`;
}

// ---- intervals

export function formatInterval(value: Interval, context: TextContext): string {
  // Truncated towards zero, all parts of the months carry their sign, and so do all parts of the time.
  const years = Math.trunc(value.months / 12) + 0;
  const months = (value.months % 12) + 0;
  const clock = splitClock(value.micros);
  switch (context.intervalStyle) {
    case 'iso_8601':
      return isoInterval(years, months, value.days, clock);
    case 'sql_standard':
      return sqlInterval(years, months, value.days, clock);
    case 'postgres_verbose':
      return verboseInterval(years, months, value.days, clock);
    default:
      return postgresInterval(years, months, value.days, clock);
  }
}

interface Clock {
  readonly negative: boolean;
  readonly zero: boolean;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly micros: number;
}

/** Parts of a time, without sign. */
function splitClock(value: Micros): Clock {
  const negative = value < 0;
  const size = negative ? negate(value) : value;
  let hours: number;
  let rest: number;
  if (typeof size === 'number') {
    hours = Math.floor(size / 3.6e9);
    rest = size - hours * 3.6e9;
  } else {
    hours = Number(size / 3_600_000_000n);
    rest = Number(size % 3_600_000_000n);
  }
  return {
    negative,
    zero: value === 0,
    hours,
    minutes: Math.floor(rest / 6e7),
    seconds: Math.floor(rest / 1e6) % 60,
    micros: rest % 1e6,
  };
}

function clockText(clock: Clock): string {
  return `${two(clock.hours)}:${two(clock.minutes)}:${two(clock.seconds)}${fractionText(clock.micros)}`;
}

function postgresInterval(years: number, months: number, days: number, clock: Clock): string {
  let text = '';
  // A positive part after a negative one says so.
  let negativeBefore = false;
  const part = (amount: number, unit: string): void => {
    if (amount === 0) return;
    const sign = negativeBefore && amount > 0 ? '+' : '';
    text += `${text === '' ? '' : ' '}${sign}${amount} ${unit}${amount === 1 ? '' : 's'}`;
    negativeBefore = amount < 0;
  };
  part(years, 'year');
  part(months, 'mon');
  part(days, 'day');
  if (text === '' || !clock.zero) {
    const sign = clock.negative ? '-' : negativeBefore ? '+' : '';
    text += `${text === '' ? '' : ' '}${sign}${clockText(clock)}`;
  }
  return text;
}

function verboseInterval(years: number, months: number, days: number, clock: Clock): string {
  let text = '@';
  let first = true;
  let ago = false;
  // The first part decides the direction of the whole; later parts carry a sign when they differ from it.
  const part = (amount: number, negative: boolean, shown: string, unit: string): void => {
    if (amount === 0) return;
    if (first) {
      ago = negative;
      first = false;
    }
    const sign = negative === ago ? '' : '-';
    const single = shown === '1' && (sign === '' || unit === 'sec');
    text += ` ${sign}${shown} ${unit}${single ? '' : 's'}`;
  };
  part(years, years < 0, String(Math.abs(years)), 'year');
  part(months, months < 0, String(Math.abs(months)), 'mon');
  part(days, days < 0, String(Math.abs(days)), 'day');
  part(clock.hours, clock.negative, String(clock.hours), 'hour');
  part(clock.minutes, clock.negative, String(clock.minutes), 'min');
  if (clock.seconds !== 0 || clock.micros !== 0) {
    part(1, clock.negative, `${clock.seconds}${fractionText(clock.micros)}`, 'sec');
  }
  if (first) return '@ 0';
  return ago ? `${text} ago` : text;
}

function isoInterval(years: number, months: number, days: number, clock: Clock): string {
  const sign = clock.negative ? '-' : '';
  let text = 'P';
  if (years !== 0) text += `${years}Y`;
  if (months !== 0) text += `${months}M`;
  if (days !== 0) text += `${days}D`;
  if (!clock.zero) {
    text += 'T';
    if (clock.hours !== 0) text += `${sign}${clock.hours}H`;
    if (clock.minutes !== 0) text += `${sign}${clock.minutes}M`;
    if (clock.seconds !== 0 || clock.micros !== 0) text += `${sign}${clock.seconds}${fractionText(clock.micros)}S`;
  }
  return text === 'P' ? 'PT0S' : text;
}

function sqlInterval(years: number, months: number, days: number, clock: Clock): string {
  const hasNegative = years < 0 || months < 0 || days < 0 || clock.negative;
  const hasPositive = years > 0 || months > 0 || days > 0 || !(clock.negative || clock.zero);
  const hasMonths = years !== 0 || months !== 0;
  const hasTime = days !== 0 || !clock.zero;
  const bareClock = `${clock.hours}:${two(clock.minutes)}:${two(clock.seconds)}${fractionText(clock.micros)}`;
  if (!hasMonths && !hasTime) return '0';
  if ((hasNegative && hasPositive) || (hasMonths && hasTime)) {
    // No standard form; every part gets its sign.
    const monthSign = years < 0 || months < 0 ? '-' : '+';
    const daySign = days < 0 ? '-' : '+';
    const timeSign = clock.negative ? '-' : '+';
    return `${monthSign}${Math.abs(years)}-${Math.abs(months)} ${daySign}${Math.abs(days)} ${timeSign}${bareClock}`;
  }
  const sign = hasNegative ? '-' : '';
  if (hasMonths) return `${sign}${Math.abs(years)}-${Math.abs(months)}`;
  if (days !== 0) return `${sign}${Math.abs(days)} ${bareClock}`;
  return `${sign}${bareClock}`;
}
