/**
 * Takes the conditions that use columns of `outer` out of a plan, where they only filter its rows: from filters and inner
 * joins, not from below anything that counts, orders or cuts rows. What is left uses nothing of `outer`.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import { exprRels, freeRels, intersects, type RelSet } from '../../planner/columns.ts';
import { isVolatile } from '../../planner/expressions.ts';
import type { LogicalPlan, RoutineFacts } from '../../planner/index.ts';

export interface Decorrelated {
  readonly plan: LogicalPlan;
  /** Over the plan's columns and those of `outer`. */
  readonly conditions: readonly BoundExpr[];
}

export function decorrelate(plan: LogicalPlan, outer: RelSet, facts: RoutineFacts): Decorrelated | null {
  if (!intersects(freeRels(plan), outer)) return { plan, conditions: [] };
  const uses = (expr: BoundExpr): boolean => intersects(exprRels(expr), outer);
  switch (plan.node) {
    case 'filter': {
      const inner = decorrelate(plan.input, outer, facts);
      if (inner === null) return null;
      const taken = plan.filter.filter(uses);
      if (taken.some((condition) => isVolatile(condition, facts))) return null;
      const kept = plan.filter.filter((condition) => !uses(condition));
      const rest: LogicalPlan = kept.length === 0 ? inner.plan : { node: 'filter', input: inner.plan, filter: kept };
      return { plan: rest, conditions: [...inner.conditions, ...taken] };
    }
    case 'join': {
      if (plan.type === 'inner' && !plan.lateral) {
        const left = decorrelate(plan.left, outer, facts);
        const right = decorrelate(plan.right, outer, facts);
        if (left === null || right === null) return null;
        const taken = plan.on.filter(uses);
        if (taken.some((condition) => isVolatile(condition, facts))) return null;
        const on = plan.on.filter((condition) => !uses(condition));
        const rest: LogicalPlan = { ...plan, left: left.plan, right: right.plan, on };
        return { plan: rest, conditions: [...left.conditions, ...right.conditions, ...taken] };
      }
      if (
        plan.type === 'full' ||
        plan.type === 'inner' ||
        intersects(freeRels(plan.right), outer) ||
        plan.on.some(uses)
      ) {
        return null;
      }
      const left = decorrelate(plan.left, outer, facts);
      return left && { plan: { ...plan, left: left.plan }, conditions: left.conditions };
    }
    default:
      return null;
  }
}

/** The plan as far as it matters whether it has rows: without order, projection, duplicates' removal, or a limit ≥ 1. */
export function rowsOnly(plan: LogicalPlan): LogicalPlan {
  switch (plan.node) {
    case 'sort':
    case 'distinct':
      return rowsOnly(plan.input);
    case 'limit': {
      const keeps = plan.offset === null && (plan.count === null || isPositive(plan.count));
      return keeps ? rowsOnly(plan.input) : plan;
    }
    case 'project':
      return plan.exprs.some((expr) => expr.kind === 'call' && expr.set) ? plan : rowsOnly(plan.input);
    default:
      return plan;
  }
}

function isPositive(count: BoundExpr): boolean {
  return count.kind === 'const' && (count.value === null || (typeof count.value === 'number' && count.value > 0));
}
