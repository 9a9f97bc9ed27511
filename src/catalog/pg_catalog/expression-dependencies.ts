/**
 * What a stored expression or query refers to, as pg_depend has it: columns are left to the caller, who knows which table they are
 * of. What the system comes with is not recorded, but for the collations that initdb found in the operating system and in ICU.
 */
import { collationByKey, collationUnder, withoutCollation } from '../../types/collation/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { BoundNode } from '../tree-references.ts';
import { isViewRef, walkTree } from '../tree-references.ts';
import { classOids, firstUserOid, regclassTypeOid } from '../well-known.ts';

export interface Reference {
  readonly class: Oid;
  readonly oid: Oid;
}

/** Below it are the objects that PostgreSQL calls pinned: nothing is recorded about them. */
const firstUnpinnedOid: Oid = 12000;

export function referencesIn(...roots: readonly (BoundNode | null | undefined)[]): Reference[] {
  const found = new Map<string, Reference>();
  const add = (classOid: Oid, oid: Oid): void => {
    if (oid >= firstUnpinnedOid) found.set(`${classOid} ${oid}`, { class: classOid, oid });
  };
  for (const root of roots) if (root) walkTree(root, (node) => addReferences(node, add));
  return [...found.values()];
}

function addReferences(node: BoundNode, add: (classOid: Oid, oid: Oid) => void): boolean {
  // A view in a query has references of its own.
  if (isViewRef(node)) return false;
  switch (node.kind) {
    case 'const':
      add(classOids.pg_type, ownOnly(withoutCollation(node.type)));
      if (node.type === regclassTypeOid && typeof node.value === 'number') add(classOids.pg_class, ownOnly(node.value));
      addCollationUnder(node.type, add);
      break;
    case 'cast':
      if (node.collation !== undefined) add(classOids.pg_collation, collationByKey(node.collation)?.oid ?? 0);
      // A conversion by a function refers to that alone.
      else if (node.fn === null) add(classOids.pg_type, ownOnly(withoutCollation(node.type)));
      else add(classOids.pg_proc, ownOnly(withoutCollation(node.fn)));
      break;
    case 'row':
      add(classOids.pg_type, ownOnly(node.type));
      break;
    case 'call':
    case 'aggregate':
    case 'window':
      add(classOids.pg_proc, ownOnly(withoutCollation(node.fn)));
      break;
    default:
      break;
  }
  return true;
}

function addCollationUnder(type: Oid, add: (classOid: Oid, oid: Oid) => void): void {
  const collation = collationUnder(type);
  if (collation !== null) add(classOids.pg_collation, collation);
}

function ownOnly(oid: Oid): Oid {
  return oid >= firstUserOid ? oid : 0;
}

/** The collation of a column, key or type, unless it is the type's own or one that is always there. */
export function collationReferences(key: string | null | undefined): Reference[] {
  const oid = key == null ? 0 : (collationByKey(key)?.oid ?? 0);
  return oid < firstUnpinnedOid ? [] : [{ class: classOids.pg_collation, oid }];
}
