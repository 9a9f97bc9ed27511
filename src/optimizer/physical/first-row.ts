/**
 * min(x) and max(x) over a whole table, where an index on x gives the extreme first: the aggregate then sees one row. Nulls are
 * passed over, as the aggregate does.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import { boolOid } from '../../planner/expressions.ts';
import type { LogicalAggregate, PhysicalPlan } from '../../planner/index.ts';
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
