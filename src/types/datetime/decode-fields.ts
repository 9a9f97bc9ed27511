/**
 * What fields of date/time text mean by their shape: dates, clock times, zones and numbers. What a number stands for depends
 * on what is known already and on DateOrder, as the manual's appendix "Date/Time Input Interpretation" has it.
 */
import { sqlError } from '../../errors/index.ts';
import type { TextContext } from '../type-def.ts';
import { type CivilDate, civilDate, EPOCH_JULIAN, MICROS_PER_DAY } from './calendar.ts';
import type { Refusal } from './input-errors.ts';
import { findDateWord } from './keywords.ts';
import { roundHalfEven } from './micros.ts';
import { readFraction, readInteger } from './number-text.ts';
import type { Field } from './scan-fields.ts';
import type { TimeZone } from './time-zone.ts';
import { parseZoneOffset } from './zone-offset.ts';
import { findTimeZone } from './zones.ts';

export const YEAR = 1;
export const MONTH = 2;
export const DAY = 4;
export const DATE = YEAR | MONTH | DAY;
export const HOUR = 8;
export const MINUTE = 16;
export const SECOND = 32;
export const FRACTION = 64;
export const ALL_SECONDS = SECOND | FRACTION;
export const TIME = HOUR | MINUTE | ALL_SECONDS;
export const ZONE = 128;
export const DAYLIGHT = 256;
export const MERIDIEM = 512;
export const WEEKDAY = 1024;
export const ERA = 2048;
export const YEARDAY = 4096;
export const RESERVED = 8192;

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

export class FieldDecoder {
  protected readonly fields: readonly Field[];
  protected readonly timeOnly: boolean;
  protected readonly context: TextContext;
  protected readonly out = new DecodedDateTime();
  /** What has been given so far, and by the field at hand. */
  protected given = 0;
  protected adds = 0;
  /** Unit that the word before announced for the next number. */
  protected expected: string | null = null;
  protected textMonth = false;
  protected julian = false;
  protected shortYear = false;
  protected bc = false;
  protected meridiem: 'am' | 'pm' | null = null;
  protected yearDay = 0;
  protected namedZone: TimeZone | null = null;

  constructor(fields: readonly Field[], timeOnly: boolean, context: TextContext) {
    this.fields = fields;
    this.timeOnly = timeOnly;
    this.context = context;
  }

  // ---- fields with punctuation

  protected dateField(text: string): Refusal | null {
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

  protected dateFieldOfTime(index: number, text: string): Refusal | null {
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
  protected timeWithZone(text: string, given: number): Refusal | null {
    const dash = text.indexOf('-');
    if (dash < 0) return 'format';
    const refusal = this.zoneOffset(text.slice(dash)) ?? this.runTogether(text.slice(0, dash), given);
    if (refusal !== null) return refusal;
    this.adds |= ZONE;
    return null;
  }

  protected date(text: string): Refusal | null {
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

  protected clock(text: string): Refusal | null {
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

  protected clockOverflows(): boolean {
    return this.out.hour > 24 || this.out.time > MICROS_PER_DAY;
  }

  protected zoneOffset(text: string): Refusal | null {
    const zone = parseZoneOffset(text);
    if (typeof zone === 'string') return zone;
    this.out.zone = zone;
    this.adds = ZONE;
    return null;
  }

  protected zoneName(text: string, mustExist: boolean): Refusal | null {
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

  protected number(text: string): Refusal | null {
    const point = text.indexOf('.');
    if (point >= 0 && (this.given & DATE) === 0) return this.date(text);
    if (point > 2) return this.runTogether(text, this.given);
    if (point < 0 && text.length >= 6 && ((this.given & DATE) === 0 || (this.given & TIME) === 0)) {
      return this.runTogether(text, this.given);
    }
    return this.dateNumber(text, this.given);
  }

  protected numberOfTime(index: number, text: string): Refusal | null {
    const point = text.indexOf('.');
    if (point >= 0) {
      if (index === 0 && this.fields.length >= 2 && this.fields.at(-1)!.kind === 'date') return this.date(text);
      return point > 2 ? this.runTogether(text, this.given | DATE) : 'format';
    }
    if (text.length > 4) return this.runTogether(text, this.given | DATE);
    return this.dateNumber(text, this.given | DATE);
  }

  /** One number of a date whose other parts are in `given`. */
  protected dateNumber(text: string, given: number): Refusal | null {
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
  protected runTogether(text: string, given: number): Refusal | null {
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
  protected labelledNumber(label: string, text: string): Refusal | null {
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

  protected setJulian(julianDay: number): void {
    this.setDate(civilDate(julianDay - EPOCH_JULIAN));
    this.julian = true;
  }

  protected setDate(date: CivilDate): void {
    this.out.year = date.year;
    this.out.month = date.month;
    this.out.day = date.day;
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isAlphanumeric(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}
