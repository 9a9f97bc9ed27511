/** One join as written (outer, semi, anti, mark, lateral joins; any join when the optimizer is off): which method, which side. */
import { sqlError } from '../../errors/index.ts';
import { exprRels, relsOf } from '../../planner/columns.ts';
import { boolOid, isConstTrue, isVolatile } from '../../planner/expressions.ts';
import type { HashJoinNode, LogicalJoin, PhysicalPlan } from '../../planner/index.ts';
import { indexPaths } from './access-path.ts';
import { estimate, exprCost } from './cost.ts';
import { scanOf } from './join-group.ts';
import { splitJoinKeys } from './join-keys.ts';
import { lookupPath, mostRows } from './join-method.ts';
import {
  fearedLoopCost,
  hashCost,
  hashJoin,
  hashType,
  joinRows,
  joinWidth,
  loopCost,
  markNullable,
  nestedLoop,
} from './join-nodes.ts';
import { type Planning, type Required, withExprs, withFreeColumns } from './planning.ts';
import { disabledCost, indexScan } from './table-scan.ts';

export function planJoin(p: Planning, node: LogicalJoin, required: Required): PhysicalPlan {
  if (isUseless(p, node, required)) return p.plan(node.left, required);
  const needed = withExprs(required, node.on);
  const left = p.plan(node.left, node.lateral ? withFreeColumns(needed, node.right) : needed);
  const right = p.plan(node.right, needed);
  return joinPlans(p, node, left, right, needed);
}

/** A left join that adds neither columns nor rows: nothing above reads its right side, which has one partner at most. */
function isUseless(p: Planning, node: LogicalJoin, required: Required): boolean {
  if (node.type !== 'left' || node.lateral || !p.context.settings.optimizer) return false;
  const rightRels = relsOf(node.right);
  for (const key of required) if (rightRels.has(Math.floor(key / 2048))) return false;
  const table = scanOf(node.right);
  if (table === null || node.on.some((condition) => isVolatile(condition, p.context.facts))) return false;
  return indexPaths(p, table.scan, [...table.conditions, ...node.on]).some((path) => path.single);
}

/** Joins two planned sides as written; the right one is planned anew when looking it up by index is cheaper. */
function joinPlans(
  p: Planning,
  node: LogicalJoin,
  left: PhysicalPlan,
  right: PhysicalPlan,
  needed: Required,
): PhysicalPlan {
  const { type, lateral } = node;
  const on = node.on.filter((condition) => !isConstTrue(condition));
  const leftRels = relsOf(node.left);
  const rightRels = relsOf(node.right);
  const rows = joinRows(p, type, on, left.estimate.rows, right.estimate.rows);
  const { settings } = p.context;
  const keys = splitJoinKeys(p.context, on, leftRels, rightRels);
  const hashable = !lateral && keys.left.length > 0 && (settings.optimizer || type === 'full');
  if (type === 'full' && !hashable && on.some((condition) => exprRels(condition).size > 0)) {
    throw sqlError(
      'feature_not_supported',
      'FULL JOIN is only supported with merge-joinable or hash-joinable join conditions',
    );
  }
  const width = joinWidth(type, left.estimate, right.estimate);
  const swap = type === 'inner' || type === 'left' ? left.estimate.rows < right.estimate.rows : false;
  const [probe, build] = swap ? [right, left] : [left, right];
  const hash = hashCost(probe.estimate, build.estimate, keys.residual.length);
  const hashPenalty = settings.enableHashJoin ? 0 : disabledCost;
  const loopPenalty = settings.enableNestLoop ? 0 : disabledCost;
  const loop = loopCost(left.estimate, right.estimate, on.length, lateral);
  const feared = hashable
    ? fearedLoopCost(
        left.estimate,
        mostRows(p, scanOf(node.left)),
        right.estimate,
        mostRows(p, scanOf(node.right)),
        on.length,
      )
    : loop;
  const makeHash = (): HashJoinNode => {
    const cost = estimate(rows, build.estimate.totalCost, hash, width);
    return { ...hashJoin(p, hashType(type, swap), probe, build, swap, keys, cost), rel: node.rel };
  };
  const finish = (plan: PhysicalPlan): PhysicalPlan => {
    markNullable(p, type, node.left, node.right);
    return plan;
  };
  if (type === 'mark') {
    const plan = finish(makeHash());
    p.defineColumns(node.rel, [{ type: boolOid, typmod: -1, nullable: true }]);
    return plan;
  }
  if (type === 'full' && hashable) return finish(makeHash());
  const best = hashable ? Math.min(hash + hashPenalty, feared + loopPenalty) : loop + loopPenalty;
  const useHash = hashable && hash + hashPenalty <= feared + loopPenalty;
  const table = lateral || type === 'full' || !settings.optimizer ? null : scanOf(node.right);
  const path = table && lookupPath(p, { table }, on);
  if (path !== null) {
    const cost = left.estimate.totalCost + left.estimate.rows * (path.path.cost + exprCost) + loopPenalty;
    if (cost < best) {
      const inner = indexScan(p, path.path, needed, false);
      return finish(nestedLoop(p, type, left, inner, true, [], estimate(rows, 0, cost, width)));
    }
  }
  if (useHash) return finish(makeHash());
  return finish(nestedLoop(p, type, left, right, lateral, on, estimate(rows, left.estimate.startupCost, loop, width)));
}
