/**
 * Numbers of the types and functions that are others "under a collation". `text` ordered by "de-x-icu" has its own type number,
 * `text_lt` under it its own function number: so whatever looks at a type or a function and knows nothing of collations cannot
 * take it for the bytewise one. The numbers lie beyond all OIDs and are made of two, so that stored trees may contain them.
 */
import type { Oid } from '../type-def.ts';

/** Beyond every OID; a power of two, so that sums stay exact. */
const base = 2 ** 40;
/** Only built-in types and functions come under a collation; their OIDs are smaller. */
const baseOids = 2 ** 16;

/** Stands for the collation of what has none that could be determined. */
export const indeterminate: Oid = 0;

export function underCollation(oid: Oid, collation: Oid): Oid {
  return base + collation * baseOids + oid;
}

export function isUnderCollation(oid: Oid): boolean {
  return oid >= base;
}

/** The type or function without the collation; itself when it is under none. */
export function withoutCollation(oid: Oid): Oid {
  return oid >= base ? (oid - base) % baseOids : oid;
}

/** OID of the collation that it is under; null when it is under none. */
export function collationUnder(oid: Oid): Oid | null {
  return oid >= base ? Math.floor((oid - base) / baseOids) : null;
}
