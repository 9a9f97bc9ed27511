/** Casts as written, and COLLATE. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { relabelled } from '../../catalog/tree-nodes.ts';
import { sqlError } from '../../errors/index.ts';
import type { CollateExpression, TypeCast } from '../../parser/ast/index.ts';
import { coerceToTarget } from '../coercion/coerce.ts';
import { resolveCollation } from '../collation/resolve-collation.ts';
import { unknownOid } from '../oids.ts';
import type { Scope } from '../scope.ts';
import { resolveTypeName } from '../type-name.ts';
import { bindArray } from './bind-array.ts';
import { leftmost } from './make-nodes.ts';

/** Pseudo-types that have an input function which reads texts, or at least NULL. */
const takesText: ReadonlySet<string> = new Set(['unknown', 'record', '_record', 'void', 'cstring']);

export function bindCast(expr: TypeCast, scope: Scope): BoundExpr {
  const { state } = scope;
  const { type, typmod } = resolveTypeName(expr.type, state.context);
  if (state.type(type).kind === 'pseudo' && !takesText.has(state.type(type).name)) {
    const arg = scope.bind(expr.arg);
    if (arg.type === type) return arg;
    if (arg.type === unknownOid) {
      throw sqlError('feature_not_supported', `cannot accept a value of type ${state.typeName(type)}`, {
        location: arg.location,
      });
    }
    throw cannotCast(scope, arg, type, expr.location);
  }
  const target = state.type(type);
  if (expr.arg.kind === 'array' && target.elementOid !== 0 && target.category === 'A') {
    return bindArray(expr.arg, scope, type, typmod);
  }
  const arg = scope.bind(expr.arg);
  const result = coerceToTarget(state, arg, type, typmod, 'explicit', 'explicit', expr.location);
  if (!result) throw cannotCast(scope, arg, type, expr.location);
  return result === arg ? arg : { ...result, location: leftmost(expr.location, arg) };
}

function cannotCast(scope: Scope, arg: BoundExpr, type: number, location: number): Error {
  const { state } = scope;
  return sqlError('cannot_coerce', `cannot cast type ${state.typeName(arg.type)} to ${state.typeName(type)}`, {
    location,
  });
}

/** The value unchanged, under a node that says the collation; derive-expression.ts makes use of it. */
export function bindCollate(expr: CollateExpression, scope: Scope): BoundExpr {
  const { state } = scope;
  const arg = scope.bind(expr.arg);
  if (arg.type !== unknownOid && !state.type(arg.type).collatable) {
    throw sqlError('datatype_mismatch', `collations are not supported by type ${state.typeName(arg.type)}`, {
      location: expr.location,
    });
  }
  const collation = resolveCollation(
    expr.collation.parts,
    expr.location,
    state.context.catalog,
    state.context.searchPath,
  );
  state.collated = true;
  return relabelled(arg, arg.type, {
    context: 'explicit',
    collation: collation.key,
    collationLocation: expr.location,
    typmod: arg.typmod,
  });
}
