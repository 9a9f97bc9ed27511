/** Type numeric and its modifier numeric(precision, scale), with the negative and large scales of PostgreSQL 15. */
import { sqlError } from '../errors/index.ts';
import { defineType, modifierIntegers } from './define-type.ts';
import { coerceNumeric, parseNumeric } from './numeric-text.ts';
import type { Numeric } from './numeric-value.ts';
import type { TypeDef } from './type-def.ts';

const maxPrecision = 1000;

export function numericPrecision(typmod: number): number {
  return ((typmod - 4) >> 16) & 0xffff;
}

/** The scale is an 11-bit number with a sign. */
export function numericScale(typmod: number): number {
  return (((typmod - 4) & 0x7ff) ^ 0x400) - 0x400;
}

function numericModifierIn(modifiers: readonly string[]): number {
  const numbers = modifierIntegers(modifiers);
  if (numbers.length !== 1 && numbers.length !== 2) {
    throw sqlError('invalid_parameter_value', 'invalid NUMERIC type modifier');
  }
  const precision = numbers[0]!;
  const scale = numbers[1] ?? 0;
  if (precision < 1 || precision > maxPrecision) {
    throw sqlError('invalid_parameter_value', `NUMERIC precision ${precision} must be between 1 and ${maxPrecision}`);
  }
  if (scale < -1000 || scale > 1000) {
    throw sqlError('invalid_parameter_value', `NUMERIC scale ${scale} must be between -1000 and 1000`);
  }
  return ((precision << 16) | (scale & 0x7ff)) + 4;
}

function applyNumericModifier(value: Numeric, typmod: number): Numeric {
  return typmod < 4 ? value : coerceNumeric(value, numericPrecision(typmod), numericScale(typmod));
}

export const numericTypes: readonly TypeDef[] = [
  defineType({
    oid: 1700,
    name: 'numeric',
    arrayOid: 1231,
    category: 'N',
    input: (text, typmod) => applyNumericModifier(parseNumeric(text), typmod),
    output: (value: Numeric) => value.toString(),
    compare: (a: Numeric, b: Numeric) => a.compare(b),
    hash: (value: Numeric) => value.hash(),
    modifierIn: numericModifierIn,
    modifierOut: (typmod) => (typmod < 4 ? '' : `(${numericPrecision(typmod)},${numericScale(typmod)})`),
    applyModifier: applyNumericModifier,
  }),
];
