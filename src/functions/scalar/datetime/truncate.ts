/** date_trunc() and date_bin(). */
import { sqlError } from '../../../errors/index.ts';
import { offsetAt, toInstant, toLocal } from '../../../types/datetime/arithmetic.ts';
import { civilDate, dayNumber, dayOfWeek, MICROS_PER_DAY } from '../../../types/datetime/calendar.ts';
import { datetimeOutOfRange } from '../../../types/datetime/input-errors.ts';
import { truncateTo } from '../../../types/datetime/interval-fields.ts';
import { findUnit, type Unit } from '../../../types/datetime/keywords.ts';
import {
  add,
  canonical,
  dayOf,
  isInfinite,
  isInt64,
  joinDayTime,
  type Micros,
  subtract,
  timeOf,
} from '../../../types/datetime/micros.ts';
import type { TimeZone } from '../../../types/datetime/time-zone.ts';
import { checkTimestamp, isValidTimestamp } from '../../../types/datetime/timestamp.ts';
import { sessionZone } from '../../../types/datetime/zones.ts';
import { Interval } from '../../../types/interval-value.ts';
import type { FunctionContext } from '../../function-def.ts';
import { scalar, stable } from '../define.ts';
import { toLower } from '../text/characters.ts';
import { notRecognized, notSupported } from './units.ts';
import { namedZone } from './zones.ts';

/** Microseconds of the units within a day. */
const clockUnits: Partial<Readonly<Record<Unit, number>>> = {
  hour: 3.6e9,
  minute: 6e7,
  second: 1e6,
  millisecond: 1000,
  microsecond: 1,
};

/** First day of the unit that a day is in; null for a unit that has none. */
function firstDay(unit: Unit, day: number): number | null {
  const date = civilDate(day);
  const { year } = date;
  switch (unit) {
    case 'day':
      return day;
    case 'week':
      return day - ((dayOfWeek(day) + 6) % 7);
    case 'month':
      return dayNumber(year, date.month, 1);
    case 'quarter':
      return dayNumber(year, Math.floor((date.month - 1) / 3) * 3 + 1, 1);
    case 'year':
      return dayNumber(year, 1, 1);
    case 'decade':
      return dayNumber(Math.floor(year / 10) * 10, 1, 1);
    case 'century':
      return dayNumber(Math.floor((year - 1) / 100) * 100 + 1, 1, 1);
    case 'millennium':
      return dayNumber(Math.floor((year - 1) / 1000) * 1000 + 1, 1, 1);
    default:
      return null;
  }
}

function unitOf(name: string, type: string): Unit {
  const unit = findUnit(toLower(name));
  if (unit === null) throw notRecognized(name, type);
  return unit;
}

function truncateTimestamp(name: string, value: Micros): Micros {
  const type = 'timestamp without time zone';
  if (isInfinite(value)) return value;
  const unit = unitOf(name, type);
  const micros = clockUnits[unit];
  const day = dayOf(value);
  if (micros !== undefined) {
    const time = timeOf(value);
    return joinDayTime(day, time - (time % micros));
  }
  const first = firstDay(unit, day);
  if (first === null) throw notSupported(name, type);
  return checkTimestamp(joinDayTime(first, 0));
}

function truncateInZone(name: string, value: Micros, zone: TimeZone): Micros {
  const type = 'timestamp with time zone';
  if (isInfinite(value)) return value;
  const unit = unitOf(name, type);
  const local = toLocal(value, zone);
  const day = dayOf(local);
  const micros = clockUnits[unit];
  if (micros !== undefined) {
    const time = timeOf(local);
    // Within a day the offset stays, so that an hour that happens twice is cut to itself.
    return checkTimestamp(subtract(joinDayTime(day, time - (time % micros)), offsetAt(value, zone) * 1e6));
  }
  const first = firstDay(unit, day);
  if (first === null) throw notSupported(name, type);
  return checkTimestamp(toInstant(joinDayTime(first, 0), zone));
}

const intervalMonths: Partial<Readonly<Record<Unit, number>>> = {
  month: 1,
  quarter: 3,
  year: 12,
  decade: 120,
  century: 1200,
  millennium: 12000,
};

function truncateInterval(name: string, span: Interval): Interval {
  const unit = unitOf(name, 'interval');
  const months = intervalMonths[unit];
  if (months !== undefined) return new Interval(span.months - (span.months % months), 0, 0);
  if (unit === 'day') return new Interval(span.months, span.days, 0);
  const micros = clockUnits[unit];
  if (micros !== undefined) return new Interval(span.months, span.days, truncateTo(span.micros, micros));
  throw notSupported(name, 'interval', unit === 'week' ? 'Months usually have fractional weeks.' : undefined);
}

function bin(stride: Interval, source: Micros, origin: Micros): Micros {
  if (isInfinite(source)) return source;
  if (isInfinite(origin)) throw sqlError('datetime_field_overflow', 'origin out of range');
  if (stride.months !== 0) {
    throw sqlError('feature_not_supported', 'timestamps cannot be binned into intervals containing months or years');
  }
  const width = BigInt(stride.micros) + BigInt(stride.days) * BigInt(MICROS_PER_DAY);
  if (!isInt64(width)) throw datetimeOutOfRange('interval');
  if (width <= 0n) throw sqlError('datetime_field_overflow', 'stride must be greater than zero');
  const difference = BigInt(source) - BigInt(origin);
  if (!isInt64(difference)) throw datetimeOutOfRange('interval');
  const rest = difference % width;
  const result = add(origin, canonical(difference - rest - (rest < 0n ? width : 0n)));
  if (!isValidTimestamp(result)) throw datetimeOutOfRange('timestamp');
  return result;
}

export const truncateFunctions = [
  scalar(2020, 'date_trunc', 'text timestamp', 'timestamp', truncateTimestamp),
  stable(
    1217,
    'date_trunc',
    'text timestamptz',
    'timestamptz',
    (context: FunctionContext, name: string, value: Micros) => truncateInZone(name, value, sessionZone(context)),
  ),
  stable(
    1284,
    'date_trunc',
    'text timestamptz text',
    'timestamptz',
    (_context: FunctionContext, name: string, value: Micros, zone: string) =>
      isInfinite(value) ? value : truncateInZone(name, value, namedZone(zone)),
  ),
  scalar(1218, 'date_trunc', 'text interval', 'interval', truncateInterval),
  scalar(6177, 'date_bin', 'interval timestamp timestamp', 'timestamp', bin),
  scalar(6178, 'date_bin', 'interval timestamptz timestamptz', 'timestamptz', bin),
];
