/** ORDER BY and LIMIT: an order that comes for free, a sort, or a heap of the first rows. */
import { exprEquals } from '../../catalog/tree-equals.ts';
import { columnKey, relsOf } from '../../planner/columns.ts';
import type { LogicalLimit, LogicalSort, PhysicalPlan, PlanSortKey, SortNode } from '../../planner/index.ts';
import { estimate, sortCost } from './cost.ts';
import { constantCount, limitPlan } from './limit.ts';
import { planOrdered } from './ordered.ts';
import { type Planning, type Required, withExprs } from './planning.ts';
import { disabledCost } from './table-scan.ts';

export function planSort(p: Planning, node: LogicalSort, required: Required, limit: LogicalLimit | null): PhysicalPlan {
  const keys = effectiveKeys(p, node.keys);
  if (keys.length === 0) return p.plan(node.input, required);
  const sort = keys.length === node.keys.length ? node : { ...node, keys };
  const ordered = planOrdered(p, node.input, keys, required);
  const planned = p.plan(
    node.input,
    withExprs(
      required,
      keys.map((key) => key.expr),
    ),
  );
  if (ordered !== null) {
    const { rows, startupCost, totalCost } = ordered.estimate;
    const wanted = limit === null ? rows : wantedRows(limit, rows);
    const cost = startupCost + (totalCost - startupCost) * Math.min(1, wanted / rows);
    const penalty = p.context.settings.enableSort ? 0 : disabledCost;
    const kept = limit === null ? null : wanted;
    if (cost <= planned.estimate.totalCost + sortCost(planned.estimate.rows, kept) + penalty) return ordered;
  }
  return sortPlan(p, sort, planned, required, limit);
}

/** Keys that are the same for all rows, or repeat an earlier one, order nothing. */
function effectiveKeys(p: Planning, keys: readonly PlanSortKey[]): readonly PlanSortKey[] {
  if (!p.context.settings.optimizer) return keys;
  return keys.filter(
    (key, i) =>
      key.expr.kind !== 'const' &&
      key.expr.kind !== 'param' &&
      !keys.slice(0, i).some((earlier) => exprEquals(earlier.expr, key.expr)),
  );
}

/** Rows that the limit lets through, offset included; a tenth of all when it is not known. */
function wantedRows(limit: LogicalLimit, rows: number): number {
  if (limit.count === null) return rows;
  const count = constantCount(limit.count);
  const offset = limit.offset === null ? 0 : constantCount(limit.offset);
  return count === null || offset === null ? rows / 10 : count + offset;
}

function sortPlan(
  p: Planning,
  node: LogicalSort,
  input: PhysicalPlan,
  required: Required,
  limit: LogicalLimit | null,
): SortNode {
  const { rows, totalCost, width } = input.estimate;
  const bounded = limit !== null && limit.ties === null && limit.count !== null;
  const cost = totalCost + sortCost(rows, bounded ? wantedRows(limit, rows) : null);
  return {
    node: 'sort',
    input,
    keys: node.keys.map((key) => ({ ...key, expr: p.expr(key.expr) })),
    carry: carriedColumns(p, node, required),
    limit: bounded ? p.expr(limit.count!) : null,
    offset: bounded && limit.offset !== null ? p.expr(limit.offset) : null,
    estimate: estimate(rows, cost, cost, width),
  };
}

/** The columns needed above that come from the sort's input. */
function carriedColumns(p: Planning, node: LogicalSort, required: Required): SortNode['carry'] {
  const carry: { rel: number; column: number; info: ReturnType<Planning['columnInfo']> }[] = [];
  const given = relsOf(node.input);
  for (const key of [...required].sort((a, b) => a - b)) {
    const rel = Math.floor(key / 2048);
    if (!given.has(rel)) continue;
    const column = key - columnKey(rel, 0);
    carry.push({ rel, column, info: p.columnInfo(rel, column) });
  }
  return carry;
}

export function planLimit(p: Planning, node: LogicalLimit, required: Required): PhysicalPlan {
  const needed = node.ties === null ? required : withExprs(required, node.ties);
  const planned = node.input.node === 'sort' ? planSort(p, node.input, needed, node) : p.plan(node.input, needed);
  return limitPlan(p, node, planned);
}
