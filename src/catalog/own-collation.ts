/** The collation that a descriptor stands for. */
import { type Collation, ownCollationKey } from '../types/collation/index.ts';
import type { CollationDescriptor } from './descriptors.ts';

const collations = new WeakMap<CollationDescriptor, Collation>();

/** The same for one descriptor each time. */
export function collationOfDescriptor(own: CollationDescriptor): Collation {
  let collation = collations.get(own);
  if (collation === undefined) {
    const { oid, name, schema, provider, encoding, lcCollate, icuLocale } = own;
    collation = { oid, key: ownCollationKey(oid), name, schema, provider, encoding, libcLocale: lcCollate, icuLocale };
    collations.set(own, collation);
  }
  return collation;
}
