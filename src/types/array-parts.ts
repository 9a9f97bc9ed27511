/** Arrays from their elements, and elements and slices of arrays. */
import { sqlError } from '../errors/index.ts';
import { tooManyDimensions } from './array-text.ts';
import { maxDimensions, PgArray } from './array-value.ts';
import { Box, Line, numbersOf, Point, pointsOf, Segment } from './geometry/values.ts';
import type { Datum, DatumValue, Oid } from './type-def.ts';

/** ARRAY[...]; nested: the elements are arrays of one shape, which becomes the inner dimensions. */
export function makeArray(elementType: Oid, elements: readonly Datum[], nested: boolean): PgArray {
  if (!nested) {
    return new PgArray(
      elementType,
      elements.length === 0 ? [] : [elements.length],
      elements.length === 0 ? [] : [1],
      elements.slice(),
    );
  }
  // Nulls and empty arrays go with one another only.
  const arrays = (elements as readonly (PgArray | null)[]).filter((array) => array !== null && array.dims.length > 0);
  const shape = arrays[0];
  if (!shape) return new PgArray(elementType, [], [], []);
  if (shape.dims.length >= maxDimensions) throw tooManyDimensions(shape.dims.length + 1);
  const isLikeFirst = (array: PgArray | null) =>
    array!.dims.join() === shape.dims.join() && array!.lowerBounds.join() === shape.lowerBounds.join();
  if (arrays.length < elements.length || !arrays.every(isLikeFirst)) {
    throw sqlError(
      'array_subscript_error',
      'multidimensional arrays must have array expressions with matching dimensions',
    );
  }
  const values: Datum[] = [];
  for (const array of arrays) for (const item of array!.values) values.push(item);
  return new PgArray(elementType, [elements.length, ...shape.dims], [1, ...shape.lowerBounds], values);
}

type Bound = Datum | undefined;
/** `a[i]`, `a[i][j]`, and slices; subscripts out of range give null, slices what lies within. */
export function subscriptArray(array: Datum, subscripts: readonly (readonly [Bound, Bound])[], slice: boolean): Datum {
  if (array === null) return null;
  for (const [lower, upper] of subscripts) if (lower === null || upper === null) return null;
  if (!(array instanceof PgArray)) {
    if (slice) throw sqlError('feature_not_supported', 'slices of fixed-length arrays not implemented');
    return subscripts.length === 1 ? partOf(array, Number(subscripts[0]![1])) : null;
  }
  const source = array;
  if (!slice) {
    if (subscripts.length !== source.dims.length) return null;
    let offset = 0;
    for (const [i, subscript] of subscripts.entries()) {
      const index = Number(subscript[1]) - source.lowerBounds[i]!;
      if (index < 0 || index >= source.dims[i]!) return null;
      offset = offset * source.dims[i]! + index;
    }
    return source.values[offset]!;
  }
  return sliceArray(source, subscripts);
}

/** Parts of types that are arrays of a fixed length, counted from 0: a point's coordinates, a box's corners, a name's bytes. */
function partOf(value: DatumValue, index: number): Datum {
  if (typeof value === 'string') {
    const byte = index < 0 || index >= 64 ? undefined : (Buffer.from(value, 'utf8')[index] ?? 0);
    return byte === undefined ? null : byte === 0 ? '' : String.fromCharCode(byte);
  }
  if (value instanceof Segment || value instanceof Box) return pointsOf(numbersOf(value))[index] ?? null;
  return (value instanceof Point || value instanceof Line ? numbersOf(value)[index] : undefined) ?? null;
}

function sliceArray(source: PgArray, subscripts: readonly (readonly [Bound, Bound])[]): PgArray {
  const dimensions = source.dims.length;
  const empty = new PgArray(source.elementType, [], [], []);
  if (subscripts.length > dimensions) return empty;
  const from: number[] = [];
  const to: number[] = [];
  for (let i = 0; i < dimensions; i++) {
    const low = source.lowerBounds[i]!;
    const high = low + source.dims[i]! - 1;
    const subscript = subscripts[i];
    // Without a colon, `n` in a slice means 1:n.
    const lower = subscript === undefined || subscript[0] === undefined ? low : Number(subscript[0]);
    const upper = subscript === undefined || subscript[1] === undefined ? high : Number(subscript[1]);
    from.push(Math.max(lower, low) - low);
    to.push(Math.min(upper, high) - low);
    if (from[i]! > to[i]!) return empty;
  }
  const values: DatumValue[] = [];
  const visit = (dimension: number, offset: number): void => {
    for (let index = from[dimension]!; index <= to[dimension]!; index++) {
      const next = offset * source.dims[dimension]! + index;
      if (dimension === dimensions - 1) values.push(source.values[next] as DatumValue);
      else visit(dimension + 1, next);
    }
  };
  visit(0, 0);
  return new PgArray(
    source.elementType,
    from.map((start, i) => to[i]! - start + 1),
    from.map(() => 1),
    values,
  );
}
