/**
 * Expressions are simplified: immutable calls on constants are computed, AND, OR, NOT, CASE and COALESCE lose their constant
 * parts. A call that raises an error is left as it is, and the error reported: as in PostgreSQL, the statement fails with it
 * before it looks at a row, unless constants before the call decide that it is never reached.
 */
import type { BoundCase, BoundCast, BoundExpr } from '../../catalog/tree.ts';
import { conjuncts, isConstTrue } from '../../planner/expressions.ts';
import type { LogicalPlan, LogicalQuery, RoutineFacts } from '../../planner/index.ts';
import { asLogicalSubPlan, type LogicalSubPlan } from '../../planner/logical-plan.ts';
import {
  mapInputs,
  mapList,
  mapOperands,
  mapOwnExprs,
  mapQueryExprs,
  replaceExpr,
  walkExpr,
} from '../../planner/walk.ts';
import { type ErrorReport, foldCase, foldNode, unreported } from './fold-node.ts';

const unchanged = (query: LogicalQuery): LogicalQuery => query;

export function foldConstants(
  query: LogicalQuery,
  facts: RoutineFacts,
  report: ErrorReport = unreported,
): LogicalQuery {
  return splitFilters(folding(facts, report).inQuery(query));
}

/** Conditions of which one that is false decides, or a single expression. */
export function foldConjunction(exprs: readonly BoundExpr[], facts: RoutineFacts, report: ErrorReport): void {
  foldUntil(exprs, folding(facts, report).fold, isConstFalse);
}

interface Folding {
  readonly fold: (expr: BoundExpr) => BoundExpr;
  readonly inQuery: (query: LogicalQuery) => LogicalQuery;
}

function folding(facts: RoutineFacts, report: ErrorReport): Folding {
  const fold = (expr: BoundExpr): BoundExpr =>
    foldTree(expr, facts, report, (sub) => (selectsNothing(sub) ? inRowsOf : inQuery));
  // What is selected is looked at before the conditions: of several errors, it has the first.
  const inQuery = (inner: LogicalQuery): LogicalQuery => {
    const outputs = mapList(inner.outputs, fold);
    const plan = inPlan(inner.plan);
    return outputs === inner.outputs && plan === inner.plan ? inner : { ...inner, outputs, plan };
  };
  const inRowsOf = (inner: LogicalQuery): LogicalQuery => {
    const plan = inPlan(inner.plan);
    return plan === inner.plan && inner.outputs.length === 0 ? inner : { ...inner, outputs: [], columns: [], plan };
  };
  const inPlan = (outer: LogicalPlan): LogicalPlan => {
    const plan = mapInputs(outer, inPlan);
    if (plan.node === 'filter') {
      const filter = foldUntil(plan.filter, fold, isConstFalse);
      return filter === plan.filter ? plan : { ...plan, filter };
    }
    if (plan.node === 'join') {
      const on = foldUntil(plan.on, fold, isConstFalse);
      return on === plan.on ? plan : { ...plan, on };
    }
    return mapOwnExprs(plan, fold);
  };
  return { fold, inQuery };
}

/** EXISTS asks for rows, and what they would be goes; where they come of groups, windows or set operations it may be. */
function selectsNothing(sub: LogicalSubPlan): boolean {
  return sub.mode === 'exists' && plainRows.has(sub.plan.plan.node);
}
const plainRows: ReadonlySet<LogicalPlan['node']> = new Set(['result', 'scan', 'filter', 'join', 'sort', 'cteScan']);

const isConstFalse = (expr: BoundExpr): boolean => expr.kind === 'const' && expr.value === false;

/** Operands first, from left to right; those behind one that decides are never looked at. */
function foldTree(
  expr: BoundExpr,
  facts: RoutineFacts,
  report: ErrorReport,
  inSubPlan: (sub: LogicalSubPlan) => (query: LogicalQuery) => LogicalQuery,
): BoundExpr {
  const mapperOf = (node: BoundExpr): ((query: LogicalQuery) => LogicalQuery) =>
    node.kind === 'subPlan' ? inSubPlan(asLogicalSubPlan(node)) : unchanged;
  const visit = (node: BoundExpr): BoundExpr => {
    switch (node.kind) {
      case 'and':
      case 'or': {
        const decides = node.kind === 'or';
        const args = foldUntil(node.args, visit, (arg) => arg.kind === 'const' && arg.value === decides);
        return foldNode(args === node.args ? node : { ...node, args }, facts, report);
      }
      case 'coalesce': {
        const args = foldUntil(node.args, visit, (arg) => arg.kind === 'const' && arg.value !== null);
        return foldNode(args === node.args ? node : { ...node, args }, facts, report);
      }
      case 'case':
        return foldCase(visitCase(node, facts, visit));
      default:
        return foldNode(mapOperands(node, visit, mapperOf(node)), facts, report);
    }
  };
  return visit(expr);
}

function foldUntil(
  args: readonly BoundExpr[],
  visit: (expr: BoundExpr) => BoundExpr,
  decides: (expr: BoundExpr) => boolean,
): readonly BoundExpr[] {
  let changed = false;
  const out: BoundExpr[] = [];
  for (const arg of args) {
    const folded = visit(arg);
    if (folded !== arg) changed = true;
    out.push(folded);
    if (decides(folded)) break;
  }
  return changed || out.length < args.length ? out : args;
}

/**
 * The arms of a CASE up to the first whose condition is true; results of arms that are never taken stay as they are. So do those
 * behind a condition that PostgreSQL would compute now and we cannot: it may be the one that decides.
 */
function visitCase(expr: BoundCase, facts: RoutineFacts, visit: (expr: BoundExpr) => BoundExpr): BoundCase {
  const value = expr.base === null ? null : visit(expr.base.value);
  const isConstant = value?.kind === 'const';
  const inline = (part: BoundExpr): BoundExpr =>
    isConstant
      ? replaceExpr(part, (node) => (node.kind === 'var' && node.rel === expr.base!.rel ? value : null))
      : part;
  const whens: { readonly when: BoundExpr; readonly then: BoundExpr }[] = [];
  const baseRel = value !== null && isSettled(value, facts, null) ? expr.base!.rel : null;
  let isDecided = false;
  let isOpen = false;
  for (const item of expr.whens) {
    const when = visit(inline(item.when));
    if (when.kind === 'const' && when.value !== true) continue;
    isOpen ||= when.kind !== 'const' && isSettled(when, facts, baseRel);
    const then = isOpen ? item.then : visit(item.then);
    whens.push(when === item.when && then === item.then ? item : { ...item, when, then });
    isDecided = isConstTrue(when);
    if (isDecided) break;
  }
  const otherwise = isDecided || isOpen || expr.otherwise === null ? expr.otherwise : visit(expr.otherwise);
  const isSame = value === (expr.base?.value ?? null) && !isConstant && otherwise === expr.otherwise;
  if (isSame && whens.length === expr.whens.length && whens.every((item, i) => item === expr.whens[i])) return expr;
  return { ...expr, base: value === null || isConstant ? null : { ...expr.base!, value }, whens, otherwise };
}

/** Made of constants and immutable calls alone; `rel` is of columns that are so too. */
function isSettled(expr: BoundExpr, facts: RoutineFacts, rel: number | null): boolean {
  let settled = true;
  walkExpr(expr, (node) => {
    if (node.kind === 'call') settled &&= facts.volatility(node.fn) === 'immutable';
    else if (node.kind === 'cast') settled &&= isSettledCast(node, facts);
    else if (node.kind === 'var') settled &&= node.rel === rel;
    else if (!computed.has(node.kind)) settled = false;
  });
  return settled;
}

function isSettledCast({ element, ...cast }: BoundCast, facts: RoutineFacts): boolean {
  const { method, fn } = element ?? cast;
  // It has been computed if it is immutable.
  if (method === 'io') return false;
  return fn === null || facts.volatility(fn) === 'immutable';
}

const computed = new Set<BoundExpr['kind']>([
  'const',
  'cast',
  'and',
  'or',
  'not',
  'nullTest',
  'booleanTest',
  'distinct',
  'case',
  'coalesce',
  'array',
  'inList',
  'arrayTest',
  'subscript',
  'nullIf',
  'greatest',
  'least',
]);

/** Folding may have made conjunctions of conditions, or conditions that are true. */
function splitFilters(query: LogicalQuery): LogicalQuery {
  const visit = (plan: LogicalPlan): LogicalPlan => {
    const inner = mapInputs(plan, visit);
    switch (inner.node) {
      case 'filter': {
        const filter = splitConditions(inner.filter);
        if (filter === inner.filter) return inner;
        return filter.length === 0 ? inner.input : { ...inner, filter };
      }
      case 'join': {
        const on = splitConditions(inner.on);
        return on === inner.on ? inner : { ...inner, on };
      }
      case 'aggregate': {
        const having = splitConditions(inner.having);
        return having === inner.having ? inner : { ...inner, having };
      }
      default:
        return inner;
    }
  };
  const inSubPlans = (expr: BoundExpr): BoundExpr => mapOperands(expr, inSubPlans, splitFilters);
  const plan = visit(query.plan);
  return mapQueryExprs(plan === query.plan ? query : { ...query, plan }, inSubPlans);
}

function splitConditions(list: readonly BoundExpr[]): readonly BoundExpr[] {
  if (!list.some((condition) => condition.kind === 'and' || isConstTrue(condition))) return list;
  return list.flatMap((condition) => conjuncts(condition));
}
