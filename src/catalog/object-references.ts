/** What a descriptor refers to: walks the bound trees that the catalog stores. */
import type { Oid } from '../types/type-def.ts';
import type { RelationDescriptor } from './descriptors.ts';
import type { BoundExpr } from './tree.ts';
import { walkTree } from './tree-references.ts';
import { regclassTypeOid } from './well-known.ts';

/** OIDs of relations named by `'s'::regclass` constants in the expression: how a default depends on its sequence. */
export function sequencesIn(expr: BoundExpr): Oid[] {
  const found: Oid[] = [];
  walkTree(expr, (node) => {
    if (node.kind === 'const' && node.type === regclassTypeOid && typeof node.value === 'number')
      found.push(node.value);
  });
  return found;
}

/** OIDs of the other relations that `descriptor` cannot live without. */
export function referencesOf(descriptor: RelationDescriptor): Set<Oid> {
  const found = new Set<Oid>();
  switch (descriptor.kind) {
    case 'table':
      for (const column of descriptor.columns) {
        if (column.defaultExpr !== null) for (const oid of sequencesIn(column.defaultExpr)) found.add(oid);
      }
      for (const constraint of descriptor.constraints) {
        if (constraint.kind === 'foreignKey') found.add(constraint.referencedTable);
      }
      for (const oid of descriptor.materialized?.dependsOn ?? []) found.add(oid);
      break;
    case 'index':
      found.add(descriptor.table);
      break;
    case 'view':
      for (const oid of descriptor.dependsOn) found.add(oid);
      break;
    case 'sequence':
      if (descriptor.ownedBy !== null) found.add(descriptor.ownedBy.table);
      break;
    case 'catalogRelation':
      break;
  }
  found.delete(descriptor.oid);
  return found;
}
