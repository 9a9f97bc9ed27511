/**
 * Range types: each with its multirange type, the type of its bounds, and the step between values of a discrete one. Those built
 * in have rows here; those of a database have theirs in the definition of the type.
 */
import { assert } from '../../common/assert.ts';
import { sqlError } from '../../errors/index.ts';
import { dateType, isValidDay } from '../datetime/date.ts';
import { timestampType, timestampTzType } from '../datetime/timestamp.ts';
import { canonicalInteger, type Int8, int8Max } from '../int8.ts';
import { integerTypes } from '../integers.ts';
import { numericTypes } from '../numeric.ts';
import { outOfRange } from '../text-scan.ts';
import type { DatumValue, FunctionPlace, Oid, TypeDef } from '../type-def.ts';
import { firstUserTypeOid, typeByOid } from '../type-table.ts';

export interface RangeFamily {
  /** Name in pg_type of the range type, and of its multirange type. */
  readonly name: string;
  readonly multirangeName: string;
  readonly oid: Oid;
  readonly arrayOid: Oid;
  readonly multirangeOid: Oid;
  readonly multirangeArrayOid: Oid;
  readonly subtype: TypeDef;
  readonly compare: (a: never, b: never) => number;
  /** The value after this one, for types with steps; null for continuous ones. */
  readonly next: ((value: never) => DatumValue) | null;
  /** Of those of a database: where the functions are that make them. */
  readonly constructors?: { readonly range: FunctionPlace; readonly multirange: FunctionPlace };
}

function nextInteger(value: number): number {
  if (value === 2147483647) throw outOfRange('integer');
  return value + 1;
}

function nextBigint(value: Int8): Int8 {
  if (BigInt(value) === int8Max) throw outOfRange('bigint');
  return canonicalInteger(BigInt(value) + 1n);
}

/** Infinite dates have no neighbours. */
function nextDay(value: number): number {
  if (!Number.isFinite(value)) return value;
  if (!isValidDay(value + 1)) throw sqlError('datetime_field_overflow', 'date out of range');
  return value + 1;
}

function named(types: readonly TypeDef[], name: string): TypeDef {
  const type = types.find((candidate) => candidate.name === name);
  assert(type !== undefined, `no type ${name} for a range`);
  return type;
}

function family(
  [oid, arrayOid, name]: readonly [Oid, Oid, string],
  [multirangeOid, multirangeArrayOid, multirangeName]: readonly [Oid, Oid, string],
  subtype: TypeDef,
  next: RangeFamily['next'],
): RangeFamily {
  const { compare } = subtype;
  assert(compare !== null, `values of ${subtype.name} have no order`);
  return { name, multirangeName, oid, arrayOid, multirangeOid, multirangeArrayOid, subtype, compare, next };
}

export const rangeFamilies: readonly RangeFamily[] = [
  family([3904, 3905, 'int4range'], [4451, 6150, 'int4multirange'], named(integerTypes, 'int4'), nextInteger),
  family([3926, 3927, 'int8range'], [4536, 6157, 'int8multirange'], named(integerTypes, 'int8'), nextBigint),
  family([3906, 3907, 'numrange'], [4532, 6151, 'nummultirange'], named(numericTypes, 'numeric'), null),
  family([3908, 3909, 'tsrange'], [4533, 6152, 'tsmultirange'], timestampType, null),
  family([3910, 3911, 'tstzrange'], [4534, 6153, 'tstzmultirange'], timestampTzType, null),
  family([3912, 3913, 'daterange'], [4535, 6155, 'datemultirange'], dateType, nextDay),
];

const byRange = new Map<Oid, RangeFamily>(rangeFamilies.map((row) => [row.oid, row]));
const byMultirange = new Map<Oid, RangeFamily>(rangeFamilies.map((row) => [row.multirangeOid, row]));

/** The family whose range type this is. */
export function familyOfRange(type: Oid): RangeFamily | undefined {
  return type < firstUserTypeOid ? byRange.get(type) : ownFamily(type, 'range');
}

export function familyOfMultirange(type: Oid): RangeFamily | undefined {
  return type < firstUserTypeOid ? byMultirange.get(type) : ownFamily(type, 'multirange');
}

function ownFamily(type: Oid, kind: TypeDef['kind']): RangeFamily | undefined {
  const def = typeByOid(type);
  return def?.kind === kind ? def.rangeFamily : undefined;
}

/** The family of a range that exists. */
export function rangeFamily(type: Oid): RangeFamily {
  const found = familyOfRange(type);
  assert(found !== undefined, `type ${type} is no range type`);
  return found;
}
