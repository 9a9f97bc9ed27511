/** Selectivity of conditions and number of different values, from row counts, zone maps and rules of thumb. */
import type { BoundExpr, BoundVar } from '../../catalog/tree.ts';
import { columnKey, exprRels } from '../../planner/columns.ts';
import type { Planning } from './planning.ts';

const defaultEquality = 0.005;
const defaultRange = 1 / 3;
const defaultNarrow = 0.005;
const defaultMatch = 0.1;
const defaultDistinct = 200;

/** Share of rows that satisfy all conditions; two bounds on one column are taken as one range. */
export function selectivityOfAll(p: Planning, conditions: readonly BoundExpr[]): number {
  let share = 1;
  let bounds: Map<number, Range> | null = null;
  for (const condition of conditions) {
    const bound = rangeBound(p, condition);
    if (bound === null) share *= selectivity(p, condition);
    else {
      bounds ??= new Map();
      const key = columnKey(bound.column.rel, bound.column.column);
      const range = bounds.get(key) ?? { below: null, above: null };
      bounds.set(key, range);
      const side = bound.op === '<' || bound.op === '<=' ? 'below' : 'above';
      range[side] = Math.min(range[side] ?? 1, selectivity(p, condition));
    }
  }
  if (bounds !== null) for (const range of bounds.values()) share *= rangeShare(range);
  return share;
}

interface Range {
  below: number | null;
  above: number | null;
}

function rangeShare({ below, above }: Range): number {
  if (below === null || above === null) return below ?? above ?? 1;
  // With nothing known of either end, a range is meant to be narrow.
  if (below === defaultRange && above === defaultRange) return defaultNarrow;
  return Math.max(defaultNarrow / 10, below + above - 1);
}

function rangeBound(p: Planning, condition: BoundExpr): { column: BoundVar; op: '<' | '<=' | '>' | '>=' } | null {
  if (condition.kind !== 'call' || condition.operator === null || condition.args.length !== 2) return null;
  const op = p.context.facts.operator(condition.operator)?.btree ?? null;
  if (op === null || op === '=') return null;
  const [a, b] = condition.args as [BoundExpr, BoundExpr];
  const left = baseColumn(a);
  if (left !== null) return { column: left, op };
  const right = baseColumn(b);
  return right === null ? null : { column: right, op: flipped[op] };
}

export function selectivity(p: Planning, expr: BoundExpr): number {
  switch (expr.kind) {
    case 'const':
      return expr.value === true ? 1 : 0;
    case 'and':
      return selectivityOfAll(p, expr.args);
    case 'or': {
      let none = 1;
      for (const arg of expr.args) none *= 1 - selectivity(p, arg);
      return 1 - none;
    }
    case 'not':
      return 1 - selectivity(p, expr.args[0]!);
    case 'nullTest': {
      const share = nullFraction(p, expr.arg);
      return expr.negated ? 1 - share : share;
    }
    case 'inList': {
      const share = Math.min(1, expr.list.length * equalitySelectivity(p, expr.arg));
      return expr.negated ? 1 - share : share;
    }
    case 'arrayTest':
      return Math.min(1, 10 * equalitySelectivity(p, expr.arg));
    case 'call':
      return callSelectivity(p, expr);
    case 'var':
      return 0.5;
    default:
      return 0.5;
  }
}

function callSelectivity(p: Planning, expr: Extract<BoundExpr, { kind: 'call' }>): number {
  const facts = expr.operator === null ? null : p.context.facts.operator(expr.operator);
  const [left, right] = expr.args;
  if (facts === null || left === undefined || right === undefined) return 0.3;
  switch (facts.btree) {
    case '=':
      return Math.min(equalitySelectivity(p, left), equalitySelectivity(p, right));
    case '<':
    case '<=':
    case '>':
    case '>=':
      return rangeSelectivity(p, left, facts.btree, right);
    default:
      if (facts.name === '<>') return 1 - Math.min(equalitySelectivity(p, left), equalitySelectivity(p, right));
      return facts.name === '~~' && startsPlain(right) ? defaultNarrow : defaultMatch;
  }
}

/** A LIKE pattern that begins with a character of its own. */
function startsPlain(pattern: BoundExpr): boolean {
  return pattern.kind === 'const' && typeof pattern.value === 'string' && /^[^%_]/.test(pattern.value);
}

/** Share of rows equal to one unknown value of the expression. */
export function equalitySelectivity(p: Planning, expr: BoundExpr): number {
  if (expr.kind === 'const' || expr.kind === 'param') return 1;
  if (exprRels(expr).size === 0) return 1;
  const column = baseColumn(expr);
  if (column === null) return defaultEquality;
  const distinct = distinctValues(p, column);
  return distinct === null ? defaultEquality : 1 / Math.max(1, distinct);
}

/** The column under casts that change no order. */
export function baseColumn(expr: BoundExpr): BoundVar | null {
  let node = expr;
  while (node.kind === 'cast') node = node.arg;
  return node.kind === 'var' ? node : null;
}

/** Estimated number of different values, null for a column that is no table's. */
export function distinctValues(p: Planning, column: BoundVar): number | null {
  const table = p.tableOf(column.rel);
  if (table === undefined) return null;
  const rows = Math.max(1, p.rowCount(table.oid));
  const known = p.columnStatistics(column.rel, column.column)?.distinct;
  if (known != null) return Math.max(1, Math.min(rows, known));
  for (const oid of table.indexes) {
    const index = p.context.catalog.relation(oid);
    if (index?.kind === 'index' && index.unique && index.keys.length === 1 && index.keys[0]!.column === column.column) {
      return rows;
    }
  }
  return Math.min(rows, defaultDistinct);
}

function nullFraction(p: Planning, expr: BoundExpr): number {
  const column = baseColumn(expr);
  if (column === null) return 0.01;
  return p.columnStatistics(column.rel, column.column)?.nullFraction ?? 0.01;
}

function rangeSelectivity(p: Planning, left: BoundExpr, op: '<' | '<=' | '>' | '>=', right: BoundExpr): number {
  const column = baseColumn(left);
  if (column === null) {
    if (baseColumn(right) === null) return defaultRange;
    return rangeSelectivity(p, right, flipped[op], left);
  }
  if (right.kind !== 'const' || typeof right.value !== 'number') return defaultRange;
  const stats = p.columnStatistics(column.rel, column.column);
  if (stats === null || typeof stats.min !== 'number' || typeof stats.max !== 'number') return defaultRange;
  const span = stats.max - stats.min;
  const below = span > 0 ? (right.value - stats.min) / span : right.value >= stats.min ? 1 : 0;
  const share = op === '<' || op === '<=' ? below : 1 - below;
  return Math.min(1, Math.max(defaultEquality / 10, share));
}
const flipped = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

/** Estimated number of combinations of the keys among `rows` rows. */
export function groupCount(p: Planning, keys: readonly BoundExpr[], rows: number): number {
  let groups = 1;
  for (const key of keys) groups *= (key.kind === 'var' ? distinctValues(p, key) : null) ?? 200;
  return Math.max(1, Math.min(groups, rows));
}
