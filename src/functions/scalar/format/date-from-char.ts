/** to_timestamp() and to_date(): text read by a template. */
import { sqlError } from '../../../errors/index.ts';
import { timestampToTimestampTz } from '../../../types/datetime/arithmetic.ts';
import {
  civilDate,
  dayNumber,
  daysInMonth,
  EPOCH_JULIAN,
  isLeapYear,
  isoYearStart,
} from '../../../types/datetime/calendar.ts';
import { isValidDay } from '../../../types/datetime/date.ts';
import { datetimeTextOutOfRange, inputError } from '../../../types/datetime/input-errors.ts';
import { add, joinDayTime, type Micros } from '../../../types/datetime/micros.ts';
import { isValidTimestamp, roundTimestamp } from '../../../types/datetime/timestamp.ts';
import { sessionZone } from '../../../types/datetime/zones.ts';
import type { FunctionContext } from '../../function-def.ts';
import { DateScanner, formatError } from './date-scanner.ts';

interface Parsed {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Microseconds from midnight. */
  readonly time: number;
  /** Seconds west, null when the template had no zone. */
  readonly zone: number | null;
  /** Fractional digits that a FF pattern asked for, else 6. */
  readonly precision: number;
}

function parse(text: string, template: string): Parsed {
  const scanner = new DateScanner(text, template);
  scanner.run();
  const v = scanner.values;
  const overflow = () => inputError('field', 'timestamp', text);
  let hour = Math.trunc(v.ssss / 3600);
  let minute = Math.trunc(v.ssss / 60) % 60;
  let second = v.ssss % 60;
  if (v.ss !== 0) second = v.ss;
  if (v.mi !== 0) minute = v.mi;
  if (v.hh !== 0) hour = v.hh;
  if (scanner.twelveHours) {
    if (hour < 1 || hour > 12) {
      throw formatError(
        `hour "${hour}" is invalid for the 12-hour clock`,
        undefined,
        'Use the 24-hour clock, or give an hour between 1 and 12.',
      );
    }
    if (v.pm !== 0 && hour < 12) hour += 12;
    else if (v.pm === 0 && hour === 12) hour = 0;
  }

  let year = 0;
  let month = 1;
  let day = 1;
  let given = { year: false, month: false, day: false };
  const all = { year: true, month: true, day: true };
  const century = v.bc !== 0 ? -v.cc : v.cc;
  if (v.year !== 0) {
    if (v.cc !== 0 && scanner.yearDigits <= 2) {
      year = v.year % 100;
      if (year !== 0) year = century >= 0 ? year + (century - 1) * 100 : (century + 1) * 100 - year + 1;
      else year = century * 100 + (century >= 0 ? 0 : 1);
    } else {
      year = v.bc !== 0 ? -v.year : v.year;
      if (year < 0) year++;
    }
    given.year = true;
  } else if (v.cc !== 0) {
    year = century >= 0 ? (century - 1) * 100 + 1 : century * 100 + 1;
    given.year = true;
  }
  const take = (from2000: number): void => {
    ({ year, month, day } = civilDate(from2000));
    given = { ...all };
  };
  if (v.j !== 0) take(v.j - EPOCH_JULIAN);
  let yearDay = v.ddd;
  if (v.ww !== 0) {
    if (scanner.convention === 'iso') {
      const monday = isoYearStart(year) + (v.ww - 1) * 7;
      take(v.d === 0 ? monday : v.d > 1 ? monday + v.d - 2 : monday + 6);
    } else yearDay = (v.ww - 1) * 7 + 1;
  }
  const monthDay = v.w !== 0 ? (v.w - 1) * 7 + 1 : v.dd;
  if (monthDay !== 0) {
    day = monthDay;
    given.day = true;
  }
  if (v.mm !== 0) {
    month = v.mm;
    given.month = true;
  }
  if (yearDay !== 0 && (month <= 1 || day <= 1)) {
    if (year === 0 && v.bc === 0) throw formatError('cannot calculate day of year without year information');
    if (scanner.convention === 'iso') take(isoYearStart(year) - 1 + yearDay);
    else {
      const length = isLeapYear(year) ? 366 : 365;
      const date = yearDay <= length ? civilDate(dayNumber(year, 1, 1) + yearDay - 1) : null;
      if (month <= 1) month = date === null ? 13 : date.month;
      if (day <= 1) day = date === null ? yearDay - length : date.day;
      given.month = true;
      given.day = true;
    }
  }
  if (given.month && (month < 1 || month > 12)) throw overflow();
  if (given.day && (day < 1 || day > 31)) throw overflow();
  if (given.year && given.month && given.day && day > daysInMonth(year, month)) throw overflow();
  const micros = v.ms * 1000 + v.us;
  const wrongTime =
    hour < 0 || hour >= 24 || minute < 0 || minute >= 60 || second < 0 || second >= 60 || micros < 0 || micros >= 1e6;
  if (wrongTime) throw overflow();
  let zone: number | null = null;
  if (scanner.zoneSign !== 0) {
    if (v.tzh < 0 || v.tzh > 15 || v.tzm < 0 || v.tzm >= 60) throw inputError('zone', 'timestamp', text);
    zone = -scanner.zoneSign * (v.tzh * 3600 + v.tzm * 60) + 0;
  }
  return {
    year,
    month,
    day,
    time: ((hour * 60 + minute) * 60 + second) * 1e6 + micros,
    zone,
    precision: scanner.precision,
  };
}

export function toTimestamp(context: FunctionContext, text: string, template: string): Micros {
  const parsed = parse(text, template);
  const local = joinDayTime(dayNumber(parsed.year, parsed.month, parsed.day), parsed.time);
  if (!isValidTimestamp(local)) throw sqlError('datetime_field_overflow', 'timestamp out of range');
  if (parsed.zone === null) {
    return roundTimestamp(timestampToTimestampTz(local, sessionZone(context)), parsed.precision);
  }
  const value = roundTimestamp(add(local, parsed.zone * 1e6), parsed.precision);
  if (!isValidTimestamp(value)) throw sqlError('datetime_field_overflow', 'timestamp out of range');
  return value;
}

export function toDate(text: string, template: string): number {
  const parsed = parse(text, template);
  const day = dayNumber(parsed.year, parsed.month, parsed.day);
  if (!isValidDay(day)) throw datetimeTextOutOfRange('date', text);
  return day;
}
