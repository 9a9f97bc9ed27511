/** What generated code calls for array constructors, element-wise casts, `op ANY (array)` and subscripts. */
import { sqlError } from '../errors/index.ts';
import type { FunctionContext } from '../functions/function-def.ts';
import { PgArray } from '../types/array-value.ts';
import { Box, Line, numbersOf, Point, pointsOf, Segment } from '../types/geometry/values.ts';
import type { Datum, DatumValue, Oid, TypeDef } from '../types/type-def.ts';

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
  const values: Datum[] = [];
  let shape: PgArray | null = null;
  for (const element of elements) {
    const array = element as PgArray | null;
    if (array === null || (shape !== null && array.dims.join() !== shape.dims.join())) {
      throw sqlError(
        'array_subscript_error',
        'multidimensional arrays must have array expressions with matching dimensions',
      );
    }
    shape ??= array;
    for (const item of array.values) values.push(item);
  }
  if (shape === null || values.length === 0) return new PgArray(elementType, [], [], []);
  return new PgArray(elementType, [elements.length, ...shape.dims], [1, ...shape.dims.map(() => 1)], values);
}

export interface ElementCast {
  readonly source: TypeDef;
  readonly target: TypeDef;
  readonly method: 'function' | 'io' | 'binary';
  readonly impl: ((...args: never[]) => Datum) | null;
  /** `impl` gets the FunctionContext first. */
  readonly context: boolean;
  /** The function takes the modifier as well. */
  readonly modified: boolean;
  readonly typmod: number;
  readonly explicit: boolean;
}
export function castElements(array: PgArray, cast: ElementCast, context: FunctionContext): PgArray {
  const values = array.values.map((item) => {
    if (item === null) return null;
    let result: Datum = item;
    if (cast.method === 'function') {
      const args: Datum[] = cast.modified ? [item, cast.typmod] : [item];
      result = cast.context ? cast.impl!(context as never, ...(args as never[])) : cast.impl!(...(args as never[]));
    } else if (cast.method === 'io')
      result = cast.target.input(cast.source.output(item, context), cast.typmod, context);
    if (result !== null && cast.typmod >= 0 && cast.target.applyModifier !== undefined) {
      result = cast.target.applyModifier(result as never, cast.typmod, cast.explicit);
    }
    return result;
  });
  return new PgArray(cast.target.oid, array.dims, array.lowerBounds, values);
}

export interface ArrayTest {
  readonly impl: (...args: never[]) => Datum;
  readonly context: boolean;
  readonly callInfo: unknown;
  readonly any: boolean;
}
/** Three-valued `arg op ANY|ALL (array)` for a strict operator. */
export function arrayTest(test: ArrayTest, arg: Datum, array: Datum, context: FunctionContext): boolean | null {
  if (array === null) return null;
  const { values } = array as PgArray;
  if (values.length === 0) return !test.any;
  let unknown = arg === null;
  if (arg !== null) {
    const impl = test.impl as (...args: unknown[]) => Datum;
    for (const item of values) {
      if (item === null) {
        unknown = true;
        continue;
      }
      let result: Datum;
      if (test.context)
        result = test.callInfo === null ? impl(context, arg, item) : impl(context, test.callInfo, arg, item);
      else result = test.callInfo === null ? impl(arg, item) : impl(test.callInfo, arg, item);
      if (result === null) unknown = true;
      else if ((result as boolean) === test.any) return test.any;
    }
  }
  return unknown ? null : !test.any;
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
