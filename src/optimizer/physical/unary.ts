/** Operators over one input: filter, project, aggregate, sort, limit, distinct, locks. */

import type { BoundExpr } from '../../catalog/tree.ts';
import { columnKey } from '../../planner/columns.ts';
import { isConstFalse, isSetCall, isVolatile, makeVar } from '../../planner/expressions.ts';
import type {
  LogicalDistinct,
  LogicalFilter,
  LogicalLockRows,
  LogicalProject,
  PhysicalPlan,
} from '../../planner/index.ts';
import { aggregateRowCost, estimate, exprCost } from './cost.ts';
import { limitPlan, noRows } from './limit.ts';
import { addRequired, type Planning, type Required, withExprs } from './planning.ts';
import { planCatalogScan, planCteScan, planSampleScan } from './scan.ts';
import { groupCount, selectivityOfAll } from './statistics.ts';
import { planTableScan } from './table-scan.ts';

export function planFilter(p: Planning, node: LogicalFilter, required: Required): PhysicalPlan {
  const { input, filter } = node;
  if (filter.some(isConstFalse)) return nothing(p, p.plan(input, required));
  if (input.node === 'scan') return planTableScan(p, input, filter, required);
  if (input.node === 'sampleScan') return planSampleScan(p, input, filter, required);
  if (input.node === 'catalogScan') return planCatalogScan(p, input, filter, required);
  if (input.node === 'cteScan') return planCteScan(p, input, filter);
  const planned = p.plan(input, withExprs(required, filter));
  return filterPlan(p, planned, filter);
}

/** No rows, but the columns of the plan. */
function nothing(p: Planning, input: PhysicalPlan): PhysicalPlan {
  return limitPlan(p, { node: 'limit', input: { node: 'result' }, count: noRows, offset: null, ties: null }, input);
}

export function filterPlan(p: Planning, input: PhysicalPlan, filter: readonly BoundExpr[]): PhysicalPlan {
  if (filter.length === 0) return input;
  const { rows, startupCost, totalCost, width } = input.estimate;
  const cost = totalCost + rows * filter.length * exprCost;
  return {
    node: 'filter',
    input,
    filter: p.exprs(filter),
    estimate: estimate(rows * selectivityOfAll(p, filter), startupCost, cost, width),
  };
}

export function planProject(p: Planning, node: LogicalProject, required: Required): PhysicalPlan {
  return projectOver(p, node, required, (needed) => p.plan(node.input, needed))!;
}

/** The projection over its input as `planInput` plans it; null when that does. */
export function projectOver(
  p: Planning,
  node: LogicalProject,
  required: Required,
  planInput: (needed: Required) => PhysicalPlan | null,
): PhysicalPlan | null {
  const { rel } = node;
  const { facts } = p.context;
  // A column nobody reads is not computed, unless it has side effects or decides how many rows there are.
  const exprs = node.exprs.map((expr, i) =>
    required.has(columnKey(rel, i)) || isSetCall(expr) || isVolatile(expr, facts) ? expr : unusedColumn(expr),
  );
  const needed = new Set<number>();
  addRequired(needed, exprs);
  const planned = planInput(needed);
  if (planned === null) return null;
  const infos = exprs.map((expr) => p.infoOf(expr));
  p.defineColumns(rel, infos);
  const { rows, startupCost, totalCost } = planned.estimate;
  const repeated = exprs.some(isSetCall) ? 10 : 1;
  return {
    node: 'project',
    input: planned,
    rel,
    exprs: p.exprs(exprs),
    columnInfo: infos,
    estimate: estimate(rows * repeated, startupCost, totalCost + rows * exprCost, exprs.length * 8),
  };
}

function unusedColumn(expr: BoundExpr): BoundExpr {
  if (expr.kind === 'const') return expr;
  return { kind: 'const', value: null, type: expr.type, typmod: expr.typmod, location: -1 };
}

export function planDistinct(p: Planning, node: LogicalDistinct, required: Required): PhysicalPlan {
  const planned = p.plan(node.input, withExprs(required, node.keys));
  const { rows, startupCost, totalCost, width } = planned.estimate;
  return {
    node: 'distinct',
    input: planned,
    keys: p.exprs(node.keys),
    keepsOrder: node.keepsOrder === true,
    estimate: estimate(groupCount(p, node.keys, rows), startupCost, totalCost + rows * aggregateRowCost, width),
  };
}

export function planLockRows(p: Planning, node: LogicalLockRows, required: Required): PhysicalPlan {
  const ctids = node.locks.map((lock) => makeVar(lock.rel, -1, 27, -1));
  const planned = p.plan(node.input, withExprs(required, ctids));
  return { node: 'lockRows', input: planned, locks: node.locks, estimate: planned.estimate };
}
