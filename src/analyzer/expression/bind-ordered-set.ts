/** Ordered-set and hypothetical-set aggregates: `f(direct) WITHIN GROUP (ORDER BY aggregated)`. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { FunctionCall } from '../../parser/ast/index.ts';
import { coerceType } from '../coercion/coerce.ts';
import { coerceToCommonType, selectCommonType } from '../coercion/common-type.ts';
import { textOid, unknownOid } from '../oids.ts';
import { type FunctionRequest, functionNotFound, type ResolvedFunction } from '../resolution/functions.ts';
import { requireComparison } from '../resolution/operators.ts';
import type { Scope } from '../scope.ts';
import { sortDirection } from '../sort-direction.ts';
import { bindAggregateParts, refuseSets } from './bind-aggregate.ts';

/** `args`: the direct arguments, then the sort expressions, as bound. */
export function bindOrderedSet(
  call: FunctionCall,
  resolved: ResolvedFunction,
  args: readonly BoundExpr[],
  request: FunctionRequest,
  scope: Scope,
  containsSet: boolean,
): BoundExpr {
  const { location } = call;
  const { state } = scope;
  const name = call.name.parts.join('.');
  const { def } = resolved;
  if (def.kind === 'window') {
    throw sqlError(
      'wrong_object_type',
      call.over === null
        ? `window function ${name} requires an OVER clause`
        : `window function ${name} cannot have WITHIN GROUP`,
      { location },
    );
  }
  if (def.kind !== 'aggregate' || !def.orderedSet) {
    throw sqlError('wrong_object_type', `${name} is not an ordered-set aggregate, so it cannot have WITHIN GROUP`, {
      location,
    });
  }
  if (call.over !== null) {
    throw sqlError('feature_not_supported', `OVER is not supported for ordered-set aggregate ${name}`, { location });
  }
  refuseSets(args, containsSet);
  const direct = call.args.length;
  let converted: readonly BoundExpr[];
  if (def.orderedSet.hypothetical) {
    const keys = args.length - direct;
    if (keys !== direct) {
      throw functionNotFound(
        state,
        request,
        `To use the hypothetical-set aggregate ${name}, the number of hypothetical direct arguments (here ${direct}) ` +
          `must match the number of ordering columns (here ${keys}).`,
      );
    }
    converted = unified(args, direct, scope);
  } else {
    converted = args.map((arg, i) => coerceType(state, arg, resolved.argTypes[i]!, -1, 'implicit', 'implicit'));
  }
  const sorted = converted
    .slice(direct)
    .map((arg) => (arg.type === unknownOid ? coerceType(state, arg, textOid, -1, 'implicit', 'implicit') : arg));
  const orderBy = call.withinGroup.map((key, i) => {
    const expr = sorted[i]!;
    requireComparison(state, '<', expr.type, key.value.location);
    return { expr, ...sortDirection(key, expr.type, state) };
  });
  return bindAggregateParts(call, resolved, { args: sorted, direct: converted.slice(0, direct), orderBy }, scope);
}

/** Each direct argument and its ordering column to the type they have in common. */
function unified(args: readonly BoundExpr[], direct: number, scope: Scope): readonly BoundExpr[] {
  const { state } = scope;
  const out = [...args];
  for (let i = 0; i < direct; i++) {
    const pair = [args[direct + i]!, args[i]!];
    const common = selectCommonType(state, pair, 'WITHIN GROUP');
    out[i] = coerceToCommonType(state, pair[1]!, common, 'WITHIN GROUP');
    out[direct + i] = coerceToCommonType(state, pair[0]!, common, 'WITHIN GROUP');
  }
  return out;
}
