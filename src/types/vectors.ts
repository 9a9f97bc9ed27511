/** int2vector and oidvector of the system catalogs: arrays from index 0 whose text form is numbers with spaces between. */
import { compareArrays, hashArray, PgArray } from './array-value.ts';
import { compareNumbers, defineType } from './define-type.ts';
import { hashNumber } from './hash.ts';
import { parseInt2 } from './integers.ts';
import { parseUnsigned } from './oid.ts';
import { trimSpaces } from './text-scan.ts';
import type { Oid, TypeDef } from './type-def.ts';

/** A vector value of either type. */
export function catalogVector(elementType: Oid, values: readonly number[]): PgArray {
  return new PgArray(elementType, [values.length], [0], values);
}

function parseVector(text: string, elementType: Oid, parse: (word: string) => number): PgArray {
  const body = trimSpaces(text);
  return catalogVector(elementType, body === '' ? [] : body.split(/\s+/).map(parse));
}

/** Shorter vectors come first, whatever their elements. */
function compareVectors(a: PgArray, b: PgArray): number {
  return a.values.length - b.values.length || compareArrays(a, b, compareNumbers);
}

const vector = {
  category: 'A',
  output: (value: PgArray) => value.values.join(' '),
  hash: (value: PgArray) => hashArray(value, hashNumber),
} as const;

export const vectorTypes: readonly TypeDef[] = [
  defineType({
    ...vector,
    oid: 22,
    name: 'int2vector',
    arrayOid: 1006,
    elementOid: 21,
    input: (text) => parseVector(text, 21, parseInt2),
    compare: (a: PgArray, b: PgArray) => compareArrays(a, b, compareNumbers),
  }),
  defineType({
    ...vector,
    oid: 30,
    name: 'oidvector',
    arrayOid: 1013,
    elementOid: 26,
    input: (text) => parseVector(text, 26, (word) => parseUnsigned(word, 'oid')),
    compare: compareVectors,
  }),
];
