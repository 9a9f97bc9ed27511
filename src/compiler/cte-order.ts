/**
 * When data-modifying CTEs run. Those that the statement reads, be it through others, run before it; nobody has promised their
 * rows to come any later. The rest run behind it, the last one first, as PostgreSQL finishes them; one that another reads
 * runs before that.
 */
import type { BoundExpr } from '../catalog/tree.ts';
import type { PhysicalPlan, PlannedStatement } from '../planner/physical-plan.ts';
import { type PlanVisitor, walkExpression, walkPlan } from './plan-references.ts';

export interface CteOrder {
  readonly before: readonly number[];
  readonly behind: readonly number[];
}

/** What each CTE reads itself, by their ids. */
type Reads = ReadonlyMap<number, Iterable<number>>;

/** Ids of CTEs. */
export function modifyingOrder(planned: PlannedStatement): CteOrder {
  const { ctes } = planned;
  if (!ctes.some((cte) => cte.modifies)) return { before: [], behind: [] };
  const reads: Reads = new Map(ctes.map((cte) => [cte.id, readsOf(cte.plan, cte.outputs)]));
  const read = reached(reads, readsOf(planned.plan, planned.outputs));
  const modifying = ctes.filter((cte) => cte.modifies).map(({ id }) => id);
  const unread = modifying.filter((id) => !read.has(id));
  const behind = new Set<number>();
  for (const id of unread.toReversed()) {
    // A CTE reads only earlier ones, so these are in the right order among themselves.
    const needed = reached(reads, [id]);
    for (const other of unread) if (needed.has(other)) behind.add(other);
  }
  return { before: modifying.filter((id) => read.has(id)), behind: [...behind] };
}

/** The CTEs, and those that they read through others. */
function reached(reads: Reads, from: Iterable<number>): ReadonlySet<number> {
  // A set gives what is added to it while it is gone through.
  const found = new Set(from);
  for (const id of found) for (const other of reads.get(id) ?? []) found.add(other);
  return found;
}

function readsOf(plan: PhysicalPlan, outputs: readonly BoundExpr[]): ReadonlySet<number> {
  const found = new Set<number>();
  const visitor: PlanVisitor = {
    node: (node) => {
      if (node.node === 'cteScan') found.add(node.cte);
    },
  };
  walkPlan(plan, visitor);
  for (const output of outputs) walkExpression(output, visitor);
  return found;
}
