/** Physical join nodes, their sizes and costs. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { relsOf } from '../../planner/columns.ts';
import type {
  Estimate,
  HashJoinNode,
  LogicalJoin,
  LogicalPlan,
  NestedLoopNode,
  PhysicalPlan,
} from '../../planner/index.ts';
import { doubtfulRows, exprCost, hashBuildCost, hashProbeCost, loopPairCost, pipelineCost } from './cost.ts';
import type { Planning } from './planning.ts';
import { selectivityOfAll } from './statistics.ts';

/** The side that is filled with nulls has nullable columns from here on. */
export function markNullable(p: Planning, type: LogicalJoin['type'], left: LogicalPlan, right: LogicalPlan): void {
  if (type === 'left' || type === 'full') p.makeNullable(relsOf(right));
  if (type === 'full') p.makeNullable(relsOf(left));
}

export function hashType(type: LogicalJoin['type'], swap: boolean): HashJoinNode['type'] {
  return type === 'left' && swap ? 'right' : type;
}

export function joinWidth(type: LogicalJoin['type'], left: Estimate, right: Estimate): number {
  return type === 'semi' || type === 'anti' ? left.width : left.width + right.width;
}

export function hashJoin(
  p: Planning,
  type: HashJoinNode['type'],
  probe: PhysicalPlan,
  build: PhysicalPlan,
  swap: boolean,
  keys: { left: BoundExpr[]; right: BoundExpr[]; residual: BoundExpr[] },
  cost: Estimate,
): HashJoinNode {
  return {
    node: 'hashJoin',
    type,
    probe,
    build,
    probeKeys: p.exprs(swap ? keys.right : keys.left),
    buildKeys: p.exprs(swap ? keys.left : keys.right),
    nullsEqual: false,
    residual: p.exprs(keys.residual),
    rel: -1,
    estimate: cost,
  };
}

export function nestedLoop(
  p: Planning,
  type: NestedLoopNode['type'],
  outer: PhysicalPlan,
  inner: PhysicalPlan,
  lateral: boolean,
  on: readonly BoundExpr[],
  cost: Estimate,
): NestedLoopNode {
  return { node: 'nestedLoop', type, outer, inner, lateral, on: p.exprs(on), estimate: cost };
}

export function joinRows(
  p: Planning,
  type: LogicalJoin['type'],
  on: readonly BoundExpr[],
  left: number,
  right: number,
): number {
  const share = selectivityOfAll(p, on);
  const pairs = left * right * share;
  switch (type) {
    case 'inner':
      return pairs;
    case 'left':
      return Math.max(pairs, left);
    case 'full':
      return Math.max(pairs, left + right);
    case 'mark':
      return left;
    case 'semi':
      return Math.min(left, Math.max(1, left * Math.min(1, right * share)));
    case 'anti':
      return Math.max(1, left * (1 - Math.min(0.9, right * share)));
  }
}

export function hashCost(probe: Estimate, build: Estimate, residuals: number): number {
  return (
    probe.totalCost +
    build.totalCost +
    pipelineCost +
    build.rows * hashBuildCost +
    probe.rows * (hashProbeCost + residuals * exprCost)
  );
}

export function loopCost(outer: Estimate, inner: Estimate, conditions: number, lateral: boolean): number {
  if (lateral) return outer.totalCost + outer.rows * (inner.totalCost + exprCost);
  return outer.totalCost + inner.totalCost + outer.rows * inner.rows * (loopPairCost + conditions * exprCost);
}

/**
 * What a loop over two sides would cost with as many rows as a wrong estimate often hides. A loop is quadratic in the error,
 * a hash join linear: where both are possible, an estimate of some rows is no reason for the loop.
 */
export function fearedLoopCost(
  outer: Estimate,
  mostOuter: number,
  inner: Estimate,
  mostInner: number,
  conditions: number,
): number {
  const withRows = (side: Estimate, most: number): Estimate => ({
    ...side,
    rows: Math.max(side.rows, Math.min(doubtfulRows, most)),
  });
  return loopCost(withRows(outer, mostOuter), withRows(inner, mostInner), conditions, false);
}
