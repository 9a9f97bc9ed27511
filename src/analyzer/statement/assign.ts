/** Assignment of an expression to a column: the cast, and its refusal. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { coerceToTarget } from '../coercion/coerce.ts';
import type { StatementState } from '../state.ts';

export function assignTo(
  column: { readonly name: string; readonly type: Oid; readonly typmod: number },
  expr: BoundExpr,
  state: StatementState,
): BoundExpr {
  const converted = coerceToTarget(state, expr, column.type, column.typmod, 'assignment', 'assignment');
  if (converted) return converted;
  throw sqlError(
    'datatype_mismatch',
    `column "${column.name}" is of type ${state.typeName(column.type)} but expression is of type ${state.typeName(expr.type)}`,
    { hint: 'You will need to rewrite or cast the expression.', location: expr.location },
  );
}
