/**
 * Types bit(n) and bit varying(n). The scalar is the string of its digits, '0' and '1', whose order as text is that of the
 * type: the first bit that differs decides, and of two where one begins with the other the shorter comes first.
 */
import { type SqlError, sqlError } from '../errors/index.ts';
import { defineType, modifierIntegers, outputString } from './define-type.ts';
import { hashString } from './hash.ts';
import { compareText } from './text-order.ts';
import type { TypeDef } from './type-def.ts';

const modifierMax = 83886080;
/** Longest value made by operators and input; a string of more characters JavaScript does not make. */
export const bitsMax = 2 ** 29 - 64;

export function checkBitCount(count: number): void {
  if (count > bitsMax) {
    throw sqlError('program_limit_exceeded', `bit string length exceeds the maximum allowed (${bitsMax})`);
  }
}

const notBinary = /[^01]/u;
const notHexadecimal = /[^0-9a-fA-F]/u;
const nibbles = Array.from({ length: 16 }, (_, digit) => digit.toString(2).padStart(4, '0'));

function invalidDigit(text: string, pattern: RegExp, base: string): SqlError {
  const digit = pattern.exec(text)![0];
  return sqlError('invalid_text_representation', `"${digit}" is not a valid ${base} digit`);
}

/** Binary digits, also behind b or B; hexadecimal ones behind x or X, as literals have them. */
export function parseBits(text: string): string {
  const mark = text.charCodeAt(0) | 32;
  if (mark === 120) {
    const digits = text.slice(1);
    if (notHexadecimal.test(digits)) throw invalidDigit(digits, notHexadecimal, 'hexadecimal');
    checkBitCount(digits.length * 4);
    return Array.from(digits, (digit) => nibbles[Number.parseInt(digit, 16)]!).join('');
  }
  const digits = mark === 98 ? text.slice(1) : text;
  if (notBinary.test(digits)) throw invalidDigit(digits, notBinary, 'binary');
  checkBitCount(digits.length);
  return digits;
}

/** Called as a function, a cast may be given a length that no type can have; it then changes nothing. */
const typeBitsMax = 2147483640;

/** bit(n): an explicit cast cuts or fills with zeros on the right, an assignment wants the exact length. */
export function applyBitModifier(value: string, length: number, explicit: boolean): string {
  if (length <= 0 || length > typeBitsMax || value.length === length) return value;
  if (explicit) {
    if (value.length > length) return value.slice(0, length);
    checkBitCount(length);
    return value.padEnd(length, '0');
  }
  throw sqlError('string_data_length_mismatch', `bit string length ${value.length} does not match type bit(${length})`);
}

/** bit varying(n): an explicit cast cuts, an assignment fails. */
export function applyVarbitModifier(value: string, length: number, explicit: boolean): string {
  if (length <= 0 || value.length <= length) return value;
  if (explicit) return value.slice(0, length);
  throw sqlError('string_data_right_truncation_22001', `bit string too long for type bit varying(${length})`);
}

function lengthModifierIn(typeName: string, modifiers: readonly string[]): number {
  const numbers = modifierIntegers(modifiers);
  if (numbers.length !== 1) throw sqlError('invalid_parameter_value', 'invalid type modifier');
  const length = numbers[0]!;
  if (length < 1) throw sqlError('invalid_parameter_value', `length for type ${typeName} must be at least 1`);
  if (length > modifierMax) {
    throw sqlError('invalid_parameter_value', `length for type ${typeName} cannot exceed ${modifierMax}`);
  }
  return length;
}

const bits = {
  category: 'V',
  vector: 'mixed',
  scalar: 'text',
  output: outputString,
  compare: compareText,
  hash: hashString,
  modifierOut: (typmod: number) => `(${typmod})`,
} as const;

export const bitTypes: readonly TypeDef[] = [
  defineType({
    ...bits,
    oid: 1560,
    name: 'bit',
    arrayOid: 1561,
    input: (text, typmod) => applyBitModifier(parseBits(text), typmod, false),
    modifierIn: (modifiers) => lengthModifierIn('bit', modifiers),
    applyModifier: applyBitModifier,
  }),
  defineType({
    ...bits,
    oid: 1562,
    name: 'varbit',
    displayName: 'bit varying',
    arrayOid: 1563,
    preferred: true,
    input: (text, typmod) => applyVarbitModifier(parseBits(text), typmod, false),
    modifierIn: (modifiers) => lengthModifierIn('varbit', modifiers),
    applyModifier: applyVarbitModifier,
  }),
];
