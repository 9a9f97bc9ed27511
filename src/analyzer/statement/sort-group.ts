/**
 * ORDER BY, GROUP BY and DISTINCT over the select list. A name alone or an integer refers to the list (SQL-92); anything else
 * is an expression over the FROM items (SQL:1999), which joins the list as junk when it is not in it.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import { exprEquals } from '../../catalog/tree-equals.ts';
import { someExpr, someExprOutside } from '../../catalog/tree-walk.ts';
import { sqlError } from '../../errors/index.ts';
import type { Expression, SortKey } from '../../parser/ast/index.ts';
import { coerceType } from '../coercion/coerce.ts';
import type { ExpressionKind } from '../expression-kind.ts';
import { kindRow } from '../expression-kind.ts';
import { findColumn } from '../namespace.ts';
import { textOid, unknownOid } from '../oids.ts';
import { requireComparison } from '../resolution/operators.ts';
import type { Scope } from '../scope.ts';
import { sortDirection } from '../sort-direction.ts';
import type { TargetEntry } from '../target-list.ts';

export interface OrderItem {
  readonly column: number;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** The entry an ORDER BY, GROUP BY or DISTINCT ON item means; a new junk entry if need be. */
export function findTarget(
  expr: Expression,
  targets: TargetEntry[],
  kind: ExpressionKind,
  scope: Scope,
): { readonly entry: TargetEntry; readonly added: boolean } {
  const { name: clause } = kindRow(kind);
  if (expr.kind === 'columnRef' && expr.parts.length === 1) {
    const found = byOutputName(expr.parts[0]!, expr.location, targets, kind, scope);
    if (found) return { entry: checkedTarget(found, kind, scope), added: false };
  }
  const ordinal = ordinalOf(expr);
  if (ordinal !== null) {
    if (ordinal === 'other') {
      throw sqlError('syntax_error', `non-integer constant in ${clause}`, { location: expr.location });
    }
    const visible = targets.filter((target) => !target.junk);
    const entry = ordinal >= 1 ? visible[ordinal - 1] : undefined;
    if (!entry) {
      throw sqlError('invalid_column_reference', `${clause} position ${ordinal} is not in select list`, {
        location: expr.location,
      });
    }
    return { entry: checkedTarget(entry, kind, scope), added: false };
  }
  const bound = scope.bind(expr, kind);
  const same = targets.find((target) => exprEquals(withoutImplicit(target.expr), withoutImplicit(bound)));
  if (same) return { entry: same, added: false };
  const entry: TargetEntry = { expr: bound, name: '?column?', junk: true };
  targets.push(entry);
  return { entry, added: true };
}

function withoutImplicit(expr: BoundExpr): BoundExpr {
  return expr.kind === 'cast' && expr.context !== 'explicit' ? withoutImplicit(expr.arg) : expr;
}

function byOutputName(
  name: string,
  location: number,
  targets: readonly TargetEntry[],
  kind: ExpressionKind,
  scope: Scope,
): TargetEntry | null {
  // GROUP BY prefers a column of the FROM items.
  if (kind === 'groupBy' && findColumn(scope, name, location, true)) return null;
  let found: TargetEntry | null = null;
  for (const target of targets) {
    if (target.junk || target.name !== name) continue;
    if (found && !exprEquals(found.expr, target.expr)) {
      throw sqlError('ambiguous_column', `${kindRow(kind).name} "${name}" is ambiguous`, { location });
    }
    found ??= target;
  }
  return found;
}

/** An integer constant counts columns; other constants are refused. */
function ordinalOf(expr: Expression): number | 'other' | null {
  if (expr.kind === 'operator' && expr.left === null && expr.name === '-') {
    const inner = ordinalOf(expr.right);
    return typeof inner === 'number' && expr.right.kind === 'literal' ? -inner : inner === 'other' ? 'other' : null;
  }
  if (expr.kind !== 'literal') return null;
  if (expr.type !== 'integer') return 'other';
  const value = Number(expr.value);
  return value <= 2147483647 ? value : 'other';
}

/** A select-list entry that GROUP BY names may hold no aggregate of this query, and no window function outside its sub-queries. */
function checkedTarget(entry: TargetEntry, kind: ExpressionKind, scope: Scope): TargetEntry {
  if (kind !== 'groupBy') return entry;
  let location = -1;
  const isAggregate = (e: BoundExpr): boolean => {
    location = e.location;
    return e.kind === 'aggregate' && e.query === scope.selectId;
  };
  if (someExpr(entry.expr, isAggregate)) {
    throw sqlError('grouping_error', 'aggregate functions are not allowed in GROUP BY', { location });
  }
  const isWindow = (e: BoundExpr): boolean => {
    location = e.location;
    return e.kind === 'window';
  };
  if (someExprOutside(entry.expr, isWindow)) {
    throw sqlError('windowing_error', 'window functions are not allowed in GROUP BY', { location });
  }
  return entry;
}

/** An untyped literal that sorts or groups is text. */
export function resolveEntry(entry: TargetEntry, scope: Scope): void {
  if (entry.expr.type !== unknownOid) return;
  entry.expr = coerceType(scope.state, entry.expr, textOid, -1, 'implicit', 'implicit');
}

export function bindOrderBy(keys: readonly SortKey[], targets: TargetEntry[], scope: Scope): OrderItem[] {
  const order: OrderItem[] = [];
  for (const key of keys) {
    const { entry } = findTarget(key.value, targets, 'orderBy', scope);
    resolveEntry(entry, scope);
    addOrder(order, key, entry, targets, scope);
  }
  return order;
}

export function addOrder(
  order: OrderItem[],
  key: SortKey,
  entry: TargetEntry,
  targets: readonly TargetEntry[],
  scope: Scope,
): void {
  requireComparison(scope.state, '<', entry.expr.type, key.value.location);
  const column = targets.indexOf(entry);
  // A second key on the same column cannot change the order.
  if (order.some((item) => item.column === column)) return;
  order.push({ column, ...sortDirection(key, entry.expr.type, scope.state) });
}

/** Plain DISTINCT: all visible columns, and nothing else may sort. */
export function bindDistinctAll(targets: readonly TargetEntry[], order: readonly OrderItem[], scope: Scope): number[] {
  for (const item of order) {
    const target = targets[item.column]!;
    if (target.junk) {
      throw sqlError(
        'invalid_column_reference',
        'for SELECT DISTINCT, ORDER BY expressions must appear in select list',
        { location: target.expr.location },
      );
    }
  }
  const columns: number[] = [];
  targets.forEach((target, i) => {
    if (target.junk) return;
    resolveEntry(target, scope);
    requireComparison(scope.state, '=', target.expr.type, target.expr.location);
    columns.push(i);
  });
  return columns;
}

export function bindDistinctOn(
  exprs: readonly Expression[],
  targets: TargetEntry[],
  order: readonly OrderItem[],
  scope: Scope,
): number[] {
  const wanted = exprs.map((expr) => {
    const { entry } = findTarget(expr, targets, 'distinctOn', scope);
    resolveEntry(entry, scope);
    requireComparison(scope.state, '=', entry.expr.type, expr.location);
    return { column: targets.indexOf(entry), location: expr.location };
  });
  const mismatch = (location: number) =>
    sqlError('invalid_column_reference', 'SELECT DISTINCT ON expressions must match initial ORDER BY expressions', {
      location,
    });
  const result: number[] = [];
  let skipped = false;
  for (const item of order) {
    const hit = wanted.find((w) => w.column === item.column);
    if (!hit) skipped = true;
    else if (skipped) throw mismatch(hit.location);
    else result.push(hit.column);
  }
  for (const { column, location } of wanted) {
    if (result.includes(column)) continue;
    if (skipped) throw mismatch(location);
    result.push(column);
  }
  return result;
}
