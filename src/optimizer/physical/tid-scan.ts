/** `ctid = value` names one row, which is read without looking at any other. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { exprRels } from '../../planner/columns.ts';
import { hasSetCall, isVolatile } from '../../planner/expressions.ts';
import type { LogicalScan, TidScanNode } from '../../planner/index.ts';
import { estimate, indexRowCost } from './cost.ts';
import { attributeInfo, type Planning, type Required, withExprs } from './planning.ts';
import { neededColumns } from './scan.ts';

const tidEquals = 1292;

/** Null when no condition names a row. */
export function tidScan(
  p: Planning,
  scan: LogicalScan,
  conditions: readonly BoundExpr[],
  required: Required,
): TidScanNode | null {
  if (!p.context.settings.optimizer) return null;
  const { rel, table, alias } = scan;
  for (const condition of conditions) {
    const rowId = rowOf(condition, rel);
    if (rowId === null || hasSetCall(rowId) || isVolatile(rowId, p.context.facts)) continue;
    p.defineTable(rel, table);
    const filter = conditions.filter((other) => other !== condition);
    const columns = neededColumns(rel, table.columns.length, withExprs(required, filter));
    return {
      node: 'tidScan',
      rowId: p.expr(rowId),
      rel,
      table: table.oid,
      alias,
      columns,
      columnInfo: columns.map((column) => attributeInfo(table, column)!),
      filter: p.exprs(filter),
      estimate: estimate(1, 0, indexRowCost, columns.length * 8),
    };
  }
  return null;
}

function rowOf(condition: BoundExpr, rel: number): BoundExpr | null {
  if (condition.kind !== 'call' || condition.fn !== tidEquals) return null;
  const [left, right] = condition.args as [BoundExpr, BoundExpr];
  if (isCtid(left, rel) && !exprRels(right).has(rel)) return right;
  return isCtid(right, rel) && !exprRels(left).has(rel) ? left : null;
}

function isCtid(expr: BoundExpr, rel: number): boolean {
  return expr.kind === 'var' && expr.rel === rel && expr.column === -1;
}
