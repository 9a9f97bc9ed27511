/**
 * Which vector a table column gets, from its type and modifier. numeric(p ≤ 15, s) is stored as value × 10^s in a double,
 * which is exact below 2^53; every other type has the vector its TypeDef names.
 */
import { typeOid } from './oids.ts';
import { typeByOid } from './registry.ts';
import type { Oid, VectorKind } from './type-def.ts';

/** Precision and scale of a numeric typmod, or null when there is none. */
export function numericModifier(typmod: number): { precision: number; scale: number } | null {
  if (typmod < 4) return null;
  const bits = typmod - 4;
  return { precision: (bits >> 16) & 0xffff, scale: ((bits & 0x7ff) ^ 1024) - 1024 };
}

/** The scale at which a column of this type is stored as a double, or -1 when it is stored as its scalars. */
export function fixedScale(type: Oid, typmod: number): number {
  if (type !== typeOid.numeric) return -1;
  const modifier = numericModifier(typmod);
  if (modifier === null || modifier.precision > 15 || modifier.scale < 0 || modifier.scale > modifier.precision)
    return -1;
  return modifier.scale;
}

export function columnVector(type: Oid, typmod: number): VectorKind {
  if (fixedScale(type, typmod) >= 0) return 'float64';
  return typeByOid(type)?.vector ?? 'mixed';
}
