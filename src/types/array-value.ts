/**
 * The value of every array type: elements in row-major order with the length and lower bound of each dimension. The empty
 * array has no dimensions. Elements are scalars of the element type or null; their type's TypeDef comes from outside.
 */
import { combineHashes } from './hash.ts';
import type { Datum, Oid } from './type-def.ts';

export const maxDimensions = 6;

export class PgArray {
  readonly elementType: Oid;
  readonly dims: readonly number[];
  readonly lowerBounds: readonly number[];
  readonly values: readonly Datum[];

  constructor(elementType: Oid, dims: readonly number[], lowerBounds: readonly number[], values: readonly Datum[]) {
    this.elementType = elementType;
    this.dims = dims;
    this.lowerBounds = lowerBounds;
    this.values = values;
  }

  /** One dimension, from 1; no elements make the empty array. */
  static of(elementType: Oid, values: readonly Datum[]): PgArray {
    return values.length === 0 ? PgArray.empty(elementType) : new PgArray(elementType, [values.length], [1], values);
  }

  static empty(elementType: Oid): PgArray {
    return new PgArray(elementType, [], [], []);
  }

  /** The element at a full set of subscripts; null when one is outside, or there are too few or too many. */
  at(subscripts: readonly number[]): Datum {
    if (subscripts.length !== this.dims.length || subscripts.length === 0) return null;
    let index = 0;
    for (let d = 0; d < subscripts.length; d++) {
      const offset = subscripts[d]! - this.lowerBounds[d]!;
      if (offset < 0 || offset >= this.dims[d]!) return null;
      index = index * this.dims[d]! + offset;
    }
    return this.values[index] ?? null;
  }
}

type Compare = (a: never, b: never) => number;

/** Order of arrays: element by element with null last, then by number of elements, then by dimensions. */
export function compareArrays(a: PgArray, b: PgArray, compareElements: Compare): number {
  const length = Math.min(a.values.length, b.values.length);
  for (let i = 0; i < length; i++) {
    const left = a.values[i]!;
    const right = b.values[i]!;
    if (left === null || right === null) {
      if (left === right) continue;
      return left === null ? 1 : -1;
    }
    // Elements are scalars of the type the function is for.
    const order = compareElements(left as never, right as never);
    if (order !== 0) return order;
  }
  if (a.values.length !== b.values.length) return a.values.length - b.values.length;
  if (a.dims.length !== b.dims.length) return a.dims.length - b.dims.length;
  for (let d = 0; d < a.dims.length; d++) if (a.dims[d] !== b.dims[d]) return a.dims[d]! - b.dims[d]!;
  for (let d = 0; d < a.dims.length; d++) {
    if (a.lowerBounds[d] !== b.lowerBounds[d]) return a.lowerBounds[d]! - b.lowerBounds[d]!;
  }
  return 0;
}

export function hashArray(array: PgArray, hashElement: (value: never) => number): number {
  let hash = array.values.length;
  for (const value of array.values) hash = combineHashes(hash, value === null ? 0 : hashElement(value as never));
  return hash;
}
