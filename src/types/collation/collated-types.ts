/** The text types under a collation: values as those of the type itself, in another order. Only sort keys have such a type. */

import { typeOid } from '../oids.ts';
import { trimBpchar } from '../text.ts';
import type { Oid, TypeDef } from '../type-def.ts';
import { deriveTypes, typeByOid } from '../type-table.ts';
import { collationUnder, isUnderCollation, withoutCollation } from './collated-oids.ts';
import { collatedCompare } from './collated-order.ts';
import { type Collation, collationByOid } from './collations.ts';

const made = new WeakMap<Collation, Map<Oid, TypeDef>>();

function collatedType(oid: Oid): TypeDef | undefined {
  if (!isUnderCollation(oid)) return undefined;
  const collation = collationByOid(collationUnder(oid)!);
  if (collation === undefined) return undefined;
  let types = made.get(collation);
  if (types === undefined) made.set(collation, (types = new Map()));
  let type = types.get(oid);
  if (type === undefined) {
    const base = typeByOid(withoutCollation(oid));
    if (base === undefined) return undefined;
    const order = collatedCompare(collation);
    const compare = base.oid === typeOid.bpchar ? (a: string, b: string) => order(trimBpchar(a), trimBpchar(b)) : order;
    type = { ...base, oid, arrayOid: 0, scalar: 'object', compare };
    types.set(oid, type);
  }
  return type;
}

deriveTypes(collatedType);
