/** The cheapest method for one inner join: hash join, nested loop, or a loop that looks each row up in an index. */
import type { BoundExpr } from '../../catalog/tree.ts';
import type { RelSet } from '../../planner/columns.ts';
import { union } from '../../planner/columns.ts';
import type { Estimate, LogicalScan, PhysicalPlan } from '../../planner/index.ts';
import { type IndexPath, indexPaths } from './access-path.ts';
import { estimate, exprCost } from './cost.ts';
import { splitJoinKeys } from './join-keys.ts';
import { fearedLoopCost, hashCost, hashJoin, loopCost, nestedLoop } from './join-nodes.ts';
import type { Planning, Required } from './planning.ts';
import { selectivityOfAll } from './statistics.ts';
import { disabledCost, indexScan } from './table-scan.ts';

/** One side of a join whose plan is made when the order is decided. */
export interface JoinSide {
  readonly rels: RelSet;
  readonly rows: number;
  readonly cost: number;
  readonly width: number;
  /** The side is one table with conditions of its own: it can be looked up by index. */
  readonly table: { readonly scan: LogicalScan; readonly conditions: readonly BoundExpr[] } | null;
  readonly required: Required;
  readonly make: () => PhysicalPlan;
}
export type JoinChoice = JoinSide;

export function chooseInnerJoin(p: Planning, left: JoinSide, right: JoinSide, on: readonly BoundExpr[]): JoinChoice {
  const { settings } = p.context;
  const rows = Math.max(1, left.rows * right.rows * selectivityOfAll(p, on));
  const width = left.width + right.width;
  const [small, large] = left.rows <= right.rows ? [left, right] : [right, left];
  const largeEstimate = sideEstimate(large);
  const smallEstimate = sideEstimate(small);
  const base = { rels: union(left.rels, right.rels), rows, width, table: null, required: left.required };
  const loop = loopCost(largeEstimate, smallEstimate, on.length, false);
  let best: JoinChoice = {
    ...base,
    cost: loop + (settings.enableNestLoop ? 0 : disabledCost),
    make: () => nestedLoop(p, 'inner', large.make(), small.make(), false, on, estimate(rows, 0, loop, width)),
  };
  const keys = splitJoinKeys(p.context, on, large.rels, small.rels);
  if (keys.left.length > 0) {
    const feared = fearedLoopCost(
      largeEstimate,
      mostRows(p, large.table),
      smallEstimate,
      mostRows(p, small.table),
      on.length,
    );
    best = { ...best, cost: best.cost + Math.max(0, feared - loop) };
    const cost = hashCost(largeEstimate, smallEstimate, keys.residual.length);
    const penalized = cost + (settings.enableHashJoin ? 0 : disabledCost);
    if (penalized < best.cost) {
      const make = (): PhysicalPlan =>
        hashJoin(p, 'inner', large.make(), small.make(), false, keys, estimate(rows, small.cost, cost, width));
      best = { ...base, cost: penalized, make };
    }
  }
  for (const [outer, inner] of [
    [left, right],
    [right, left],
  ] as const) {
    const path = lookupPath(p, inner, on);
    if (path === null) continue;
    const cost = outer.cost + outer.rows * (path.path.cost + exprCost) + (settings.enableNestLoop ? 0 : disabledCost);
    if (cost >= best.cost) continue;
    const make = (): PhysicalPlan => {
      const outerPlan = outer.make();
      const innerPlan = indexScan(p, path.path, inner.required, false);
      return nestedLoop(p, 'inner', outerPlan, innerPlan, true, [], estimate(rows, 0, cost, width));
    };
    best = { ...base, cost, make };
  }
  return best;
}

/** As many rows as a side has at most, whatever its conditions let through. */
export function mostRows(p: Planning, table: { readonly scan: LogicalScan } | null): number {
  return table === null ? Number.POSITIVE_INFINITY : p.rowCount(table.scan.table.oid);
}

function sideEstimate(side: JoinSide): Estimate {
  return estimate(side.rows, 0, side.cost, side.width);
}

/** An index scan of the side for one row of the other: all join conditions are its conditions. */
export function lookupPath(
  p: Planning,
  side: { readonly table: JoinSide['table'] },
  on: readonly BoundExpr[],
): { readonly path: IndexPath } | null {
  if (side.table === null || side.table.scan.table.indexes.length === 0) return null;
  const { scan, conditions } = side.table;
  const joins = new Set(on);
  let best: IndexPath | null = null;
  for (const path of indexPaths(p, scan, [...conditions, ...on])) {
    if (!path.conditions.some((condition) => joins.has(condition))) continue;
    if (best === null || path.cost < best.cost) best = path;
  }
  return best && { path: best };
}
