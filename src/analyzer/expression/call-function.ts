/** A call of an ordinary function by name over bound arguments, for syntax that stands for a function. */
import type { BoundCall, BoundExpr } from '../../catalog/tree.ts';
import { assert } from '../../common/assert.ts';
import { collationForOid } from '../../functions/collated/sensitive.ts';
import { coerceType } from '../coercion/coerce.ts';
import { resolveFunction } from '../resolution/functions.ts';
import type { Scope } from '../scope.ts';
import { leftmost } from './make-nodes.ts';

export function callFunction(scope: Scope, name: string, args: readonly BoundExpr[], location: number): BoundCall {
  const { state } = scope;
  const resolved = resolveFunction(state, {
    name: ['pg_catalog', name],
    inputs: args.map((arg) => arg.type),
    argNames: args.map(() => null),
    variadicCall: false,
    distinct: false,
    location,
  });
  assert('def' in resolved, `${name} is a function`);
  if (resolved.def.oid === collationForOid) state.collated = true;
  return {
    kind: 'call',
    fn: resolved.def.oid,
    operator: null,
    args: args.map((arg, i) => coerceType(state, arg, resolved.argTypes[i]!, -1, 'implicit', 'implicit')),
    variadic: null,
    set: false,
    type: resolved.result,
    typmod: -1,
    location: leftmost(location, ...args),
  };
}
