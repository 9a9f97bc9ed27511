/**
 * The primary keys that a query leans on: it takes columns that are not grouped because a grouped primary key determines them,
 * and is good only while the key is there. As in PostgreSQL a view depends on such a constraint.
 */
import type { Oid } from '../types/type-def.ts';
import type { Catalog } from './catalog.ts';
import type { BoundQuery, BoundSelect } from './tree.ts';
import { exprEquals } from './tree-equals.ts';
import { type BoundNode, isViewRef, walkTree } from './tree-references.ts';
import { walkExpr } from './tree-walk.ts';

/** OIDs of the constraints. */
export function keysLeanedOn(query: BoundQuery, catalog: Catalog): Set<Oid> {
  const keys = new Set<Oid>();
  walkTree(query, (node) => {
    // A view in the query has keys of its own to lean on.
    if (isViewRef(node)) return false;
    if (node.kind === 'select' && node.groupBy.length > 0) for (const key of keysOfSelect(node, catalog)) keys.add(key);
    return true;
  });
  return keys;
}

function keysOfSelect(select: BoundSelect, catalog: Catalog): Set<Oid> {
  const leans = new Set<Oid>();
  const keyed = keyedRels(select, catalog);
  if (keyed.size === 0) return leans;
  const having = select.having === null ? [] : [select.having];
  for (const expr of [...select.targets, ...having]) {
    walkExpr(expr, (part) => {
      if (part.kind === 'aggregate' && part.query === select.id) return false;
      if (select.groupBy.some((group) => exprEquals(group, part))) return false;
      const key = part.kind === 'var' ? keyed.get(part.rel) : undefined;
      if (key !== undefined) leans.add(key);
      return undefined;
    });
  }
  return leans;
}

/** Tables of the query all of whose primary key is grouped, each with that key. */
function keyedRels(select: BoundSelect, catalog: Catalog): Map<number, Oid> {
  const keyed = new Map<number, Oid>();
  const look = (node: BoundNode): boolean => {
    if (isViewRef(node)) return false;
    if (node.kind !== 'table') return true;
    const key = catalog.table(node.table)?.constraints.find((constraint) => constraint.kind === 'primaryKey');
    const grouped = (column: number): boolean =>
      select.groupBy.some((group) => group.kind === 'var' && group.rel === node.rel && group.column === column);
    if (key?.kind === 'primaryKey' && key.columns.every(grouped)) keyed.set(node.rel, key.oid);
    return true;
  };
  for (const item of select.from) walkTree(item, look);
  return keyed;
}
