/**
 * The meaning of interval text: PostgreSQL's verbose and SQL forms, read from right to left because units follow their
 * numbers, and the two forms of ISO 8601.
 */
import { Interval } from '../interval-value.ts';
import type { TextContext } from '../type-def.ts';
import { MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND } from './calendar.ts';
import { isDateWord } from './decode-datetime.ts';
import type { Refusal } from './input-errors.ts';
import type { IntervalRange } from './interval-fields.ts';
import { findUnit } from './keywords.ts';
import { add, canonical, isInt64, type Micros, multiply, negate, roundHalfEven } from './micros.ts';
import { readFraction, readInteger } from './number-text.ts';
import { type Field, scanFields } from './scan-fields.ts';

const MAX_INT32 = 2147483647;

/** Thrown inside this file when a part leaves its range; the entry points turn it into a refusal. */
class PartOverflow extends Error {}

/** An interval in the making: years and months apart, as each is limited by itself. */
class Parts {
  years = 0;
  months = 0;
  days = 0;
  micros: Micros = 0;

  addYears(value: Micros, scale: number): void {
    this.years = int32(add(multiply(value, scale), this.years));
  }
  addMonths(value: Micros): void {
    this.months = int32(add(value, this.months));
  }
  addDays(value: Micros, scale: number): void {
    this.days = int32(add(multiply(value, scale), this.days));
  }
  addMicros(value: Micros, fraction: number, scale: number): void {
    this.micros = int64(add(multiply(value, scale), this.micros));
    this.addFractionOf(fraction, scale);
  }
  /** A fraction of `scale` microseconds, rounded to the nearest, halves towards zero. */
  addFractionOf(fraction: number, scale: number): void {
    if (fraction === 0) return;
    const exact = fraction * scale;
    let whole = Math.trunc(exact);
    const rest = exact - whole;
    if (rest > 0.5) whole++;
    else if (rest < -0.5) whole--;
    this.micros = int64(add(this.micros, whole + 0));
  }
  addFractionalDays(fraction: number, scale: number): void {
    if (fraction === 0) return;
    const exact = fraction * scale;
    const whole = Math.trunc(exact);
    this.days = int32(this.days + whole);
    this.addFractionOf(exact - whole, MICROS_PER_DAY);
  }
  addFractionalYears(fraction: number, scale: number): void {
    this.months = int32(this.months + roundHalfEven(fraction * scale * 12) + 0);
  }

  negate(): void {
    this.years = 0 - this.years;
    this.months = 0 - this.months;
    this.days = 0 - this.days;
    if (this.years > MAX_INT32 || this.months > MAX_INT32 || this.days > MAX_INT32) throw new PartOverflow();
    this.micros = int64(negate(this.micros));
  }

  finish(): Interval | 'range' {
    const months = this.years * 12 + this.months;
    if (months > MAX_INT32 || months < -MAX_INT32 - 1) return 'range';
    return new Interval(months, this.days, this.micros);
  }
}

function int32(value: Micros): number {
  if (typeof value === 'bigint' || value > MAX_INT32 || value < -MAX_INT32 - 1) throw new PartOverflow();
  return value + 0;
}
function int64(value: Micros): Micros {
  if (!isInt64(value)) throw new PartOverflow();
  return value;
}

/** 'range': every part was fine, the whole is too large. */
export function decodeInterval(text: string, range: IntervalRange, context: TextContext): Interval | Refusal | 'range' {
  try {
    const fields = scanFields(text, isDateWord);
    let parts = fields === null ? null : decodeFields(fields, range, context);
    parts ??= decodeIso(text);
    return parts === null ? 'format' : parts.finish();
  } catch (error) {
    if (error instanceof PartOverflow) return 'interval';
    throw error;
  }
}

/** null: not of this form. */
function decodeFields(fields: readonly Field[], range: IntervalRange, context: TextContext): Parts | null {
  const parts = new Parts();
  // The SQL standard writes one sign for all parts.
  const allNegative =
    context.intervalStyle === 'sql_standard' &&
    fields.length > 0 &&
    fields[0]!.text[0] === '-' &&
    fields.slice(1).every((field) => field.text[0] !== '-' && field.text[0] !== '+');
  let unit: string | null = null;
  let ago = false;
  const given = new Set<string>();
  for (let index = fields.length - 1; index >= 0; index--) {
    const { kind, text } = fields[index]!;
    const adds: string[] = [];
    if (kind === 'word' || kind === 'special') {
      if (text === 'ago') {
        // A number right before it has no unit, not even the default one.
        ago = true;
        unit = 'ago';
        continue;
      }
      const found = findUnit(text);
      if (found === null) return null;
      unit = found;
      continue;
    }
    const signed = kind === 'zone';
    const negative = signed && text[0] === '-';
    if (kind === 'time' || (signed && text.includes(':', 1))) {
      const micros = decodeClock(signed ? text.slice(1) : text, range);
      if (micros === 'overflow' && !signed) throw new PartOverflow();
      if (micros !== 'format' && micros !== 'overflow') {
        parts.micros = negative ? int64(negate(micros)) : micros;
        if (allNegative && parts.micros > 0) parts.micros = negate(parts.micros);
        adds.push('hour', 'minute', 'second', 'millisecond', 'microsecond');
        unit = 'day';
        if (!mark(given, adds)) return null;
        continue;
      }
      if (!signed) return null;
    }
    unit ??= range === 'full' || range === 'minute to second' ? 'second' : range;
    const read = /^([+-]?)(\d*)(.*)$/.exec(text)!;
    const magnitude = BigInt(read[2] === '' ? '0' : read[2]!);
    let value = int64(canonical(negative ? -magnitude : magnitude));
    const rest = read[3]!;
    let fraction = 0;
    if (rest[0] === '-') {
      // years-months
      const months = readInteger(rest, 1);
      if (months === null || months.value < 0 || months.value >= 12) throw new PartOverflow();
      if (months.at < rest.length) return null;
      unit = 'month';
      value = int64(add(multiply(value, 12), negative ? 0 - months.value : months.value));
    } else if (rest[0] === '.') {
      const read = readFraction(rest, 0);
      if (read === null) return null;
      fraction = negative ? 0 - read : read;
    } else if (rest !== '') return null;
    if (allNegative) {
      if (value > 0) value = negate(value);
      if (fraction > 0) fraction = -fraction;
    }
    if (!addUnit(parts, unit, value, fraction)) return null;
    adds.push(unit);
    if (unit === 'second' && fraction !== 0) adds.push('millisecond', 'microsecond');
    if (unit === 'hour') unit = 'day';
    if (!mark(given, adds)) return null;
  }
  if (given.size === 0) return null;
  if (ago) parts.negate();
  return parts;
}

function mark(given: Set<string>, adds: readonly string[]): boolean {
  for (const unit of adds) if (given.has(unit)) return false;
  for (const unit of adds) given.add(unit);
  return true;
}

function addUnit(parts: Parts, unit: string, value: Micros, fraction: number): boolean {
  switch (unit) {
    case 'microsecond':
      parts.addMicros(value, fraction, 1);
      return true;
    case 'millisecond':
      parts.addMicros(value, fraction, 1000);
      return true;
    case 'second':
      parts.addMicros(value, fraction, MICROS_PER_SECOND);
      return true;
    case 'minute':
      parts.addMicros(value, fraction, MICROS_PER_MINUTE);
      return true;
    case 'hour':
      parts.addMicros(value, fraction, MICROS_PER_HOUR);
      return true;
    case 'day':
      parts.addDays(value, 1);
      parts.addFractionOf(fraction, MICROS_PER_DAY);
      return true;
    case 'week':
      parts.addDays(value, 7);
      parts.addFractionalDays(fraction, 7);
      return true;
    case 'month':
      parts.addMonths(value);
      parts.addFractionalDays(fraction, 30);
      return true;
    case 'year':
    case 'decade':
    case 'century':
    case 'millennium': {
      const scale = unit === 'year' ? 1 : unit === 'decade' ? 10 : unit === 'century' ? 100 : 1000;
      parts.addYears(value, scale);
      parts.addFractionalYears(fraction, scale);
      return true;
    }
    default:
      return false;
  }
}

/** `h:m[:s[.f]]` without limit on the hours; `m:s` when the type says so or there is a fraction. */
function decodeClock(text: string, range: IntervalRange): Micros | 'format' | 'overflow' {
  const match = /^(\d*):(\d*)(?::(\d*))?(\.\d*)?$/.exec(text);
  if (match === null) return 'format';
  let hours = BigInt(match[1] === '' ? '0' : match[1]!);
  let minutes = Number(match[2]);
  let seconds = Number(match[3] ?? 0);
  if (match[3] === undefined && (match[4] !== undefined || range === 'minute to second')) {
    seconds = minutes;
    if (hours > BigInt(MAX_INT32)) return 'overflow';
    minutes = Number(hours);
    hours = 0n;
  }
  if (minutes > 59 || seconds > 60) return 'overflow';
  const fraction = roundHalfEven((readFraction(match[4] ?? '.0', 0) ?? 0) * 1e6);
  const total = canonical(hours * BigInt(MICROS_PER_HOUR) + BigInt((minutes * 60 + seconds) * 1e6 + fraction));
  return isInt64(total) ? total : 'overflow';
}

// ---- ISO 8601

interface IsoNumber {
  readonly whole: number;
  readonly fraction: number;
  readonly end: number;
}

function isoNumber(text: string, at: number): IsoNumber | null {
  const match = /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i.exec(text.slice(at));
  if (match === null) return null;
  const value = Number(match[0]);
  if (value < -1e15 || value > 1e15) throw new PartOverflow();
  const whole = Math.trunc(value) + 0;
  return { whole, fraction: value - whole, end: at + match[0].length };
}

function integerWidth(text: string, at: number): number {
  return /^-?(\d*)/.exec(text.slice(at))![1]!.length;
}

function decodeIso(text: string): Parts | null {
  if (text.length < 2 || text[0] !== 'P') return null;
  const parts = new Parts();
  let at = 1;
  let dates = true;
  let some = false;
  while (at < text.length) {
    if (text[at] === 'T') {
      dates = false;
      some = false;
      at++;
      continue;
    }
    const start = at;
    const number = isoNumber(text, at);
    if (number === null) return null;
    const unit = text[number.end] ?? '';
    at = number.end + 1;
    const { whole, fraction } = number;
    const designated = dates ? 'YMWD'.includes(unit) : 'HMS'.includes(unit);
    if (designated && unit !== '') {
      addUnit(parts, (dates ? isoDateUnits : isoTimeUnits)[unit]!, whole, fraction);
      some = true;
      continue;
    }
    if (dates) {
      if (unit !== '' && unit !== 'T' && unit !== '-') return null;
      if (unit !== '-' && integerWidth(text, start) === 8 && !some) {
        parts.addYears(Math.trunc(whole / 10000), 1);
        parts.addMonths(Math.trunc(whole / 100) % 100);
        parts.addDays(whole % 100, 1);
        parts.addFractionOf(fraction, MICROS_PER_DAY);
      } else {
        if (some) return null;
        parts.addYears(whole, 1);
        parts.addFractionalYears(fraction, 1);
        if (unit === '-') {
          const end = isoDate(parts, text, at);
          if (end === null) return null;
          at = end;
          if (at === text.length) return parts;
          if (text[at] !== 'T') return null;
          at++;
          dates = false;
          continue;
        }
      }
      if (unit === '') return parts;
      dates = false;
      some = false;
      continue;
    }
    if (unit === '' && integerWidth(text, start) === 6 && !some) {
      parts.addMicros(Math.trunc(whole / 10000), 0, MICROS_PER_HOUR);
      parts.addMicros(Math.trunc(whole / 100) % 100, 0, MICROS_PER_MINUTE);
      parts.addMicros(whole % 100, 0, MICROS_PER_SECOND);
      parts.addFractionOf(fraction, 1);
      return parts;
    }
    if ((unit !== '' && unit !== ':') || some) return null;
    parts.addMicros(whole, fraction, MICROS_PER_HOUR);
    if (unit === '') return parts;
    const minute = isoNumber(text, at);
    if (minute === null) return null;
    parts.addMicros(minute.whole, minute.fraction, MICROS_PER_MINUTE);
    if (minute.end === text.length) return parts;
    if (text[minute.end] !== ':') return null;
    const second = isoNumber(text, minute.end + 1);
    if (second === null) return null;
    parts.addMicros(second.whole, second.fraction, MICROS_PER_SECOND);
    return second.end === text.length ? parts : null;
  }
  return parts;
}

const isoDateUnits: Record<string, string> = { Y: 'year', M: 'month', W: 'week', D: 'day' };
const isoTimeUnits: Record<string, string> = { H: 'hour', M: 'minute', S: 'second' };

/** The `-mm[-dd]` after the year of the extended form; gives where it ended. */
function isoDate(parts: Parts, text: string, at: number): number | null {
  const month = isoNumber(text, at);
  if (month === null) return null;
  parts.addMonths(month.whole);
  parts.addFractionalDays(month.fraction, 30);
  if (text[month.end] !== '-') return month.end;
  const day = isoNumber(text, month.end + 1);
  if (day === null) return null;
  parts.addDays(day.whole, 1);
  parts.addFractionOf(day.fraction, MICROS_PER_DAY);
  return day.end;
}
