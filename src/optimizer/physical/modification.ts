/** INSERT, UPDATE, DELETE over their planned input. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { columnKey } from '../../planner/columns.ts';
import type {
  LogicalDelete,
  LogicalInsert,
  LogicalMerge,
  LogicalReturning,
  LogicalUpdate,
  PhysicalPlan,
  PlanReturning,
} from '../../planner/index.ts';
import { estimate, scanRowCost } from './cost.ts';
import { addRequired, type Planning, requiredFor } from './planning.ts';

type Modification = LogicalInsert | LogicalUpdate | LogicalDelete | LogicalMerge;

export function planInsert(p: Planning, node: LogicalInsert): PhysicalPlan {
  defineTarget(p, node);
  const input = p.plan(node.input, requiredFor(node.values));
  const conflict = node.onConflict;
  if (conflict !== null) defineRel(p, conflict.excludedRel, node.table);
  return {
    node: 'insert',
    table: node.table,
    rel: node.rel,
    input,
    values: p.exprs(node.values),
    onConflict:
      conflict === null
        ? null
        : {
            ...conflict,
            set: conflict.set.map((item) => ({ ...item, value: p.expr(item.value) })),
            where: conflict.where === null ? null : p.expr(conflict.where),
          },
    filter: node.filter === null ? null : p.expr(node.filter),
    checks: planChecks(p, node.checks),
    returning: planReturning(p, node.returning),
    estimate: modifyEstimate(input),
  };
}

export function planUpdate(p: Planning, node: LogicalUpdate): PhysicalPlan {
  defineTarget(p, node);
  const input = p.plan(
    node.input,
    targetColumns(
      node.rel,
      node.set.map((item) => item.value),
      node.returning,
    ),
  );
  return {
    node: 'update',
    table: node.table,
    rel: node.rel,
    input,
    set: node.set.map((item) => ({ ...item, value: p.expr(item.value) })),
    checks: planChecks(p, node.checks),
    returning: planReturning(p, node.returning),
    estimate: modifyEstimate(input),
  };
}

export function planDelete(p: Planning, node: LogicalDelete): PhysicalPlan {
  defineTarget(p, node);
  const input = p.plan(node.input, targetColumns(node.rel, [], node.returning));
  return {
    node: 'delete',
    table: node.table,
    rel: node.rel,
    input,
    returning: planReturning(p, node.returning),
    estimate: modifyEstimate(input),
  };
}

export function planMerge(p: Planning, node: LogicalMerge): PhysicalPlan {
  defineTarget(p, node);
  const exprs = node.actions.flatMap((action) => [
    ...(action.condition === null ? [] : [action.condition]),
    ...action.set.map((item) => item.value),
    ...action.values,
  ]);
  const input = p.plan(node.input, targetColumns(node.rel, [...node.on, ...exprs], null));
  return {
    node: 'merge',
    table: node.table,
    rel: node.rel,
    input,
    on: p.exprs(node.on),
    actions: node.actions.map((action) => ({
      ...action,
      condition: action.condition === null ? null : p.expr(action.condition),
      set: action.set.map((item) => ({ ...item, value: p.expr(item.value) })),
      values: p.exprs(action.values),
    })),
    returning: null,
    estimate: modifyEstimate(input),
  };
}

function defineTarget(p: Planning, node: Modification): void {
  defineRel(p, node.rel, node.table);
}
function defineRel(p: Planning, rel: number, oid: number): void {
  const table = p.context.catalog.relation(oid);
  if (table?.kind === 'table') p.defineTable(rel, table);
}

/** ctid of the row to change, and the columns that SET and RETURNING use. */
function targetColumns(rel: number, exprs: readonly BoundExpr[], returning: LogicalReturning | null): Set<number> {
  const needed = new Set<number>([columnKey(rel, -1)]);
  addRequired(needed, exprs);
  if (returning !== null) addRequired(needed, returning.exprs);
  return needed;
}

function planChecks(p: Planning, checks: LogicalUpdate['checks']): LogicalUpdate['checks'] {
  return checks.map((check) => ({ ...check, condition: p.expr(check.condition) }));
}

function planReturning(p: Planning, returning: LogicalReturning | null): PlanReturning | null {
  if (returning === null) return null;
  const columnInfo = returning.exprs.map((expr) => p.infoOf(expr));
  p.defineColumns(returning.rel, columnInfo);
  return { rel: returning.rel, exprs: p.exprs(returning.exprs), columnInfo };
}

function modifyEstimate(input: PhysicalPlan): PhysicalPlan['estimate'] {
  const { rows, startupCost, totalCost } = input.estimate;
  return estimate(rows, startupCost, totalCost + rows * scanRowCost, 0);
}
