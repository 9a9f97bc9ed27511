/** The plan with the scan of one relation replaced by a TidScan: the same question about a single row. */

import type { BoundExpr } from '../catalog/tree.ts';
import { forEachChild } from '../catalog/tree-walk.ts';
import type { PhysicalPlan, TidScanNode } from '../planner/physical-plan.ts';

export function replaceScan(plan: PhysicalPlan, rel: number): PhysicalPlan {
  if (plan.node === 'tidScan' && plan.rel === rel) return { ...plan, rowId: null };
  if ((plan.node === 'seqScan' || plan.node === 'indexScan') && plan.rel === rel) {
    const filter = plan.node === 'indexScan' ? [...plan.indexConditions, ...plan.filter] : plan.filter;
    const { table, alias, columns, columnInfo, estimate } = plan;
    const conditions = columnsOf(filter, rel);
    const missing = [...conditions.keys()].filter((column) => !columns.includes(column));
    const scan: TidScanNode = {
      node: 'tidScan',
      rowId: null,
      rel,
      table,
      alias,
      columns: [...columns, ...missing],
      columnInfo: [...columnInfo, ...missing.map((column) => ({ ...conditions.get(column)!, nullable: true }))],
      filter,
      estimate,
    };
    return scan;
  }
  switch (plan.node) {
    case 'filter':
    case 'project':
    case 'aggregate':
    case 'sort':
    case 'limit':
    case 'distinct':
    case 'window':
    case 'lockRows':
      return { ...plan, input: replaceScan(plan.input, rel) };
    case 'hashJoin':
      return { ...plan, probe: replaceScan(plan.probe, rel), build: replaceScan(plan.build, rel) };
    case 'nestedLoop':
      return { ...plan, outer: replaceScan(plan.outer, rel), inner: replaceScan(plan.inner, rel) };
    case 'append':
      return { ...plan, inputs: plan.inputs.map((input) => replaceScan(input, rel)) };
    default:
      return plan;
  }
}

/** Columns of `rel` in the expressions. */
function columnsOf(exprs: readonly BoundExpr[], rel: number): Map<number, { type: number; typmod: number }> {
  const columns = new Map<number, { type: number; typmod: number }>();
  const visit = (expr: BoundExpr): void => {
    if (expr.kind === 'var' && expr.rel === rel) columns.set(expr.column, { type: expr.type, typmod: expr.typmod });
    forEachChild(expr, visit);
  };
  for (const expr of exprs) visit(expr);
  return columns;
}
