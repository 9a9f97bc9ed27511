/**
 * Text forms of real and double precision.
 *
 * Output is the shortest decimal that reads back as the same value, in scientific form from 10^15 (float8) or 10^6 (float4)
 * up and below 10^-4. PostgreSQL's shortest form never lies exactly halfway between two doubles, while JavaScript's may (both
 * read back alike): 1e23 prints as 9.999999999999999e+22. Such ties need an integer of more than 53 bits that is a multiple
 * of a large power of ten, so they are looked for only between 2^53 and 10^41.
 */
import { type SqlError, sqlError } from '../errors/index.ts';
import { roundHalfEven } from './numeric-text.ts';
import { invalidSyntax, trimSpaces } from './text-scan.ts';

/** Double whose exact value the digits stand for may be halfway to a neighbour. */
function isHalfway(value: number, text: string): boolean {
  const written = BigInt(expandInteger(text));
  const exact = BigInt(Math.abs(value));
  if (written === exact) return false;
  const neighbour = written > exact ? nextUp(Math.abs(value)) : nextDown(Math.abs(value));
  return written * 2n === exact + BigInt(neighbour);
}

function expandInteger(text: string): string {
  const match = /^-?(\d)(?:\.(\d+))?e\+(\d+)$/.exec(text);
  if (match === null) return text.replace('-', '');
  const digits = match[1]! + (match[2] ?? '');
  return digits.padEnd(Number(match[3]) + 1, '0');
}

const doubleBits = new BigUint64Array(1);
const doubleValue = new Float64Array(doubleBits.buffer);

function nextUp(value: number): number {
  doubleValue[0] = value;
  doubleBits[0] = doubleBits[0]! + 1n;
  return doubleValue[0]!;
}
function nextDown(value: number): number {
  doubleValue[0] = value;
  doubleBits[0] = doubleBits[0]! - 1n;
  return doubleValue[0]!;
}

function shortestDouble(value: number): string {
  const text = String(value);
  const magnitude = Math.abs(value);
  if (magnitude <= 9007199254740992 || magnitude >= 1e41 || !isHalfway(value, text)) return text;
  for (let digits = 15; digits < 18; digits++) {
    const candidate = value.toExponential(digits - 1);
    if (Number(candidate) === value && !isHalfway(value, candidate)) return candidate;
  }
  return text;
}

/** The same for a single: halfway to a neighbour is a double, so only texts that read as that double are looked at closely. */
function isHalfwaySingle(value: number, text: string): boolean {
  const double = Number(text);
  if (double === value) return false;
  const neighbour = nextSingle(value, double > value ? 1 : -1);
  return neighbour - double === double - value && compareDecimalToDouble(text, double) === 0;
}

function shortestSingle(value: number): string {
  for (let digits = 1; digits < 10; digits++) {
    const candidate = value.toExponential(digits - 1);
    if (roundToSingle(Number(candidate), candidate) === value && !isHalfwaySingle(value, candidate)) {
      // Of two candidates equally near the even one is written.
      return roundHalfEven(value, digits);
    }
  }
  return String(value);
}

/** Any of JavaScript's number texts laid out as C's %g does: at least two digits of exponent, no trailing zeros. */
function layOut(text: string, scientificFrom: number): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text)!;
  const sign = match[1]!;
  const integer = match[2]!;
  const all = integer + (match[3] ?? '');
  const leading = all.search(/[1-9]/);
  if (leading < 0) return `${sign}0`;
  const digits = all.slice(leading).replace(/0+$/, '');
  const exponent = Number(match[4] ?? 0) + integer.length - 1 - leading;
  if (exponent < -4 || exponent >= scientificFrom) {
    const magnitude = Math.abs(exponent);
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${magnitude < 10 ? '0' : ''}${magnitude}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return sign + digits.padEnd(exponent + 1, '0');
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

function special(value: number): string | null {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return 'Infinity';
  if (value === -Infinity) return '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  return null;
}

/** `extraDigits` is extra_float_digits: above 0 the shortest exact form, else 15 + extraDigits significant digits. */
export function formatFloat8(value: number, extraDigits: number): string {
  const magnitude = Math.abs(value);
  // Here JavaScript writes the same digits, and without an exponent too.
  if (extraDigits > 0 && magnitude >= 1e-4 && magnitude < 1e15) return String(value);
  const word = special(value);
  if (word !== null) return word;
  if (extraDigits > 0) return layOut(shortestDouble(value), 15);
  const digits = Math.max(1, 15 + extraDigits);
  return layOut(roundHalfEven(value, digits), digits);
}

export function formatFloat4(value: number, extraDigits: number): string {
  const word = special(value);
  if (word !== null) return word;
  if (extraDigits > 0) return layOut(shortestSingle(value), 6);
  const digits = Math.max(1, 6 + extraDigits);
  return layOut(roundHalfEven(value, digits), digits);
}

const decimalPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const hexPattern = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?(?:[pP]([+-]?\d+))?$/;

/** strtod()'s reading, or null for bad syntax. */
function readDouble(body: string): number | null {
  if (decimalPattern.test(body)) return Number(body);
  switch (body.toLowerCase()) {
    case 'nan':
    case '+nan':
    case '-nan':
      return Number.NaN;
    case 'inf':
    case '+inf':
    case 'infinity':
    case '+infinity':
      return Infinity;
    case '-inf':
    case '-infinity':
      return -Infinity;
  }
  const hex = hexPattern.exec(body);
  if (hex === null || (hex[2]! + (hex[3] ?? '')).length === 0) return null;
  const fraction = hex[3] ?? '';
  const mantissa = Number(BigInt(`0x${hex[2]}${fraction}`));
  const value = mantissa * 2 ** (Number(hex[4] ?? 0) - 4 * fraction.length);
  return hex[1] === '-' ? -value : value;
}

function hasNonzeroDigit(body: string): boolean {
  return /[1-9]/.test(body.replace(/[eE].*$/, ''));
}

function floatOutOfRange(text: string, typeName: string): never {
  throw outOfRangeError(text, typeName);
}
function outOfRangeError(text: string, typeName: string): SqlError {
  return sqlError('numeric_value_out_of_range', `"${text}" is out of range for type ${typeName}`);
}

/** The number that a wrong text starts with, where it is too large or too small: that is found before what follows it. */
function hugeStart(body: string, read: (start: string) => number): string | null {
  const start = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(body)?.[0];
  if (start === undefined) return null;
  const value = read(start);
  return !Number.isFinite(value) || (value === 0 && hasNonzeroDigit(start)) ? start : null;
}

export function parseFloat8(text: string): number {
  const body = trimSpaces(text);
  const value = readDouble(body);
  if (value === null) {
    const start = hugeStart(body, Number);
    throw start === null ? invalidSyntax('double precision', text) : outOfRangeError(start, 'double precision');
  }
  const overflowed = (value === Infinity || value === -Infinity) && /[0-9]/.test(body);
  if (overflowed || (value === 0 && hasNonzeroDigit(body))) floatOutOfRange(body, 'double precision');
  return value;
}

export function parseFloat4(text: string): number {
  const body = trimSpaces(text);
  const double = readDouble(body);
  if (double === null) {
    const isHuge = hugeStart(body, (start) => Math.fround(Number(start))) !== null;
    throw isHuge ? outOfRangeError(body, 'real') : invalidSyntax('real', text);
  }
  const value = roundToSingle(double, body);
  const overflowed = (value === Infinity || value === -Infinity) && /[0-9]/.test(body);
  if (overflowed || (value === 0 && hasNonzeroDigit(body))) floatOutOfRange(body, 'real');
  return value;
}

/**
 * The single nearest to the decimal, not to the double nearest to it: they differ when the double falls exactly between
 * two singles and the decimal does not.
 */
function roundToSingle(double: number, body: string): number {
  const single = Math.fround(double);
  if (single === double || !Number.isFinite(double) || !Number.isFinite(single) || !decimalPattern.test(body))
    return single;
  const other = single < double ? nextSingle(single, 1) : nextSingle(single, -1);
  if (other - double !== double - single) return single;
  // Exactly between: the digits decide, and the double itself only when they are the double.
  const order = compareDecimalToDouble(body, double);
  if (order === 0) return single;
  return order > 0 ? Math.max(single, other) : Math.min(single, other);
}

const singleBits = new Int32Array(1);
const singleValue = new Float32Array(singleBits.buffer);

function nextSingle(value: number, direction: 1 | -1): number {
  singleValue[0] = value;
  const away = value === 0 ? true : value > 0 === direction > 0;
  if (value === 0) return direction * 2 ** -149;
  singleBits[0] = singleBits[0]! + (away ? 1 : -1);
  return singleValue[0]!;
}

/** Sign of (decimal - double), exactly: the neighbouring doubles' texts bound it, so more digits of the double are enough. */
function compareDecimalToDouble(body: string, double: number): number {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(body)!;
  const exponent = Number(match[4] ?? 0) - match[3]!.length;
  let left = BigInt(`0${match[2]}${match[3]}`) * (match[1] === '-' ? -1n : 1n);
  // double = mantissa × 2^power with an integer mantissa.
  let power = 0;
  let mantissa = double;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    power--;
  }
  let right = BigInt(mantissa);
  if (exponent >= 0) left *= 10n ** BigInt(exponent);
  else right *= 10n ** BigInt(-exponent);
  if (power < 0) left <<= BigInt(-power);
  return left < right ? -1 : left > right ? 1 : 0;
}
