/** Calls with OVER. The window itself is bound after the select list; here it gets its number. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { someExprOutside } from '../../catalog/tree-walk.ts';
import { sqlError } from '../../errors/index.ts';
import type { FunctionCall, WindowSpec } from '../../parser/ast/index.ts';
import { deparseWindow } from '../../parser/index.ts';
import { coerceToBoolean } from '../coercion/coerce.ts';
import { kindRow } from '../expression-kind.ts';
import type { ResolvedFunction } from '../resolution/functions.ts';
import type { Scope } from '../scope.ts';

export function bindWindowFunction(
  call: FunctionCall,
  resolved: ResolvedFunction,
  args: readonly BoundExpr[],
  scope: Scope,
): BoundExpr {
  const { location } = call;
  const { def } = resolved;
  if (call.distinct) {
    throw sqlError('feature_not_supported', 'DISTINCT is not implemented for window functions', { location });
  }
  if (call.orderBy.length > 0) {
    throw sqlError('feature_not_supported', 'aggregate ORDER BY is not implemented for window functions', { location });
  }
  if (def.kind === 'window' && call.filter) {
    throw sqlError('feature_not_supported', 'FILTER is not implemented for non-aggregate window functions', {
      location,
    });
  }
  const nested = args.find((arg) => someExprOutside(arg, (e) => e.kind === 'window'));
  if (nested) {
    throw sqlError('windowing_error', 'window function calls cannot be nested', { location: nested.location });
  }
  if (args.some((arg) => someExprOutside(arg, (e) => e.kind === 'call' && e.set))) {
    throw sqlError('feature_not_supported', 'window function calls cannot contain set-returning function calls', {
      hint: 'You might be able to move the set-returning function into a LATERAL FROM item.',
      location,
    });
  }
  const forbidden = kindRow(scope.kind).windows;
  if (forbidden !== null) {
    throw sqlError('windowing_error', `window functions are not allowed in ${forbidden}`, { location });
  }
  const filter = call.filter ? coerceToBoolean(scope.state, scope.bind(call.filter, 'filter'), 'FILTER') : null;
  scope.hasWindows = true;
  return {
    kind: 'window',
    fn: def.oid,
    star: call.star,
    args,
    filter,
    window: windowIndex(call.over!, location, scope),
    type: resolved.result,
    typmod: -1,
    location,
  };
}

function windowIndex(over: WindowSpec | string, location: number, scope: Scope): number {
  if (typeof over === 'string') {
    const index = scope.windows.findIndex((w) => w.name === over);
    if (index < 0) throw sqlError('undefined_object', `window "${over}" does not exist`, { location });
    return index;
  }
  // The same definition again is the same window, under its name where it has one.
  const text = deparseWindow(over);
  const known = scope.windows.findIndex((w) => w.text === text);
  return known >= 0 ? known : scope.windows.push({ name: null, spec: over, text }) - 1;
}
