/**
 * When data-modifying CTEs run. Those that the statement reads, be it through others, run before it; nobody has promised their
 * rows to come any later. The rest run behind it, the last one first, as PostgreSQL finishes them; one that another reads
 * runs before that.
 */
import type { BoundExpr } from '../catalog/tree.ts';
import { forEachChild } from '../catalog/tree-walk.ts';
import type { PhysicalPlan, PlannedStatement, SubPlan } from '../planner/physical-plan.ts';
import { childPlans, nodeExpressions } from './plan-references.ts';

export interface CteOrder {
  readonly before: readonly number[];
  readonly behind: readonly number[];
}

/** Ids of CTEs. */
export function modifyingOrder(planned: PlannedStatement): CteOrder {
  const { ctes } = planned;
  if (!ctes.some((cte) => cte.modifies)) return { before: [], behind: [] };
  const reads = new Map(ctes.map((cte) => [cte.id, readsOf(cte.plan, cte.outputs)]));
  const read = new Set<number>();
  const visit = (id: number): void => {
    if (read.has(id)) return;
    read.add(id);
    for (const other of reads.get(id) ?? []) visit(other);
  };
  for (const id of readsOf(planned.plan, planned.outputs)) visit(id);
  const modifying = ctes.filter((cte) => cte.modifies).map(({ id }) => id);
  const behind: number[] = [];
  const place = (id: number): void => {
    if (read.has(id) || behind.includes(id)) return;
    for (const other of modifying) if (reachable(reads, id, other)) place(other);
    behind.push(id);
  };
  for (const id of modifying.toReversed()) place(id);
  return { before: modifying.filter((id) => read.has(id)), behind };
}

function reachable(reads: ReadonlyMap<number, ReadonlySet<number>>, from: number, to: number): boolean {
  const seen = new Set<number>();
  const open = [...(reads.get(from) ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(reads.get(id) ?? []));
  }
  return false;
}

function readsOf(plan: PhysicalPlan, outputs: readonly BoundExpr[]): ReadonlySet<number> {
  const found = new Set<number>();
  addPlan(plan, found);
  for (const output of outputs) addExpression(output, found);
  return found;
}

function addPlan(plan: PhysicalPlan, found: Set<number>): void {
  if (plan.node === 'cteScan') found.add(plan.cte);
  for (const expr of nodeExpressions(plan)) addExpression(expr, found);
  for (const child of childPlans(plan)) addPlan(child, found);
}

function addExpression(expr: BoundExpr, found: Set<number>): void {
  if (expr.kind === 'subPlan') {
    const sub = expr as SubPlan;
    addPlan(sub.plan, found);
    for (const output of sub.outputs) addExpression(output, found);
    if (sub.test !== null) addExpression(sub.test, found);
    return;
  }
  forEachChild(expr, (child) => addExpression(child, found));
}
