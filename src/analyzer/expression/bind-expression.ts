/** One expression of the syntax tree to its bound form: a switch over the kinds. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { assertNever } from '../../common/assert.ts';
import { sqlError } from '../../errors/index.ts';
import type { Expression } from '../../parser/ast/index.ts';
import type { Scope } from '../scope.ts';
import { bindArray, bindSubscript } from './bind-array.ts';
import { bindCase } from './bind-case.ts';
import { bindCast, bindCollate } from './bind-cast.ts';
import { bindColumnRef, bindStarValue } from './bind-column.ts';
import { bindFunction } from './bind-function.ts';
import { bindGrouping } from './bind-grouping.ts';
import { bindIn, bindQuantified } from './bind-in.ts';
import { bindLiteral } from './bind-literal.ts';
import { bindAtTimeZone, bindBetween, bindDistinct, bindLike, bindLogical, bindOperator } from './bind-operator.ts';
import { bindField, bindRow } from './bind-row.ts';
import { bindSpecial } from './bind-special.ts';
import { bindArraySubquery, bindExists, bindScalarSubquery } from './bind-subquery.ts';
import { bindBooleanTest, bindNullTest } from './bind-tests.ts';

export function bindExpression(expr: Expression, scope: Scope): BoundExpr {
  switch (expr.kind) {
    case 'columnRef':
      return bindColumnRef(expr, scope);
    case 'literal':
      return bindLiteral(expr, scope);
    case 'param':
      return scope.state.parameter(expr.index, expr.location);
    case 'operator':
      return bindOperator(expr, scope);
    case 'logical':
      return bindLogical(expr, scope);
    case 'function':
      return bindFunction(expr, scope);
    case 'cast':
      return bindCast(expr, scope);
    case 'nullTest':
      return bindNullTest(expr, scope);
    case 'booleanTest':
      return bindBooleanTest(expr, scope);
    case 'distinct':
      return bindDistinct(expr, scope);
    case 'like':
      return bindLike(expr, scope);
    case 'between':
      return bindBetween(expr, scope);
    case 'in':
      return bindIn(expr, scope);
    case 'quantified':
      return bindQuantified(expr, scope);
    case 'case':
      return bindCase(expr, scope);
    case 'special':
      return bindSpecial(expr, scope);
    case 'collate':
      return bindCollate(expr, scope);
    case 'atTimeZone':
      return bindAtTimeZone(expr, scope);
    case 'subquery':
      return bindScalarSubquery(expr, scope);
    case 'exists':
      return bindExists(expr, scope);
    case 'array':
      return bindArray(expr, scope);
    case 'arraySubquery':
      return bindArraySubquery(expr, scope);
    case 'row':
      return bindRow(expr, scope);
    case 'subscript':
      return bindSubscript(expr, scope);
    case 'field':
      return bindField(expr, scope);
    case 'grouping':
      return bindGrouping(expr, scope);
    case 'star':
      return bindStarValue(expr, scope);
    case 'default':
      throw sqlError('syntax_error', 'DEFAULT is not allowed in this context', { location: expr.location });
    default:
      return assertNever(expr);
  }
}
