/**
 * Expressions are simplified: immutable calls on constants are computed, AND, OR, NOT, CASE and COALESCE lose their constant
 * parts. A call that raises an error is left as it is, and the error reported: as in PostgreSQL, the statement fails with it
 * before it looks at a row, unless constants before the call decide that it is never reached.
 */
import type { BoundCall, BoundCase, BoundCast, BoundExpr, BoundInList, BoundLogical } from '../../catalog/tree.ts';
import { exprEquals } from '../../catalog/tree-equals.ts';
import { boolOid, conjuncts, isConstTrue, isVolatile, makeBool } from '../../planner/expressions.ts';
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
import { PgArray } from '../../types/array-value.ts';
import { isRecordType, typeByOid } from '../../types/registry.ts';
import type { Datum, DatumValue, Oid } from '../../types/type-def.ts';
import {
  type Folded,
  foldArray,
  foldArrayTest,
  foldDistinct,
  foldInValues,
  foldMinMax,
  foldNullIf,
  foldSubscript,
} from './fold-values.ts';
import { inlineCommuted } from './inline-commuted.ts';

/** Hears what a computation raised. */
export type ErrorReport = (error: unknown) => void;

const unchanged = (query: LogicalQuery): LogicalQuery => query;
const unreported: ErrorReport = () => {};

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
    else if (node.kind === 'var') settled &&= node.rel === rel;
    else if (!computed.has(node.kind)) settled = false;
  });
  return settled;
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

export function foldNode(expr: BoundExpr, facts: RoutineFacts, report: ErrorReport = unreported): BoundExpr {
  switch (expr.kind) {
    case 'call':
      return foldCall(expr, facts, report);
    case 'cast':
      return foldCast(expr, facts, report);
    case 'and':
    case 'or':
      return foldAndOr(expr, facts);
    case 'not':
      return negate(expr.args[0]!, facts) ?? expr;
    case 'nullTest':
      // A row of nulls is null, and one of some nulls neither null nor not null.
      if (expr.arg.kind !== 'const' || (expr.arg.value !== null && isRecordType(expr.arg.type))) return expr;
      return makeBool((expr.arg.value === null) !== expr.negated);
    case 'booleanTest': {
      if (expr.arg.kind !== 'const') return expr;
      const { value } = expr.arg;
      const holds = expr.test === 'unknown' ? value === null : value === (expr.test === 'true');
      return makeBool(holds !== expr.negated);
    }
    case 'case':
      return foldCase(expr);
    case 'coalesce': {
      const args: BoundExpr[] = [];
      for (const arg of expr.args) {
        if (arg.kind !== 'const') args.push(arg);
        else if (arg.value !== null) {
          args.push(arg);
          break;
        }
      }
      if (args.length === 0) return constant(expr, null);
      if (args.length === 1 || args[0]!.kind === 'const') return args[0]!;
      return args.length === expr.args.length ? expr : { ...expr, args };
    }
    case 'inList':
      return folded(expr, foldInValues(expr, facts)) ?? foldInList(expr);
    case 'greatest':
    case 'least':
      return folded(expr, foldMinMax(expr, facts)) ?? expr;
    case 'nullIf':
      return foldNullIf(expr, facts) ?? expr;
    case 'distinct':
      return folded(expr, foldDistinct(expr, facts)) ?? expr;
    case 'array':
      return evaluated(expr, report, () => foldArray(expr));
    case 'subscript':
      return evaluated(expr, report, () => foldSubscript(expr));
    case 'arrayTest':
      return evaluated(expr, report, () => foldArrayTest(expr, facts));
    default:
      return expr;
  }
}

function folded(expr: BoundExpr, value: Folded): BoundExpr | null {
  return value === undefined ? null : constant(expr, value);
}

function constant(expr: BoundExpr, value: Datum): BoundExpr {
  return { kind: 'const', value, type: expr.type, typmod: expr.typmod, location: expr.location };
}

function foldCall(given: BoundCall, facts: RoutineFacts, report: ErrorReport): BoundExpr {
  if (given.set) return given;
  const expr = inlineCommuted(given);
  const { args } = expr;
  if (facts.strict(expr.fn) && args.some((arg) => arg.kind === 'const' && arg.value === null))
    return constant(expr, null);
  if (
    !facts.constant(
      expr.fn,
      args.map((arg) => arg.type),
    )
  ) {
    return expr;
  }
  const values: Datum[] = [];
  for (const arg of args) {
    if (arg.kind !== 'const') return expr;
    values.push(arg.value);
  }
  const isVariadic = expr.variadic === 'array';
  const info = {
    argTypes: args.map((arg) => arg.type),
    resultType: expr.type,
    ...(isVariadic && { variadic: isVariadic }),
  };
  return evaluated(expr, report, () => facts.evaluate(expr.fn, values, info));
}

function evaluated(expr: BoundExpr, report: ErrorReport, evaluate: () => Datum | undefined): BoundExpr {
  try {
    const value = evaluate();
    return value === undefined ? expr : constant(expr, value);
  } catch (error) {
    report(error);
    return expr;
  }
}

function foldCast(expr: BoundCast, facts: RoutineFacts, report: ErrorReport): BoundExpr {
  const { arg } = expr;
  if (arg.kind !== 'const') return expr;
  // A domain tests null too.
  if (expr.method === 'domain') return expr;
  const { value } = arg;
  if (value === null) return constant(expr, null);
  const modifies = expr.applyTypmod && expr.typmod >= 0;
  return evaluated(expr, report, () => {
    const converted = convert(expr, arg.type, value, facts);
    if (converted === undefined || converted === null || !modifies) return converted;
    return facts.modify(converted, expr.type, expr.typmod, expr.context === 'explicit' || expr.cuts === true);
  });
}

function convert(
  { method, fn, type, typmod, element }: Pick<BoundCast, 'method' | 'fn' | 'type' | 'typmod' | 'element'>,
  source: number,
  value: DatumValue,
  facts: RoutineFacts,
): Folded {
  if (method === 'array') return convertElements(element!, type, source, value as PgArray, facts);
  if (method === 'binary') return value;
  if (method === 'io') return facts.convert(value, source, type);
  if (method !== 'function' || fn === null || facts.volatility(fn) !== 'immutable') return undefined;
  // The function of a cast to bit takes the modifier too.
  const args = facts.argumentCount(fn) > 1 ? [value, typmod] : [value];
  return facts.evaluate(fn, args, { argTypes: [source], resultType: type });
}

function convertElements(
  element: NonNullable<BoundCast['element']>,
  type: Oid,
  source: Oid,
  array: PgArray,
  facts: RoutineFacts,
): Folded {
  const [from, to] = [typeByOid(source)!.elementOid, typeByOid(type)!.elementOid];
  const values: Datum[] = [];
  for (const value of array.values) {
    const converted =
      value === null ? null : convert({ ...element, element: null, type: to, typmod: -1 }, from, value, facts);
    if (converted === undefined) return undefined;
    values.push(converted);
  }
  return new PgArray(to, array.dims, array.lowerBounds, values);
}

function foldAndOr(expr: BoundLogical, facts: RoutineFacts): BoundExpr {
  const decides = expr.kind === 'or';
  const args: BoundExpr[] = [];
  let changed = false;
  for (const arg of expr.args) {
    if (arg.kind === 'const' && arg.value === decides) return arg;
    if (arg.kind === 'const' && arg.value === !decides) changed = true;
    else if (arg.kind === expr.kind) {
      args.push(...arg.args);
      changed = true;
    } else args.push(arg);
  }
  if (args.length === 0) return makeBool(!decides);
  if (args.length === 1 || args.every((arg) => arg.kind === 'const')) return args[0]!;
  const folded = changed ? { ...expr, args } : expr;
  return expr.kind === 'or' ? foldOr(folded, facts) : folded;
}

/** `(a AND b) OR (a AND c)` is `a AND (b OR c)`, also with nulls; `x = 1 OR x = 2` is `x IN (1, 2)`. */
function foldOr(expr: BoundLogical, facts: RoutineFacts): BoundExpr {
  const arms = expr.args.map((arg) => conjuncts(arg));
  const common = arms[0]!.filter(
    (part) => !isVolatile(part, facts) && arms.every((arm) => arm.some((other) => exprEquals(part, other))),
  );
  if (common.length > 0) {
    const rests = arms.map((arm) => arm.filter((part) => !common.some((other) => exprEquals(part, other))));
    if (rests.some((rest) => rest.length === 0)) return and(common);
    return and([...common, foldOr({ ...expr, args: rests.map(and) }, facts)]);
  }
  return equalitiesAsList(expr, facts);
}

function and(args: readonly BoundExpr[]): BoundExpr {
  if (args.length === 1) return args[0]!;
  return { kind: 'and', args, type: boolOid, typmod: -1, location: -1 };
}

function equalitiesAsList(expr: BoundLogical, facts: RoutineFacts): BoundExpr {
  const lists: { arg: BoundExpr; operator: number; fn: number; list: BoundExpr[]; at: number }[] = [];
  const args: (BoundExpr | null)[] = [];
  for (const arg of expr.args) {
    const equality = asEquality(arg, facts);
    const known = equality && lists.find((l) => l.operator === equality.operator && exprEquals(l.arg, equality.arg));
    if (known) known.list.push(...equality!.list);
    else {
      if (equality) lists.push({ ...equality, list: [...equality.list], at: args.length });
      args.push(arg);
    }
  }
  if (args.length === expr.args.length) return expr;
  for (const { arg, operator, fn, list, at } of lists) {
    if (list.length < 2) continue;
    args[at] = { kind: 'inList', arg, list, fn, operator, negated: false, type: boolOid, typmod: -1, location: -1 };
  }
  return args.length === 1 ? args[0]! : { ...expr, args: args as BoundExpr[] };
}

interface Equality {
  readonly arg: BoundExpr;
  readonly operator: number;
  readonly fn: number;
  readonly list: readonly BoundExpr[];
}

/** `column = constant` with both of one type, or such an IN list. */
function asEquality(expr: BoundExpr, facts: RoutineFacts): Equality | null {
  if (expr.kind === 'inList') {
    const { arg, operator, fn, list } = expr;
    return !expr.negated && arg.kind === 'var' && list.every(isFixed) ? { arg, operator, fn, list } : null;
  }
  if (expr.kind !== 'call' || expr.operator === null || expr.args.length !== 2) return null;
  const [arg, value] = expr.args as [BoundExpr, BoundExpr];
  if (arg.kind !== 'var' || !isFixed(value) || arg.type !== value.type) return null;
  return facts.operator(expr.operator)?.btree === '='
    ? { arg, operator: expr.operator, fn: expr.fn, list: [value] }
    : null;
}

function isFixed(expr: BoundExpr): boolean {
  return expr.kind === 'const' || expr.kind === 'param';
}

function foldInList(expr: BoundInList): BoundExpr {
  const { arg, list, negated, fn, operator, type, typmod, location } = expr;
  if (arg.kind === 'const' && arg.value === null && list.every((item) => item.kind === 'const')) return makeBool(null);
  if (list.length !== 1 || negated) return expr;
  return { kind: 'call', fn, operator, args: [arg, list[0]!], variadic: null, set: false, type, typmod, location };
}

/** NOT of the expression, in a form without NOT, or null when there is none. */
function negate(expr: BoundExpr, facts: RoutineFacts): BoundExpr | null {
  switch (expr.kind) {
    case 'const':
      return makeBool(expr.value === null ? null : expr.value === false);
    case 'not':
      return expr.args[0]!;
    case 'and':
    case 'or': {
      const args = expr.args.map((arg) => negate(arg, facts) ?? not(arg));
      return foldAndOr({ ...expr, kind: expr.kind === 'and' ? 'or' : 'and', args }, facts);
    }
    case 'nullTest':
      return isRecordType(expr.arg.type) ? null : { ...expr, negated: !expr.negated };
    case 'booleanTest':
    case 'distinct':
    case 'inList':
      return { ...expr, negated: !expr.negated };
    case 'call': {
      const negator = expr.operator === null ? null : (facts.operator(expr.operator)?.negator ?? null);
      const opposite = negator === null ? null : facts.operator(negator);
      return opposite === null ? null : { ...expr, operator: negator, fn: opposite.proc };
    }
    default:
      return null;
  }
}

function not(expr: BoundExpr): BoundExpr {
  return { kind: 'not', args: [expr], type: boolOid, typmod: -1, location: -1 };
}

/** What is left of a CASE whose arms are folded. */
function foldCase(expr: BoundCase): BoundExpr {
  const whens: { readonly when: BoundExpr; readonly then: BoundExpr }[] = [];
  let otherwise = expr.otherwise;
  for (const item of expr.whens) {
    if (item.when.kind === 'const' && item.when.value !== true) continue;
    if (isConstTrue(item.when)) {
      otherwise = item.then;
      break;
    }
    whens.push(item);
  }
  if (whens.length === 0) return otherwise ?? constant(expr, null);
  return whens.length === expr.whens.length ? expr : { ...expr, whens, otherwise };
}
