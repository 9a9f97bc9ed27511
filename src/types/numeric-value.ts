/**
 * The value of SQL's numeric: an integer and a display scale, value = unscaled / 10^scale, so 2.0 and 2.00 are equal but
 * print differently. NaN and the infinities are values too; NaN equals itself and is greater than everything.
 *
 * Result scales are PostgreSQL's: sums take the larger scale, products the sum of both, quotients at least 16 significant
 * digits counted in its base-10000 digits (`divisionScale`). Limits: 131072 digits before the point, 16383 after it.
 *
 * A special value is told by its `scale`, which is then negative; `unscaled` is 0n. So every Numeric has one shape and the
 * check "is finite" is one comparison. Text is read by parseNumeric of numeric-text.ts.
 */
import { sqlError } from '../errors/index.ts';
import { hashNumber, hashString } from './hash.ts';

/** Scales of the special values. */
const nanScale = -1;
const infinityScale = -2;
const negativeInfinityScale = -3;

export const maxScale = 16383;
export const maxIntegerDigits = 131072;
/** Largest scale that division, square root, exp, ln and power choose by themselves. */
export const maxChosenScale = 1000;
/** Significant digits that those aim at. */
export const minSignificantDigits = 16;

const smallPowers: bigint[] = [1n];

/** 10^exponent; powers to 2000 are kept. */
export function powerOfTen(exponent: number): bigint {
  if (exponent > 2000) return 10n ** BigInt(exponent);
  while (smallPowers.length <= exponent) smallPowers.push(smallPowers[smallPowers.length - 1]! * 10n);
  return smallPowers[exponent]!;
}

/** 10^exponent as a double, exact where it is a safe integer. */
function doublePower(exponent: number): number {
  return exponent < smallDoublePowers.length ? smallDoublePowers[exponent]! : 10 ** exponent;
}
const smallDoublePowers = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/** Number of decimal digits of a non-negative integer; 0 has none. */
export function digitCount(value: bigint): number {
  if (value === 0n) return 0;
  const approximate = Number(value);
  if (approximate < 1e15) return approximate < 1 ? 0 : String(approximate).length;
  return value.toString().length;
}

/** Quotient of integers, rounded half away from zero; the divisor is positive. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend - quotient * divisor;
  if (remainder >= 0n) return remainder * 2n >= divisor ? quotient + 1n : quotient;
  return -remainder * 2n >= divisor ? quotient - 1n : quotient;
}

export function numericOverflow(): never {
  throw sqlError('numeric_value_out_of_range', 'value overflows numeric format');
}

export function divisionByZero(): never {
  throw sqlError('division_by_zero', 'division by zero');
}

const uncheckedLimit = 10n ** 1000n;

/** A result: checks the limits of the format. */
export function finiteNumeric(unscaled: bigint, scale: number): Numeric {
  if (scale > maxScale) return finiteNumeric(divideRounded(unscaled, powerOfTen(scale - maxScale)), maxScale);
  if (unscaled >= uncheckedLimit || unscaled <= -uncheckedLimit) {
    const magnitude = unscaled < 0n ? -unscaled : unscaled;
    if (digitCount(magnitude) - scale > maxIntegerDigits) numericOverflow();
  }
  return new Numeric(unscaled, scale);
}

export class Numeric {
  readonly unscaled: bigint;
  /** Display scale: digits after the point; negative for NaN and the infinities. */
  readonly scale: number;

  /** Makes a value within the limits; `finiteNumeric` checks them. */
  constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled;
    this.scale = scale;
  }

  static readonly nan = new Numeric(0n, nanScale);
  static readonly infinity = new Numeric(0n, infinityScale);
  static readonly negativeInfinity = new Numeric(0n, negativeInfinityScale);
  static readonly zero = new Numeric(0n, 0);
  static readonly one = new Numeric(1n, 0);

  /** An integer: int2, int4, int8 scalars. */
  static fromInteger(value: number | bigint): Numeric {
    return new Numeric(BigInt(value), 0);
  }

  /**
   * The decimal that a double's shortest text stands for, where it has at most four digits after the point and fifteen in all:
   * a decimal that short comes back from the double unchanged. Null: ask the text.
   */
  static fromShortDecimal(value: number): Numeric | null {
    for (let scale = 1; scale <= 4; scale++) {
      const power = smallDoublePowers[scale]!;
      const unscaled = Math.round(value * power);
      if (unscaled >= 1e15 || unscaled <= -1e15) return null;
      if (unscaled / power === value) return new Numeric(BigInt(unscaled), scale);
    }
    return null;
  }

  /** A vector element at a fixed scale: value / 10^scale; NaN is NaN. */
  static fromScaled(value: number, scale: number): Numeric {
    return Number.isNaN(value) ? Numeric.nan : new Numeric(BigInt(value), scale);
  }

  /** The value × 10^scale when that is a safe integer (NaN for NaN), else null: the value does not fit a fixed-scale vector. */
  toScaled(scale: number): number | null {
    if (this.scale < 0) return this.scale === nanScale ? Number.NaN : null;
    let result: number;
    // A product of doubles that is a safe integer is exact.
    if (this.scale <= scale) result = Number(this.unscaled) * doublePower(scale - this.scale);
    else {
      const divisor = powerOfTen(this.scale - scale);
      if (this.unscaled % divisor !== 0n) return null;
      result = Number(this.unscaled / divisor);
    }
    return Number.isSafeInteger(result) ? result : null;
  }

  get isFinite(): boolean {
    return this.scale >= 0;
  }
  get isNaN(): boolean {
    return this.scale === nanScale;
  }
  get isInfinite(): boolean {
    return this.scale < nanScale;
  }
  /** True for NaN too: no value is below zero by being NaN. */
  get isIntegral(): boolean {
    return this.scale < 0 ? !this.isNaN : this.scale === 0 || this.unscaled % powerOfTen(this.scale) === 0n;
  }

  /** -1, 0, 1; NaN for NaN. */
  get signum(): number {
    switch (this.scale) {
      case nanScale:
        return Number.NaN;
      case infinityScale:
        return 1;
      case negativeInfinityScale:
        return -1;
      default:
        return this.unscaled > 0n ? 1 : this.unscaled < 0n ? -1 : 0;
    }
  }

  /** The integer value × 10^scale for a scale not below the own one. */
  unscaledAt(scale: number): bigint {
    return scale === this.scale ? this.unscaled : this.unscaled * powerOfTen(scale - this.scale);
  }

  add(other: Numeric): Numeric {
    const scale = this.scale;
    if (scale >= 0 && other.scale >= 0) {
      if (scale === other.scale) return finiteNumeric(this.unscaled + other.unscaled, scale);
      if (scale > other.scale) return finiteNumeric(this.unscaled + other.unscaledAt(scale), scale);
      return finiteNumeric(this.unscaledAt(other.scale) + other.unscaled, other.scale);
    }
    if (this.isNaN || other.isNaN) return Numeric.nan;
    if (this.isFinite) return other;
    return other.isFinite || other.scale === this.scale ? this : Numeric.nan;
  }

  subtract(other: Numeric): Numeric {
    const scale = this.scale;
    if (scale >= 0 && other.scale >= 0) {
      if (scale === other.scale) return finiteNumeric(this.unscaled - other.unscaled, scale);
      if (scale > other.scale) return finiteNumeric(this.unscaled - other.unscaledAt(scale), scale);
      return finiteNumeric(this.unscaledAt(other.scale) - other.unscaled, other.scale);
    }
    return this.add(other.negate());
  }

  multiply(other: Numeric): Numeric {
    if (this.scale >= 0 && other.scale >= 0) {
      return finiteNumeric(this.unscaled * other.unscaled, this.scale + other.scale);
    }
    if (this.isNaN || other.isNaN) return Numeric.nan;
    const sign = this.signum * other.signum;
    return sign === 0 ? Numeric.nan : sign > 0 ? Numeric.infinity : Numeric.negativeInfinity;
  }

  divide(other: Numeric): Numeric {
    if (this.scale >= 0 && other.scale >= 0) return this.divideAt(other, divisionScale(this, other));
    if (this.isNaN || other.isNaN) return Numeric.nan;
    if (this.isFinite) return Numeric.zero;
    if (!other.isFinite) return Numeric.nan;
    if (other.unscaled === 0n) divisionByZero();
    return this.signum * other.signum > 0 ? Numeric.infinity : Numeric.negativeInfinity;
  }

  /** Quotient of finite values at a scale, rounded half away from zero. */
  divideAt(other: Numeric, scale: number): Numeric {
    if (other.unscaled === 0n) divisionByZero();
    const shift = scale - this.scale + other.scale;
    let dividend = this.unscaled;
    let divisor = other.unscaled;
    if (divisor < 0n) {
      dividend = -dividend;
      divisor = -divisor;
    }
    if (shift >= 0) dividend *= powerOfTen(shift);
    else divisor *= powerOfTen(-shift);
    return finiteNumeric(divideRounded(dividend, divisor), scale);
  }

  /** Quotient cut to an integer: div(). */
  divideTruncated(other: Numeric): Numeric {
    if (this.scale >= 0 && other.scale >= 0) {
      if (other.unscaled === 0n) divisionByZero();
      const scale = Math.max(this.scale, other.scale);
      return finiteNumeric(this.unscaledAt(scale) / other.unscaledAt(scale), 0);
    }
    return this.divide(other);
  }

  /** Remainder with the sign of the dividend. */
  remainder(other: Numeric): Numeric {
    if (this.scale >= 0 && other.scale >= 0) {
      if (other.unscaled === 0n) divisionByZero();
      const scale = Math.max(this.scale, other.scale);
      return new Numeric(this.unscaledAt(scale) % other.unscaledAt(scale), scale);
    }
    if (this.isNaN || other.isNaN) return Numeric.nan;
    if (this.isFinite) return this;
    if (other.isFinite && other.unscaled === 0n) divisionByZero();
    return Numeric.nan;
  }

  negate(): Numeric {
    if (this.scale >= 0) return new Numeric(-this.unscaled, this.scale);
    return this.isNaN ? this : this.scale === infinityScale ? Numeric.negativeInfinity : Numeric.infinity;
  }

  abs(): Numeric {
    return this.unscaled < 0n || this.scale === negativeInfinityScale ? this.negate() : this;
  }

  /** -1, 0 or 1 as numeric; NaN for NaN. */
  sign(): Numeric {
    return this.isNaN ? Numeric.nan : new Numeric(BigInt(this.signum), 0);
  }

  /** Rounds half away from zero to `scale` digits after the point, or before it when negative. */
  round(scale: number): Numeric {
    return this.roundTo(clampScale(scale));
  }

  /** As round(), without its limit on scales. */
  roundTo(target: number): Numeric {
    if (this.scale < 0) return this;
    if (target >= this.scale) return finiteNumeric(this.unscaledAt(target), target);
    const divisor = powerOfTen(this.scale - target);
    const rounded = divideRounded(this.unscaled, divisor);
    return target >= 0 ? finiteNumeric(rounded, target) : finiteNumeric(rounded * powerOfTen(-target), 0);
  }

  /** Cuts to `scale` digits after the point, or before it when negative. */
  truncate(scale: number): Numeric {
    if (this.scale < 0) return this;
    const target = clampScale(scale);
    if (target >= this.scale) return finiteNumeric(this.unscaledAt(target), target);
    const cut = this.unscaled / powerOfTen(this.scale - target);
    return target >= 0 ? new Numeric(cut, target) : new Numeric(cut * powerOfTen(-target), 0);
  }

  floor(): Numeric {
    if (this.scale <= 0) return this;
    const divisor = powerOfTen(this.scale);
    const cut = this.unscaled / divisor;
    return new Numeric(this.unscaled < 0n && cut * divisor !== this.unscaled ? cut - 1n : cut, 0);
  }

  ceil(): Numeric {
    if (this.scale <= 0) return this;
    const divisor = powerOfTen(this.scale);
    const cut = this.unscaled / divisor;
    return finiteNumeric(this.unscaled > 0n && cut * divisor !== this.unscaled ? cut + 1n : cut, 0);
  }

  /** Fewest digits after the point that keep the value; null for NaN and the infinities. */
  minScale(): number | null {
    return this.scale < 0 ? null : withoutTrailingZeros(this.unscaled, this.scale).scale;
  }

  /** Same value at its minScale. */
  trimScale(): Numeric {
    return this.scale <= 0 ? this : withoutTrailingZeros(this.unscaled, this.scale);
  }

  /** Order with -Infinity < finite < Infinity < NaN. */
  compare(other: Numeric): number {
    const scale = this.scale;
    if (scale >= 0 && other.scale >= 0) {
      const left = scale < other.scale ? this.unscaledAt(other.scale) : this.unscaled;
      const right = scale > other.scale ? other.unscaledAt(scale) : other.unscaled;
      return left < right ? -1 : left > right ? 1 : 0;
    }
    return rank(this) - rank(other);
  }

  equals(other: Numeric): boolean {
    return this.scale === other.scale ? this.unscaled === other.unscaled : this.compare(other) === 0;
  }

  /** int32; equal values hash alike whatever their scale. */
  hash(): number {
    if (this.scale < 0) return hashNumber(this.scale);
    const trimmed = withoutTrailingZeros(this.unscaled, this.scale);
    const small = Number(trimmed.unscaled);
    const seed = Number.isSafeInteger(small) ? hashNumber(small) : hashString(trimmed.unscaled.toString(36));
    return (seed + Math.imul(trimmed.scale, 0x9e3779b1)) | 0;
  }

  toString(): string {
    const scale = this.scale;
    if (scale === 0) return this.unscaled.toString();
    if (scale < 0) return this.isNaN ? 'NaN' : scale === infinityScale ? 'Infinity' : '-Infinity';
    const negative = this.unscaled < 0n;
    let digits = (negative ? -this.unscaled : this.unscaled).toString();
    if (digits.length <= scale) digits = digits.padStart(scale + 1, '0');
    const point = digits.length - scale;
    const text = `${digits.slice(0, point)}.${digits.slice(point)}`;
    return negative ? `-${text}` : text;
  }

  /** Nearest double; ±Infinity when too large. */
  toNumber(): number {
    if (this.scale === 0) return Number(this.unscaled);
    if (this.scale < 0) return this.isNaN ? Number.NaN : this.scale === infinityScale ? Infinity : -Infinity;
    return Number(this.toString());
  }

  /** Rounded half away from zero; the value is finite. */
  toBigInt(): bigint {
    return this.scale === 0 ? this.unscaled : divideRounded(this.unscaled, powerOfTen(this.scale));
  }
}

/** Where NaN and the infinities stand among finite values, which have rank 0. */
function rank(value: Numeric): number {
  return value.isFinite ? 0 : value.isNaN ? 2 : value.signum;
}

/** Scales that round() and trunc() take: beyond these nothing is left to round, or no digit can stand. */
function clampScale(scale: number): number {
  return Math.max(-maxIntegerDigits - 1, Math.min(maxScale, scale));
}

function withoutTrailingZeros(unscaled: bigint, scale: number): Numeric {
  if (unscaled === 0n) return Numeric.zero;
  let digits = unscaled;
  let left = scale;
  // Doubling steps keep this fast for values with thousands of zeros; single digits finish it.
  for (let step = 64; step >= 1; step >>= 2) {
    const divisor = powerOfTen(step);
    while (left >= step && digits % divisor === 0n) {
      digits /= divisor;
      left -= step;
    }
  }
  return new Numeric(digits, left);
}

/** Weight of the first base-10000 digit and that digit; both 0 for zero. PostgreSQL counts significance in such digits. */
export function leadingDigit(value: Numeric): { weight: number; digit: number } {
  const magnitude = value.unscaled < 0n ? -value.unscaled : value.unscaled;
  if (magnitude === 0n) return { weight: 0, digit: 0 };
  const small = Number(magnitude);
  if (small < 1e15) {
    let digits = 1;
    let power = 10;
    for (; power <= small; power *= 10) digits++;
    const exponent = digits - value.scale - 1;
    const weight = Math.floor(exponent / 4);
    const excess = digits - (exponent - 4 * weight + 1);
    return { weight, digit: excess >= 0 ? Math.floor(small / 10 ** excess) : small * 10 ** -excess };
  }
  const text = magnitude.toString();
  const exponent = text.length - value.scale - 1;
  const weight = Math.floor(exponent / 4);
  return { weight, digit: Number(text.slice(0, exponent - 4 * weight + 1).padEnd(exponent - 4 * weight + 1, '0')) };
}

/** Scale of a quotient: at least 16 significant digits, at least the scale of each operand, at most 1000. */
export function divisionScale(dividend: Numeric, divisor: Numeric): number {
  const left = leadingDigit(dividend);
  const right = leadingDigit(divisor);
  const quotientWeight = left.weight - right.weight - (left.digit <= right.digit ? 1 : 0);
  const scale = Math.max(minSignificantDigits - quotientWeight * 4, dividend.scale, divisor.scale, 0);
  return Math.min(scale, maxChosenScale);
}
