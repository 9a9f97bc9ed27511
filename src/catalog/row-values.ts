/** Values in catalog rows. */
import { PgArray } from '../types/array-value.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import { catalogVector } from '../types/vectors.ts';

const int2: Oid = 21;
const text: Oid = 25;
const oidType: Oid = 26;
const charType: Oid = 18;
const nameType: Oid = 19;

export function int2Vector(values: readonly number[]): Datum {
  return catalogVector(int2, values);
}
export function oidVector(values: readonly number[]): Datum {
  return catalogVector(oidType, values);
}
export function int2Array(values: readonly number[]): Datum {
  return PgArray.of(int2, values);
}
export function oidArray(values: readonly number[]): Datum {
  return PgArray.of(oidType, values);
}
export function textArray(values: readonly string[]): Datum {
  return PgArray.of(text, values);
}
export function nameArray(values: readonly string[]): Datum {
  return PgArray.of(nameType, values);
}
export function charArray(values: readonly string[]): Datum {
  return PgArray.of(charType, values);
}

/** An integer of any size as a scalar of type int8. */
export function int8(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}
