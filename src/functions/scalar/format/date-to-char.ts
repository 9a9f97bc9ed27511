/** to_char() of timestamps and intervals. */
import { sqlError } from '../../../errors/index.ts';
import {
  civilDate,
  dayNames,
  dayNumber,
  dayOfWeek,
  EPOCH_JULIAN,
  isoWeek,
  isoYear,
  isoYearStart,
  monthNames,
} from '../../../types/datetime/calendar.ts';
import { add, dayOf, isInfinite, type Micros, timeOf } from '../../../types/datetime/micros.ts';
import { sessionZone } from '../../../types/datetime/zones.ts';
import type { Interval } from '../../../types/interval-value.ts';
import type { FunctionContext } from '../../function-def.ts';
import { dateTemplate, ordinalSuffix, type Pattern, romanMonths } from './template.ts';

/** What the patterns read. Of an interval only the amounts mean something. */
interface Moment {
  readonly interval: boolean;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
  /** Day number, of an interval that of its parts taken for a date; day of the year, or the approximate number of its days. */
  readonly dayNumber: number;
  readonly yearDay: number;
  /** Seconds east, and the zone's abbreviation; '' for a timestamp without zone. */
  readonly east: number;
  readonly zone: string;
}

export function timestampToChar(value: Micros, template: string): string | null {
  if (template === '' || isInfinite(value)) return null;
  return write(momentOf(value, 0, ''), template);
}

export function timestampTzToChar(context: FunctionContext, value: Micros, template: string): string | null {
  if (template === '' || isInfinite(value)) return null;
  const zone = sessionZone(context);
  const seconds = dayOf(value) * 86400 + Math.floor(timeOf(value) / 1e6);
  const east = zone.offsetAt(seconds);
  return write(momentOf(add(value, east * 1e6), east, zone.abbreviationAt(seconds)), template);
}

function momentOf(local: Micros, east: number, zone: string): Moment {
  const day = dayOf(local);
  const time = timeOf(local);
  const date = civilDate(day);
  const seconds = Math.floor(time / 1e6);
  return {
    interval: false,
    ...date,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    micros: time - seconds * 1e6,
    dayNumber: day,
    yearDay: day - dayNumber(date.year, 1, 1) + 1,
    east,
    zone,
  };
}

export function intervalToChar(span: Interval, template: string): string | null {
  if (template === '') return null;
  const time = BigInt(span.micros);
  const rest = Number(time % 3_600_000_000n);
  const year = Math.trunc(span.months / 12) + 0;
  const month = (span.months % 12) + 0;
  const moment: Moment = {
    interval: true,
    year,
    month,
    day: span.days,
    hour: Number(time / 3_600_000_000n),
    minute: Math.trunc(rest / 6e7) + 0,
    second: (Math.trunc(rest / 1e6) % 60) + 0,
    micros: (rest % 1e6) + 0,
    dayNumber: dayNumber(year, month, span.days),
    yearDay: (year * 12 + month) * 30 + span.days,
    east: 0,
    zone: '',
  };
  return write(moment, template);
}

function write(moment: Moment, template: string): string {
  let result = '';
  for (const node of dateTemplate(template)) {
    if (node.kind !== 'pattern') result += node.text;
    else result += writePattern(moment, node);
  }
  return result;
}

/** A number padded with zeros to a width, a minus sign counted extra, as "%0*d" with width + 1 for negative ones. */
function number(value: number, width: number, node: Pattern): string {
  return padded(value, width, node, 0);
}

/** The same, with the minus sign counted in, as for days, weeks and fractions of seconds. */
function numberWithSign(value: number, width: number, node: Pattern): string {
  return padded(value, width, node, value < 0 ? 1 : 0);
}

function padded(value: number, width: number, node: Pattern, signWidth: number): string {
  let text = String(Math.abs(value));
  if (!node.fillMode) text = text.padStart(width - signWidth, '0');
  if (value < 0) text = `-${text}`;
  return node.ordinal === null ? text : text + ordinalSuffix(text, node.ordinal === 'upper');
}

function name(text: string, pattern: string, node: Pattern, width: number): string {
  const upper = pattern.toUpperCase();
  const shown = pattern === upper ? text.toUpperCase() : pattern === pattern.toLowerCase() ? text.toLowerCase() : text;
  return node.fillMode || node.localized ? shown : shown.padEnd(width);
}

function noInterval(moment: Moment): void {
  if (!moment.interval) return;
  throw sqlError('invalid_datetime_format', 'invalid format specification for an interval value', {
    hint: 'Intervals are not tied to specific calendar dates.',
  });
}

/** Years count without a zero; those of intervals are amounts. */
function displayYear(moment: Moment, year: number): number {
  return moment.interval || year > 0 ? year : 1 - year;
}

function isoOf(moment: Moment) {
  return { year: moment.year, month: moment.month, day: moment.day };
}

function writePattern(moment: Moment, node: Pattern): string {
  const pattern = node.name;
  const lower = pattern === pattern.toLowerCase();
  switch (pattern.toUpperCase()) {
    case 'FX':
      return '';
    case 'A.M.':
    case 'P.M.':
    case 'AM':
    case 'PM': {
      const dotted = pattern.includes('.');
      const text = moment.hour % 24 >= 12 ? (dotted ? 'P.M.' : 'PM') : dotted ? 'A.M.' : 'AM';
      return lower ? text.toLowerCase() : text;
    }
    case 'HH':
    case 'HH12':
      return number(moment.hour % 12 === 0 ? 12 : moment.hour % 12, 2, node);
    case 'HH24':
      return number(moment.hour, 2, node);
    case 'MI':
      return number(moment.minute, 2, node);
    case 'SS':
      return number(moment.second, 2, node);
    case 'FF1':
    case 'FF2':
    case 'FF3':
    case 'FF4':
    case 'FF5':
    case 'FF6': {
      const digits = Number(pattern[2]);
      return numberWithSign(Math.trunc(moment.micros / 10 ** (6 - digits)) + 0, digits, { ...node, fillMode: false });
    }
    case 'MS':
      return numberWithSign(Math.trunc(moment.micros / 1000) + 0, 3, { ...node, fillMode: false });
    case 'US':
      return numberWithSign(moment.micros, 6, { ...node, fillMode: false });
    case 'SSSS':
    case 'SSSSS':
      return number((moment.hour * 60 + moment.minute) * 60 + moment.second, 0, node);
    case 'TZ':
      noInterval(moment);
      return lower ? moment.zone.toLowerCase() : moment.zone;
    case 'TZH':
      noInterval(moment);
      return `${moment.east >= 0 ? '+' : '-'}${String(Math.floor(Math.abs(moment.east) / 3600)).padStart(2, '0')}`;
    case 'TZM':
      noInterval(moment);
      return String(Math.floor(Math.abs(moment.east) / 60) % 60).padStart(2, '0');
    case 'OF': {
      noInterval(moment);
      const hours = String(Math.floor(Math.abs(moment.east) / 3600));
      const minutes = Math.floor(Math.abs(moment.east) / 60) % 60;
      const sign = moment.east >= 0 ? '+' : '-';
      const tail = Math.abs(moment.east) % 3600 === 0 ? '' : `:${String(minutes).padStart(2, '0')}`;
      return sign + (node.fillMode ? hours : hours.padStart(2, '0')) + tail;
    }
    case 'A.D.':
    case 'B.C.':
    case 'AD':
    case 'BC': {
      noInterval(moment);
      const dotted = pattern.includes('.');
      const text = moment.year <= 0 ? (dotted ? 'B.C.' : 'BC') : dotted ? 'A.D.' : 'AD';
      return lower ? text.toLowerCase() : text;
    }
    default:
      return writeDatePattern(moment, node);
  }
}

function writeDatePattern(moment: Moment, node: Pattern): string {
  const pattern = node.name;
  switch (pattern.toUpperCase()) {
    case 'MONTH':
      noInterval(moment);
      return name(monthNames[moment.month - 1]!, pattern, node, 9);
    case 'MON':
      noInterval(moment);
      return name(monthNames[moment.month - 1]!.slice(0, 3), pattern, node, 3);
    case 'MM':
      return number(moment.month, 2, node);
    case 'DAY':
      noInterval(moment);
      return name(dayNames[dayOfWeek(moment.dayNumber)]!, pattern, node, 9);
    case 'DY':
      noInterval(moment);
      return name(dayNames[dayOfWeek(moment.dayNumber)]!.slice(0, 3), pattern, node, 3);
    case 'DDD':
      return numberWithSign(moment.yearDay, 3, node);
    case 'IDDD':
      return numberWithSign(moment.dayNumber - isoYearStart(isoYear(isoOf(moment))) + 1, 3, node);
    case 'DD':
      return numberWithSign(moment.day, 2, node);
    case 'D':
      noInterval(moment);
      return number(dayOfWeek(moment.dayNumber) + 1, 0, node);
    case 'ID':
      noInterval(moment);
      return number(dayOfWeek(moment.dayNumber) || 7, 0, node);
    case 'WW':
      return numberWithSign(Math.trunc((moment.yearDay - 1) / 7) + 1, 2, node);
    case 'IW':
      return numberWithSign(isoWeek(isoOf(moment)), 2, node);
    case 'Q':
      return moment.month === 0 ? '' : number(Math.trunc((moment.month - 1) / 3) + 1, 0, node);
    case 'CC': {
      const { year } = moment;
      const century = moment.interval
        ? Math.trunc(year / 100) + 0
        : year > 0
          ? Math.trunc((year - 1) / 100) + 1
          : Math.trunc(year / 100) - 1;
      return number(century, 2, node);
    }
    case 'Y,YYY': {
      const year = displayYear(moment, moment.year);
      const thousands = Math.trunc(year / 1000) + 0;
      const rest = year - thousands * 1000;
      const text = `${thousands},${rest < 0 ? `-${String(-rest).padStart(2, '0')}` : String(rest).padStart(3, '0')}`;
      return node.ordinal === null ? text : text + ordinalSuffix(text, node.ordinal === 'upper');
    }
    case 'YYYY':
      return number(displayYear(moment, moment.year), 4, node);
    case 'YYY':
      return number((displayYear(moment, moment.year) % 1000) + 0, 3, node);
    case 'YY':
      return number((displayYear(moment, moment.year) % 100) + 0, 2, node);
    case 'Y':
      return number((displayYear(moment, moment.year) % 10) + 0, 1, node);
    case 'IYYY':
      return number(displayYear(moment, isoYear(isoOf(moment))), 4, node);
    case 'IYY':
      return number(displayYear(moment, isoYear(isoOf(moment))) % 1000, 3, node);
    case 'IY':
      return number(displayYear(moment, isoYear(isoOf(moment))) % 100, 2, node);
    case 'I':
      return number(displayYear(moment, isoYear(isoOf(moment))) % 10, 1, node);
    case 'RM':
      return romanMonth(moment, node);
    case 'W':
      return number(Math.trunc((moment.day - 1) / 7) + 1, 0, node);
    case 'J':
      return number(moment.dayNumber + EPOCH_JULIAN, 0, node);
    default:
      return '';
  }
}

function romanMonth(moment: Moment, node: Pattern): string {
  let { month } = moment;
  if (month === 0) {
    // Whole years of an interval end in December, negative ones begin in January.
    if (moment.year === 0) return '';
    month = moment.year >= 0 ? 12 : 1;
  } else if (month < 0) month += 13;
  return name(romanMonths[month - 1]!, node.name, { ...node, localized: false }, 4);
}
