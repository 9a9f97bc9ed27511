/**
 * `SET a[i] = x`, `SET a[i:j] = x` ("Arrays", "Modifying Arrays"). A one-dimensional array grows in either direction, the gap
 * filled with nulls; one of several dimensions keeps its shape; of nothing a new array is made.
 */
import { sqlError } from '../errors/index.ts';
import { PgArray } from '../types/array-value.ts';
import type { Datum, DatumValue, Oid } from '../types/type-def.ts';

type Bound = Datum | undefined;
type Subscripts = readonly (readonly [Bound, Bound])[];

const maxDimensions = 6;
/** Less than PostgreSQL's 2^27: a typing error in a subscript shall not take the memory of the process. */
const maxElements = 1 << 24;

export function assignToArray(
  array: Datum,
  elementType: Oid,
  subscripts: Subscripts,
  slice: boolean,
  value: Datum,
): Datum {
  for (const [lower, upper] of subscripts) {
    if (lower === null || upper === null) {
      throw sqlError('null_value_not_allowed', 'array subscript in assignment must not be null');
    }
  }
  if (subscripts.length > maxDimensions) {
    throw sqlError(
      'program_limit_exceeded',
      `number of array dimensions (${subscripts.length}) exceeds the maximum allowed (${maxDimensions})`,
    );
  }
  const container = (array as PgArray | null) ?? new PgArray(elementType, [], [], []);
  if (slice) return value === null ? container : assignSlice(container, subscripts, value as PgArray);
  const indexes = subscripts.map(([, upper]) => upper as number);
  return assignElement(container, indexes, value);
}

function assignElement(array: PgArray, indexes: readonly number[], value: Datum): PgArray {
  const dimensions = array.dims.length;
  if (dimensions === 0) {
    for (const index of indexes) checkBound(index);
    return new PgArray(
      array.elementType,
      indexes.map(() => 1),
      indexes,
      [value as DatumValue],
    );
  }
  if (indexes.length !== dimensions) throw wrongNumber();
  if (dimensions === 1) return spliced(array, indexes[0]!, [value]);
  let offset = 0;
  for (const [i, index] of indexes.entries()) {
    const within = index - array.lowerBounds[i]!;
    if (within < 0 || within >= array.dims[i]!) throw outOfRange();
    offset = offset * array.dims[i]! + within;
  }
  const values = array.values.slice();
  values[offset] = value as DatumValue;
  return new PgArray(array.elementType, array.dims, array.lowerBounds, values);
}

function assignSlice(array: PgArray, subscripts: Subscripts, source: PgArray): PgArray {
  const dimensions = array.dims.length;
  if (dimensions === 0) return newSlice(array.elementType, subscripts, source);
  if (subscripts.length > dimensions) throw wrongNumber();
  const from: number[] = [];
  const to: number[] = [];
  for (let i = 0; i < dimensions; i++) {
    const low = array.lowerBounds[i]!;
    const high = low + array.dims[i]! - 1;
    const lower = (subscripts[i]?.[0] ?? low) as number;
    const upper = (subscripts[i]?.[1] ?? high) as number;
    if (lower > upper) throw sqlError('array_subscript_error', 'upper bound cannot be less than lower bound');
    if (dimensions > 1 && (lower < low || upper > high)) throw outOfRange();
    from.push(lower);
    to.push(upper);
  }
  const count = countOf(from.map((lower, i) => to[i]! - lower + 1));
  if (source.values.length < count) throw tooSmall();
  if (dimensions === 1) return spliced(array, from[0]!, source.values.slice(0, count));
  const values = array.values.slice();
  let next = 0;
  const visit = (dimension: number, offset: number): void => {
    const low = array.lowerBounds[dimension]!;
    for (let index = from[dimension]!; index <= to[dimension]!; index++) {
      const place = offset * array.dims[dimension]! + index - low;
      if (dimension === dimensions - 1) values[place] = source.values[next++]!;
      else visit(dimension + 1, place);
    }
  };
  visit(0, 0);
  return new PgArray(array.elementType, array.dims, array.lowerBounds, values);
}

function newSlice(elementType: Oid, subscripts: Subscripts, source: PgArray): PgArray {
  const dims: number[] = [];
  const lowerBounds: number[] = [];
  for (const [lower, upper] of subscripts) {
    if (lower === undefined || upper === undefined) {
      throw sqlError('array_subscript_error', 'array slice subscript must provide both boundaries', {
        detail: 'When assigning to a slice of an empty array value, slice boundaries must be fully specified.',
      });
    }
    const size = (upper as number) - (lower as number) + 1;
    if (size < 0) throw tooLarge();
    checkBound(lower as number);
    dims.push(size);
    lowerBounds.push(lower as number);
  }
  const count = countOf(dims);
  if (source.values.length < count) throw tooSmall();
  if (count === 0) return new PgArray(elementType, [], [], []);
  return new PgArray(elementType, dims, lowerBounds, source.values.slice(0, count));
}

/** Values from `index` on; what lies between them and the array becomes null. */
function spliced(array: PgArray, index: number, put: readonly Datum[]): PgArray {
  const low = array.lowerBounds[0]!;
  const first = Math.min(low, index);
  const end = Math.max(low + array.dims[0]!, index + put.length);
  if (end - first > maxElements) throw tooLarge();
  checkBound(end - 1);
  const values: Datum[] = new Array(end - first).fill(null);
  for (let i = 0; i < array.values.length; i++) values[low - first + i] = array.values[i]!;
  for (let i = 0; i < put.length; i++) values[index - first + i] = put[i]!;
  return new PgArray(array.elementType, [values.length], [first], values);
}

function countOf(sizes: readonly number[]): number {
  let count = 1;
  for (const size of sizes) count *= size;
  if (count > maxElements) throw tooLarge();
  return count;
}

/** The index behind the last must be a number too. */
function checkBound(index: number): void {
  if (index >= 2147483647) {
    throw sqlError('program_limit_exceeded', `array lower bound is too large: ${index}`);
  }
}

function wrongNumber(): Error {
  return sqlError('array_subscript_error', 'wrong number of array subscripts');
}
function outOfRange(): Error {
  return sqlError('array_subscript_error', 'array subscript out of range');
}
function tooSmall(): Error {
  return sqlError('array_subscript_error', 'source array too small');
}
function tooLarge(): Error {
  return sqlError('program_limit_exceeded', 'array size exceeds the maximum allowed (134217727)');
}
