/** Types smallint, integer and bigint. */
import { compareNumbers, defineType, outputInteger } from './define-type.ts';
import { hashInteger, hashNumber } from './hash.ts';
import { parseInt8, scanInteger } from './int8.ts';
import type { TypeDef } from './type-def.ts';

export const int2Min = -32768;
export const int2Max = 32767;
export const int4Min = -2147483648;
export const int4Max = 2147483647;

// Bounds inside ±2^53 make the scanned value a number.
export function parseInt2(text: string): number {
  return scanInteger(text, 'smallint', int2Min, int2Max) as number;
}
export function parseInt4(text: string): number {
  return scanInteger(text, 'integer', int4Min, int4Max) as number;
}

export const integerTypes: readonly TypeDef[] = [
  defineType({
    oid: 21,
    name: 'int2',
    displayName: 'smallint',
    arrayOid: 1005,
    category: 'N',
    length: 2,
    align: 's',
    vector: 'int32',
    scalar: 'number',
    input: parseInt2,
    output: outputInteger,
    compare: compareNumbers,
    hash: hashNumber,
  }),
  defineType({
    oid: 23,
    name: 'int4',
    displayName: 'integer',
    arrayOid: 1007,
    category: 'N',
    length: 4,
    vector: 'int32',
    scalar: 'number',
    input: parseInt4,
    output: outputInteger,
    compare: compareNumbers,
    hash: hashNumber,
  }),
  defineType({
    oid: 20,
    name: 'int8',
    displayName: 'bigint',
    arrayOid: 1016,
    category: 'N',
    length: 8,
    align: 'd',
    vector: 'integer',
    scalar: 'number',
    input: parseInt8,
    output: outputInteger,
    compare: compareNumbers,
    hash: hashInteger,
  }),
];
