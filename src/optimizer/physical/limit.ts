/** The limit node itself. */
import type { BoundExpr } from '../../catalog/tree.ts';
import type { LogicalLimit, PhysicalPlan } from '../../planner/index.ts';
import { estimate } from './cost.ts';
import type { Planning } from './planning.ts';

/** The count of a limit that stands for a condition that is never true; EXPLAIN knows it by identity. */
export const noRows: BoundExpr = { kind: 'const', value: 0, type: 20, typmod: -1, location: -1 };

export function limitPlan(p: Planning, node: LogicalLimit, input: PhysicalPlan): PhysicalPlan {
  const { startupCost, totalCost, width } = input.estimate;
  const all = input.estimate.rows;
  const rows = Math.min(all, constantCount(node.count) ?? (node.count === null ? all : Math.max(1, all / 10)));
  const cost = startupCost + (totalCost - startupCost) * Math.min(1, rows / Math.max(1, all));
  return {
    node: 'limit',
    input,
    count: node.count === null ? null : p.expr(node.count),
    offset: node.offset === null ? null : p.expr(node.offset),
    ties: node.ties === null ? null : p.exprs(node.ties),
    estimate: estimate(rows, startupCost, cost, width),
  };
}

export function constantCount(count: BoundExpr | null): number | null {
  return count?.kind === 'const' && typeof count.value === 'number' ? count.value : null;
}
