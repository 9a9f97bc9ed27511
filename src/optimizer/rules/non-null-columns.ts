/** Columns of a plan that are proved never to be null: by NOT NULL, or by conditions that nulls do not pass. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { columnKey } from '../../planner/columns.ts';
import type { LogicalPlan, RoutineFacts } from '../../planner/index.ts';
import { type ColumnSet, rejectedColumns, unionOf } from './null-reasoning.ts';

const none: ColumnSet = new Set();

export function nonNullColumns(plan: LogicalPlan, facts: RoutineFacts): ColumnSet {
  switch (plan.node) {
    case 'scan':
    case 'sampleScan': {
      const keys = new Set<number>([columnKey(plan.rel, -1)]);
      plan.table.columns.forEach((column, i) => {
        if (column.notNull) keys.add(columnKey(plan.rel, i));
      });
      return keys;
    }
    case 'filter':
      return merge(
        nonNullColumns(plan.input, facts),
        unionOf(plan.filter, (condition) => rejectedColumns(condition, facts)),
      );
    case 'window':
    case 'sort':
    case 'limit':
    case 'distinct':
    case 'lockRows':
      return nonNullColumns(plan.input, facts);
    case 'project': {
      const below = nonNullColumns(plan.input, facts);
      return numbered(plan.rel, plan.exprs, below, facts);
    }
    case 'aggregate':
      if (plan.groupingSets !== null) return none;
      return numbered(plan.rel, plan.keys, nonNullColumns(plan.input, facts), facts);
    case 'join': {
      const left = (): ColumnSet => nonNullColumns(plan.left, facts);
      const right = (): ColumnSet => nonNullColumns(plan.right, facts);
      const on = (): ColumnSet => unionOf(plan.on, (condition) => rejectedColumns(condition, facts));
      switch (plan.type) {
        case 'inner':
          return merge(merge(left(), right()), on());
        case 'semi':
          return merge(left(), on());
        case 'full':
          return none;
        default:
          return left();
      }
    }
    default:
      return none;
  }
}

/** Is the expression never null, given columns that are not? */
export function isNeverNull(expr: BoundExpr, columns: ColumnSet, facts: RoutineFacts): boolean {
  switch (expr.kind) {
    case 'const':
      return expr.value !== null;
    case 'var':
      return columns.has(columnKey(expr.rel, expr.column));
    case 'cast':
      return isNeverNull(expr.arg, columns, facts);
    case 'call':
      // Comparisons of a btree class answer for every pair of values.
      return (
        expr.operator !== null &&
        facts.operator(expr.operator)?.btree != null &&
        facts.strict(expr.fn) &&
        expr.args.every((arg) => isNeverNull(arg, columns, facts))
      );
    case 'coalesce':
      return expr.args.some((arg) => isNeverNull(arg, columns, facts));
    default:
      return false;
  }
}

function numbered(rel: number, exprs: readonly BoundExpr[], below: ColumnSet, facts: RoutineFacts): ColumnSet {
  const keys = new Set<number>();
  exprs.forEach((expr, i) => {
    if (isNeverNull(expr, below, facts)) keys.add(columnKey(rel, i));
  });
  return keys;
}

function merge(a: ColumnSet, b: ColumnSet): ColumnSet {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  return new Set([...a, ...b]);
}
