/** Window definitions: WINDOW clause and OVER (...), with windows that build on others. */
import type { BoundExpr, BoundSortKey, BoundWindowSpec } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { FrameBound, SortKey, WindowFrame, WindowSpec } from '../../parser/ast/index.ts';
import { coerceToSpecific, coerceType } from '../coercion/coerce.ts';
import { int8Oid, textOid, unknownOid } from '../oids.ts';
import { requireComparison } from '../resolution/operators.ts';
import type { Scope } from '../scope.ts';
import { sortDirection } from '../sort-direction.ts';
import type { TargetEntry } from '../target-list.ts';
import type { findTarget } from './sort-group.ts';

/** Entries of the WINDOW clause, before the select list is bound. */
export function declareWindows(
  clauses: readonly { readonly name: string; readonly spec: WindowSpec; readonly location: number }[],
  scope: Scope,
): void {
  for (const { name, spec, location } of clauses) {
    if (scope.windows.some((w) => w.name === name)) {
      throw sqlError('windowing_error', `window "${name}" is already defined`, { location });
    }
    scope.windows.push({ name, spec });
  }
}

export function bindWindows(targets: TargetEntry[], scope: Scope): readonly BoundWindowSpec[] {
  const bound: BoundWindowSpec[] = [];
  for (let i = 0; i < scope.windows.length; i++) {
    const { spec, name } = scope.windows[i]!;
    bound.push(bindWindow(spec, name, i, bound, targets, scope));
  }
  return bound;
}

function bindWindow(
  spec: WindowSpec,
  name: string | null,
  index: number,
  earlier: readonly BoundWindowSpec[],
  targets: TargetEntry[],
  scope: Scope,
): BoundWindowSpec {
  const partition = spec.partitionBy.map((expr) => groupingValue(expr, 'windowPartition', targets, scope));
  for (const expr of partition) requireComparison(scope.state, '=', expr.type, expr.location);
  const order = spec.orderBy.map((key) => sortKey(key, targets, scope));
  let base: BoundWindowSpec | null = null;
  if (spec.base !== null) {
    const at = scope.windows.findIndex((w, i) => i < index && w.name === spec.base);
    if (at < 0) {
      throw sqlError('undefined_object', `window "${spec.base}" does not exist`, { location: spec.location });
    }
    base = earlier[at]!;
    if (partition.length > 0) {
      throw sqlError('windowing_error', `cannot override PARTITION BY clause of window "${spec.base}"`, {
        location: spec.location,
      });
    }
    if (order.length > 0 && base.orderBy.length > 0) {
      throw sqlError('windowing_error', `cannot override ORDER BY clause of window "${spec.base}"`, {
        location: spec.location,
      });
    }
    if (base.frame !== null) {
      throw sqlError('windowing_error', `cannot copy window "${spec.base}" because it has a frame clause`, {
        hint: name === null ? 'Omit the parentheses in this OVER clause.' : undefined,
        location: spec.location,
      });
    }
  }
  const orderBy = base && base.orderBy.length > 0 ? base.orderBy : order;
  return {
    partitionBy: base ? base.partitionBy : partition,
    orderBy,
    frame: spec.frame ? bindFrame(spec.frame, orderBy, spec.location, scope) : null,
  };
}

function groupingValue(
  expr: Parameters<typeof findTarget>[0],
  kind: 'windowPartition' | 'windowOrder',
  targets: TargetEntry[],
  scope: Scope,
): BoundExpr {
  // Names and integers mean nothing special here: a column or an expression alone.
  void targets;
  const bound = scope.bind(expr, kind);
  return bound.type === unknownOid ? coerceType(scope.state, bound, textOid, -1, 'implicit', 'implicit') : bound;
}

function sortKey(key: SortKey, targets: TargetEntry[], scope: Scope): BoundSortKey {
  const expr = groupingValue(key.value, 'windowOrder', targets, scope);
  requireComparison(scope.state, '<', expr.type, key.value.location);
  return { expr, ...sortDirection(key, expr.type, scope.state) };
}

function bindFrame(
  frame: WindowFrame,
  orderBy: readonly BoundSortKey[],
  location: number,
  scope: Scope,
): NonNullable<BoundWindowSpec['frame']> {
  const end: FrameBound = frame.end ?? { type: 'current row', offset: null };
  const frameError = (message: string, at = frame.location) => sqlError('windowing_error', message, { location: at });
  if (frame.start.type === 'unbounded following') throw frameError('frame start cannot be UNBOUNDED FOLLOWING');
  if (end.type === 'unbounded preceding') throw frameError('frame end cannot be UNBOUNDED PRECEDING');
  if (frame.start.type === 'current row' && end.type === 'preceding') {
    throw frameError('frame starting from current row cannot have preceding rows');
  }
  if (frame.start.type === 'following' && (end.type === 'preceding' || end.type === 'current row')) {
    throw frameError('frame starting from following row cannot have preceding rows');
  }
  if (frame.mode === 'range' && (frame.start.offset || end.offset) && orderBy.length !== 1) {
    throw frameError('RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column', location);
  }
  if (frame.mode === 'groups' && orderBy.length === 0)
    throw frameError('GROUPS mode requires an ORDER BY clause', location);
  const offset = (bound: FrameBound): BoundExpr | null => {
    if (!bound.offset) return null;
    const kinds = { rows: 'windowRows', range: 'windowRange', groups: 'windowGroups' } as const;
    const value = scope.bind(bound.offset, kinds[frame.mode]);
    if (frame.mode === 'range') return value;
    return coerceToSpecific(scope.state, value, int8Oid, frame.mode.toUpperCase());
  };
  return {
    mode: frame.mode,
    start: { type: frame.start.type, offset: offset(frame.start) },
    end: { type: end.type, offset: offset(end) },
    exclude: frame.exclude,
  };
}
