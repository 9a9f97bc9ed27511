/**
 * The meaning of date and time text as a whole: fields are taken from left to right, words among them, and what was found is
 * checked and completed at the end.
 */
import type { TextContext } from '../type-def.ts';
import { civilDate, dayNumber, daysInMonth, SECONDS_PER_DAY } from './calendar.ts';
import {
  DATE,
  DAY,
  DAYLIGHT,
  type DecodedDateTime,
  ERA,
  FieldDecoder,
  MERIDIEM,
  MONTH,
  RESERVED,
  TIME,
  WEEKDAY,
  YEAR,
  YEARDAY,
  ZONE,
} from './decode-fields.ts';
import type { Refusal } from './input-errors.ts';
import { type DateWord, findDateWord } from './keywords.ts';
import { dayOf, timeOf } from './micros.ts';
import { type Field, scanFields } from './scan-fields.ts';
import { findAbbreviation } from './zone-names.ts';
import { sessionZone } from './zones.ts';

export function isDateWord(word: string): boolean {
  return findDateWord(word) !== null;
}

export function decodeDateTime(text: string, timeOnly: boolean, context: TextContext): DecodedDateTime | Refusal {
  const fields = scanFields(text, isDateWord);
  if (fields === null) return 'format';
  return new Decoder(fields, timeOnly, context).run();
}

class Decoder extends FieldDecoder {
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
