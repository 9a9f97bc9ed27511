/** Offsets of window frames: counts of rows or groups, or for RANGE a distance that the type of the order column knows. */
import type { BoundExpr, BoundFrameEnd, BoundSortKey } from '../../catalog/tree.ts';
import { walkExpr } from '../../catalog/tree-walk.ts';
import { sqlError } from '../../errors/index.ts';
import type { FrameBound, WindowFrame } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { coerceToSpecific } from '../coercion/coerce.ts';
import { canCoerceOne } from '../coercion/pathway.ts';
import { int8Oid, unknownOid } from '../oids.ts';
import { tryBinaryOperator } from '../resolution/operators.ts';
import type { Scope } from '../scope.ts';

const kinds = { rows: 'windowRows', range: 'windowRange', groups: 'windowGroups' } as const;

export function bindFrameBound(
  mode: WindowFrame['mode'],
  bound: FrameBound,
  orderBy: readonly BoundSortKey[],
  scope: Scope,
): BoundFrameEnd {
  if (bound.offset === null) return { type: bound.type, offset: null, inRange: null };
  const value = scope.bind(bound.offset, kinds[mode]);
  const name = mode.toUpperCase();
  let wanted = int8Oid;
  let inRange: Oid | null = null;
  if (mode === 'range') ({ wanted, inRange } = rangeFunction(value, orderBy[0]!.expr.type, scope));
  const offset = coerceToSpecific(scope.state, value, wanted, name);
  walkExpr(offset, (e) => {
    if (e.kind === 'var' && scope.state.scopeOfRel(e.rel) === scope) {
      throw sqlError('invalid_column_reference', `argument of ${name} must not contain variables`, {
        location: e.location,
      });
    }
    return undefined;
  });
  return { type: bound.type, offset, inRange };
}

/** The in_range function for the column's type whose offset type the given value is, or can become. */
function rangeFunction(value: BoundExpr, columnType: Oid, scope: Scope): { wanted: Oid; inRange: Oid } {
  const { state } = scope;
  const { functions, types } = state.context;
  const column = tryBinaryOperator(state, '<', columnType, columnType)?.left ?? columnType;
  const rows = functions.functionsByName('in_range').filter((def) => types.byName(def.args[0]!)?.oid === column);
  const refuse = (message: string, hint?: string) =>
    sqlError('feature_not_supported', `RANGE with offset PRECEDING/FOLLOWING ${message}`, {
      hint,
      location: value.location,
    });
  if (rows.length === 0) throw refuse(`is not supported for column type ${state.typeName(column)}`);
  const preferred = value.type === unknownOid ? column : value.type;
  const both = `column type ${state.typeName(column)} and offset type ${state.typeName(value.type)}`;
  let chosen: { wanted: Oid; inRange: Oid } | null = null;
  let matches = 0;
  for (const def of rows) {
    const wanted = types.byName(def.args[2]!)!.oid;
    if (!canCoerceOne(state, value.type, wanted, 'implicit')) continue;
    matches++;
    if (chosen?.wanted !== preferred) chosen = { wanted, inRange: def.oid };
  }
  if (chosen === null) throw refuse(`is not supported for ${both}`, 'Cast the offset value to an appropriate type.');
  if (matches > 1 && chosen.wanted !== preferred) {
    throw refuse(`has multiple interpretations for ${both}`, 'Cast the offset value to the exact intended type.');
  }
  return chosen;
}
