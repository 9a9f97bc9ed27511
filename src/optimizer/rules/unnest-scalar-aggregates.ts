/**
 * `(SELECT agg(x) FROM s WHERE s.k = t.k)` as expression: s is grouped by k once and left-joined, where it would be scanned
 * again for each row. Groups that do not exist give what the aggregate gives over no rows: null, or 0 for count.
 *
 * Done only where nothing changes but speed: the correlation is by hashable equalities; what is computed inside cannot fail for
 * groups that no row asks for; the sub-query does not stand where it may never be evaluated (CASE, COALESCE, AND, OR). Where
 * an index finds the rows of one k, the sub-plan is left alone.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import type { Builder } from '../../planner/builder.ts';
import { exprRels, intersects, type RelSet, relsOf } from '../../planner/columns.ts';
import { hasSubPlan, makeVar } from '../../planner/expressions.ts';
import {
  asLogicalSubPlan,
  type LogicalAggregate,
  type LogicalPlan,
  type LogicalQuery,
  type LogicalSubPlan,
} from '../../planner/logical-plan.ts';
import { mapInputs, mapOperands, mapOwnExprs, replaceExpr, someNode } from '../../planner/walk.ts';
import { hashablePair } from '../physical/join-keys.ts';
import { decorrelate } from './decorrelate.ts';
import { keepsOrder } from './keeps-order.ts';

export function unnestScalarAggregates(query: LogicalQuery, builder: Builder): LogicalQuery {
  const visit = (plan: LogicalPlan): LogicalPlan => {
    const inner = mapInputs(plan, visit);
    if (inner.node !== 'filter' && inner.node !== 'project' && inner.node !== 'aggregate') return inner;
    const joins = new Joins(inner.input, builder);
    const changed = mapOwnExprs(inner, (expr) => joins.take(expr)) as typeof inner;
    return changed === inner ? inner : { ...changed, input: joins.plan };
  };
  const plan = visit(query.plan);
  if (!query.outputs.some(hasSubPlan)) return plan === query.plan ? query : { ...query, plan };
  return atOutputs({ ...query, plan }, builder);
}

/** Sub-queries in the select list are joined below a final sort; not above LIMIT, DISTINCT or windows, which would lose their order. */
function atOutputs(query: LogicalQuery, builder: Builder): LogicalQuery {
  const top = query.plan;
  const below = top.node === 'sort' ? top.input : top;
  if (keepsOrder(below)) return query;
  const joins = new Joins(below, builder);
  const outputs = query.outputs.map((output) => joins.take(output));
  if (joins.plan === below) return query;
  return { ...query, outputs, plan: top.node === 'sort' ? { ...top, input: joins.plan } : joins.plan };
}

class Joins {
  plan: LogicalPlan;
  private readonly builder: Builder;

  constructor(plan: LogicalPlan, builder: Builder) {
    this.plan = plan;
    this.builder = builder;
  }

  /** The expression with its sub-queries replaced by columns of joins to `plan`. */
  take(expr: BoundExpr): BoundExpr {
    switch (expr.kind) {
      case 'case':
      case 'coalesce':
      case 'and':
      case 'or':
        return expr;
      case 'subPlan':
        return this.join(asLogicalSubPlan(expr)) ?? expr;
      default:
        return mapOperands(
          expr,
          (operand) => this.take(operand),
          (query) => query,
        );
    }
  }

  private join(sub: LogicalSubPlan): BoundExpr | null {
    const aggregate = sub.plan.plan;
    if (sub.mode !== 'scalar' || aggregate.node !== 'aggregate' || !isPlainAggregate(aggregate)) return null;
    const { facts } = this.builder.context;
    const outer = relsOf(this.plan);
    const parts = decorrelate(aggregate.input, outer, facts);
    if (parts === null || parts.conditions.length === 0) return null;
    const inner = relsOf(parts.plan);
    const usesOuter = (exprs: readonly BoundExpr[]): boolean => exprs.some((e) => intersects(exprRels(e), outer));
    if (aggregate.aggregates.some((call) => usesOuter(call.args))) return null;
    if (this.hasLookup(parts.plan, parts.conditions, inner)) return null;
    const rel = this.builder.freshRel();
    const keys: BoundExpr[] = [];
    const on: BoundExpr[] = [];
    for (const condition of parts.conditions) {
      if (condition.kind !== 'call' || !hashablePair(this.builder.context, condition, outer, inner)) return null;
      const at = intersects(exprRels(condition.args[0]!), inner) ? 0 : 1;
      const key = condition.args[at]!;
      if (!isSafe(key, this.builder)) return null;
      const column = makeVar(rel, keys.push(key) - 1, key.type, key.typmod);
      on.push({ ...condition, args: condition.args.map((arg, i) => (i === at ? column : arg)) });
    }
    if (!conditionsAreSafe(parts.plan, this.builder)) return null;
    const values = this.resultColumns(aggregate, rel, keys.length);
    if (values === null) return null;
    const grouped: LogicalPlan = { ...aggregate, input: parts.plan, rel, keys };
    this.plan = { node: 'join', type: 'left', left: this.plan, right: grouped, on, lateral: false, rel: -1 };
    return replaceExpr(sub.plan.outputs[0]!, (node) =>
      node.kind === 'var' && node.rel === aggregate.rel ? values[node.column]! : null,
    );
  }

  /** The aggregates' columns, as they are for rows without a group too. */
  private resultColumns(aggregate: LogicalAggregate, rel: number, keyCount: number): BoundExpr[] | null {
    const values: BoundExpr[] = [];
    for (const [i, call] of aggregate.aggregates.entries()) {
      if (call.orderBy.length > 0 || call.filter !== null || !call.args.every((arg) => isSafe(arg, this.builder)))
        return null;
      const { type, typmod, fn } = call;
      const empty = this.builder.context.facts.emptyAggregate(fn, {
        argTypes: call.args.map((arg) => arg.type),
        resultType: type,
      });
      if (empty === undefined) return null;
      const column = makeVar(rel, keyCount + i, type, typmod);
      const none: BoundExpr = { kind: 'const', value: empty, type, typmod, location: -1 };
      values.push(empty === null ? column : { kind: 'coalesce', args: [column, none], type, typmod, location: -1 });
    }
    return values;
  }

  /** The rows for one outer row are found by an index on a column of the correlation. */
  private hasLookup(plan: LogicalPlan, conditions: readonly BoundExpr[], inner: RelSet): boolean {
    const scan = plan.node === 'filter' ? plan.input : plan;
    if (scan.node !== 'scan') return false;
    const columns = new Set<number>();
    for (const condition of conditions) {
      if (condition.kind !== 'call') continue;
      for (const arg of condition.args) if (arg.kind === 'var' && inner.has(arg.rel)) columns.add(arg.column);
    }
    return scan.table.indexes.some((oid) => {
      const index = this.builder.context.catalog.relation(oid);
      const first = index?.kind === 'index' ? index.keys[0]!.column : null;
      return first !== null && columns.has(first);
    });
  }
}

function isPlainAggregate(aggregate: LogicalAggregate): boolean {
  return aggregate.keys.length === 0 && aggregate.having.length === 0 && aggregate.groupingSets === null;
}

/** Columns, constants, and comparisons of these: nothing that could raise an error. */
function isSafe(expr: BoundExpr, builder: Builder): boolean {
  return !someNode(expr, (node) => {
    switch (node.kind) {
      case 'var':
      case 'const':
      case 'param':
      case 'and':
      case 'or':
      case 'not':
      case 'nullTest':
      case 'booleanTest':
      case 'inList':
        return false;
      case 'cast':
        return node.method !== 'binary';
      case 'call':
        return node.operator === null || builder.context.facts.operator(node.operator)?.btree == null;
      default:
        return true;
    }
  });
}

function conditionsAreSafe(plan: LogicalPlan, builder: Builder): boolean {
  switch (plan.node) {
    case 'scan':
      return true;
    case 'filter':
      return plan.filter.every((condition) => isSafe(condition, builder)) && conditionsAreSafe(plan.input, builder);
    case 'join':
      return (
        plan.on.every((condition) => isSafe(condition, builder)) &&
        conditionsAreSafe(plan.left, builder) &&
        conditionsAreSafe(plan.right, builder)
      );
    default:
      return false;
  }
}
