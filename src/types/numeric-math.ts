/**
 * Square root, exponential, logarithms and power of numeric, to the result scales PostgreSQL chooses: about 16 significant
 * digits, never fewer digits after the point than the arguments show, at most 1000.
 *
 * Computed in binary-free fixed point: a bigint is a value times 10^digits, with enough guard digits that rounding to the
 * result scale is right but for values that lie within 10^-guard of a tie.
 */
import { sqlError } from '../errors/index.ts';
import {
  digitCount,
  divideRounded,
  finiteNumeric,
  leadingDigit,
  maxChosenScale,
  minSignificantDigits,
  Numeric,
  numericOverflow,
  powerOfTen,
} from './numeric-value.ts';

const log10OfE = Math.LOG10E;
/** exp() refuses arguments from here: its result would pass the format. */
const maxExponent = 6000;
const guardDigits = 12;

/** A value to 10^-digits, rounded towards zero. */
function toFixed(value: Numeric, digits: number): bigint {
  const shift = digits - value.scale;
  return shift >= 0 ? value.unscaled * powerOfTen(shift) : value.unscaled / powerOfTen(-shift);
}

function roundedTo(fixed: bigint, digits: number, scale: number): Numeric {
  if (digits >= scale) return finiteNumeric(divideRounded(fixed, powerOfTen(digits - scale)), scale);
  return finiteNumeric(fixed * powerOfTen(scale - digits), scale);
}

function clampChosen(scale: number, ...atLeast: readonly number[]): number {
  return Math.min(Math.max(scale, 0, ...atLeast), maxChosenScale);
}

/** Largest integer whose square is not above `value`. */
export function integerSquareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  // Newton's method from above falls steadily until it is there.
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

export function numericSqrt(value: Numeric): Numeric {
  if (value.isNaN) return value;
  if (value.signum < 0) {
    throw sqlError('invalid_argument_for_power_function', 'cannot take square root of a negative number');
  }
  if (!value.isFinite) return value;
  const rootWeight = ((leadingDigit(value).weight + 1) * 4) / 2 - 1;
  const scale = clampChosen(minSignificantDigits - rootWeight, value.scale);
  // One digit more than asked for, and a last 1 when the root goes on, so that rounding sees which side of a tie it is on.
  const digits = scale + 1;
  const radicand = toFixed(value, 2 * digits);
  const root = integerSquareRoot(radicand);
  return finiteNumeric((root + 5n) / 10n, scale);
}

/** atanh(1/n) × 10^digits for an integer n > 1. */
function inverseTanh(n: bigint, digits: number): bigint {
  let power = powerOfTen(digits) / n;
  const square = n * n;
  let sum = power;
  for (let k = 3n; power > 0n; k += 2n) {
    power /= square;
    sum += power / k;
  }
  return sum;
}

let ln2Digits = 0;
let ln2Value = 0n;
/** ln 2 × 10^digits, by Machin's kind of formula: 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749). */
function ln2(digits: number): bigint {
  if (digits > ln2Digits) {
    ln2Digits = digits + 50;
    const work = ln2Digits + 5;
    const sum = 18n * inverseTanh(26n, work) - 2n * inverseTanh(4801n, work) + 8n * inverseTanh(8749n, work);
    ln2Value = sum / powerOfTen(5);
  }
  return ln2Value / powerOfTen(ln2Digits - digits);
}

/** e^x × 10^digits for a fixed-point x of the same number of digits. */
function expFixed(x: bigint, digits: number): bigint {
  const one = powerOfTen(digits);
  const halvings = 8n + BigInt(Math.floor(Math.sqrt(digits) / 3));
  const twos = divideRounded(x, ln2(digits));
  const reduced = (x - twos * ln2(digits)) >> halvings;
  let term = one;
  let sum = one;
  for (let k = 1n; term !== 0n; k++) {
    term = (term * reduced) / (one * k);
    sum += term;
  }
  for (let i = 0n; i < halvings; i++) sum = (sum * sum) / one;
  return twos >= 0n ? sum << twos : sum >> -twos;
}

/** ln(v) × 10^digits for a positive fixed-point v; v must have about `digits` significant digits to be worth it. */
function lnFixed(v: bigint, digits: number): bigint {
  const one = powerOfTen(digits);
  // v = m × 2^twos with m in [0.75, 1.5).
  let twos = BigInt(v.toString(2).length - one.toString(2).length);
  let m = twos >= 0n ? v >> twos : v << -twos;
  if (m * 4n < one * 3n) {
    m <<= 1n;
    twos -= 1n;
  } else if (m * 2n > one * 3n) {
    m >>= 1n;
    twos += 1n;
  }
  // Square roots bring m so near to 1 that the series gains several digits a term.
  const roots = digits < 60 ? 4 : 8;
  for (let i = 0; i < roots; i++) m = integerSquareRoot(m * one);
  const ratio = ((m - one) * one) / (m + one);
  const square = (ratio * ratio) / one;
  let power = ratio;
  let sum = ratio;
  for (let k = 3n; power !== 0n; k += 2n) {
    power = (power * square) / one;
    sum += power / k;
  }
  return ((sum * 2n) << BigInt(roots)) + twos * ln2(digits);
}

/** e^value at a scale. */
function expAt(value: Numeric, scale: number): Numeric {
  const approximate = value.toNumber();
  if (Math.abs(approximate) >= maxExponent) {
    if (approximate > 0) numericOverflow();
    return new Numeric(0n, scale);
  }
  const integerDigits = Math.max(0, Math.ceil(approximate * log10OfE));
  const digits = scale + integerDigits + guardDigits + 8;
  return roundedTo(expFixed(toFixed(value, digits), digits), digits, scale);
}

/** ln(value) at a scale, for a positive value. */
function lnAt(value: Numeric, scale: number): Numeric {
  // Small values need digits for their leading zeros, large ones are exact in any case.
  const leadingZeros = Math.max(0, value.scale - digitCount(value.unscaled));
  const digits = Math.max(scale, 0) + guardDigits + 8 + leadingZeros;
  const exact = Math.max(digits, 0);
  return roundedTo(lnFixed(toFixed(value, exact), exact), exact, scale);
}

export function numericExp(value: Numeric): Numeric {
  if (!value.isFinite) return value.signum < 0 ? Numeric.zero : value;
  const limit = 2000;
  const weight = Math.max(-limit, Math.min(limit, value.toNumber() * log10OfE));
  return expAt(value, clampChosen(minSignificantDigits - Math.trunc(weight), value.scale));
}

/** Decimal weight of ln(value), estimated from its first digits: it decides how many digits a result shows. */
function estimateLnWeight(value: Numeric): number {
  if (value.signum <= 0) return 0;
  const scale = Math.max(value.scale, 1);
  const unscaled = value.unscaledAt(scale);
  const one = powerOfTen(scale);
  if (unscaled * 10n >= one * 9n && unscaled * 10n <= one * 11n) {
    // Near 1, ln(1 + x) is about x.
    const x = new Numeric(unscaled - one, scale);
    if (x.unscaled === 0n) return 0;
    const { weight, digit } = leadingDigit(x);
    return weight * 4 + Math.trunc(Math.log10(digit));
  }
  const text = value.unscaled.toString();
  const exponent = text.length - value.scale - 1;
  const head = Number(`${text[0]}.${text.slice(1, 9)}`);
  const ln = Math.log(head) + exponent * Math.LN10;
  return Math.trunc(Math.log10(Math.abs(ln)));
}

function checkLogarithm(value: Numeric): void {
  if (value.signum === 0) throw sqlError('invalid_argument_for_logarithm', 'cannot take logarithm of zero');
  if (value.signum < 0) {
    throw sqlError('invalid_argument_for_logarithm', 'cannot take logarithm of a negative number');
  }
}

export function numericLn(value: Numeric): Numeric {
  if (value.isNaN) return value;
  checkLogarithm(value);
  if (!value.isFinite) return value;
  return lnAt(value, clampChosen(minSignificantDigits - estimateLnWeight(value), value.scale));
}

/** Logarithm of `value` to `base`. */
export function numericLog(base: Numeric, value: Numeric): Numeric {
  if (base.isNaN || value.isNaN) return Numeric.nan;
  // Where one is infinite, a negative one of either is found before a zero.
  if (!value.isFinite && base.signum === 0) checkLogarithm(value);
  checkLogarithm(base);
  checkLogarithm(value);
  if (!base.isFinite) return value.isFinite ? Numeric.zero : Numeric.nan;
  if (!value.isFinite) return value;
  const baseWeight = estimateLnWeight(base);
  const valueWeight = estimateLnWeight(value);
  const weight = valueWeight - baseWeight;
  const scale = clampChosen(minSignificantDigits - weight, base.scale, value.scale);
  const lnBase = lnAt(base, Math.max(scale + weight - baseWeight + 8, 0));
  const lnValue = lnAt(value, Math.max(scale + weight - valueWeight + 8, 0));
  return lnValue.divideAt(lnBase, scale);
}

export function numericLog10(value: Numeric): Numeric {
  return numericLog(new Numeric(10n, 0), value);
}

function complexResult(): never {
  throw sqlError(
    'invalid_argument_for_power_function',
    'a negative number raised to a non-integer power yields a complex result',
  );
}

function zeroToNegative(): never {
  throw sqlError('invalid_argument_for_power_function', 'zero raised to a negative power is undefined');
}

export function numericPower(base: Numeric, exponent: Numeric): Numeric {
  if (!base.isFinite || !exponent.isFinite) return specialPower(base, exponent);
  if (base.unscaled === 0n && exponent.unscaled < 0n) zeroToNegative();
  if (exponent.isIntegral) {
    const integer = exponent.truncate(0).unscaled;
    if (integer >= -2147483648n && integer <= 2147483647n) {
      return integerPower(base, Number(integer), clampChosen(minSignificantDigits, base.scale));
    }
  } else if (base.unscaled < 0n) complexResult();
  if (base.unscaled === 0n) return new Numeric(0n, minSignificantDigits);
  const negative = base.unscaled < 0n && exponent.truncate(0).unscaled % 2n !== 0n;
  const result = fractionalPower(base.abs(), exponent);
  return negative ? result.negate() : result;
}

/** POSIX pow() at NaN and the infinities. */
function specialPower(base: Numeric, exponent: Numeric): Numeric {
  const one = Numeric.one;
  if (exponent.isFinite && exponent.unscaled === 0n) return one;
  if (base.isFinite && base.equals(one)) return one;
  if (base.isNaN || exponent.isNaN) return Numeric.nan;
  const sign = exponent.signum;
  if (base.signum === 0 && sign < 0) zeroToNegative();
  if (base.signum < 0 && !exponent.isIntegral) complexResult();
  if (base.signum === 0) return Numeric.zero;
  if (!exponent.isFinite) {
    const order = base.abs().compare(one);
    if (order === 0) return one;
    return order > 0 === sign > 0 ? Numeric.infinity : Numeric.zero;
  }
  if (sign < 0) return Numeric.zero;
  const odd = exponent.truncate(0).unscaled % 2n !== 0n;
  return base.signum < 0 && odd ? Numeric.negativeInfinity : Numeric.infinity;
}

/** base^exponent at a scale by squaring, with as many digits on the way as the result needs. */
function integerPower(base: Numeric, exponent: number, scale: number): Numeric {
  if (exponent === 0) return new Numeric(powerOfTen(scale), scale);
  if (base.unscaled === 0n) return new Numeric(0n, scale);
  if (exponent === 1) return base.roundTo(scale);
  if (exponent === -1) return Numeric.one.divideAt(base, scale);
  const times = Math.abs(exponent);
  const digits = base.abs().unscaled.toString();
  const weight = digits.length - base.scale - 1;
  const log = exponent * (Math.log10(Number(`${digits[0]}.${digits.slice(1, 17)}`)) + weight);
  if (log > 3 * 32767 * 4) numericOverflow();
  if (log + 1 < -scale || log + 1 < -maxChosenScale) return new Numeric(0n, scale);
  const significant = Math.max(1, 1 + scale + Math.trunc(log)) + Math.ceil(Math.log(times)) + guardDigits;
  let product: ScientificInteger | null = null;
  let square: ScientificInteger = { mantissa: base.unscaled, exponent: -base.scale };
  for (let bits = times; ; ) {
    if (bits % 2 === 1) product = product === null ? square : multiply(product, square, significant);
    bits = Math.floor(bits / 2);
    if (bits === 0) break;
    square = multiply(square, square, significant);
  }
  return atScale(product!, exponent < 0, scale);
}

/** mantissa × 10^exponent: what a product is between steps, cut to the digits that matter. */
interface ScientificInteger {
  readonly mantissa: bigint;
  readonly exponent: number;
}

function multiply(a: ScientificInteger, b: ScientificInteger, significant: number): ScientificInteger {
  const mantissa = a.mantissa * b.mantissa;
  const exponent = a.exponent + b.exponent;
  const excess = digitCount(mantissa < 0n ? -mantissa : mantissa) - significant;
  if (excess <= 0) return { mantissa, exponent };
  return { mantissa: divideRounded(mantissa, powerOfTen(excess)), exponent: exponent + excess };
}

/** The value, or its inverse, as numeric at a scale. */
function atScale(value: ScientificInteger, inverse: boolean, scale: number): Numeric {
  const { mantissa, exponent } = value;
  if (!inverse) {
    const shift = scale + exponent;
    if (shift > 200000) numericOverflow();
    if (shift >= 0) return finiteNumeric(mantissa * powerOfTen(shift), scale);
    return finiteNumeric(divideRounded(mantissa, powerOfTen(-shift)), scale);
  }
  const shift = scale - exponent;
  if (shift < 0) return new Numeric(0n, scale);
  const dividend = mantissa < 0n ? -powerOfTen(shift) : powerOfTen(shift);
  return finiteNumeric(divideRounded(dividend, mantissa < 0n ? -mantissa : mantissa), scale);
}

/** e^(exponent × ln base) for a positive base. */
function fractionalPower(base: Numeric, exponent: Numeric): Numeric {
  const lnWeight = estimateLnWeight(base);
  const roughScale = Math.max(8 - lnWeight, 0);
  const rough = lnAt(base, roughScale).multiply(exponent).roundTo(roughScale).toNumber();
  if (Math.abs(rough) > maxExponent * 1.00333) {
    if (rough > 0) numericOverflow();
    return new Numeric(0n, maxChosenScale);
  }
  const weight = Math.trunc(rough * log10OfE);
  const scale = clampChosen(minSignificantDigits - weight, base.scale, exponent.scale);
  const workScale = Math.max(scale + weight - lnWeight + 8, 0);
  const product = lnAt(base, workScale).multiply(exponent).roundTo(workScale);
  return expAt(product, scale);
}
