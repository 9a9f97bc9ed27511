/** Orders of types whose scalars compare through a function. */
import { sqlError } from '../../errors/index.ts';
import { compareArrays, type PgArray } from '../../types/array-value.ts';
import { compareBytes } from '../../types/bytea.ts';
import type { Numeric } from '../../types/numeric-value.ts';
import { compareRecords } from '../../types/record-value.ts';
import { formatType, typeByOid } from '../../types/registry.ts';
import { compareBpchar } from '../../types/text.ts';
import type { Oid } from '../../types/type-def.ts';
import type { CallInfo } from '../function-def.ts';
import { type Order, orderBy } from './comparison-family.ts';

export const bpcharOrder: Order = orderBy(compareBpchar);
export const byteaOrder: Order = orderBy(compareBytes);
export const numericOrder: Order = {
  test: {
    ...orderBy((a: Numeric, b: Numeric) => a.compare(b)).test,
    '=': (a: Numeric, b: Numeric) => a.equals(b),
    '<>': (a: Numeric, b: Numeric) => !a.equals(b),
  },
};

const oidvectorOid = 30;
/** The order the oidvector type itself has: length first. */
export const vectorOrder: Order = orderBy((a: PgArray, b: PgArray) =>
  typeByOid(oidvectorOid)!.compare!(a as never, b as never),
);

/** The order function of the elements of an array type. */
export function elementCompare(arrayType: Oid, need: 'comparison' | 'equality'): (a: never, b: never) => number {
  const elementOid = typeByOid(arrayType)?.elementOid ?? 0;
  const element = typeByOid(elementOid);
  const compare = element?.compare;
  if (!compare) {
    // xid, cid and aclitem are equal or not, and have no order.
    if (need === 'equality' && element != null && element.hash !== null && element.scalar !== 'object') return differ;
    const name = formatType(elementOid);
    throw sqlError(
      'undefined_function',
      need === 'comparison'
        ? `could not identify a comparison function for type ${name}`
        : `could not identify an equality operator for type ${name}`,
    );
  }
  return compare;
}

function differ(a: unknown, b: unknown): number {
  return a === b ? 0 : 1;
}

function arrays(test: (order: number) => boolean) {
  return (info: CallInfo, a: PgArray, b: PgArray) =>
    test(compareArrays(a, b, elementCompare(info.argTypes[0]!, 'comparison')));
}

/** Arrays of different shapes differ, whatever is in them: their elements need no equality then. */
function equalArrays(wanted: boolean) {
  return (info: CallInfo, a: PgArray, b: PgArray) => {
    const isEqual = sameShape(a, b) && compareArrays(a, b, elementCompare(info.argTypes[0]!, 'equality')) === 0;
    return isEqual === wanted;
  };
}
function sameShape(a: PgArray, b: PgArray): boolean {
  return (
    a.dims.length === b.dims.length &&
    a.dims.every((dim, d) => dim === b.dims[d] && a.lowerBounds[d] === b.lowerBounds[d])
  );
}

/** Field by field; nulls are equal, and greater than everything. */
export const recordOrder: Order = orderBy(compareRecords);

export const arrayOrder: Order = {
  callInfo: true,
  test: {
    '<': arrays((order) => order < 0),
    '<=': arrays((order) => order <= 0),
    '=': equalArrays(true),
    '>=': arrays((order) => order >= 0),
    '>': arrays((order) => order > 0),
    '<>': equalArrays(false),
  },
};
