/** Sub-queries as expressions: scalar, EXISTS, ARRAY, IN and ANY/ALL ("Subquery Expressions"). */
import type { BoundExpr, BoundQuery, BoundSubquery } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type {
  ArraySubquery,
  ExistsExpression,
  Expression,
  InTest,
  QuantifiedTest,
  RowConstructor,
  SelectStatement,
  SubqueryExpression,
} from '../../parser/ast/index.ts';
import { arrayOver } from '../coercion/polymorphic.ts';
import { kindRow } from '../expression-kind.ts';
import { boolOid, recordOid } from '../oids.ts';
import { makeOperator } from '../resolution/operators.ts';
import type { Scope } from '../scope.ts';
import { bindRowFields } from './bind-row.ts';
import { leftmost, not, variable } from './make-nodes.ts';
import { makeRowComparison } from './row-compare.ts';

function bindQuery(query: SelectStatement, scope: Scope, location: number): BoundQuery {
  const forbidden = kindRow(scope.kind).subqueries;
  if (forbidden !== null) {
    throw sqlError('feature_not_supported', `cannot use subquery in ${forbidden}`, { location });
  }
  const kind = scope.kind;
  const bound = scope.state.binder.query(query, scope);
  scope.kind = kind;
  return bound;
}

function subquery(
  mode: BoundSubquery['mode'],
  query: BoundQuery,
  type: number,
  typmod: number,
  location: number,
  testRel = 0,
  test: BoundExpr | null = null,
): BoundSubquery {
  return { kind: 'subquery', mode, query, testRel, test, type, typmod, location };
}

function requireOneColumn(query: BoundQuery, location: number): void {
  if (query.columns.length !== 1) {
    throw sqlError('syntax_error', 'subquery must return only one column', { location });
  }
}

export function bindScalarSubquery(expr: SubqueryExpression, scope: Scope): BoundExpr {
  const query = bindQuery(expr.query, scope, expr.location);
  requireOneColumn(query, expr.location);
  const column = query.columns[0]!;
  return subquery('scalar', query, column.type, column.typmod, expr.location);
}

export function bindExists(expr: ExistsExpression, scope: Scope): BoundExpr {
  return subquery('exists', bindQuery(expr.query, scope, expr.location), boolOid, -1, expr.location);
}

export function bindArraySubquery(expr: ArraySubquery, scope: Scope): BoundExpr {
  const query = bindQuery(expr.query, scope, expr.location);
  requireOneColumn(query, expr.location);
  const column = query.columns[0]!;
  const element = scope.state.type(column.type);
  const type = element.elementOid !== 0 && element.category === 'A' ? column.type : arrayOver(scope.state, column.type);
  return subquery('array', query, type, column.typmod, expr.location);
}

function leftSide(left: Expression, scope: Scope): readonly BoundExpr[] {
  return left.kind === 'row' ? bindRowFields(left, scope) : [scope.bind(left)];
}

function quantified(
  mode: 'any' | 'all',
  name: string,
  left: readonly BoundExpr[],
  query: BoundQuery,
  location: number,
  scope: Scope,
): BoundExpr {
  const { state } = scope;
  if (left.length < query.columns.length) {
    throw sqlError('syntax_error', 'subquery has too many columns', { location });
  }
  if (left.length > query.columns.length) {
    throw sqlError('syntax_error', 'subquery has too few columns', { location });
  }
  const testRel = state.nextRel();
  const columns = query.columns.map((column, i) => variable(testRel, i, column.type, column.typmod));
  const test =
    left.length === 1
      ? makeOperator(state, name, left[0]!, columns[0]!, location)
      : makeRowComparison(state, name, left, columns, location);
  if (test.type !== boolOid) {
    throw sqlError('datatype_mismatch', 'row comparison operator must yield type boolean', { location });
  }
  return subquery(mode, query, boolOid, -1, leftmost(location, ...left), testRel, test);
}

export function bindInSubquery(expr: InTest, query: SelectStatement, scope: Scope): BoundExpr {
  const bound = bindQuery(query, scope, expr.location);
  const left = leftSide(expr.arg, scope);
  const test = quantified('any', '=', left, bound, expr.location, scope);
  return expr.negated ? not(test, test.location) : test;
}

export function bindQuantifiedSubquery(expr: QuantifiedTest, query: SelectStatement, scope: Scope): BoundExpr {
  const bound = bindQuery(query, scope, expr.location);
  const left = leftSide(expr.left, scope);
  return quantified(expr.quantifier, expr.name, left, bound, expr.location, scope);
}

/** `(a, b) = (SELECT x, y ...)`: one row at most; none compares as NULLs. */
export function bindRowSubqueryComparison(
  name: string,
  row: RowConstructor,
  right: SubqueryExpression,
  location: number,
  scope: Scope,
): BoundExpr {
  const left = bindRowFields(row, scope);
  const query = bindQuery(right.query, scope, right.location);
  if (left.length < query.columns.length) {
    throw sqlError('syntax_error', 'subquery has too many columns', { location });
  }
  if (left.length > query.columns.length) {
    throw sqlError('syntax_error', 'subquery has too few columns', { location });
  }
  return makeRowComparison(scope.state, name, left, rowFields(query, right.location), location);
}

/** The fields of a one-row sub-query, all of one shared node, so that it is evaluated once. */
export function rowFields(query: BoundQuery, location: number): readonly BoundExpr[] {
  const row = subquery('row', query, recordOid, -1, location);
  return query.columns.map((column, field) => ({
    kind: 'field',
    arg: row,
    field,
    type: column.type,
    typmod: column.typmod,
    location,
  }));
}
