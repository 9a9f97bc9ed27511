/** `a IN (1, 2)`: constants and other expressions that unify are one list; columns are compared one by one. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { someExpr } from '../../catalog/tree-walk.ts';
import { sqlError } from '../../errors/index.ts';
import type { InTest, QuantifiedTest } from '../../parser/ast/index.ts';
import { coerceToBoolean, coerceType } from '../coercion/coerce.ts';
import { coerceToCommonType, selectCommonType } from '../coercion/common-type.ts';
import { canCoerceOne } from '../coercion/pathway.ts';
import { arrayOver, enforceGenericTypes } from '../coercion/polymorphic.ts';
import * as oids from '../oids.ts';
import { findBinaryOperator, makeOperator, tryBinaryOperator } from '../resolution/operators.ts';
import type { Scope } from '../scope.ts';
import { bindRowFields } from './bind-row.ts';
import { bindInSubquery, bindQuantifiedSubquery } from './bind-subquery.ts';
import { leftmost, logical } from './make-nodes.ts';
import { makeRowComparison } from './row-compare.ts';

export function bindIn(expr: InTest, scope: Scope): BoundExpr {
  if (expr.query) return bindInSubquery(expr, expr.query, scope);
  const { state } = scope;
  const { negated, location } = expr;
  const list = expr.list!;
  const name = negated ? '<>' : '=';
  if (expr.arg.kind === 'row') {
    const row = expr.arg;
    const first = bindRowFields(row, scope);
    // All are bound before any two are compared.
    const items = list.map((item) => (item.kind === 'row' ? bindRowFields(item, scope) : scope.bind(item)));
    const tests = items.map((item, i) => {
      if (!Array.isArray(item)) {
        const arg = state.repeat(() => scope.bind(row));
        return makeOperator(state, name, arg, item as BoundExpr, location);
      }
      const fields = i === 0 ? first : state.repeat(() => bindRowFields(row, scope));
      return makeRowComparison(state, name, fields, item, location);
    });
    return logical(negated ? 'and' : 'or', tests, leftmost(location, ...tests));
  }
  const arg = scope.bind(expr.arg);
  const items = list.map((item) => scope.bind(item));
  const fixed = items.filter((item) => !hasVariables(item));
  const tests: BoundExpr[] = [];
  let rest = items;
  if (fixed.length > 1) {
    const test = makeInList(expr, arg, fixed, scope);
    if (test) {
      tests.push(test);
      rest = items.filter(hasVariables);
    }
  }
  for (const item of rest) {
    const left = tests.length === 0 ? arg : state.repeat(() => scope.bind(expr.arg));
    const test = makeOperator(state, name, left, item, location);
    tests.push(coerceToBoolean(state, test, 'IN'));
  }
  return logical(negated ? 'and' : 'or', tests, leftmost(location, arg));
}

function hasVariables(expr: BoundExpr): boolean {
  return someExpr(expr, (e) => e.kind === 'var');
}

function makeInList(expr: InTest, arg: BoundExpr, list: readonly BoundExpr[], scope: Scope): BoundExpr | null {
  const { state } = scope;
  const { negated, location } = expr;
  const common = selectCommonType(state, [arg, ...list], null);
  if (common === 0 || common === oids.recordOid || state.type(common).arrayOid === 0) return null;
  if (![arg, ...list].every(({ type }) => canCoerceOne(state, type, common, 'implicit'))) return null;
  const elements = list.map((item) => coerceToCommonType(state, item, common, 'IN'));
  // The operator is looked up under the name that is meant, so that a missing one is reported under it.
  const written = findBinaryOperator(state, negated ? '<>' : '=', arg.type, common, location);
  const operator = negated ? tryBinaryOperator(state, '=', written.left, written.right) : written;
  if (!operator) return null;
  const resolved = enforceGenericTypes(state, [arg.type, common], [operator.left, operator.right], operator.result);
  return {
    kind: 'inList',
    arg: coerceType(state, arg, resolved.args[0]!, -1, 'implicit', 'implicit'),
    list: elements.map((item) => coerceType(state, item, resolved.args[1]!, -1, 'implicit', 'implicit')),
    fn: operator.def.proc,
    operator: operator.def.oid,
    negated,
    type: oids.boolOid,
    typmod: -1,
    location: leftmost(location, arg),
  };
}

export function bindQuantified(expr: QuantifiedTest, scope: Scope): BoundExpr {
  if (expr.query) return bindQuantifiedSubquery(expr, expr.query, scope);
  const { state } = scope;
  const { location } = expr;
  const arg = scope.bind(expr.left);
  const array = scope.bind(expr.array!);
  let element: number = oids.unknownOid;
  if (array.type !== oids.unknownOid) {
    element = state.type(array.type).elementOid;
    if (element === 0) throw notAnArray(location);
  }
  const operator = findBinaryOperator(state, expr.name, arg.type, element, location);
  if (operator.result !== oids.boolOid) {
    throw sqlError('wrong_object_type', 'op ANY/ALL (array) requires operator to yield boolean', { location });
  }
  const resolved = enforceGenericTypes(state, [arg.type, element], [operator.left, operator.right], operator.result);
  const right = resolved.args[1]!;
  const wanted = right === oids.anyOid ? array.type : arrayOver(state, right);
  return {
    kind: 'arrayTest',
    arg: coerceType(state, arg, resolved.args[0]!, -1, 'implicit', 'implicit'),
    array: coerceType(state, array, wanted, -1, 'implicit', 'implicit'),
    fn: operator.def.proc,
    operator: operator.def.oid,
    quantifier: expr.quantifier,
    type: oids.boolOid,
    typmod: -1,
    location: leftmost(location, arg),
  };
}

function notAnArray(location: number): Error {
  return sqlError('wrong_object_type', 'op ANY/ALL (array) requires array on right side', { location });
}
