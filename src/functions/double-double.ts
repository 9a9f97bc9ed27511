/**
 * Elementary functions of doubles with results that are right to the last bit but for about one in a billion: JavaScript's own
 * are off by a bit often enough to show (2.5 ** 2.5). Work is done on unevaluated sums of two doubles, about 106 bits (Dekker,
 * "A Floating-Point Technique for Extending the Available Precision", 1971).
 */
import { once } from '../common/once.ts';

/** high + low, |low| ≤ half a unit of high's last place. */
interface Pair {
  readonly high: number;
  readonly low: number;
}

const splitter = 134217729;

function quickSum(a: number, b: number): Pair {
  const high = a + b;
  return { high, low: b - (high - a) };
}

function sum(a: number, b: number): Pair {
  const high = a + b;
  const part = high - a;
  return { high, low: a - (high - part) + (b - part) };
}

function product(a: number, b: number): Pair {
  const high = a * b;
  let t = splitter * a;
  const aHigh = t - (t - a);
  const aLow = a - aHigh;
  t = splitter * b;
  const bHigh = t - (t - b);
  const bLow = b - bHigh;
  return { high, low: aHigh * bHigh - high + aHigh * bLow + aLow * bHigh + aLow * bLow };
}

function add(a: Pair, b: Pair): Pair {
  const s = sum(a.high, b.high);
  const t = sum(a.low, b.low);
  const u = quickSum(s.high, s.low + t.high);
  return quickSum(u.high, u.low + t.low);
}

function multiply(a: Pair, b: Pair): Pair {
  const p = product(a.high, b.high);
  return quickSum(p.high, p.low + (a.high * b.low + a.low * b.high));
}

function scale(a: Pair, factor: number): Pair {
  const p = product(a.high, factor);
  return quickSum(p.high, p.low + a.low * factor);
}

function divide(a: Pair, b: Pair): Pair {
  const first = a.high / b.high;
  const rest = add(a, scale(b, -first));
  const second = rest.high / b.high;
  const last = add(rest, scale(b, -second));
  return add(quickSum(first, second), { high: last.high / b.high, low: 0 });
}

function pair(value: number): Pair {
  return { high: value, low: 0 };
}

const ln2: Pair = { high: Math.LN2, low: 2.3190468138462996e-17 };
const ln10: Pair = { high: Math.LN10, low: -2.1707562233822494e-16 };

/** Their inverses. */
const factorials = once((): readonly Pair[] => {
  const inverses: Pair[] = [pair(1)];
  for (let n = 1; n <= 27; n++) inverses.push(divide(inverses[n - 1]!, pair(n)));
  return inverses;
});

/** 2^exponent × value without losing what a double can hold; exponents beyond the range of 2 ** n are split. */
function shift(value: number, exponent: number): number {
  if (exponent >= -1021 && exponent <= 1023) return value * 2 ** exponent;
  const half = Math.trunc(exponent / 2);
  return value * 2 ** half * 2 ** (exponent - half);
}

const halvings = 6;

/** e^x as pair × 2^exponent, |x| below 800. */
function expPair(x: Pair): { value: Pair; exponent: number } {
  const exponent = Math.round(x.high / ln2.high);
  const reduced = scale(add(x, scale(ln2, -exponent)), 2 ** -halvings);
  const inverses = factorials();
  let result = inverses[12]!;
  for (let n = 11; n >= 1; n--) result = add(multiply(result, reduced), inverses[n]!);
  // result × reduced is e^reduced - 1; squaring (1 + y)² - 1 = 2y + y² keeps its small digits.
  result = multiply(result, reduced);
  for (let i = 0; i < halvings; i++) result = add(scale(result, 2), multiply(result, result));
  return { value: add(pair(1), result), exponent };
}

/** ln x of a positive finite double: the exponent apart, one step of Newton's method from Math.log. */
function lnPair(x: number): Pair {
  const exponent = Math.round(Math.log2(x));
  const mantissa = shift(x, -exponent);
  const guess = Math.log(mantissa);
  const inverse = expPair(pair(-guess));
  // mantissa × e^-guess is 1 and a little; ln(1 + s) = s - s²/2.
  const step = add(scale(inverse.value, mantissa * 2 ** inverse.exponent), pair(-1));
  const lnMantissa = add(pair(guess), add(step, scale(multiply(step, step), -0.5)));
  return add(scale(ln2, exponent), lnMantissa);
}

function isOrdinary(value: number): boolean {
  return value > 0 && value < Infinity;
}

export function exactExp(x: number): number {
  if (!(x > -745.2 && x < 709.8) || x === 0) return Math.exp(x);
  const { value, exponent } = expPair(pair(x));
  return shift(value.high, exponent);
}

export function exactLn(x: number): number {
  if (!isOrdinary(x) || x === 1) return Math.log(x);
  const { high, low } = lnPair(x);
  return high + low;
}

export function exactLog10(x: number): number {
  if (!isOrdinary(x) || x === 1) return Math.log10(x);
  const { high, low } = divide(lnPair(x), ln10);
  return high + low;
}

const halfPi: readonly number[] = [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591833e-33];
/** Beyond this the parts of π/2 above have too few bits. */
const angleMax = 100_000;

/** sin(x + quarter × π/2), by the series of the angle within an eighth of a turn. */
function sinePair(x: number, quarter: number): number {
  const quarters = Math.round(x / halfPi[0]!);
  let angle = pair(x);
  for (const part of halfPi) angle = add(angle, product(part, -quarters));
  const square = multiply(angle, angle);
  const cosine = (quarters + quarter) % 2 !== 0;
  // Terms of the series from the last to the first, with alternating signs.
  const inverses = factorials();
  let result = inverses[cosine ? 26 : 27]!;
  for (let n = cosine ? 24 : 25; n >= 0; n -= 2) result = add(inverses[n]!, scale(multiply(result, square), -1));
  if (!cosine) result = multiply(result, angle);
  const value = result.high + result.low;
  return (((quarters + quarter) % 4) + 4) % 4 >= 2 ? -value : value;
}

export function exactSine(x: number): number {
  return x === 0 || !(Math.abs(x) <= angleMax) ? Math.sin(x) : sinePair(x, 0);
}

export function exactCosine(x: number): number {
  return !(Math.abs(x) <= angleMax) ? Math.cos(x) : sinePair(x, 1);
}

/** By squaring; the result is known to be an ordinary number, and so is every power on the way to it. */
function integerPower(base: number, exponent: number): number {
  let result: Pair | null = null;
  let square = pair(base);
  for (let bits = Math.abs(exponent); ; ) {
    if (bits & 1) result = result === null ? square : multiply(result, square);
    bits >>= 1;
    if (bits === 0) break;
    square = multiply(square, square);
  }
  return exponent > 0 ? result!.high : divide(pair(1), result!).high;
}

/** base ** exponent, JavaScript's special cases included. */
export function exactPower(base: number, exponent: number): number {
  const rough = base ** exponent;
  // Zero, infinite and denormal results have no last bit worth the work.
  const magnitude = Math.abs(rough);
  if (!(magnitude > 1e-300 && magnitude < 1e308) || !Number.isFinite(base) || exponent === 0 || magnitude === 1)
    return rough;
  if (exponent === 1) return base;
  if (exponent === -1) return 1 / base;
  if (exponent === 2) return base * base;
  // Near the ends of the range the halves of a product could overflow or vanish.
  const central = magnitude > 1e-280 && magnitude < 1e280;
  if (central && Number.isInteger(exponent) && Math.abs(exponent) <= 64) return integerPower(base, exponent);
  const { value, exponent: twos } = expPair(scale(lnPair(Math.abs(base)), exponent));
  const result = shift(value.high, twos);
  return rough < 0 ? -result : result;
}

export function exactCubeRoot(x: number): number {
  const guess = Math.cbrt(x);
  if (!Number.isFinite(guess) || Math.abs(x) < 1e-290 || Math.abs(x) > 1e300) return guess;
  const cube = multiply(product(guess, guess), pair(guess));
  const rest = add(pair(x), { high: -cube.high, low: -cube.low });
  return guess + rest.high / (3 * guess * guess);
}
