/**
 * Sub-queries in WHERE become joins:
 *   EXISTS, IN, = ANY        semi join
 *   NOT EXISTS               anti join
 *   NOT IN, <> ALL           anti join when neither side can be null
 *   IN elsewhere (below OR, in CASE, NOT IN with nulls)      mark join, which answers true, false or null for each row
 * A correlated sub-query qualifies when its outer columns stand in conditions that can be taken out (decorrelate.ts); for
 * `mark` it must not be correlated at all. What does not qualify stays a sub-plan.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import type { Builder } from '../../planner/builder.ts';
import { exprRels, freeRels, intersects, isSubset, type RelSet, relsOf } from '../../planner/columns.ts';
import { boolOid, conjuncts, hasSetCall, hasSubPlan, isVolatile, makeVar } from '../../planner/expressions.ts';
import {
  asLogicalSubPlan,
  type LogicalJoinType,
  type LogicalPlan,
  type LogicalQuery,
  type LogicalSubPlan,
} from '../../planner/logical-plan.ts';
import { mapInputs, mapList, replaceExpr } from '../../planner/walk.ts';
import { hashablePair } from '../physical/join-keys.ts';
import { decorrelate, rowsOnly } from './decorrelate.ts';
import { keepsOrder } from './keeps-order.ts';
import { isNeverNull, nonNullColumns } from './non-null-columns.ts';
import { substituteColumns } from './push-down-filters.ts';

export function unnestSubqueries(query: LogicalQuery, builder: Builder): LogicalQuery {
  const visit = (plan: LogicalPlan): LogicalPlan => {
    const inner = mapInputs(plan, visit);
    if (inner.node === 'filter' && inner.filter.some(hasSubPlan)) {
      return unnestFilter(inner.input, inner.filter, builder);
    }
    if (inner.node === 'project' && inner.exprs.some(hasSubPlan)) {
      const marked = withMarks(inner.input, inner.exprs, builder);
      return { ...inner, input: marked.plan, exprs: marked.exprs };
    }
    return inner;
  };
  const plan = visit(query.plan);
  return marksBelowOutputs(plan === query.plan ? query : { ...query, plan }, builder);
}

/** IN and EXISTS in the select list: joined below a final sort; above LIMIT, DISTINCT or windows the join could lose their order. */
function marksBelowOutputs(query: LogicalQuery, builder: Builder): LogicalQuery {
  if (!query.outputs.some(hasSubPlan)) return query;
  const top = query.plan;
  const below = top.node === 'sort' ? top.input : top;
  if (keepsOrder(below)) return query;
  const { plan, exprs } = withMarks(below, query.outputs, builder);
  if (plan === below) return query;
  return { ...query, outputs: exprs, plan: top.node === 'sort' ? { ...top, input: plan } : plan };
}

function unnestFilter(input: LogicalPlan, filter: readonly BoundExpr[], builder: Builder): LogicalPlan {
  // Plain conditions first: they are cheaper, and a join above them has fewer rows to look at.
  let plan = input;
  const plain = filter.filter((condition) => !hasSubPlan(condition));
  if (plain.length > 0) plan = { node: 'filter', input: plan, filter: plain };
  const rest: BoundExpr[] = [];
  for (const condition of filter) {
    if (!hasSubPlan(condition)) continue;
    const joined = asSemiJoin(plan, condition, builder);
    if (joined !== null) {
      plan = joined;
      continue;
    }
    const marked = withMarks(plan, [condition], builder);
    plan = marked.plan;
    rest.push(...marked.exprs);
  }
  return rest.length === 0 ? plan : { node: 'filter', input: plan, filter: rest };
}

/** The condition as a join with `input`, or null. */
function asSemiJoin(input: LogicalPlan, condition: BoundExpr, builder: Builder): LogicalPlan | null {
  const negated = condition.kind === 'not';
  const test = condition.kind === 'not' ? condition.args[0]! : condition;
  if (test.kind !== 'subPlan') return null;
  const sub = asLogicalSubPlan(test);
  if (sub.mode === 'exists') return existsJoin(input, sub, negated ? 'anti' : 'semi', builder);
  if (sub.mode === 'any') return negated ? notInJoin(input, sub, sub.test!, builder) : inJoin(input, sub, builder);
  if (sub.mode === 'all' && !negated) {
    const equality = negatedTest(sub.test!, builder);
    return equality === null ? null : notInJoin(input, sub, equality, builder);
  }
  return null;
}

function existsJoin(
  input: LogicalPlan,
  sub: LogicalSubPlan,
  type: LogicalJoinType,
  builder: Builder,
): LogicalPlan | null {
  const outer = relsOf(input);
  const inner = rowsOnly(sub.plan.plan);
  // Uncorrelated, it is asked once.
  if (sub.plan.outputs.some(hasSetCall) || !intersects(freeRels(inner), outer)) return null;
  const parts = decorrelate(inner, outer, builder.context.facts);
  if (parts === null || !conditionsJoin(parts.conditions, relsOf(parts.plan))) return null;
  return { node: 'join', type, left: input, right: parts.plan, on: parts.conditions, lateral: false, rel: -1 };
}

/** A condition over the outer row alone is better asked before the sub-query is run than joined on. */
function conditionsJoin(conditions: readonly BoundExpr[], inner: RelSet): boolean {
  return conditions.some((condition) => intersects(exprRels(condition), inner));
}

interface InParts {
  readonly right: LogicalPlan;
  readonly on: readonly BoundExpr[];
  readonly outputs: readonly BoundExpr[];
}

function inParts(input: LogicalPlan, sub: LogicalSubPlan, test: BoundExpr, builder: Builder): InParts | null {
  const { facts } = builder.context;
  const outer = relsOf(input);
  const parts = decorrelate(sub.plan.plan, outer, facts);
  if (parts === null || isVolatile(test, facts)) return null;
  let right = parts.plan;
  let outputs = sub.plan.outputs;
  if (outputs.some((output) => intersects(exprRels(output), outer))) return null;
  const given = relsOf(right);
  if (outputs.some((output) => hasSetCall(output) || isVolatile(output, facts) || !hasColumnsOf(output, given))) {
    // Computed once per row of the sub-query, as columns.
    if (parts.conditions.length > 0) return null;
    const rel = builder.freshRel();
    right = { node: 'project', input: right, rel, exprs: outputs };
    outputs = outputs.map((output, i) => makeVar(rel, i, output.type, output.typmod));
  }
  const on = [...parts.conditions, ...conjuncts(substituteColumns(test, sub.testRel, outputs))];
  return { right, on, outputs };
}

function hasColumnsOf(expr: BoundExpr, rels: RelSet): boolean {
  return intersects(exprRels(expr), rels);
}

function inJoin(input: LogicalPlan, sub: LogicalSubPlan, builder: Builder): LogicalPlan | null {
  const parts = inParts(input, sub, sub.test!, builder);
  if (parts === null) return null;
  return { node: 'join', type: 'semi', left: input, right: parts.right, on: parts.on, lateral: false, rel: -1 };
}

/** `NOT (x = ANY (...))` with a test that is never null: rows without a partner. */
function notInJoin(input: LogicalPlan, sub: LogicalSubPlan, test: BoundExpr, builder: Builder): LogicalPlan | null {
  const { facts } = builder.context;
  const parts = inParts(input, sub, test, builder);
  if (parts === null) return null;
  const columns = new Set([...nonNullColumns(input, facts), ...nonNullColumns(parts.right, facts)]);
  const own = conjuncts(substituteColumns(test, sub.testRel, parts.outputs));
  if (!own.every((condition) => isNeverNull(condition, columns, facts))) return null;
  return { node: 'join', type: 'anti', left: input, right: parts.right, on: parts.on, lateral: false, rel: -1 };
}

/** `=` for the test `<>`: what `x <> ALL (...)` denies. */
function negatedTest(test: BoundExpr, builder: Builder): BoundExpr | null {
  if (test.kind !== 'call' || test.operator === null) return null;
  const { facts } = builder.context;
  const negator = facts.operator(test.operator)?.negator ?? null;
  const equality = negator === null ? null : facts.operator(negator);
  return equality?.btree === '=' ? { ...test, operator: negator, fn: equality.proc } : null;
}

/** Replaces IN and EXISTS sub-plans by the columns of mark joins, except where they may never be asked (CASE, COALESCE). */
function withMarks(
  input: LogicalPlan,
  exprs: readonly BoundExpr[],
  builder: Builder,
): { plan: LogicalPlan; exprs: readonly BoundExpr[] } {
  let plan = input;
  const replaced = mapList(exprs, (expr) =>
    replaceExpr(expr, (node) => {
      if (node.kind === 'case' || node.kind === 'coalesce') return node;
      if (node.kind !== 'subPlan') return null;
      const sub = asLogicalSubPlan(node);
      const joined = sub.mode === 'exists' ? existsMark(plan, sub, builder) : markJoin(plan, sub, builder);
      if (joined === null) return node;
      plan = joined.plan;
      return joined.mark;
    }),
  );
  return { plan, exprs: replaced };
}

function markJoin(
  input: LogicalPlan,
  sub: LogicalSubPlan,
  builder: Builder,
): { plan: LogicalPlan; mark: BoundExpr } | null {
  if (sub.test === null || sub.plan.outputs.length !== 1) return null;
  const all = sub.mode === 'all';
  const test = all ? negatedTest(sub.test, builder) : sub.mode === 'any' ? sub.test : null;
  if (test === null || freeRels(sub.plan.plan).size > 0) return null;
  const given = relsOf(sub.plan.plan);
  if (!sub.plan.outputs.every((output) => isSubset(exprRels(output), given))) return null;
  const parts = inParts(input, sub, test, builder);
  if (parts === null || parts.on.length !== 1) return null;
  if (hashablePair(builder.context, parts.on[0]!, relsOf(input), relsOf(parts.right)) === null) return null;
  const rel = builder.freshRel();
  const { right, on } = parts;
  const plan: LogicalPlan = { node: 'join', type: 'mark', left: input, right, on, lateral: false, rel };
  const mark = makeVar(rel, 0, boolOid, -1);
  return {
    plan,
    mark: all ? { kind: 'not', args: [mark], type: boolOid, typmod: -1, location: -1 } : mark,
  };
}

/** Correlated EXISTS by one equality, below OR and the like: as IN that answers false for null. */
function existsMark(
  input: LogicalPlan,
  sub: LogicalSubPlan,
  builder: Builder,
): { plan: LogicalPlan; mark: BoundExpr } | null {
  const joined = existsJoin(input, sub, 'semi', builder);
  if (joined?.node !== 'join' || joined.on.length !== 1 || freeRels(joined.right).size > 0) return null;
  if (hasLookup(joined.right, joined.on[0]!, builder)) return null;
  if (hashablePair(builder.context, joined.on[0]!, relsOf(input), relsOf(joined.right)) === null) return null;
  const rel = builder.freshRel();
  const plan: LogicalPlan = { ...joined, type: 'mark', rel };
  const mark = makeVar(rel, 0, boolOid, -1);
  return {
    plan,
    mark: { kind: 'booleanTest', arg: mark, test: 'true', negated: false, type: boolOid, typmod: -1, location: -1 },
  };
}

/** An index finds the partners of one row: the sub-plan is as fast, and asks for few. */
function hasLookup(right: LogicalPlan, condition: BoundExpr, builder: Builder): boolean {
  const scan = right.node === 'filter' ? right.input : right;
  if (scan.node !== 'scan' || condition.kind !== 'call') return false;
  return scan.table.indexes.some((oid) => {
    const index = builder.context.catalog.relation(oid);
    const first = index?.kind === 'index' ? index.keys[0]!.column : null;
    return (
      first !== null && condition.args.some((arg) => arg.kind === 'var' && arg.rel === scan.rel && arg.column === first)
    );
  });
}
