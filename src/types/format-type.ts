/** The SQL spelling of a type with its modifier: format_type(). */

import type { Oid, TypeDef } from './type-def.ts';
import { firstUserTypeOid, typeByOid } from './type-table.ts';

const bpcharOid = 1042;
const bitOid = 1560;

/** oidvector and int2vector have elements too, and are no arrays of them. */
function isArray({ oid, elementOid, category, length }: TypeDef): boolean {
  return elementOid !== 0 && category === 'A' && length === -1 && typeByOid(elementOid)?.arrayOid === oid;
}

/**
 * `typmod` null (no modifier was asked for) and -1 (there is none) differ only for bpchar and bit: "character" against "bpchar",
 * as `character` alone would mean character(1). Unknown types give `???`, OID 0 gives `-`.
 */
export function formatType(oid: Oid, typmod: number | null = null): string {
  if (oid === 0) return '-';
  const type = typeByOid(oid);
  if (type === undefined) return '???';
  // Fixed-length types with elements (point, name) are no arrays to this.
  if (isArray(type)) return `${formatType(type.elementOid, typmod)}[]`;
  if (type.oid >= firstUserTypeOid) return type.displayName;
  if (typmod === null) return type.displayName;
  if (typmod < 0) return oid === bpcharOid ? 'bpchar' : oid === bitOid ? '"bit"' : type.displayName;
  if (type.modifierOut === undefined) {
    // Types with a spelling of their own in SQL show no modifier they cannot have; others show the bare number.
    const spelled = type.displayName !== type.name && !type.displayName.startsWith('"');
    return spelled ? type.displayName : `${type.displayName}(${typmod})`;
  }
  const modifier = type.modifierOut(typmod);
  if (modifier === '') return type.displayName;
  // The modifier of time and timestamp stands before "with(out) time zone".
  const zone = type.displayName.search(/ with(?:out)? time zone$/);
  if (zone < 0) return type.displayName + modifier;
  return type.displayName.slice(0, zone) + modifier + type.displayName.slice(zone);
}
