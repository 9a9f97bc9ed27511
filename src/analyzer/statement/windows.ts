/** Window definitions: WINDOW clause and OVER (...), with windows that build on others. */
import type { BoundExpr, BoundSortKey, BoundWindowSpec } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { Expression, FrameBound, SortKey, WindowFrame, WindowSpec } from '../../parser/ast/index.ts';
import { deparseWindow } from '../../parser/index.ts';
import { coerceType } from '../coercion/coerce.ts';
import { textOid, unknownOid } from '../oids.ts';
import { requireComparison } from '../resolution/operators.ts';
import type { Scope } from '../scope.ts';
import { sortDirection } from '../sort-direction.ts';
import { bindFrameBound } from './frame-bounds.ts';

/** Entries of the WINDOW clause, before the select list is bound. */
export function declareWindows(
  clauses: readonly { readonly name: string; readonly spec: WindowSpec; readonly location: number }[],
  scope: Scope,
): void {
  for (const { name, spec, location } of clauses) {
    if (scope.windows.some((w) => w.name === name)) {
      throw sqlError('windowing_error', `window "${name}" is already defined`, { location });
    }
    scope.windows.push({ name, spec, text: deparseWindow(spec) });
  }
}

export function bindWindows(scope: Scope): readonly BoundWindowSpec[] {
  const bound: BoundWindowSpec[] = [];
  for (let i = 0; i < scope.windows.length; i++) {
    const { spec, name } = scope.windows[i]!;
    bound.push(bindWindow(spec, name, i, bound, scope));
  }
  return bound;
}

function bindWindow(
  spec: WindowSpec,
  name: string | null,
  index: number,
  earlier: readonly BoundWindowSpec[],
  scope: Scope,
): BoundWindowSpec {
  const base = baseOf(spec, index, earlier, scope);
  const order = spec.orderBy.map((key) => sortKey(key, scope));
  const partition = spec.partitionBy.map((expr) => keyValue(expr, 'windowPartition', scope));
  for (const expr of partition) requireComparison(scope.state, '=', expr.type, expr.location);
  if (base !== null) checkOverriding(spec, name, base, partition.length > 0, order.length > 0);
  const orderBy = base !== null && base.orderBy.length > 0 ? base.orderBy : order;
  return {
    name,
    base: spec.base,
    partitionBy: base !== null ? base.partitionBy : partition,
    orderBy,
    frame: spec.frame ? bindFrame(spec.frame, orderBy, spec.location, scope) : null,
  };
}

function baseOf(
  spec: WindowSpec,
  index: number,
  earlier: readonly BoundWindowSpec[],
  scope: Scope,
): BoundWindowSpec | null {
  if (spec.base === null) return null;
  const at = scope.windows.findIndex((w, i) => i < index && w.name === spec.base);
  if (at < 0) {
    throw sqlError('undefined_object', `window "${spec.base}" does not exist`, { location: spec.location });
  }
  return earlier[at]!;
}

function checkOverriding(
  spec: WindowSpec,
  name: string | null,
  base: BoundWindowSpec,
  partitioned: boolean,
  ordered: boolean,
): void {
  const refuse = (message: string, hint?: string) =>
    sqlError('windowing_error', message, { hint, location: spec.location });
  if (partitioned) throw refuse(`cannot override PARTITION BY clause of window "${spec.base}"`);
  if (ordered && base.orderBy.length > 0) throw refuse(`cannot override ORDER BY clause of window "${spec.base}"`);
  if (base.frame !== null) {
    const bare = name === null && !ordered && spec.frame === null;
    throw refuse(
      `cannot copy window "${spec.base}" because it has a frame clause`,
      bare ? 'Omit the parentheses in this OVER clause.' : undefined,
    );
  }
}

/** Names of the select list and integers mean nothing special here: a column or an expression alone. */
function keyValue(expr: Expression, kind: 'windowPartition' | 'windowOrder', scope: Scope): BoundExpr {
  const bound = scope.bind(expr, kind);
  return bound.type === unknownOid ? coerceType(scope.state, bound, textOid, -1, 'implicit', 'implicit') : bound;
}

function sortKey(key: SortKey, scope: Scope): BoundSortKey {
  const expr = keyValue(key.value, 'windowOrder', scope);
  requireComparison(scope.state, '<', expr.type, key.value.location);
  return { expr, ...sortDirection(key, expr.type, scope.state) };
}

/** What a frame may begin and end with is settled by the grammar. */
function bindFrame(
  frame: WindowFrame,
  orderBy: readonly BoundSortKey[],
  location: number,
  scope: Scope,
): NonNullable<BoundWindowSpec['frame']> {
  const end: FrameBound = frame.end ?? { type: 'current row', offset: null };
  if (frame.mode === 'range' && (frame.start.offset || end.offset) && orderBy.length !== 1) {
    throw sqlError('windowing_error', 'RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column', {
      location,
    });
  }
  if (frame.mode === 'groups' && orderBy.length === 0) {
    throw sqlError('windowing_error', 'GROUPS mode requires an ORDER BY clause', { location });
  }
  return {
    mode: frame.mode,
    start: bindFrameBound(frame.mode, frame.start, orderBy, scope),
    end: bindFrameBound(frame.mode, end, orderBy, scope),
    exclude: frame.exclude,
    between: frame.end !== null,
  };
}
