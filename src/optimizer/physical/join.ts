/** One join: hash join where an equality lets it, else nested loop. */

import type { BoundExpr } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import { relsOf } from '../../planner/columns.ts';
import { isConstTrue } from '../../planner/expressions.ts';
import type {
  Estimate,
  HashJoinNode,
  LogicalJoin,
  LogicalPlan,
  NestedLoopNode,
  PhysicalPlan,
} from '../../planner/index.ts';
import { estimate, exprCost, hashBuildCost, hashProbeCost, loopPairCost, pipelineCost } from './cost.ts';
import { splitJoinKeys } from './join-keys.ts';
import { type Planning, type Required, withExprs, withFreeColumns } from './planning.ts';
import { selectivityOfAll } from './statistics.ts';

export function planJoin(p: Planning, node: LogicalJoin, required: Required): PhysicalPlan {
  const needed = withExprs(required, node.on);
  const left = p.plan(node.left, node.lateral ? withFreeColumns(needed, node.right) : needed);
  const right = p.plan(node.right, needed);
  return joinPlans(p, node, left, right);
}

/** Joins two planned sides. */
export function joinPlans(p: Planning, node: LogicalJoin, left: PhysicalPlan, right: PhysicalPlan): PhysicalPlan {
  const { type, lateral } = node;
  const on = node.on.filter((condition) => !isConstTrue(condition));
  const leftRels = relsOf(node.left);
  const rightRels = relsOf(node.right);
  const rows = joinRows(p, type, on, left.estimate.rows, right.estimate.rows);
  const { settings } = p.context;
  const keys = splitJoinKeys(p.context, on, leftRels, rightRels);
  const hashable = !lateral && keys.left.length > 0 && (settings.optimizer || type === 'full');
  if (type === 'full' && !hashable && on.length > 0) {
    throw sqlError(
      'feature_not_supported',
      'FULL JOIN is only supported with merge-joinable or hash-joinable join conditions',
    );
  }
  const loop = loopCost(left.estimate, right.estimate, on.length, lateral);
  const swap = type === 'inner' || type === 'left' ? left.estimate.rows < right.estimate.rows : false;
  const [probe, build] = swap ? [right, left] : [left, right];
  const hash = hashCost(probe.estimate, build.estimate, keys.residual.length);
  const useHash =
    hashable && (type === 'full' || !settings.enableNestLoop || (settings.enableHashJoin && hash <= loop));
  const width = joinWidth(type, left.estimate, right.estimate);
  const planned = useHash
    ? hashJoin(p, hashType(type, swap), probe, build, swap, keys, estimate(rows, build.estimate.totalCost, hash, width))
    : nestedLoop(p, type, left, right, lateral, on, estimate(rows, left.estimate.startupCost, loop, width));
  markNullable(p, node.type, node.left, node.right);
  return planned;
}

/** The side that is filled with nulls has nullable columns from here on. */
export function markNullable(p: Planning, type: LogicalJoin['type'], left: LogicalPlan, right: LogicalPlan): void {
  if (type === 'left' || type === 'full') p.makeNullable(relsOf(right));
  if (type === 'full') p.makeNullable(relsOf(left));
}

function hashType(type: LogicalJoin['type'], swap: boolean): HashJoinNode['type'] {
  return type === 'left' && swap ? 'right' : type;
}

function joinWidth(type: LogicalJoin['type'], left: Estimate, right: Estimate): number {
  return type === 'semi' || type === 'anti' ? left.width : left.width + right.width;
}

function hashJoin(
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
  type: LogicalJoin['type'],
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
