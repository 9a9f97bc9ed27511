/** Array functions. Appending, prepending and joining are with the `||` operators. */
import { sqlError } from '../../../errors/index.ts';
import { maxDimensions, PgArray } from '../../../types/array-value.ts';
import { typeOid } from '../../../types/oids.ts';
import { typeByOid } from '../../../types/registry.ts';
import { checkElementCount, joinParts } from '../../../types/size-limits.ts';
import type { Datum, DatumValue, TypeDef } from '../../../types/type-def.ts';
import type { CallInfo, FunctionContext } from '../../function-def.ts';
import { elementCompare } from '../../operators/object-orders.ts';
import { scalar } from '../define.ts';

/** Index into `dims` of a dimension counted from 1; -1 for one the array does not have. */
function dimension(array: PgArray, number: number): number {
  return number >= 1 && number <= array.dims.length ? number - 1 : -1;
}

function length(array: PgArray, number: number): number | null {
  return array.dims[dimension(array, number)] ?? null;
}

function lower(array: PgArray, number: number): number | null {
  return array.lowerBounds[dimension(array, number)] ?? null;
}

function upper(array: PgArray, number: number): number | null {
  const d = dimension(array, number);
  return d < 0 ? null : array.lowerBounds[d]! + array.dims[d]! - 1;
}

function dimensionText(array: PgArray): string | null {
  if (array.dims.length === 0) return null;
  return array.dims.map((size, d) => `[${array.lowerBounds[d]}:${array.lowerBounds[d]! + size - 1}]`).join('');
}

type Compare = (a: never, b: never) => number;

function same(a: Datum, b: Datum, compare: Compare): boolean {
  if (a === null || b === null) return a === b;
  return compare(a as never, b as never) === 0;
}

function notMultidimensional(array: PgArray, doing: string): void {
  if (array.dims.length > 1) {
    throw sqlError('feature_not_supported', `${doing} elements from multidimensional arrays is not supported`);
  }
}

function checkSearch(array: PgArray): void {
  if (array.dims.length > 1) {
    throw sqlError('feature_not_supported', 'searching for elements in multidimensional arrays is not supported');
  }
}

function position(info: CallInfo, array: PgArray | null, value: Datum, start?: number | null): number | null {
  if (array === null) return null;
  checkSearch(array);
  if (array.values.length === 0) return null;
  if (value === null && !array.values.includes(null)) return null;
  if (start === null) throw sqlError('null_value_not_allowed', 'initial position must not be null');
  const compare = elementCompare(info.argTypes[0]!, 'equality');
  const base = array.lowerBounds[0]!;
  for (let index = Math.max((start ?? base) - base, 0); index < array.values.length; index++) {
    if (same(array.values[index]!, value, compare)) return base + index;
  }
  return null;
}

function positions(info: CallInfo, array: PgArray | null, value: Datum): PgArray | null {
  if (array === null) return null;
  checkSearch(array);
  if (array.values.length === 0 || (value === null && !array.values.includes(null))) return PgArray.empty(typeOid.int4);
  const compare = elementCompare(info.argTypes[0]!, 'equality');
  const found: number[] = [];
  array.values.forEach((element, index) => {
    if (same(element, value, compare)) found.push(array.lowerBounds[0]! + index);
  });
  return PgArray.of(typeOid.int4, found);
}

function remove(info: CallInfo, array: PgArray | null, value: Datum): PgArray | null {
  if (array === null) return null;
  if (array.values.length === 0) return array;
  notMultidimensional(array, 'removing');
  const compare = elementCompare(info.argTypes[0]!, 'equality');
  const rest = array.values.filter((element) => !same(element, value, compare));
  if (rest.length === array.values.length) return array;
  if (rest.length === 0) return PgArray.empty(array.elementType);
  return new PgArray(array.elementType, [rest.length], array.lowerBounds, rest);
}

function replace(info: CallInfo, array: PgArray | null, from: Datum, to: Datum): PgArray | null {
  if (array === null || array.values.length === 0) return array;
  const compare = elementCompare(info.argTypes[0]!, 'equality');
  const values = array.values.map((element) => (same(element, from, compare) ? to : element));
  return new PgArray(array.elementType, array.dims, array.lowerBounds, values);
}

const MAX_ELEMENTS = 134_217_727;

function fill(info: CallInfo, value: Datum, dims: PgArray | null, lowerBounds?: PgArray | null): PgArray {
  const elementType = typeByOid(info.resultType)!.elementOid;
  if (dims === null || lowerBounds === null) {
    throw sqlError('null_value_not_allowed', 'dimension array or low bound array cannot be null');
  }
  const wrong = (detail: string) => sqlError('array_subscript_error', 'wrong number of array subscripts', { detail });
  if (dims.dims.length > 1) throw wrong('Dimension array must be one dimensional.');
  const sizes = integers(dims);
  if (sizes.length > maxDimensions) {
    throw sqlError(
      'program_limit_exceeded',
      `number of array dimensions (${sizes.length}) exceeds the maximum allowed (${maxDimensions})`,
    );
  }
  if (lowerBounds !== undefined && lowerBounds.dims.length > 1) throw wrong('Dimension array must be one dimensional.');
  const bounds = lowerBounds === undefined ? sizes.map(() => 1) : integers(lowerBounds);
  if (bounds.length !== sizes.length) throw wrong('Low bound array has different size than dimensions array.');
  let count = 1;
  for (const size of sizes) {
    // A product beyond int4 is an error even where a later size is 0.
    count = size < 0 || count * size > 2147483647 ? Infinity : count * size;
    if (count === Infinity) break;
  }
  if (count > MAX_ELEMENTS) {
    throw sqlError('program_limit_exceeded', `array size exceeds the maximum allowed (${MAX_ELEMENTS})`);
  }
  checkElementCount(count);
  sizes.forEach((size, d) => {
    if (size + bounds[d]! <= 2147483647) return;
    throw sqlError('program_limit_exceeded', `array lower bound is too large: ${bounds[d]!}`);
  });
  if (sizes.length === 0 || count === 0) return PgArray.empty(elementType);
  return new PgArray(elementType, sizes, bounds, new Array<Datum>(count).fill(value));
}

function integers(array: PgArray): number[] {
  return array.values.map((value) => {
    if (value === null) throw sqlError('null_value_not_allowed', 'dimension values cannot be null');
    return value as number;
  });
}

/** Without the last `count` elements of the first dimension. */
function trim(array: PgArray, count: number): PgArray {
  const size = array.dims[0] ?? 0;
  if (count < 0 || count > size) {
    throw sqlError('array_subscript_error', `number of elements to trim must be between 0 and ${size}`);
  }
  const left = size - count;
  if (left === 0) return PgArray.empty(array.elementType);
  const row = array.values.length / size;
  const dims = [left, ...array.dims.slice(1)];
  return new PgArray(
    array.elementType,
    dims,
    dims.map(() => 1),
    array.values.slice(0, left * row),
  );
}

function toText(
  context: FunctionContext,
  _info: CallInfo,
  array: PgArray | null,
  delimiter: string | null,
  nullText: string | null = null,
): string | null {
  if (array === null || delimiter === null) return null;
  const type: TypeDef | undefined = typeByOid(array.elementType);
  const parts: string[] = [];
  for (const value of array.values) {
    if (value !== null) parts.push(type!.output(value, context));
    else if (nullText !== null) parts.push(nullText);
  }
  return joinParts(parts, delimiter);
}

/** Number of thresholds that are not above the operand; they must be in order. */
function widthBucket(info: CallInfo, operand: DatumValue, thresholds: PgArray): number {
  if (thresholds.dims.length > 1) {
    throw sqlError('array_subscript_error', 'thresholds must be one-dimensional array');
  }
  if (thresholds.values.includes(null)) {
    throw sqlError('null_value_not_allowed', 'thresholds array must not contain NULLs');
  }
  const compare = elementCompare(info.argTypes[1]!, 'comparison');
  let low = 0;
  let high = thresholds.values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(operand as never, thresholds.values[middle] as never) < 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

const lenient = { strict: false, callInfo: true } as const;

export const arrayFunctions = [
  scalar(2176, 'array_length', 'anyarray int4', 'int4', length),
  scalar(2091, 'array_lower', 'anyarray int4', 'int4', lower),
  scalar(2092, 'array_upper', 'anyarray int4', 'int4', upper),
  scalar(748, 'array_ndims', 'anyarray', 'int4', (array: PgArray) => array.dims.length || null),
  scalar(747, 'array_dims', 'anyarray', 'text', dimensionText),
  scalar(3179, 'cardinality', 'anyarray', 'int4', (array: PgArray) => array.values.length),
  scalar(3277, 'array_position', 'anycompatiblearray anycompatible', 'int4', position, lenient),
  scalar(3278, 'array_position', 'anycompatiblearray anycompatible int4', 'int4', position, lenient),
  scalar(3279, 'array_positions', 'anycompatiblearray anycompatible', '_int4', positions, lenient),
  scalar(3167, 'array_remove', 'anycompatiblearray anycompatible', 'anycompatiblearray', remove, lenient),
  scalar(
    3168,
    'array_replace',
    'anycompatiblearray anycompatible anycompatible',
    'anycompatiblearray',
    replace,
    lenient,
  ),
  scalar(1193, 'array_fill', 'anyelement _int4', 'anyarray', fill, lenient),
  scalar(1286, 'array_fill', 'anyelement _int4 _int4', 'anyarray', fill, lenient),
  scalar(6172, 'trim_array', 'anyarray int4', 'anyarray', trim),
  scalar(395, 'array_to_string', 'anyarray text', 'text', toText, {
    volatility: 'stable',
    context: true,
    callInfo: true,
  }),
  scalar(384, 'array_to_string', 'anyarray text text', 'text', toText, {
    volatility: 'stable',
    strict: false,
    context: true,
    callInfo: true,
  }),
  scalar(3218, 'width_bucket', 'anycompatible anycompatiblearray', 'int4', widthBucket, { callInfo: true }),
];
