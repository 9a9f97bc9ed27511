/**
 * Microsecond counts in canonical form: a number while it is a safe integer, a bigint beyond, ±Infinity for infinite
 * timestamps. Timestamps before 1714 and after 2285 are bigints; the day and the time within it always are numbers, so code
 * that works on fields splits a timestamp first.
 */
import { MICROS_PER_DAY } from './calendar.ts';

export type Micros = number | bigint;

const BIG_DAY = BigInt(MICROS_PER_DAY);
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

export function canonical(value: bigint): Micros {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

export function isInfinite(value: Micros): boolean {
  return value === Infinity || value === -Infinity;
}

/** Day number of a finite timestamp. */
export function dayOf(value: Micros): number {
  if (typeof value === 'number') return Math.floor(value / MICROS_PER_DAY);
  const quotient = value / BIG_DAY;
  return Number(quotient) - (quotient * BIG_DAY > value ? 1 : 0);
}

/** Time within the day of a finite timestamp, in [0, one day). */
export function timeOf(value: Micros): number {
  const rest = typeof value === 'number' ? value % MICROS_PER_DAY : Number(value % BIG_DAY);
  return rest < 0 ? rest + MICROS_PER_DAY : rest + 0;
}

export function joinDayTime(day: number, time: number): Micros {
  const sum = day * MICROS_PER_DAY + time;
  return Number.isSafeInteger(sum) ? sum : canonical(BigInt(day) * BIG_DAY + BigInt(time));
}

export function add(a: Micros, b: Micros): Micros {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return canonical(BigInt(a) + BigInt(b));
}

export function subtract(a: Micros, b: Micros): Micros {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return canonical(BigInt(a) - BigInt(b));
}

export function multiply(a: Micros, b: Micros): Micros {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    // + 0 turns -0 into 0, which a sum with 0 n would be.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return canonical(BigInt(a) * BigInt(b));
}

export function negate(a: Micros): Micros {
  return typeof a === 'number' ? 0 - a : canonical(-a);
}

export function isInt64(value: Micros): boolean {
  return typeof value === 'number' || (value >= MIN_INT64 && value <= MAX_INT64);
}

/** Canonical form of a float that has been rounded to an integer, null when it does not fit in an int8. */
export function fromFloat(value: number): Micros | null {
  if (!(value >= -(2 ** 63) && value < 2 ** 63)) return null;
  return Number.isSafeInteger(value) ? value + 0 : canonical(BigInt(value));
}

/** Nearest integer, ties to the even one, as C's rint. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Rounds a time to `digits` fractional digits, halves away from zero. */
export function roundToPrecision(value: Micros, digits: number): Micros {
  if (digits >= 6) return value;
  const unit = 10 ** (6 - digits);
  if (typeof value === 'number') {
    if (value >= 0)
      return value + unit / 2 <= Number.MAX_SAFE_INTEGER
        ? Math.floor((value + unit / 2) / unit) * unit
        : roundBig(value, unit);
    const magnitude = -value + unit / 2;
    return magnitude <= Number.MAX_SAFE_INTEGER ? 0 - Math.floor(magnitude / unit) * unit : roundBig(value, unit);
  }
  return roundBig(value, unit);
}

function roundBig(value: Micros, unit: number): Micros {
  const step = BigInt(unit);
  const wide = BigInt(value);
  const magnitude = ((wide < 0n ? -wide : wide) + step / 2n) / step;
  return canonical(wide < 0n ? -magnitude * step : magnitude * step);
}

export function compareMicros(a: Micros, b: Micros): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function hashMicros(value: Micros): number {
  if (typeof value === 'bigint') {
    const low = Number(BigInt.asIntN(32, value));
    return mix(low, Number(BigInt.asIntN(32, value >> 32n)));
  }
  if (!Number.isFinite(value)) return value > 0 ? 0x7f3a1b2c : -0x7f3a1b2c;
  return mix(value | 0, Math.floor(value / 4294967296) | 0);
}

function mix(low: number, high: number): number {
  let hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) | 0;
}
