/** Operators on arrays of any element type: containment, overlap, concatenation. */
import { checkInterruption } from '../../common/interruption.ts';
import { type SqlError, sqlError } from '../../errors/index.ts';
import { PgArray } from '../../types/array-value.ts';
import { typeByOid } from '../../types/registry.ts';
import { checkElementCount } from '../../types/size-limits.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import type { OperatorRow } from '../define-operators.ts';
import type { CallInfo } from '../function-def.ts';
import { elementCompare } from './object-orders.ts';

function holds(array: PgArray, value: Datum, compare: (a: never, b: never) => number): boolean {
  checkInterruption();
  return array.values.some((item) => item !== null && compare(item as never, value as never) === 0);
}

/** Every element of `part`, none of them null, is in `whole`. */
function contains(info: CallInfo, whole: PgArray, part: PgArray): boolean {
  const compare = elementCompare(info.argTypes[0]!, 'equality');
  return part.values.every((value) => value !== null && holds(whole, value, compare));
}

function overlaps(info: CallInfo, a: PgArray, b: PgArray): boolean {
  const compare = elementCompare(info.argTypes[0]!, 'equality');
  return b.values.some((value) => value !== null && holds(a, value, compare));
}

function elementOf(info: CallInfo): Oid {
  return typeByOid(info.resultType)!.elementOid;
}

function checkOneDimension(array: PgArray): void {
  if (array.dims.length > 1) throw sqlError('data_exception', 'argument must be empty or one-dimensional array');
}

export function arrayAppend(info: CallInfo, array: PgArray | null, value: Datum): PgArray {
  if (array === null || array.dims.length === 0) return PgArray.of(elementOf(info), [value]);
  checkOneDimension(array);
  return new PgArray(elementOf(info), [array.values.length + 1], array.lowerBounds, [...array.values, value]);
}

/** The lower bound stays, so the other elements move up by one. */
export function arrayPrepend(info: CallInfo, value: Datum, array: PgArray | null): PgArray {
  if (array === null || array.dims.length === 0) return PgArray.of(elementOf(info), [value]);
  checkOneDimension(array);
  return new PgArray(elementOf(info), [array.values.length + 1], array.lowerBounds, [value, ...array.values]);
}

function incompatible(detail: string): SqlError {
  return sqlError('array_subscript_error', 'cannot concatenate incompatible arrays', { detail });
}

function sameFrom(a: readonly number[], aFrom: number, b: readonly number[], bFrom: number): boolean {
  return a.slice(aFrom).every((value, i) => value === b[bFrom + i]);
}

/** Joins along the first dimension; an array of one dimension less counts as one element of the other. */
export function arrayConcat(info: CallInfo, a: PgArray | null, b: PgArray | null): PgArray | null {
  if (a === null) return b;
  if (b === null) return a;
  if (a.dims.length === 0) return b;
  if (b.dims.length === 0) return a;
  const depth = a.dims.length - b.dims.length;
  if (Math.abs(depth) > 1) {
    throw incompatible(
      `Arrays of ${a.dims.length} and ${b.dims.length} dimensions are not compatible for concatenation.`,
    );
  }
  const outer = depth >= 0 ? a : b;
  const inner = depth >= 0 ? b : a;
  const innerFrom = depth === 0 ? 1 : 0;
  if (
    !sameFrom(outer.dims, 1, inner.dims, innerFrom) ||
    !sameFrom(outer.lowerBounds, 1, inner.lowerBounds, innerFrom)
  ) {
    throw incompatible(
      depth === 0
        ? 'Arrays with differing element dimensions are not compatible for concatenation.'
        : 'Arrays with differing dimensions are not compatible for concatenation.',
    );
  }
  checkElementCount(a.values.length + b.values.length);
  const first = depth === 0 ? a.dims[0]! + b.dims[0]! : outer.dims[0]! + 1;
  return new PgArray(elementOf(info), [first, ...outer.dims.slice(1)], outer.lowerBounds, [...a.values, ...b.values]);
}

const test = { left: 'anyarray', right: 'anyarray', result: 'bool', callInfo: true } as const;
const join = { name: '||', result: 'anycompatiblearray', lenient: true, callInfo: true } as const;

export const arrayOperators: readonly OperatorRow[] = [
  { ...test, oid: 2751, name: '@>', proc: 2748, procName: 'arraycontains', commutator: '<@', impl: contains },
  {
    ...test,
    oid: 2752,
    name: '<@',
    proc: 2749,
    procName: 'arraycontained',
    commutator: '@>',
    impl: (info: CallInfo, part: PgArray, whole: PgArray) => contains(info, whole, part),
  },
  { ...test, oid: 2750, name: '&&', proc: 2747, procName: 'arrayoverlap', commutator: '&&', impl: overlaps },
  {
    ...join,
    oid: 349,
    left: 'anycompatiblearray',
    right: 'anycompatible',
    proc: 378,
    procName: 'array_append',
    impl: arrayAppend,
  },
  {
    ...join,
    oid: 374,
    left: 'anycompatible',
    right: 'anycompatiblearray',
    proc: 379,
    procName: 'array_prepend',
    impl: arrayPrepend,
  },
  {
    ...join,
    oid: 375,
    left: 'anycompatiblearray',
    right: 'anycompatiblearray',
    proc: 383,
    procName: 'array_cat',
    impl: arrayConcat,
  },
];
