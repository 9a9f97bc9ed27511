/**
 * Plans that give their rows in a wanted order, so that no sort is needed: an index read forwards or backwards, below nodes
 * that keep the order of their input (filters, projections, the outer side of nested loops, the probe side of hash joins).
 */

import type { IndexDescriptor } from '../../catalog/descriptors.ts';
import type { BoundExpr } from '../../catalog/tree.ts';
import { relsOf } from '../../planner/columns.ts';
import type { LogicalJoin, LogicalPlan, LogicalScan, PhysicalPlan, PlanSortKey } from '../../planner/index.ts';
import { collationByOid, collationUnder } from '../../types/collation/index.ts';
import { withFilter } from '../rules/push-down-filters.ts';
import { type IndexPath, matchIndex, usableIndexes } from './access-path.ts';
import { estimate, exprCost } from './cost.ts';
import { collectGroup, conditionsBetween, scanOf } from './join-group.ts';
import { splitJoinKeys } from './join-keys.ts';
import { lookupPath } from './join-method.ts';
import { hashCost, hashJoin, joinRows, markNullable, nestedLoop } from './join-nodes.ts';
import { type Planning, type Required, withExprs } from './planning.ts';
import { indexScan } from './table-scan.ts';
import { filterPlan, projectOver } from './unary.ts';

/** The cheapest such plan found, or null. */
export function planOrdered(
  p: Planning,
  node: LogicalPlan,
  keys: readonly PlanSortKey[],
  required: Required,
): PhysicalPlan | null {
  const { settings } = p.context;
  if (!settings.optimizer || !settings.enableIndexScan) return null;
  switch (node.node) {
    case 'scan':
      return orderedScan(p, node, [], keys, required);
    case 'filter': {
      const { input, filter } = node;
      if (input.node === 'scan') return orderedScan(p, input, filter, keys, required);
      if (input.node === 'join' && input.type === 'inner' && !input.lateral) {
        return orderedGroup(p, input, filter, keys, required);
      }
      const inner = planOrdered(p, input, keys, withExprs(required, filter));
      return inner && filterPlan(p, inner, filter);
    }
    case 'project': {
      const below: PlanSortKey[] = [];
      for (const key of keys) {
        const expr = key.expr.kind === 'var' && key.expr.rel === node.rel ? node.exprs[key.expr.column] : undefined;
        if (expr?.kind !== 'var') return null;
        below.push({ ...key, expr });
      }
      return projectOver(p, node, required, (needed) => planOrdered(p, node.input, below, needed));
    }
    case 'join':
      if (node.lateral) return null;
      if (node.type === 'inner') return orderedGroup(p, node, [], keys, required);
      return node.type === 'full' || node.type === 'mark' ? null : orderedJoin(p, node, keys, required);
    default:
      return null;
  }
}

function orderedScan(
  p: Planning,
  scan: LogicalScan,
  conditions: readonly BoundExpr[],
  keys: readonly PlanSortKey[],
  required: Required,
): PhysicalPlan | null {
  p.defineTable(scan.rel, scan.table);
  let best: { path: IndexPath; backward: boolean } | null = null;
  for (const index of usableIndexes(p, scan)) {
    const path = matchIndex(p, scan, index, conditions);
    if (path === null) continue;
    const direction = path.single ? 'forward' : orderOf(scan, index, path, keys);
    if (direction === null) continue;
    if (best === null || path.cost < best.path.cost) best = { path, backward: direction === 'backward' };
  }
  return best && indexScan(p, best.path, required, best.backward);
}

/** The direction in which the index gives the order, null when neither does. */
function orderOf(
  scan: LogicalScan,
  index: IndexDescriptor,
  path: IndexPath,
  keys: readonly PlanSortKey[],
): 'forward' | 'backward' | null {
  if (index.method !== 'btree') return null;
  // A list of values is looked up value by value, in no promised order.
  if (path.equals.some((equal) => 'anyOf' in equal || 'anyOfArray' in equal)) return null;
  const fixed = new Set(path.equals.map((_, i) => index.keys[i]!.column));
  let at = path.equals.length;
  let direction: 'forward' | 'backward' | null = null;
  for (const { expr: written, descending, nullsFirst } of keys) {
    const { expr, order } = sortedColumn(written);
    if (expr.kind !== 'var' || expr.rel !== scan.rel) return null;
    if (fixed.has(expr.column)) continue;
    // Rows that differ in all keys of a unique index have no ties left to order.
    if (at === index.keys.length && isUniqueRow(scan, index)) break;
    const key = index.keys[at];
    if (key === undefined || key.column !== expr.column || key.order !== order) return null;
    const wanted = key.descending === descending ? 'forward' : 'backward';
    if (direction !== null && direction !== wanted) return null;
    const nullable = scan.table.columns[expr.column]?.notNull !== true;
    if (nullable && (key.nullsFirst === nullsFirst) !== (wanted === 'forward')) return null;
    direction = wanted;
    fixed.add(expr.column);
    at++;
  }
  return direction ?? 'forward';
}

/** A column that is sorted under a collation, and the collation. */
function sortedColumn(expr: BoundExpr): { readonly expr: BoundExpr; readonly order: string | undefined } {
  const collation = collationUnder(expr.type);
  if (collation === null || expr.kind !== 'cast') return { expr, order: undefined };
  return { expr: expr.arg, order: collationByOid(collation)?.key };
}

function isUniqueRow(scan: LogicalScan, index: IndexDescriptor): boolean {
  return (
    index.unique &&
    index.deferrable !== true &&
    index.keys.every(({ column }) => column !== null && scan.table.columns[column]?.notNull === true)
  );
}

/** An outer, semi or anti join whose kept side is read in order. */
function orderedJoin(
  p: Planning,
  node: LogicalJoin,
  keys: readonly PlanSortKey[],
  required: Required,
): PhysicalPlan | null {
  const leftRels = relsOf(node.left);
  if (!keys.every((key) => key.expr.kind === 'var' && leftRels.has(key.expr.rel))) return null;
  const needed = withExprs(required, node.on);
  const left = planOrdered(p, node.left, keys, needed);
  if (left === null) return null;
  const joined = keepOrder(p, node, left, needed);
  if (joined !== null) markNullable(p, node.type, node.left, node.right);
  return joined;
}

/** Joins the right side to an ordered left one: by index, else through a hash table on the right side. */
function keepOrder(p: Planning, node: LogicalJoin, left: PhysicalPlan, needed: Required): PhysicalPlan | null {
  const { type, on } = node;
  if (type === 'mark') return null;
  const table = scanOf(node.right);
  const lookup = table && lookupPath(p, { table }, on);
  const width = left.estimate.width + 8;
  if (lookup !== null) {
    const { path } = lookup;
    const cost = left.estimate.totalCost + left.estimate.rows * (path.cost + exprCost);
    const rows = joinRows(p, type, on, left.estimate.rows, Math.max(1, p.rowCount(path.scan.table.oid)));
    return nestedLoop(
      p,
      type,
      left,
      indexScan(p, path, needed, false),
      true,
      [],
      estimate(rows, left.estimate.startupCost, cost, width),
    );
  }
  const keys = splitJoinKeys(p.context, on, relsOf(node.left), relsOf(node.right));
  if (keys.left.length === 0) return null;
  const right = p.plan(node.right, needed);
  const cost = hashCost(left.estimate, right.estimate, keys.residual.length);
  const rows = joinRows(p, type, on, left.estimate.rows, right.estimate.rows);
  const figures = estimate(rows, left.estimate.startupCost + right.estimate.totalCost, cost, width);
  return { ...hashJoin(p, type, left, right, false, keys, figures), keepsOrder: true };
}

/** A block of inner joins, begun at the relation that the order is about; the others follow as conditions connect them. */
function orderedGroup(
  p: Planning,
  top: LogicalJoin,
  filter: readonly BoundExpr[],
  keys: readonly PlanSortKey[],
  required: Required,
): PhysicalPlan | null {
  const group = collectGroup(p.context, top, filter);
  const first = keys[0]!.expr;
  if (first.kind !== 'var') return null;
  const start = group.leaves.findIndex((leaf) => leaf.rels.has(first.rel));
  if (start < 0 || !keys.every((key) => key.expr.kind === 'var' && group.leaves[start]!.rels.has(key.expr.rel)))
    return null;
  const conditions = [
    ...group.conditions.map((condition) => condition.expr),
    ...group.classes.flatMap((c) => c.members.map((member) => member.expr)),
    ...group.last,
  ];
  const needed = withExprs(required, conditions);
  const leafNode = (i: number): LogicalPlan => withFilter(group.leaves[i]!.node, group.leaves[i]!.own);
  let plan = planOrdered(p, leafNode(start), keys, needed);
  if (plan === null) return null;
  let node = leafNode(start);
  const joined = new Set([start]);
  while (joined.size < group.leaves.length) {
    const next = group.leaves.findIndex(
      (_, i) =>
        !joined.has(i) &&
        conditionsBetween(
          group,
          (leaf) => joined.has(leaf),
          (leaf) => leaf === i,
        ).length > 0,
    );
    if (next < 0) return null;
    const on = conditionsBetween(
      group,
      (leaf) => joined.has(leaf),
      (leaf) => leaf === next,
    );
    const join: LogicalJoin = {
      node: 'join',
      type: 'inner',
      left: node,
      right: leafNode(next),
      on,
      lateral: false,
      rel: -1,
    };
    plan = keepOrder(p, join, plan, needed);
    if (plan === null) return null;
    node = join;
    joined.add(next);
  }
  return filterPlan(p, plan, group.last);
}
