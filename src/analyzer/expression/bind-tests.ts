/** IS NULL, IS TRUE and their kin. */
import type { BoundExpr } from '../../catalog/tree.ts';
import type { BooleanTest, NullTest } from '../../parser/ast/index.ts';
import { coerceToBoolean } from '../coercion/coerce.ts';
import { boolOid } from '../oids.ts';
import type { Scope } from '../scope.ts';
import { constant, leftmost, logical } from './make-nodes.ts';

/** A row IS NULL when all its fields are, and IS NOT NULL when none is: neither holds for a mixed one. */
export function bindNullTest(expr: NullTest, scope: Scope): BoundExpr {
  const arg = scope.bind(expr.arg);
  const location = leftmost(expr.location, arg);
  // A whole row that an outer join may have nulled has NULL fields then.
  const row =
    arg.kind === 'case' && arg.otherwise?.kind === 'row' && expr.arg.kind === 'columnRef' ? arg.otherwise : arg;
  if (row.kind === 'row') {
    // All of no fields are null, and all of them are not null.
    if (row.fields.length === 0) return constant(boolOid, true, location);
    return logical(
      'and',
      row.fields.map((field) => nullTest(field, expr.negated, location)),
      location,
    );
  }
  return nullTest(arg, expr.negated, location);
}

function nullTest(arg: BoundExpr, negated: boolean, location: number): BoundExpr {
  return { kind: 'nullTest', arg, negated, type: boolOid, typmod: -1, location };
}

export function bindBooleanTest(expr: BooleanTest, scope: Scope): BoundExpr {
  const construct = `IS ${expr.negated ? 'NOT ' : ''}${expr.test.toUpperCase()}`;
  const arg = coerceToBoolean(scope.state, scope.bind(expr.arg), construct);
  return {
    kind: 'booleanTest',
    arg,
    test: expr.test,
    negated: expr.negated,
    type: boolOid,
    typmod: -1,
    location: leftmost(expr.location, arg),
  };
}
