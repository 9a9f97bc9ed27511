/** GROUP BY and aggregates: an aggregate node below, and target list and HAVING over its columns. */

import type { BoundAggregate, BoundExpr, BoundGrouping, BoundSelect } from '../catalog/tree.ts';
import { exprEquals } from '../catalog/tree-equals.ts';
import type { Builder } from './builder.ts';
import { columnsUsed, relsOf } from './columns.ts';
import { conjuncts, isVolatile, makeVar, withoutCollate } from './expressions.ts';
import type { LogicalPlan } from './logical-plan.ts';
import type { AggregateCall } from './plan-parts.ts';
import { mapOwnExprs, replaceExpr, walkExpr } from './walk.ts';

const int4Oid = 23;

export function buildAggregation(
  builder: Builder,
  query: BoundSelect,
  input: LogicalPlan,
  groupBy: readonly BoundExpr[],
  targets: readonly BoundExpr[],
  having: BoundExpr | null,
): { plan: LogicalPlan; targets: BoundExpr[] } {
  const rel = builder.freshRel();
  // Grouping sets name keys by their places in GROUP BY; without them, equal ones are one.
  const isKey = (key: BoundExpr, i: number): boolean =>
    query.groupingSets !== null || groupBy.findIndex((known) => exprEquals(known, key)) === i;
  const keys = groupBy.filter(isKey);
  const all = having === null ? targets : [...targets, having];
  const calls = collectAggregates(builder, query.id, all);
  const groupings = query.groupingSets === null ? [] : collectGroupings(query.id, all);

  /** Aggregates, keys and GROUPING as columns; the numbers of the others follow the keys, which may still grow. */
  const aggregateColumn = (node: BoundAggregate): number => calls.findIndex((call) => sameCall(builder, call, node));
  const replace = (expr: BoundExpr, keyCount: number): BoundExpr =>
    replaceExpr(expr, (node) => {
      if (node.kind === 'aggregate' && node.query === query.id) {
        return makeVar(rel, keyCount + aggregateColumn(node), node.type, node.typmod);
      }
      if (node.kind === 'grouping' && node.query === query.id) {
        const call = groupings.findIndex((known) => exprEquals(known, node));
        return call < 0
          ? { kind: 'const', value: 0, type: int4Oid, typmod: -1, location: node.location }
          : makeVar(rel, keyCount + calls.length + call, int4Oid, -1);
      }
      // A constant inside an expression is not the grouped one: it is never null.
      if (node.kind === 'const' && node !== expr) return null;
      const key = keys.findIndex((known) => exprEquals(known, node));
      return key < 0 ? null : makeVar(rel, key, node.type, node.typmod);
    });

  // Columns that depend on a grouped primary key may be used without being grouped: as further keys they change nothing.
  const given = relsOf(input);
  const direct = calls.flatMap((call) => call.direct ?? []);
  const ungrouped = columnsUsed(
    [...all, ...direct].map((expr) => replace(expr, 0)),
    given,
  );
  const dependent = ungrouped.map((_, i) => groupBy.length + i);
  keys.push(...ungrouped);

  const plan: LogicalPlan = {
    node: 'aggregate',
    input,
    rel,
    keys,
    aggregates: calls.map((call) => toCall(call, (expr) => replace(expr, keys.length))),
    groupingSets: query.groupingSets?.map((set) => [...set, ...dependent]) ?? null,
    groupings: groupings.map((call) => query.groupingSets!.map((set) => groupingValue(call, groupBy, set))),
    having: conjuncts(having).map((part) => replace(part, keys.length)),
  };
  const above = targets.map((target) => replace(target, keys.length));
  if (query.groupingSets === null) return { plan, targets: above };
  return { plan: mapOwnExprs(plan, withoutCollate), targets: above.map(withoutCollate) };
}

/** Bit by bit, the last argument the lowest: 1 where the expression is not part of the set. */
function groupingValue(call: BoundGrouping, groupBy: readonly BoundExpr[], set: readonly number[]): number {
  let mask = 0;
  for (const arg of call.args) {
    const key = groupBy.findIndex((known) => exprEquals(known, arg));
    mask = (mask << 1) | (set.includes(key) ? 0 : 1);
  }
  return mask;
}

function collectGroupings(query: number, exprs: readonly BoundExpr[]): BoundGrouping[] {
  const found: BoundGrouping[] = [];
  for (const expr of exprs) {
    walkExpr(expr, (node) => {
      if (node.kind !== 'grouping' || node.query !== query) return;
      if (!found.some((known) => exprEquals(known, node))) found.push(node);
    });
  }
  return found;
}

function toCall(node: BoundAggregate, overKeys: (expr: BoundExpr) => BoundExpr): AggregateCall {
  const { fn, star, args, distinct, orderBy, filter, type, typmod } = node;
  const call = { fn, star, args, distinct, orderBy, filter, type, typmod };
  return node.direct ? { ...call, direct: node.direct.map(overKeys) } : call;
}

function sameCall(builder: Builder, a: BoundAggregate, b: BoundAggregate): boolean {
  return a === b || (exprEquals(a, b) && !isVolatile(a, builder.context.facts));
}

function collectAggregates(builder: Builder, query: number, exprs: readonly BoundExpr[]): BoundAggregate[] {
  const found: BoundAggregate[] = [];
  for (const expr of exprs) {
    walkExpr(expr, (node) => {
      if (node.kind !== 'aggregate' || node.query !== query) return;
      if (!found.some((known) => sameCall(builder, known, node))) found.push(node);
    });
  }
  return found;
}
