/**
 * Walking bound trees: the shape of every node in one place. A new node kind breaks the build here (and in tree-map.ts and
 * tree-equals.ts), and nowhere else for callers that only look for something.
 * Sub-queries: `walkExpr` passes into them (a column of an enclosing query used inside a sub-query is found), and reports
 * nodes of the inner query too; callers that want their own level alone compare `rel` numbers, which are unique in a statement.
 */
import { assertNever } from '../common/assert.ts';
import type { Oid } from '../types/type-def.ts';
import type { BoundExpr, BoundFrom, BoundModification, BoundQuery } from './tree.ts';

/** `false` from the visitor keeps the walk out of the node's children. */
export type ExprVisitor = (expr: BoundExpr) => boolean | undefined;

export function exprType(expr: BoundExpr): Oid {
  return expr.type;
}

/** Calls `visit` for the direct sub-expressions; of a sub-query only `test` is one. */
export function forEachChild(expr: BoundExpr, visit: (child: BoundExpr) => void): void {
  switch (expr.kind) {
    case 'const':
    case 'var':
    case 'param':
    case 'session':
    case 'subPlan':
      return;
    case 'call':
    case 'coalesce':
    case 'greatest':
    case 'least':
    case 'and':
    case 'or':
    case 'not':
    case 'grouping':
      for (const arg of expr.args) visit(arg);
      return;
    case 'cast':
    case 'nullTest':
    case 'booleanTest':
    case 'field':
      visit(expr.arg);
      return;
    case 'distinct':
    case 'nullIf':
      visit(expr.left);
      visit(expr.right);
      return;
    case 'case':
      if (expr.base) visit(expr.base.value);
      for (const arm of expr.whens) {
        visit(arm.when);
        visit(arm.then);
      }
      if (expr.otherwise) visit(expr.otherwise);
      return;
    case 'inList':
      visit(expr.arg);
      for (const item of expr.list) visit(item);
      return;
    case 'arrayTest':
      visit(expr.arg);
      visit(expr.array);
      return;
    case 'array':
      for (const element of expr.elements) visit(element);
      return;
    case 'row':
      for (const field of expr.fields) visit(field);
      return;
    case 'rowCompare':
      for (const item of expr.left) visit(item);
      for (const item of expr.right) visit(item);
      return;
    case 'subscript':
      visit(expr.arg);
      for (const s of expr.subscripts) {
        if (s.lower) visit(s.lower);
        if (s.upper) visit(s.upper);
      }
      if (expr.assigned) visit(expr.assigned);
      return;
    case 'aggregate':
      for (const arg of expr.direct ?? []) visit(arg);
      for (const arg of expr.args) visit(arg);
      for (const key of expr.orderBy) visit(key.expr);
      if (expr.filter) visit(expr.filter);
      return;
    case 'window':
      for (const arg of expr.args) visit(arg);
      if (expr.filter) visit(expr.filter);
      return;
    case 'subquery':
      if (expr.test) visit(expr.test);
      return;
    default:
      assertNever(expr);
  }
}

/** Pre-order over the expression and, inside sub-queries, over all expressions of their queries. */
export function walkExpr(expr: BoundExpr, visit: ExprVisitor): void {
  if (visit(expr) === false) return;
  forEachChild(expr, (child) => walkExpr(child, visit));
  if (expr.kind === 'subquery') walkQuery(expr.query, visit);
}

/** All expressions of a query, sub-queries and CTEs included. */
export function walkQuery(query: BoundQuery | BoundModification, visit: ExprVisitor): void {
  forEachQueryExpr(
    query,
    (expr) => walkExpr(expr, visit),
    (inner) => walkQuery(inner, visit),
  );
}

/** The expressions that stand directly in a query, and the queries that stand directly in it (arms, FROM, CTEs). */
export function forEachQueryExpr(
  query: BoundQuery | BoundModification,
  onExpr: (expr: BoundExpr) => void,
  onQuery: (query: BoundQuery | BoundModification) => void,
): void {
  const optional = (expr: BoundExpr | null) => {
    if (expr) onExpr(expr);
  };
  for (const cte of query.ctes) {
    onQuery(cte.query);
  }
  switch (query.kind) {
    case 'select':
      // As PostgreSQL walks: where several expressions are wrong, it reports the first of these.
      for (const expr of query.targets) onExpr(expr);
      for (const item of query.from) forEachFromExpr(item, onExpr, onQuery);
      optional(query.where);
      for (const expr of query.groupBy) onExpr(expr);
      optional(query.having);
      for (const w of query.windows) {
        for (const expr of w.partitionBy) onExpr(expr);
        for (const key of w.orderBy) onExpr(key.expr);
        optional(w.frame?.start.offset ?? null);
        optional(w.frame?.end.offset ?? null);
      }
      optional(query.limit);
      optional(query.offset);
      return;
    case 'setOperation':
      onQuery(query.left);
      onQuery(query.right);
      optional(query.limit);
      optional(query.offset);
      return;
    case 'values':
      for (const row of query.rows) for (const expr of row) onExpr(expr);
      optional(query.limit);
      optional(query.offset);
      return;
    case 'insert':
      if (query.source) onQuery(query.source);
      for (const expr of query.values) onExpr(expr);
      for (const a of query.onConflict?.set ?? []) onExpr(a.value);
      optional(query.onConflict?.where ?? null);
      optional(query.filter);
      for (const check of query.checks) onExpr(check.condition);
      for (const expr of query.returning?.targets ?? []) onExpr(expr);
      return;
    case 'update':
      for (const item of query.from) forEachFromExpr(item, onExpr, onQuery);
      optional(query.where);
      for (const a of query.set) onExpr(a.value);
      for (const check of query.checks) onExpr(check.condition);
      for (const expr of query.returning?.targets ?? []) onExpr(expr);
      return;
    case 'delete':
      for (const item of query.from) forEachFromExpr(item, onExpr, onQuery);
      optional(query.where);
      for (const expr of query.returning?.targets ?? []) onExpr(expr);
      return;
    case 'merge':
      forEachFromExpr(query.source, onExpr, onQuery);
      onExpr(query.on);
      for (const action of query.actions) {
        optional(action.condition);
        for (const a of action.set) onExpr(a.value);
        for (const expr of action.values) onExpr(expr);
      }
      return;
    default:
      assertNever(query);
  }
}

function forEachFromExpr(
  item: BoundFrom,
  onExpr: (expr: BoundExpr) => void,
  onQuery: (query: BoundQuery | BoundModification) => void,
): void {
  switch (item.kind) {
    case 'table':
      if (item.sample) {
        onExpr(item.sample.percent);
        if (item.sample.seed) onExpr(item.sample.seed);
      }
      return;
    case 'cte':
      return;
    case 'subquery':
      onQuery(item.query);
      return;
    case 'function':
      for (const call of item.calls) onExpr(call);
      return;
    case 'join':
      forEachFromExpr(item.left, onExpr, onQuery);
      forEachFromExpr(item.right, onExpr, onQuery);
      if (item.on) onExpr(item.on);
      return;
    default:
      assertNever(item);
  }
}

/** The rels of all columns used, inside sub-queries too (their own rels included). */
export function collectRels(expr: BoundExpr, into: Set<number> = new Set()): Set<number> {
  walkExpr(expr, (e) => {
    if (e.kind === 'var') into.add(e.rel);
    return undefined;
  });
  return into;
}

/** True when some node, sub-queries included, satisfies the test. */
export function someExpr(expr: BoundExpr, test: (expr: BoundExpr) => boolean): boolean {
  let found = false;
  walkExpr(expr, (e) => {
    if (!found && test(e)) found = true;
    return !found;
  });
  return found;
}

/** The same without the queries of sub-queries. */
export function someExprOutside(expr: BoundExpr, test: (expr: BoundExpr) => boolean): boolean {
  if (test(expr)) return true;
  let found = false;
  forEachChild(expr, (child) => {
    found ||= someExprOutside(child, test);
  });
  return found;
}

/** Whether a function marked volatile is called; `isVolatile` answers for a function's OID. */
export function containsVolatile(expr: BoundExpr, isVolatile: (fn: Oid) => boolean): boolean {
  return someExpr(expr, (e) => (e.kind === 'call' || (e.kind === 'cast' && e.fn !== null)) && isVolatile(e.fn!));
}

/** The name of a result column, without the need to know which kind of tree it is. */
export function outputColumns(query: BoundQuery | BoundModification): readonly { name: string; type: Oid }[] {
  switch (query.kind) {
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return query.returning?.columns ?? [];
    default:
      return query.columns;
  }
}
