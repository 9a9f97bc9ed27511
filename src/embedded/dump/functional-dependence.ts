/**
 * Whether a query takes columns that are not grouped because a grouped primary key determines them: then it is good only while
 * the key is there (in PostgreSQL, the view depends on the constraint).
 */
import {
  type BoundNode,
  type BoundQuery,
  type BoundSelect,
  type Catalog,
  isViewRef,
  walkTree,
} from '../../catalog/index.ts';
import { exprEquals } from '../../catalog/tree-equals.ts';
import { walkExpr } from '../../catalog/tree-walk.ts';

export function leansOnPrimaryKey(query: BoundQuery, catalog: Catalog): boolean {
  let leans = false;
  walkTree(query, (node) => {
    // A view in the query has keys of its own to lean on.
    if (isViewRef(node)) return false;
    if (node.kind === 'select' && node.groupBy.length > 0) leans ||= selectLeans(node, catalog);
    return !leans;
  });
  return leans;
}

function selectLeans(select: BoundSelect, catalog: Catalog): boolean {
  const keyed = keyedRels(select, catalog);
  if (keyed.size === 0) return false;
  let leans = false;
  const having = select.having === null ? [] : [select.having];
  for (const expr of [...select.targets, ...having]) {
    walkExpr(expr, (part) => {
      if (part.kind === 'aggregate' && part.query === select.id) return false;
      if (select.groupBy.some((group) => exprEquals(group, part))) return false;
      leans ||= part.kind === 'var' && keyed.has(part.rel);
      return undefined;
    });
  }
  return leans;
}

/** Tables of the query all of whose primary key is grouped. */
function keyedRels(select: BoundSelect, catalog: Catalog): Set<number> {
  const keyed = new Set<number>();
  const look = (node: BoundNode): boolean => {
    if (isViewRef(node)) return false;
    if (node.kind !== 'table') return true;
    const key = catalog.table(node.table)?.constraints.find((constraint) => constraint.kind === 'primaryKey');
    const grouped = (column: number): boolean =>
      select.groupBy.some((group) => group.kind === 'var' && group.rel === node.rel && group.column === column);
    if (key?.kind === 'primaryKey' && key.columns.every(grouped)) keyed.add(node.rel);
    return true;
  };
  for (const item of select.from) walkTree(item, look);
  return keyed;
}
