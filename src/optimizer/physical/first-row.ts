/**
 * min(x) and max(x) over a whole table, where an index on x gives the extreme first: the aggregate then sees one row. Nulls are
 * passed over, as the aggregate does.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import { freeRels } from '../../planner/columns.ts';
import { boolOid, makeVar } from '../../planner/expressions.ts';
import type { LogicalAggregate, PhysicalPlan, SubPlan } from '../../planner/index.ts';
import { estimate } from './cost.ts';
import { scanOf } from './join-group.ts';
import { limitPlan } from './limit.ts';
import { planOrdered } from './ordered.ts';
import { type Planning, requiredFor } from './planning.ts';

const int8Oid = 20;

/** The input that the aggregate needs, or null when all rows must be looked at. */
export function firstRowInput(p: Planning, node: LogicalAggregate): PhysicalPlan | null {
  if (node.keys.length > 0 || node.aggregates.length !== 1 || node.groupingSets !== null) return null;
  const call = node.aggregates[0]!;
  const extreme = p.context.facts.extreme(call.fn);
  const [arg] = call.args;
  if (extreme === null || arg?.kind !== 'var' || call.filter !== null) return null;
  const source = scanOf(node.input);
  if (source === null || arg.rel !== source.scan.rel) return null;
  const notNull: BoundExpr = { kind: 'nullTest', arg, negated: true, type: boolOid, typmod: -1, location: -1 };
  const isNullable = source.scan.table.columns[arg.column]?.notNull !== true;
  const filter = isNullable ? [...source.conditions, notNull] : source.conditions;
  const descending = extreme === 'max';
  const input = filter.length === 0 ? source.scan : { node: 'filter' as const, input: source.scan, filter };
  const key = { expr: arg, descending, nullsFirst: descending };
  const ordered = planOrdered(p, input, [key], requiredFor([arg]));
  if (ordered === null) return null;
  const one: BoundExpr = { kind: 'const', value: 1, type: int8Oid, typmod: -1, location: -1 };
  return limitPlan(p, { node: 'limit', input, count: one, offset: null, ties: null }, ordered);
}

/**
 * `SELECT min(a), max(b)`: each as a sub-query of its own that reads one row. Null when some aggregate cannot have it so cheap.
 */
export function extremesApart(p: Planning, node: LogicalAggregate): PhysicalPlan | null {
  if (node.aggregates.length < 2 || node.keys.length > 0 || node.having.length > 0) return null;
  const exprs: BoundExpr[] = [];
  let cost = 0;
  for (const call of node.aggregates) {
    const rel = p.freshRel();
    const single: LogicalAggregate = { ...node, rel, aggregates: [call] };
    const input = firstRowInput(p, single);
    if (input === null) return null;
    const { type, typmod } = call;
    const columnInfo = [{ type, typmod, nullable: true }];
    p.defineColumns(rel, columnInfo);
    const plan: PhysicalPlan = {
      node: 'aggregate',
      input,
      rel,
      keys: [],
      aggregates: [{ ...call, args: p.exprs(call.args), orderBy: [] }],
      groupingSets: null,
      groupings: [],
      columnInfo,
      having: [],
      estimate: estimate(1, input.estimate.totalCost, input.estimate.totalCost, 8),
    };
    cost += input.estimate.totalCost;
    const outputs = [makeVar(rel, 0, type, typmod)];
    const sub: SubPlan = {
      kind: 'subPlan',
      mode: 'scalar',
      type,
      typmod,
      location: -1,
      plan,
      outputs,
      testRel: 0,
      test: null,
      correlated: exprIsCorrelated(node),
    };
    exprs.push(sub);
  }
  const columnInfo = node.aggregates.map(({ type, typmod }) => ({ type, typmod, nullable: true }));
  p.defineColumns(node.rel, columnInfo);
  const input: PhysicalPlan = { node: 'result', estimate: estimate(1, 0, 0, 0) };
  return {
    node: 'project',
    input,
    rel: node.rel,
    exprs,
    columnInfo,
    estimate: estimate(1, cost, cost, exprs.length * 8),
  };
}

/** The table's conditions use columns of an enclosing row. */
function exprIsCorrelated(node: LogicalAggregate): boolean {
  return freeRels(node.input).size > 0;
}
