/** The cheapest way to read the rows of one table that satisfy conditions. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { exprRels } from '../../planner/columns.ts';
import type { IndexScanNode, LogicalScan, PhysicalPlan } from '../../planner/index.ts';
import { type IndexPath, indexPaths } from './access-path.ts';
import { estimate } from './cost.ts';
import { attributeInfo, type Planning, type Required, withExprs } from './planning.ts';
import { neededColumns, planSeqScan } from './scan.ts';
import { tidScan } from './tid-scan.ts';

/** Added to the cost of what a setting such as enable_seqscan discourages. */
export const disabledCost = 1e10;

export function planTableScan(
  p: Planning,
  scan: LogicalScan,
  conditions: readonly BoundExpr[],
  required: Required,
): PhysicalPlan {
  const byRowId = tidScan(p, scan, conditions, required);
  if (byRowId !== null) return byRowId;
  const sequential = planSeqScan(p, scan, conditions, required);
  const path = cheapest(indexPaths(p, scan, conditions));
  if (path === null) return sequential;
  const penalty = p.context.settings.enableSeqScan ? 0 : disabledCost;
  return path.cost < sequential.estimate.totalCost + penalty ? indexScan(p, path, required, false) : sequential;
}

export function cheapest(paths: readonly IndexPath[]): IndexPath | null {
  let best: IndexPath | null = null;
  for (const path of paths) if (best === null || path.cost < best.cost) best = path;
  return best;
}

export function indexScan(p: Planning, path: IndexPath, required: Required, backward: boolean): IndexScanNode {
  const { rel, table, alias } = path.scan;
  p.defineTable(rel, table);
  const columns = neededColumns(rel, table.columns.length, withExprs(required, path.filter));
  const bound = (b: IndexScanNode['lower']): IndexScanNode['lower'] => b && { ...b, value: p.expr(b.value) };
  return {
    node: 'indexScan',
    rel,
    table: table.oid,
    index: path.index.oid,
    alias,
    columns,
    columnInfo: columns.map((column) => attributeInfo(table, column)!),
    equals: path.equals.map((equal) => physicalEqual(p, equal)),
    lower: bound(path.lower),
    upper: bound(path.upper),
    backward,
    filter: p.exprs(path.filter),
    indexConditions: p.exprs(path.conditions.map((condition) => keyFirst(p, condition, rel))),
    estimate: estimate(path.rows, 0, path.cost, columns.length * 8),
  };
}

/** `key op value`, as conditions on an index are shown. */
function keyFirst(p: Planning, condition: BoundExpr, rel: number): BoundExpr {
  if (condition.kind !== 'call' || condition.operator === null || condition.args.length !== 2) return condition;
  const [left, right] = condition.args as [BoundExpr, BoundExpr];
  if (exprRels(left).has(rel)) return condition;
  const commutator = p.context.facts.operator(condition.operator)?.commutator ?? null;
  const facts = commutator === null ? null : p.context.facts.operator(commutator);
  return facts === null ? condition : { ...condition, operator: commutator, fn: facts.proc, args: [right, left] };
}

function physicalEqual(p: Planning, equal: IndexScanNode['equals'][number]): IndexScanNode['equals'][number] {
  if ('kind' in equal) return p.expr(equal);
  if ('isNull' in equal) return equal;
  if ('anyOf' in equal) return { anyOf: p.exprs(equal.anyOf) };
  return { anyOfArray: p.expr(equal.anyOfArray) };
}
