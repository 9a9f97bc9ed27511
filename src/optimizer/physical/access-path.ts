/**
 * Which index scans can answer the conditions on a table.
 *
 * An index serves when its leading key columns are compared for equality and, if it is ordered, the next one with bounds. The
 * compared value must not depend on the table's own row, and must be convertible to the key's type without loss: only then are
 * the bounds exactly the condition, which is not tested again. What no bound expresses remains as filter.
 */
import type { IndexColumn, IndexDescriptor } from '../../catalog/descriptors.ts';
import { isOfFields } from '../../catalog/null-test.ts';
import { retyped } from '../../catalog/retyped.ts';
import type { BoundExpr } from '../../catalog/tree.ts';
import { exprEquals } from '../../catalog/tree-equals.ts';
import { exprRels } from '../../planner/columns.ts';
import { hasSetCall, hasSubPlan, isVolatile } from '../../planner/expressions.ts';
import type { BtreeStrategy, IndexScanNode, LogicalScan, PlanContext } from '../../planner/index.ts';
import { mapExpr } from '../../planner/walk.ts';
import { collationByOid, collationUnder, withoutCollation } from '../../types/collation/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { exprCost, indexDescentCost, indexRowCost } from './cost.ts';
import { likePrefix } from './like-prefix.ts';
import type { Planning } from './planning.ts';
import { equalitySelectivity, selectivityOfAll } from './statistics.ts';

export interface IndexPath {
  readonly scan: LogicalScan;
  readonly index: IndexDescriptor;
  readonly equals: IndexScanNode['equals'];
  readonly lower: IndexScanNode['lower'];
  readonly upper: IndexScanNode['upper'];
  /** Conditions that the bounds express. */
  readonly conditions: readonly BoundExpr[];
  /** Conditions still to be tested. */
  readonly filter: readonly BoundExpr[];
  /** Rows that the index gives, before `filter`, and in the end. */
  readonly fetched: number;
  readonly rows: number;
  readonly cost: number;
  /** At most one row: a unique index with all its keys compared to single values. */
  readonly single: boolean;
}

type Equal = IndexScanNode['equals'][number];
interface Bound {
  readonly value: BoundExpr;
  readonly inclusive: boolean;
}
interface Match {
  readonly equal?: Equal;
  readonly lower?: Bound;
  readonly upper?: Bound;
  /** The bounds admit more rows than the condition: test it as well. */
  readonly inexact?: boolean;
}

/** Indexes of the table that a scan may use. */
export function usableIndexes(p: Planning, scan: LogicalScan): IndexDescriptor[] {
  const found: IndexDescriptor[] = [];
  for (const oid of scan.table.indexes) {
    const index = p.context.catalog.relation(oid);
    if (index?.kind === 'index') found.push(index);
  }
  return found;
}

/** The paths of all indexes that at least one condition lets begin. */
export function indexPaths(p: Planning, scan: LogicalScan, conditions: readonly BoundExpr[]): IndexPath[] {
  if (!p.context.settings.optimizer || !p.context.settings.enableIndexScan) return [];
  p.defineTable(scan.rel, scan.table);
  const paths: IndexPath[] = [];
  for (const index of usableIndexes(p, scan)) {
    const path = matchIndex(p, scan, index, conditions);
    if (path !== null && path.conditions.length > 0) paths.push(path);
  }
  return paths;
}

/** The index with what the conditions say about its keys; null when it cannot be used for them. */
export function matchIndex(
  p: Planning,
  scan: LogicalScan,
  index: IndexDescriptor,
  conditions: readonly BoundExpr[],
): IndexPath | null {
  if (index.predicate !== null && !isImplied(index.predicate, scan.rel, conditions)) return null;
  const used = new Set<BoundExpr>();
  const inexact = new Set<BoundExpr>();
  const equals: Equal[] = [];
  let lower: Bound | null = null;
  let upper: Bound | null = null;
  for (const key of index.keys) {
    const matches = matchKey(p.context, scan, key, conditions);
    const best = bestEqual(matches);
    if (best !== null) {
      equals.push(best.match.equal!);
      used.add(best.condition);
      continue;
    }
    if (index.method === 'btree') {
      for (const { condition, match } of matches) {
        if (match.lower !== undefined && lower === null) lower = match.lower;
        else if (match.lower !== undefined) continue;
        if (match.upper !== undefined && upper === null) upper = match.upper;
        else if (match.upper !== undefined) {
          if (match.lower !== undefined) lower = null;
          continue;
        }
        used.add(condition);
        if (match.inexact) inexact.add(condition);
      }
    }
    break;
  }
  if (index.method === 'hash' && equals.length < index.keys.length) return null;
  const indexConditions = conditions.filter((condition) => used.has(condition));
  const filter = conditions.filter((condition) => !used.has(condition) || inexact.has(condition));
  const stored = Math.max(1, p.rowCount(scan.table.oid));
  const single =
    index.unique &&
    index.deferrable !== true &&
    equals.length === index.keys.length &&
    equals.every((equal) => 'kind' in equal || (!('isNull' in equal) && 'anyOf' in equal && equal.anyOf.length === 1));
  const share = keyShare(p, scan, index, equals, indexConditions, stored);
  const fetched = single ? 1 : Math.max(stored * share, Math.min(stored, 1));
  const lookups = equals.reduce(
    (n, equal) => n * ('anyOf' in equal ? equal.anyOf.length : 'anyOfArray' in equal ? 5 : 1),
    1,
  );
  const cost = lookups * indexDescentCost + fetched * (indexRowCost + filter.length * exprCost);
  const rows =
    fetched *
    selectivityOfAll(
      p,
      filter.filter((condition) => !inexact.has(condition)),
    );
  return { scan, index, equals, lower, upper, conditions: indexConditions, filter, fetched, rows, cost, single };
}

function keyShare(
  p: Planning,
  scan: LogicalScan,
  index: IndexDescriptor,
  equals: readonly Equal[],
  conditions: readonly BoundExpr[],
  stored: number,
): number {
  const single = equals.length === index.keys.length && index.unique && equals.every((equal) => 'kind' in equal);
  if (single) return 1 / stored;
  let share = 1;
  const others: BoundExpr[] = [];
  for (const condition of conditions) {
    if (condition.kind === 'call' && condition.args.length === 2) {
      const [a, b] = condition.args as [BoundExpr, BoundExpr];
      const own = exprRels(a).has(scan.rel) ? a : b;
      if (p.context.facts.operator(condition.operator ?? 0)?.btree === '=') {
        share *= equalitySelectivity(p, own);
        continue;
      }
    }
    others.push(condition);
  }
  return share * selectivityOfAll(p, others);
}

function bestEqual(matches: readonly Matched[]): Matched | null {
  let best: Matched | null = null;
  for (const item of matches) {
    if (item.match.equal === undefined) continue;
    // A single value is better than a list of values.
    if (best === null || (!('kind' in best.match.equal!) && 'kind' in item.match.equal)) best = item;
  }
  return best;
}

interface Matched {
  readonly condition: BoundExpr;
  readonly match: Match;
}

function matchKey(
  context: PlanContext,
  scan: LogicalScan,
  key: IndexColumn,
  conditions: readonly BoundExpr[],
): Matched[] {
  const found: Matched[] = [];
  for (const condition of conditions) {
    const match = matchCondition(context, scan, key, condition);
    if (match !== null) found.push({ condition, match });
  }
  return found;
}

function matchCondition(context: PlanContext, scan: LogicalScan, key: IndexColumn, condition: BoundExpr): Match | null {
  switch (condition.kind) {
    case 'call':
      return matchCall(context, scan, key, condition);
    case 'inList': {
      if (condition.negated || !isKey(scan, key, condition.arg) || !isStrategy(context, condition.operator, '='))
        return null;
      const values: BoundExpr[] = [];
      const constants = new Set<unknown>();
      for (const item of condition.list) {
        const value = keyValue(context, scan, key, item);
        if (value === 'never') continue;
        if (value === null) return null;
        if (value.kind === 'const') {
          if (constants.has(value.value)) continue;
          constants.add(value.value);
        }
        values.push(value);
      }
      return { equal: { anyOf: values } };
    }
    case 'arrayTest': {
      if (condition.quantifier !== 'any' || !isStrategy(context, condition.operator, '=')) return null;
      if (!isKey(scan, key, condition.arg) || !isFixed(context, scan, condition.array)) return null;
      return condition.arg.type === key.type ? { equal: { anyOfArray: condition.array } } : null;
    }
    case 'rowCompare': {
      // `(a, b) > (x, y)` bounds a; the rest of the comparison is tested on the rows.
      const [left] = condition.left;
      const [right] = condition.right;
      if (condition.op === '=' || condition.op === '<>' || left === undefined || right === undefined) return null;
      const less = condition.less[0];
      if (!isKey(scan, key, left) || less === undefined || !isInKeyOrder(key, less, '<')) return null;
      const value = keyValue(context, scan, key, right);
      if (value === null || value === 'never') return null;
      return { ...boundFor(condition.op[0] === '<' ? '<=' : '>=', value), inexact: true };
    }
    case 'nullTest':
      return !condition.negated && !isOfFields(condition) && isKey(scan, key, condition.arg)
        ? { equal: { isNull: true } }
        : null;
    case 'var':
      // A boolean column alone is a condition, too.
      return key.type === 16 && isKey(scan, key, condition) ? { equal: boolConstant(true) } : null;
    case 'not':
      return key.type === 16 && isKey(scan, key, condition.args[0]!) ? { equal: boolConstant(false) } : null;
    default:
      return null;
  }
}

function boolConstant(value: boolean): BoundExpr {
  return { kind: 'const', value, type: 16, typmod: -1, location: -1 };
}

function isStrategy(context: PlanContext, operator: Oid | null, strategy: BtreeStrategy): boolean {
  return operator !== null && context.facts.operator(operator)?.btree === strategy;
}

const flipped = { '<': '>', '<=': '>=', '=': '=', '>=': '<=', '>': '<' } as const;

function matchCall(
  context: PlanContext,
  scan: LogicalScan,
  key: IndexColumn,
  condition: Extract<BoundExpr, { kind: 'call' }>,
): Match | null {
  if (condition.operator === null || condition.args.length !== 2) return null;
  const operator = context.facts.operator(withoutCollation(condition.operator));
  if (operator === null || !isInKeyOrder(key, condition.operator, operator.btree)) return null;
  const [a, b] = condition.args as [BoundExpr, BoundExpr];
  if (operator.btree === null) {
    if (operator.name !== '~~' || !isKey(scan, key, a) || key.type === 1042) return null;
    return likePrefix(b, key.type);
  }
  const onLeft = isKey(scan, key, a);
  if (!onLeft && !isKey(scan, key, b)) return null;
  const strategy = onLeft ? operator.btree : flipped[operator.btree];
  const value = keyValue(context, scan, key, onLeft ? b : a);
  if (value === null || value === 'never') return null;
  return boundFor(strategy, value);
}

/** A bound is in the key's own order; equality is the same in all, and a prefix of text is a range in that of bytes alone. */
function isInKeyOrder(key: IndexColumn, operator: Oid, strategy: BtreeStrategy | null): boolean {
  const wanted = collationByOid(collationUnder(operator) ?? 0)?.key;
  return strategy === '=' ? wanted === undefined : wanted === key.order;
}

function boundFor(strategy: BtreeStrategy, value: BoundExpr): Match {
  switch (strategy) {
    case '=':
      return { equal: value };
    case '>':
      return { lower: { value, inclusive: false } };
    case '>=':
      return { lower: { value, inclusive: true } };
    case '<':
      return { upper: { value, inclusive: false } };
    case '<=':
      return { upper: { value, inclusive: true } };
  }
}

/** The indexed expression itself, or one that a binary cast makes another name of the same value. */
function isKey(scan: LogicalScan, key: IndexColumn, expr: BoundExpr): boolean {
  let node = expr;
  while (node.kind === 'cast' && node.method === 'binary' && !(node.applyTypmod && node.typmod >= 0)) {
    if (!sameOrder(node.arg.type, node.type)) break;
    node = node.arg;
  }
  if (key.column !== null) return node.kind === 'var' && node.rel === scan.rel && node.column === key.column;
  if (key.expression === null) return false;
  return exprEquals(overRel(key.expression, scan.rel), node) || exprEquals(overRel(key.expression, scan.rel), expr);
}

/** text and varchar; oid and its aliases. */
function sameOrder(a: Oid, b: Oid): boolean {
  return a === b || (textLike.has(a) && textLike.has(b)) || (oidLike.has(a) && oidLike.has(b));
}
const textLike: ReadonlySet<Oid> = new Set([25, 1043]);
const oidLike: ReadonlySet<Oid> = new Set([26, 24, 2202, 2203, 2204, 2205, 2206, 3734, 3769, 4089, 4096, 4191]);

function overRel(expression: BoundExpr, rel: number): BoundExpr {
  return mapExpr(expression, (node) => (node.kind === 'var' && node.rel === 0 ? { ...node, rel } : node));
}

/** Does not depend on the table's row, and gives the same value during the scan. */
function isFixed(context: PlanContext, scan: LogicalScan, expr: BoundExpr): boolean {
  return !exprRels(expr).has(scan.rel) && !hasSetCall(expr) && !isVolatile(expr, context.facts) && isCheapValue(expr);
}
/** A correlated sub-plan may be a bound as well; an uncorrelated one is evaluated once anyhow. */
function isCheapValue(expr: BoundExpr): boolean {
  return !hasSubPlan(expr) || expr.kind === 'subPlan' || expr.kind === 'cast';
}

const integers: ReadonlyMap<Oid, { readonly bytes: number; readonly min: number; readonly max: number }> = new Map([
  [21, { bytes: 2, min: -32768, max: 32767 }],
  [23, { bytes: 4, min: -2147483648, max: 2147483647 }],
  [20, { bytes: 8, min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY }],
]);

/** The value in the key's type; 'never' when no key can equal it; null when it cannot be converted exactly. */
function keyValue(
  context: PlanContext,
  scan: LogicalScan,
  key: IndexColumn,
  expr: BoundExpr,
): BoundExpr | 'never' | null {
  if (!isFixed(context, scan, expr)) return null;
  if (expr.type === key.type) return expr;
  if (sameOrder(expr.type, key.type)) return asKey(expr, key.type);
  const from = integers.get(expr.type);
  const to = integers.get(key.type);
  if (from !== undefined && to !== undefined) {
    if (from.bytes <= to.bytes) return asKey(expr, key.type);
    if (expr.kind !== 'const') return null;
    const fits = typeof expr.value === 'number' && expr.value >= to.min && expr.value <= to.max;
    return fits ? asKey(expr, key.type) : 'never';
  }
  if (expr.type === 700 && key.type === 701) return asKey(expr, key.type);
  return expr.kind === 'const' && expr.type === dateOid && key.type === timestampOid
    ? convertedDate(context, expr, key.type)
    : null;
}

const dateOid = 1082;
/** Midnight of a date is a timestamp, whatever the session's time zone. */
const timestampOid = 1114;

function convertedDate(context: PlanContext, expr: Extract<BoundExpr, { kind: 'const' }>, type: Oid): BoundExpr | null {
  const fn = context.facts.castFunction(dateOid, type);
  if (fn === null || expr.value === null) return null;
  try {
    const value = context.facts.evaluate(fn, [expr.value], { argTypes: [dateOid], resultType: type });
    return value === undefined ? null : { ...expr, value, type };
  } catch {
    // Beyond the range of timestamps: the comparison itself knows how to deal with such a date.
    return null;
  }
}

/** All integer types, and both string types, have the same scalars. */
function asKey(expr: BoundExpr, type: Oid): BoundExpr {
  return expr.kind === 'const' ? { ...expr, type, typmod: -1 } : retyped(expr, type);
}

/** A partial index serves when each part of its predicate is one of the conditions. */
function isImplied(predicate: BoundExpr, rel: number, conditions: readonly BoundExpr[]): boolean {
  const parts = predicate.kind === 'and' ? predicate.args : [predicate];
  return parts.every((part) => {
    const own = overRel(part, rel);
    return conditions.some((condition) => exprEquals(condition, own) || impliesNotNull(condition, own));
  });
}

/** `x = 1` and the like imply `x IS NOT NULL`. */
function impliesNotNull(condition: BoundExpr, own: BoundExpr): boolean {
  if (
    own.kind !== 'nullTest' ||
    !own.negated ||
    isOfFields(own) ||
    condition.kind !== 'call' ||
    condition.operator === null
  )
    return false;
  return condition.args.length === 2 && condition.args.some((arg) => exprEquals(arg, own.arg));
}
