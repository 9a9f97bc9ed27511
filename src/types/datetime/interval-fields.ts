/**
 * Type modifiers of interval: the fields it keeps ('day to second') as a bit mask in the upper half, the number of
 * fractional digits in the lower half; all bits set where nothing was said.
 */
import { sqlError } from '../../errors/index.ts';
import { Interval } from '../interval-value.ts';
import { MICROS_PER_HOUR, MICROS_PER_MINUTE } from './calendar.ts';
import { type Micros, multiply, roundToPrecision } from './micros.ts';

const MONTH = 1 << 1;
const YEAR = 1 << 2;
const DAY = 1 << 3;
const HOUR = 1 << 10;
const MINUTE = 1 << 11;
const SECOND = 1 << 12;
const FULL_RANGE = 0x7fff;
const FULL_PRECISION = 0xffff;

const ranges: readonly (readonly [string, number])[] = [
  ['year', YEAR],
  ['month', MONTH],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', SECOND],
  ['year to month', YEAR | MONTH],
  ['day to hour', DAY | HOUR],
  ['day to minute', DAY | HOUR | MINUTE],
  ['day to second', DAY | HOUR | MINUTE | SECOND],
  ['hour to minute', HOUR | MINUTE],
  ['hour to second', HOUR | MINUTE | SECOND],
  ['minute to second', MINUTE | SECOND],
];

export type IntervalRange = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'minute to second' | 'full';

/** Unit of a last number that has none, for a type modifier. */
export function rangeOfModifier(typmod: number): IntervalRange {
  const mask = typmod < 0 ? FULL_RANGE : (typmod >> 16) & FULL_RANGE;
  if (mask === FULL_RANGE) return 'full';
  if (mask === (MINUTE | SECOND)) return 'minute to second';
  if ((mask & SECOND) !== 0) return 'second';
  if ((mask & MINUTE) !== 0) return 'minute';
  if ((mask & HOUR) !== 0) return 'hour';
  if ((mask & DAY) !== 0) return 'day';
  return (mask & MONTH) !== 0 ? 'month' : 'year';
}

/** `modifiers` is the fields' text if any ('day to second'), then the precision if any. */
export function intervalModifier(modifiers: readonly string[]): number {
  let rest = modifiers;
  let mask = FULL_RANGE;
  const first = rest[0]?.toLowerCase();
  if (first !== undefined && !/^\s*[+-]?\d+\s*$/.test(first)) {
    const found = ranges.find((range) => range[0] === first);
    if (found === undefined) throw sqlError('invalid_parameter_value', 'invalid INTERVAL type modifier');
    mask = found[1];
    rest = rest.slice(1);
  }
  if (rest.length === 0) return mask === FULL_RANGE ? -1 : (mask << 16) | FULL_PRECISION;
  let precision = Number(rest[0]);
  if (rest.length > 1 || !Number.isInteger(precision)) {
    throw sqlError('invalid_parameter_value', 'invalid INTERVAL type modifier');
  }
  if (precision < 0) {
    throw sqlError('invalid_parameter_value', `INTERVAL(${precision}) precision must not be negative`);
  }
  precision = Math.min(precision, 6);
  return (mask << 16) | precision;
}

/** ' day to second(3)', '(3)' or ''. */
export function intervalModifierText(typmod: number): string {
  if (typmod < 0) return '';
  const mask = (typmod >> 16) & FULL_RANGE;
  const precision = typmod & 0xffff;
  const fields = ranges.find((range) => range[1] === mask);
  return `${fields === undefined ? '' : ` ${fields[0]}`}${precision === FULL_PRECISION ? '' : `(${precision})`}`;
}

/** Cuts an interval to the fields and rounds it to the precision of a type modifier. */
export function applyIntervalModifier(value: Interval, typmod: number): Interval {
  if (typmod < 0) return value;
  const mask = (typmod >> 16) & FULL_RANGE;
  let { months, days, micros } = value;
  if (mask !== FULL_RANGE && (mask & SECOND) === 0) {
    if (mask === YEAR) {
      months = Math.trunc(months / 12) * 12 + 0;
      days = 0;
      micros = 0;
    } else if ((mask & (YEAR | MONTH)) !== 0) {
      days = 0;
      micros = 0;
    } else if (mask === DAY) micros = 0;
    else micros = truncateTo(micros, (mask & MINUTE) !== 0 ? MICROS_PER_MINUTE : MICROS_PER_HOUR);
  }
  const precision = typmod & 0xffff;
  if (precision !== FULL_PRECISION) micros = roundToPrecision(micros, precision);
  return new Interval(months, days, micros);
}

export function truncateTo(micros: Micros, unit: number): Micros {
  if (typeof micros === 'number') return micros - (micros % unit);
  return multiply(
    micros / BigInt(unit) <= 9007199254740991n ? Number(micros / BigInt(unit)) : micros / BigInt(unit),
    unit,
  );
}
