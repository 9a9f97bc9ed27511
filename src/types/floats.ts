/** Types real and double precision. A real's scalar is a double that a float32 holds exactly. */
import { defineType } from './define-type.ts';
import { formatFloat4, formatFloat8, parseFloat4, parseFloat8 } from './float-text.ts';
import { hashNumber } from './hash.ts';
import type { TextContext, TypeDef } from './type-def.ts';

/** NaN equals NaN and is greater than everything; -0 equals 0. */
export function compareFloats(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0);
}

export const floatTypes: readonly TypeDef[] = [
  defineType({
    oid: 700,
    name: 'float4',
    displayName: 'real',
    arrayOid: 1021,
    category: 'N',
    length: 4,
    vector: 'float64',
    scalar: 'float',
    input: parseFloat4,
    output: (value: number, context: TextContext) => formatFloat4(value, context.extraFloatDigits),
    compare: compareFloats,
    hash: hashNumber,
  }),
  defineType({
    oid: 701,
    name: 'float8',
    displayName: 'double precision',
    arrayOid: 1022,
    category: 'N',
    preferred: true,
    length: 8,
    align: 'd',
    vector: 'float64',
    scalar: 'float',
    input: parseFloat8,
    output: (value: number, context: TextContext) => formatFloat8(value, context.extraFloatDigits),
    compare: compareFloats,
    hash: hashNumber,
  }),
];
