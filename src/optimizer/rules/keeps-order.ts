import type { LogicalPlan } from '../../planner/index.ts';

/** The order of the node's rows is the query's answer, which a join above it could lose. */
export function keepsOrder(plan: LogicalPlan): boolean {
  switch (plan.node) {
    case 'limit':
    case 'distinct':
    case 'lockRows':
    case 'sort':
    case 'window':
      return true;
    default:
      return false;
  }
}
