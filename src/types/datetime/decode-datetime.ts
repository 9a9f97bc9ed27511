/**
 * The meaning of date and time text. Fields are taken from left to right; what a number stands for depends on what is known
 * already and on DateOrder, as the manual's appendix "Date/Time Input Interpretation" has it.
 */
import { sqlError } from '../../errors/index.ts';
import type { TextContext } from '../type-def.ts';
import {
  type CivilDate,
  civilDate,
  dayNumber,
  daysInMonth,
  EPOCH_JULIAN,
  MICROS_PER_DAY,
  SECONDS_PER_DAY,
} from './calendar.ts';
import type { Refusal } from './input-errors.ts';
import { type DateWord, findDateWord } from './keywords.ts';
import { dayOf, roundHalfEven, timeOf } from './micros.ts';
import { readFraction, readInteger } from './number-text.ts';
import { type Field, scanFields } from './scan-fields.ts';
import type { TimeZone } from './time-zone.ts';
import { findAbbreviation } from './zone-names.ts';
import { findTimeZone, sessionZone } from './zones.ts';

const YEAR = 1;
const MONTH = 2;
const DAY = 4;
const DATE = YEAR | MONTH | DAY;
const HOUR = 8;
const MINUTE = 16;
const SECOND = 32;
const FRACTION = 64;
const ALL_SECONDS = SECOND | FRACTION;
const TIME = HOUR | MINUTE | ALL_SECONDS;
const ZONE = 128;
const DAYLIGHT = 256;
const MERIDIEM = 512;
const WEEKDAY = 1024;
const ERA = 2048;
const YEARDAY = 4096;
const RESERVED = 8192;

export type Special = 'infinity' | '-infinity' | 'epoch';

/** Result of decoding; one object shape for every kind of text. */
export class DecodedDateTime {
  special: Special | null = null;
  year = 0;
  month = 0;
  day = 0;
  hour = 0;
  minute = 0;
  second = 0;
  /** Microseconds of the second, up to and with 1,000,000 when the fraction rounded up. */
  micros = 0;
  /** Seconds west of Greenwich. */
  zone = 0;

  /** Microseconds from midnight. */
  get time(): number {
    return ((this.hour * 60 + this.minute) * 60 + this.second) * 1e6 + this.micros;
  }
}

export function isDateWord(word: string): boolean {
  return findDateWord(word) !== null;
}

export function decodeDateTime(text: string, timeOnly: boolean, context: TextContext): DecodedDateTime | Refusal {
  const fields = scanFields(text, isDateWord);
  if (fields === null) return 'format';
  return new Decoder(fields, timeOnly, context).run();
}

class Decoder {
  private readonly fields: readonly Field[];
  private readonly timeOnly: boolean;
  private readonly context: TextContext;
  private readonly out = new DecodedDateTime();
  /** What has been given so far, and by the field at hand. */
  private given = 0;
  private adds = 0;
  /** Unit that the word before announced for the next number. */
  private expected: string | null = null;
  private textMonth = false;
  private julian = false;
  private shortYear = false;
  private bc = false;
  private meridiem: 'am' | 'pm' | null = null;
  private yearDay = 0;
  private namedZone: TimeZone | null = null;

  constructor(fields: readonly Field[], timeOnly: boolean, context: TextContext) {
    this.fields = fields;
    this.timeOnly = timeOnly;
    this.context = context;
  }

  run(): DecodedDateTime | Refusal {
    const fields = this.fields;
    for (let index = 0; index < fields.length; index++) {
      this.adds = 0;
      const refusal = this.field(index, fields[index]!);
      if (refusal === 'skip') continue;
      if (refusal !== null) return refusal;
      if ((this.adds & this.given) !== 0) return 'format';
      this.given |= this.adds;
    }
    const refusal =
      this.finishDate() ?? this.finishTime() ?? (this.timeOnly ? this.finishTimeOnly() : this.finishFull());
    return refusal ?? this.out;
  }

  private field(index: number, field: Field): Refusal | 'skip' | null {
    switch (field.kind) {
      case 'date':
        return this.timeOnly ? this.dateFieldOfTime(index, field.text) : this.dateField(field.text);
      case 'time': {
        if (this.expected !== null) {
          if (this.expected !== 'time') return 'format';
          this.expected = null;
        }
        const refusal = this.clock(field.text);
        if (refusal !== null) return refusal;
        return !this.timeOnly && this.clockOverflows() ? 'field' : null;
      }
      case 'zone':
        return this.zoneOffset(field.text);
      case 'number':
        if (this.expected !== null) return this.labelledNumber(this.expected, field.text);
        return this.timeOnly ? this.numberOfTime(index, field.text) : this.number(field.text);
      default:
        return this.word(index, field.text);
    }
  }

  // ---- fields with punctuation

  private dateField(text: string): Refusal | null {
    if (this.expected === 'julian') {
      const read = readInteger(text, 0);
      if (read === null || read.value < 0) return 'field';
      this.setJulian(read.value);
      const refusal = this.zoneOffset(text.slice(read.at));
      if (refusal !== null) return refusal;
      this.adds = DATE | TIME | ZONE;
      this.expected = null;
      return null;
    }
    if (this.expected === null && (this.given & (MONTH | DAY)) !== (MONTH | DAY)) return this.date(text);
    if (isDigit(text.charCodeAt(0)) || this.expected !== null) {
      if (this.expected !== null) {
        if (this.expected !== 'time') return 'format';
        this.expected = null;
      }
      if ((this.given & TIME) === TIME) return 'format';
      return this.timeWithZone(text, this.given);
    }
    return this.zoneName(text, true);
  }

  private dateFieldOfTime(index: number, text: string): Refusal | null {
    const fields = this.fields;
    if (index === 0 && fields.length >= 2 && (fields.at(-1)!.kind === 'date' || fields[1]!.kind === 'time')) {
      return this.date(text);
    }
    if (isDigit(text.charCodeAt(0))) {
      if ((this.given & TIME) === TIME) return 'format';
      return this.timeWithZone(text, this.given | DATE);
    }
    return this.zoneName(text, true);
  }

  /** '040506-08'. */
  private timeWithZone(text: string, given: number): Refusal | null {
    const dash = text.indexOf('-');
    if (dash < 0) return 'format';
    const refusal = this.zoneOffset(text.slice(dash)) ?? this.runTogether(text.slice(0, dash), given);
    if (refusal !== null) return refusal;
    this.adds |= ZONE;
    return null;
  }

  private date(text: string): Refusal | null {
    const parts: (string | null)[] = [];
    let at = 0;
    while (at < text.length) {
      while (at < text.length && !isAlphanumeric(text.charCodeAt(at))) at++;
      if (at === text.length) return 'format';
      const start = at;
      const digits = isDigit(text.charCodeAt(at));
      while (at < text.length && isAlphanumeric(text.charCodeAt(at)) && isDigit(text.charCodeAt(at)) === digits) at++;
      parts.push(text.slice(start, at));
      if (at < text.length) at++;
    }
    let given = this.given;
    let adds = 0;
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index]!;
      if (isDigit(part.charCodeAt(0))) continue;
      const word = findDateWord(part);
      if (word?.kind === 'ignore') continue;
      if (word?.kind !== 'month' || (given & MONTH) !== 0) return 'format';
      this.out.month = word.value;
      this.textMonth = true;
      given |= MONTH;
      adds |= MONTH;
      parts[index] = null;
    }
    for (const part of parts) {
      if (part === null) continue;
      const refusal = this.dateNumber(part, given);
      if (refusal !== null) return refusal;
      if ((given & this.adds) !== 0) return 'format';
      given |= this.adds;
      adds |= this.adds;
    }
    this.adds = adds;
    return (given & ~(YEARDAY | ZONE)) === DATE ? null : 'format';
  }

  // ---- times and zones

  private clock(text: string): Refusal | null {
    const out = this.out;
    const hour = readInteger(text, 0);
    if (hour === null) return 'field';
    const minute = readInteger(text, hour.at + 1);
    if (minute === null) return 'field';
    this.adds = TIME;
    out.hour = hour.value;
    out.minute = minute.value;
    out.second = 0;
    out.micros = 0;
    const separator = text[minute.at];
    if (separator === '.') {
      const fraction = readFraction(text, minute.at);
      if (fraction === null) return 'format';
      // With two parts and a fraction the parts are minutes and seconds.
      out.second = out.minute;
      out.minute = out.hour;
      out.hour = 0;
      out.micros = roundHalfEven(fraction * 1e6);
    } else if (separator === ':') {
      const second = readInteger(text, minute.at + 1);
      if (second === null) return 'field';
      out.second = second.value;
      if (second.at < text.length) {
        const fraction = readFraction(text, second.at);
        if (fraction === null) return 'format';
        out.micros = roundHalfEven(fraction * 1e6);
      }
    } else if (separator !== undefined) return 'format';
    return out.minute > 59 || out.second > 60 ? 'field' : null;
  }

  private clockOverflows(): boolean {
    return this.out.hour > 24 || this.out.time > MICROS_PER_DAY;
  }

  private zoneOffset(text: string): Refusal | null {
    const zone = parseZoneOffset(text);
    if (typeof zone === 'string') return zone;
    this.out.zone = zone;
    this.adds = ZONE;
    return null;
  }

  private zoneName(text: string, mustExist: boolean): Refusal | null {
    const zone = findTimeZone(text);
    if (zone === null) {
      if (!mustExist) return 'format';
      throw sqlError('invalid_parameter_value', `time zone "${text}" not recognized`);
    }
    this.namedZone = zone;
    this.adds = ZONE;
    return null;
  }

  // ---- numbers

  private number(text: string): Refusal | null {
    const point = text.indexOf('.');
    if (point >= 0 && (this.given & DATE) === 0) return this.date(text);
    if (point > 2) return this.runTogether(text, this.given);
    if (point < 0 && text.length >= 6 && ((this.given & DATE) === 0 || (this.given & TIME) === 0)) {
      return this.runTogether(text, this.given);
    }
    return this.dateNumber(text, this.given);
  }

  private numberOfTime(index: number, text: string): Refusal | null {
    const point = text.indexOf('.');
    if (point >= 0) {
      if (index === 0 && this.fields.length >= 2 && this.fields.at(-1)!.kind === 'date') return this.date(text);
      return point > 2 ? this.runTogether(text, this.given | DATE) : 'format';
    }
    if (text.length > 4) return this.runTogether(text, this.given | DATE);
    return this.dateNumber(text, this.given | DATE);
  }

  /** One number of a date whose other parts are in `given`. */
  private dateNumber(text: string, given: number): Refusal | null {
    const out = this.out;
    const read = readInteger(text, 0);
    if (read === null) return 'field';
    if (read.at === 0) return 'format';
    this.adds = 0;
    if (text[read.at] === '.') {
      if (read.at > 2) return this.runTogether(text, given | DATE);
      const fraction = readFraction(text, read.at);
      if (fraction === null) return 'format';
      out.micros = roundHalfEven(fraction * 1e6);
    } else if (read.at < text.length) return 'format';
    const value = read.value;
    const length = text.length;
    if (length === 3 && (given & DATE) === YEAR && value >= 1 && value <= 366) {
      this.adds = YEARDAY | MONTH | DAY;
      this.yearDay = value;
      return null;
    }
    const yearFirst = length >= 3 || this.context.dateOrder === 'YMD';
    let part: number;
    switch (given & DATE) {
      case 0:
        part = yearFirst ? YEAR : this.context.dateOrder === 'DMY' ? DAY : MONTH;
        break;
      case YEAR:
      case DAY:
        part = MONTH;
        break;
      case MONTH:
        part = this.textMonth && yearFirst ? YEAR : DAY;
        break;
      case YEAR | MONTH:
        if (this.textMonth && length >= 3 && this.shortYear) {
          // What was taken for the year was the day: 08-Jan-1999 under YMD.
          out.day = out.year;
          out.year = value;
          this.shortYear = false;
          this.adds = DAY;
          return null;
        }
        part = DAY;
        break;
      case MONTH | DAY:
        part = YEAR;
        break;
      case DATE:
        return this.runTogether(text, given);
      default:
        return 'format';
    }
    this.adds = part;
    if (part === YEAR) {
      out.year = value;
      this.shortYear = length <= 2;
    } else if (part === MONTH) out.month = value;
    else out.day = value;
    return null;
  }

  /** Digits of several parts without separators: 19990108, 040506.789, 0405. */
  private runTogether(text: string, given: number): Refusal | null {
    const out = this.out;
    let digits = text;
    const point = text.indexOf('.');
    if (point >= 0) {
      out.micros = roundHalfEven(Number(`0${text.slice(point)}`) * 1e6);
      digits = text.slice(0, point);
    } else if ((given & DATE) !== DATE) {
      const length = digits.length;
      if (length >= 6) {
        this.adds = DATE;
        out.day = Number(digits.slice(length - 2));
        out.month = Number(digits.slice(length - 4, length - 2));
        out.year = Number(digits.slice(0, length - 4)) | 0;
        if (length === 6) this.shortYear = true;
        return null;
      }
    }
    if ((given & TIME) !== TIME) {
      if (digits.length === 6 || digits.length === 4) {
        this.adds = TIME;
        out.hour = Number(digits.slice(0, 2));
        out.minute = Number(digits.slice(2, 4));
        out.second = Number(digits.slice(4));
        return null;
      }
    }
    return 'format';
  }

  /** A number whose meaning the word before it has told. */
  private labelledNumber(label: string, text: string): Refusal | null {
    const out = this.out;
    const read = readInteger(text, 0);
    if (read === null) return 'field';
    const value = read.value;
    const fractional = text[read.at] === '.';
    if (fractional ? label !== 'julian' && label !== 'time' && label !== 'second' : read.at < text.length)
      return 'format';
    this.expected = null;
    switch (label) {
      case 'year':
        out.year = value;
        this.adds = YEAR;
        return null;
      case 'month':
        if ((this.given & MONTH) !== 0 && (this.given & HOUR) !== 0) {
          out.minute = value;
          this.adds = MINUTE;
        } else {
          out.month = value;
          this.adds = MONTH;
        }
        return null;
      case 'day':
        out.day = value;
        this.adds = DAY;
        return null;
      case 'hour':
        out.hour = value;
        this.adds = HOUR;
        return null;
      case 'minute':
        out.minute = value;
        this.adds = MINUTE;
        return null;
      case 'second':
        out.second = value;
        this.adds = SECOND;
        if (fractional) {
          const fraction = readFraction(text, read.at);
          if (fraction === null) return 'format';
          out.micros = roundHalfEven(fraction * 1e6);
          this.adds = ALL_SECONDS;
        }
        return null;
      case 'julian': {
        if (value < 0) return 'field';
        this.setJulian(value);
        this.adds = DATE;
        if (fractional) {
          const fraction = readFraction(text, read.at);
          if (fraction === null) return 'format';
          const time = fraction * MICROS_PER_DAY;
          out.hour = Math.floor(time / 3.6e9);
          out.minute = Math.floor(time / 6e7) % 60;
          out.second = Math.floor(time / 1e6) % 60;
          out.micros = Math.trunc(time % 1e6);
          this.adds = DATE | TIME;
        }
        return null;
      }
      case 'time': {
        const refusal = this.runTogether(text, this.given | DATE);
        return refusal ?? (this.adds === TIME ? null : 'format');
      }
      default:
        return 'format';
    }
  }

  private setJulian(julianDay: number): void {
    this.setDate(civilDate(julianDay - EPOCH_JULIAN));
    this.julian = true;
  }

  private setDate(date: CivilDate): void {
    this.out.year = date.year;
    this.out.month = date.month;
    this.out.day = date.day;
  }

  // ---- words

  private word(index: number, text: string): Refusal | 'skip' | null {
    const abbreviation = findAbbreviation(text);
    if (abbreviation !== null) {
      this.out.zone = -abbreviation.offset;
      this.adds = ZONE;
      return null;
    }
    const word = findDateWord(text);
    if (word === null) return this.zoneName(text, false);
    switch (word.kind) {
      case 'ignore':
        return 'skip';
      case 'reserved':
        return this.reserved(word);
      case 'month':
        this.adds = MONTH;
        if (this.timeOnly) return 'format';
        if (
          (this.given & MONTH) !== 0 &&
          !this.textMonth &&
          (this.given & DAY) === 0 &&
          this.out.month >= 1 &&
          this.out.month <= 31
        ) {
          this.out.day = this.out.month;
          this.adds = DAY;
        }
        this.textMonth = true;
        this.out.month = word.value;
        return null;
      case 'weekday':
        this.adds = WEEKDAY;
        return this.timeOnly ? 'format' : null;
      case 'daylight':
        this.adds = DAYLIGHT;
        this.out.zone -= 3600;
        return null;
      case 'meridiem':
        this.adds = MERIDIEM;
        this.meridiem = word.pm ? 'pm' : 'am';
        return null;
      case 'era':
        this.adds = ERA;
        this.bc = word.bc;
        return null;
      case 'unit':
        this.expected = word.value;
        return null;
      case 'isotime': {
        if (!this.timeOnly && (this.given & DATE) !== DATE) return 'format';
        const next = this.fields[index + 1]?.kind;
        if (next !== 'number' && next !== 'time' && next !== 'date') return 'format';
        this.expected = 'time';
        return null;
      }
      default:
        return 'format';
    }
  }

  private reserved(word: Extract<DateWord, { kind: 'reserved' }>): Refusal | null {
    const out = this.out;
    const value = word.value;
    if (value === 'allballs') {
      this.adds = TIME | ZONE;
      out.hour = 0;
      out.minute = 0;
      out.second = 0;
      out.zone = 0;
      return null;
    }
    if (value === 'infinity' || value === '-infinity' || value === 'epoch') {
      if (this.timeOnly) return 'format';
      // A mark of its own, so that 'epoch epoch' is refused and 'epoch 10:00' is not.
      this.adds = RESERVED;
      out.special = value;
      return null;
    }
    const now = this.context.transactionTimestamp;
    const zone = sessionZone(this.context).offsetAt(Math.floor(now / 1e6));
    const local = now + zone * 1e6;
    if (value === 'now') {
      const time = timeOf(local);
      out.hour = Math.floor(time / 3.6e9);
      out.minute = Math.floor(time / 6e7) % 60;
      out.second = Math.floor(time / 1e6) % 60;
      out.micros = time % 1e6;
      this.adds = TIME;
      if (!this.timeOnly) {
        this.setDate(civilDate(dayOf(local)));
        out.zone = -zone;
        out.special = null;
        this.adds = DATE | TIME | ZONE;
      }
      return null;
    }
    if (this.timeOnly) return 'format';
    this.setDate(civilDate(dayOf(local) + (value === 'tomorrow' ? 1 : value === 'yesterday' ? -1 : 0)));
    out.special = null;
    this.adds = DATE;
    return null;
  }

  // ---- the end

  private finishDate(): Refusal | null {
    const out = this.out;
    if ((this.given & YEAR) !== 0 && !this.julian) {
      if (this.bc) {
        if (out.year <= 0) return 'field';
        out.year = -(out.year - 1);
      } else if (this.shortYear) {
        if (out.year < 0) return 'field';
        if (out.year < 70) out.year += 2000;
        else if (out.year < 100) out.year += 1900;
      } else if (out.year <= 0) return 'field';
    }
    if ((this.given & YEARDAY) !== 0) this.setDate(civilDate(dayNumber(out.year, 1, 1) + this.yearDay - 1));
    if ((this.given & MONTH) !== 0 && (out.month < 1 || out.month > 12)) return 'month-day';
    if ((this.given & DAY) !== 0 && (out.day < 1 || out.day > 31)) return 'month-day';
    if ((this.given & DATE) === DATE && out.day > daysInMonth(out.year, out.month)) return 'field';
    return null;
  }

  private finishTime(): Refusal | null {
    const out = this.out;
    if (this.meridiem === null) return null;
    if (out.hour > 12) return 'field';
    if (this.meridiem === 'am') {
      if (out.hour === 12) out.hour = 0;
    } else if (out.hour !== 12) out.hour += 12;
    return null;
  }

  private finishFull(): Refusal | null {
    const out = this.out;
    if (out.special !== null) return null;
    if ((this.given & DATE) !== DATE) return 'format';
    if (this.namedZone !== null) {
      if ((this.given & DAYLIGHT) !== 0) return 'format';
      out.zone = -this.namedZone.offsetOfLocal(this.localSeconds());
    }
    if ((this.given & ZONE) === 0) {
      if ((this.given & DAYLIGHT) !== 0) return 'format';
      out.zone = -sessionZone(this.context).offsetOfLocal(this.localSeconds());
    }
    return null;
  }

  private finishTimeOnly(): Refusal | null {
    const out = this.out;
    if (out.minute > 59 || out.second > 60 || this.clockOverflows()) return 'field';
    if ((this.given & TIME) !== TIME) return 'format';
    const hasDate = (this.given & DATE) !== 0;
    if (this.namedZone !== null) {
      if ((this.given & DAYLIGHT) !== 0) return 'format';
      if (this.namedZone.fixed !== null) out.zone = -this.namedZone.fixed;
      else if ((this.given & DATE) !== DATE) return 'format';
      else out.zone = -this.namedZone.offsetOfLocal(this.localSeconds());
    }
    if ((this.given & ZONE) === 0) {
      if ((this.given & DAYLIGHT) !== 0) return 'format';
      if (hasDate && (this.given & DATE) !== DATE) return 'format';
      const zone = sessionZone(this.context);
      if (hasDate) out.zone = -zone.offsetOfLocal(this.localSeconds());
      else {
        const now = this.context.transactionTimestamp;
        const today = dayOf(now + zone.offsetAt(Math.floor(now / 1e6)) * 1e6);
        out.zone = -zone.offsetOfLocal(today * SECONDS_PER_DAY + Math.floor(out.time / 1e6));
      }
    }
    return null;
  }

  private localSeconds(): number {
    const out = this.out;
    return dayNumber(out.year, out.month, out.day) * SECONDS_PER_DAY + (out.hour * 60 + out.minute) * 60 + out.second;
  }
}

const MAX_ZONE_HOURS = 15;

/** `±hh[:mm[:ss]]` or `±hhmm`, as seconds west of Greenwich. */
export function parseZoneOffset(text: string): number | Refusal {
  if (text[0] !== '+' && text[0] !== '-') return 'format';
  const read = readInteger(text, 1);
  if (read === null) return 'zone';
  let hours = read.value;
  let minutes = 0;
  let seconds = 0;
  let at = read.at;
  if (text[at] === ':') {
    const minuteRead = readInteger(text, at + 1);
    if (minuteRead === null) return 'zone';
    minutes = minuteRead.value;
    at = minuteRead.at;
    if (text[at] === ':') {
      const secondRead = readInteger(text, at + 1);
      if (secondRead === null) return 'zone';
      seconds = secondRead.value;
      at = secondRead.at;
    }
  } else if (at === text.length && text.length > 3) {
    minutes = hours % 100;
    hours = Math.trunc(hours / 100);
  }
  if (hours < 0 || hours > MAX_ZONE_HOURS || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return 'zone';
  if (at < text.length) return 'format';
  const total = (hours * 60 + minutes) * 60 + seconds;
  return text[0] === '-' ? total : 0 - total;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isAlphanumeric(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}
