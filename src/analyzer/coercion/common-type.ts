/** One type for several expressions: CASE, COALESCE, UNION, VALUES, ARRAY, IN ("UNION, CASE, and Related Constructs"). */
import type { BoundExpr } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { Oid } from '../../types/type-def.ts';
import * as oids from '../oids.ts';
import type { StatementState } from '../state.ts';
import { coerceType } from './coerce.ts';
import { canCoerceOne } from './pathway.ts';

/**
 * `construct` starts the message ("CASE types integer and text cannot be matched"); without one, 0 is returned when the types
 * do not match.
 */
export function selectCommonType(state: StatementState, exprs: readonly BoundExpr[], construct: string | null): Oid {
  const first = exprs[0]!.type;
  if (first !== oids.unknownOid && exprs.every((e) => e.type === first)) return first;
  let best = state.baseType(first).type;
  for (let i = 1; i < exprs.length; i++) {
    const expr = exprs[i]!;
    const next = state.baseType(expr.type).type;
    if (next === oids.unknownOid || next === best) continue;
    if (best === oids.unknownOid) {
      best = next;
      continue;
    }
    const a = state.type(best);
    const b = state.type(next);
    if (a.category !== b.category) {
      if (construct === null) return 0;
      throw sqlError(
        'datatype_mismatch',
        `${construct} types ${state.typeName(best)} and ${state.typeName(next)} cannot be matched`,
        { location: expr.location },
      );
    }
    if (!a.preferred && canCoerceOne(state, best, next, 'implicit') && !canCoerceOne(state, next, best, 'implicit')) {
      best = next;
    }
  }
  return best === oids.unknownOid ? oids.textOid : best;
}

export function coerceToCommonType(state: StatementState, expr: BoundExpr, target: Oid, construct: string): BoundExpr {
  if (expr.type === target) return expr;
  if (canCoerceOne(state, expr.type, target, 'implicit')) {
    return coerceType(state, expr, target, -1, 'implicit', 'implicit');
  }
  throw sqlError(
    'cannot_coerce',
    `${construct} could not convert type ${state.typeName(expr.type)} to ${state.typeName(target)}`,
    { location: expr.location },
  );
}

/** The modifier that all expressions share, else -1. */
export function commonTypmod(exprs: readonly BoundExpr[], type: Oid): number {
  const first = exprs[0];
  if (!first || first.type !== type) return -1;
  return exprs.every((e) => e.type === type && e.typmod === first.typmod) ? first.typmod : -1;
}

/** All to their common type. */
export function unify(state: StatementState, exprs: readonly BoundExpr[], construct: string): readonly BoundExpr[] {
  const type = selectCommonType(state, exprs, construct);
  return exprs.map((expr) => coerceToCommonType(state, expr, type, construct));
}
