/**
 * Arithmetic of int8 scalars: a number while it is a safe integer, a bigint beyond, never a bigint for a safe integer
 * (so `===` and `<` are right across both). Each operation tries doubles first: if the double result is a safe integer
 * it is exact. Results outside 64 bits raise 22003 "bigint out of range".
 */
import { sqlError } from '../errors/index.ts';
import { invalidSyntax, isDigitCode, isSpaceCode, outOfRange, valueOutOfRange } from './text-scan.ts';

export type Int8 = number | bigint;

export const int8Max = 9223372036854775807n;
export const int8Min = -9223372036854775808n;

/** The canonical scalar of an integer that is within 64 bits; 22003 otherwise. */
export function normalizeInt8(value: bigint): Int8 {
  const small = Number(value);
  if (Number.isSafeInteger(small)) return small;
  if (value > int8Max || value < int8Min) throw outOfRange('bigint');
  return value;
}

/** As normalizeInt8, for values of any size (money's and sequences' arithmetic checks its own range). */
export function canonicalInteger(value: bigint): Int8 {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

export function addInt8(a: Int8, b: Int8): Int8 {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return normalizeInt8(BigInt(a) + BigInt(b));
}

export function subtractInt8(a: Int8, b: Int8): Int8 {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return normalizeInt8(BigInt(a) - BigInt(b));
}

export function multiplyInt8(a: Int8, b: Int8): Int8 {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    // Adding 0 turns -0 into 0.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return normalizeInt8(BigInt(a) * BigInt(b));
}

/** Quotient cut towards zero. */
export function divideInt8(a: Int8, b: Int8): Int8 {
  if (b === 0) throw sqlError('division_by_zero', 'division by zero');
  // Safe integers divide exactly enough: the double quotient rounds up to an integer only when it is that integer.
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0;
  return normalizeInt8(BigInt(a) / BigInt(b));
}

/** Remainder with the sign of the dividend. */
export function remainderInt8(a: Int8, b: Int8): Int8 {
  if (b === 0) throw sqlError('division_by_zero', 'division by zero');
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return normalizeInt8(BigInt(a) % BigInt(b));
}

export function negateInt8(a: Int8): Int8 {
  return typeof a === 'number' ? 0 - a : normalizeInt8(-a);
}

export function absInt8(a: Int8): Int8 {
  return typeof a === 'number' ? Math.abs(a) : a < 0n ? normalizeInt8(-a) : a;
}

/** Scans `[space][sign]digits[space]`; the digits' value, or throws with the name of the type. */
export function parseInt8(text: string): Int8 {
  const value = scanInteger(text, 'bigint', int8Min, int8Max);
  return value;
}

/**
 * The integer in `text`. Overflow is found while digits are read, so "99999999999x" is out of range and not bad syntax, as
 * in PostgreSQL.
 */
export function scanInteger(text: string, typeName: string, min: Int8, max: Int8): Int8 {
  const length = text.length;
  let at = 0;
  while (at < length && isSpaceCode(text.charCodeAt(at))) at++;
  const first = text.charCodeAt(at);
  const negative = first === 45;
  if (negative || first === 43) at++;
  const start = at;
  let magnitude = 0;
  while (at < length && isDigitCode(text.charCodeAt(at))) {
    magnitude = magnitude * 10 + (text.charCodeAt(at) - 48);
    at++;
  }
  if (at === start) throw invalidSyntax(typeName, text);
  let value: Int8 = negative ? 0 - magnitude : magnitude;
  if (!Number.isSafeInteger(magnitude)) {
    const exact = BigInt(text.slice(start, at));
    value = negative ? -exact : exact;
  }
  if (value < min || value > max) throw valueOutOfRange(typeName, text);
  while (at < length && isSpaceCode(text.charCodeAt(at))) at++;
  if (at < length) throw invalidSyntax(typeName, text);
  return value;
}
