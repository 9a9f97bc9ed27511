/** INSERT, UPDATE, DELETE over their planned input. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { columnKey } from '../../planner/columns.ts';
import type {
  LogicalDelete,
  LogicalInsert,
  LogicalReturning,
  LogicalUpdate,
  PhysicalPlan,
  PlanReturning,
} from '../../planner/index.ts';
import { estimate, scanRowCost } from './cost.ts';
import { addRequired, type Planning, requiredFor } from './planning.ts';

type Modification = LogicalInsert | LogicalUpdate | LogicalDelete;

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
