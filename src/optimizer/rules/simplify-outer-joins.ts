/**
 * Outer joins whose null-extended rows are thrown away above become inner (or one-sided) joins.
 * Going down, `rejected` holds the columns that must not be null for a row to survive. IS NULL, COALESCE and the like reject
 * nothing, see null-reasoning.ts.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import { columnKey, type RelSet, relsOf } from '../../planner/columns.ts';
import type { LogicalJoin, LogicalPlan, LogicalQuery, RoutineFacts } from '../../planner/index.ts';
import { mapInputs } from '../../planner/walk.ts';
import { type ColumnSet, rejectedColumns, strictColumns, unionOf } from './null-reasoning.ts';

const none: ColumnSet = new Set();

export function simplifyOuterJoins(query: LogicalQuery, facts: RoutineFacts): LogicalQuery {
  const plan = simplify(query.plan, none, facts);
  return plan === query.plan ? query : { ...query, plan };
}

function simplify(plan: LogicalPlan, rejected: ColumnSet, facts: RoutineFacts): LogicalPlan {
  const down = (input: LogicalPlan, columns: ColumnSet): LogicalPlan => simplify(input, columns, facts);
  switch (plan.node) {
    case 'filter': {
      const both = merge(
        rejected,
        unionOf(plan.filter, (condition) => rejectedColumns(condition, facts)),
      );
      return mapInputs(plan, (input) => down(input, both));
    }
    case 'sort':
      return mapInputs(plan, (input) => down(input, rejected));
    case 'project': {
      const below = throughExprs(plan.rel, plan.exprs, rejected, facts);
      return mapInputs(plan, (input) => down(input, below));
    }
    case 'aggregate': {
      if (plan.keys.length === 0 || plan.groupingSets !== null) return mapInputs(plan, (input) => down(input, none));
      const both = merge(
        rejected,
        unionOf(plan.having, (condition) => rejectedColumns(condition, facts)),
      );
      const below = throughExprs(plan.rel, plan.keys, both, facts);
      return mapInputs(plan, (input) => down(input, below));
    }
    case 'distinct': {
      const keys = new Set(plan.keys.filter((key) => key.kind === 'var').map((key) => columnKey(key.rel, key.column)));
      const below = new Set([...rejected].filter((key) => keys.has(key)));
      return mapInputs(plan, (input) => down(input, below));
    }
    case 'append':
      return {
        ...plan,
        inputs: plan.inputs.map((input, i) => down(input, throughExprs(plan.rel, plan.outputs[i]!, rejected, facts))),
      };
    case 'join':
      return simplifyJoin(plan, rejected, facts);
    default:
      return mapInputs(plan, (input) => down(input, none));
  }
}

function simplifyJoin(join: LogicalJoin, rejected: ColumnSet, facts: RoutineFacts): LogicalPlan {
  const node = reduce(join, rejected);
  const on = unionOf(node.on, (condition) => rejectedColumns(condition, facts));
  const both = merge(rejected, on);
  const [toLeft, toRight] = sides(node, rejected, on, both);
  const left = simplify(node.left, toLeft, facts);
  const right = simplify(node.right, toRight, facts);
  return left === node.left && right === node.right ? node : { ...node, left, right };
}

function sides(node: LogicalJoin, above: ColumnSet, on: ColumnSet, both: ColumnSet): [ColumnSet, ColumnSet] {
  switch (node.type) {
    case 'inner':
    case 'semi':
      return [both, both];
    case 'left':
    case 'anti':
    case 'mark':
      return [above, on];
    case 'full':
      return [none, none];
  }
}

function reduce(join: LogicalJoin, rejected: ColumnSet): LogicalJoin {
  if (join.type === 'left') return names(rejected, relsOf(join.right)) ? { ...join, type: 'inner' } : join;
  if (join.type !== 'full') return join;
  const keepsNoLeftOnly = names(rejected, relsOf(join.right));
  const keepsNoRightOnly = names(rejected, relsOf(join.left));
  if (keepsNoLeftOnly && keepsNoRightOnly) return { ...join, type: 'inner' };
  if (keepsNoRightOnly) return { ...join, type: 'left' };
  if (keepsNoLeftOnly) return { ...join, type: 'left', left: join.right, right: join.left };
  return join;
}

function names(columns: ColumnSet, rels: RelSet): boolean {
  for (const key of columns) if (rels.has(Math.floor(key / 2048))) return true;
  return false;
}

/** Columns below that are null only if a rejected computed column is null. */
function throughExprs(rel: number, exprs: readonly BoundExpr[], rejected: ColumnSet, facts: RoutineFacts): ColumnSet {
  const hit = exprs.filter((_, i) => rejected.has(columnKey(rel, i)));
  return hit.length === 0 ? none : unionOf(hit, (expr) => strictColumns(expr, facts));
}

function merge(a: ColumnSet, b: ColumnSet): ColumnSet {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  return new Set([...a, ...b]);
}
