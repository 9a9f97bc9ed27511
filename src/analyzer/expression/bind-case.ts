/** CASE, COALESCE, NULLIF, GREATEST, LEAST ("Conditional Expressions"). */
import type { BoundExpr, BoundVar } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { CaseExpression, SpecialFunction } from '../../parser/ast/index.ts';
import { coerceToBoolean, coerceType } from '../coercion/coerce.ts';
import { coerceToCommonType, commonTypmod, selectCommonType } from '../coercion/common-type.ts';
import { boolOid, textOid, unknownOid } from '../oids.ts';
import { makeOperator } from '../resolution/operators.ts';
import type { Scope } from '../scope.ts';
import { nullConstant, variable } from './make-nodes.ts';

export function bindCase(expr: CaseExpression, scope: Scope): BoundExpr {
  const { state } = scope;
  const setsBefore = scope.setsForbiddenIn;
  let base: { rel: number; value: BoundExpr } | null = null;
  let placeholder: BoundVar | null = null;
  if (expr.arg) {
    let value = scope.bind(expr.arg);
    if (value.type === unknownOid) value = coerceType(state, value, textOid, -1, 'implicit', 'implicit');
    base = { rel: state.nextRel(), value };
    placeholder = variable(base.rel, 0, value.type, value.typmod, value.location);
  }
  scope.setsForbiddenIn = 'CASE';
  const conditions: BoundExpr[] = [];
  const results: BoundExpr[] = [];
  for (const arm of expr.whens) {
    const when = scope.bind(arm.when);
    const test = placeholder ? makeOperator(state, '=', placeholder, when, arm.when.location) : when;
    conditions.push(coerceToBoolean(state, test, 'CASE/WHEN'));
    results.push(scope.bind(arm.then));
  }
  const otherwise = expr.otherwise ? scope.bind(expr.otherwise) : nullConstant(-1);
  scope.setsForbiddenIn = setsBefore;
  const type = selectCommonType(state, [otherwise, ...results], 'CASE');
  const last = coerceToCommonType(state, otherwise, type, 'CASE/ELSE');
  const thens = results.map((result) => coerceToCommonType(state, result, type, 'CASE/WHEN'));
  return {
    kind: 'case',
    base,
    // biome-ignore lint/suspicious/noThenProperty: the tree names the arms of CASE so; they are never awaited.
    whens: conditions.map((when, i) => ({ when, then: thens[i]! })),
    otherwise: expr.otherwise ? last : null,
    type,
    typmod: expr.otherwise ? commonTypmod([last, ...thens], type) : -1,
    location: expr.location,
  };
}

export function bindCoalesce(expr: SpecialFunction, scope: Scope): BoundExpr {
  const { state } = scope;
  const before = scope.setsForbiddenIn;
  scope.setsForbiddenIn = 'COALESCE';
  const bound = expr.args.map((arg) => scope.bind(arg));
  scope.setsForbiddenIn = before;
  const type = selectCommonType(state, bound, 'COALESCE');
  const args = bound.map((arg) => coerceToCommonType(state, arg, type, 'COALESCE'));
  return { kind: 'coalesce', args, type, typmod: commonTypmod(args, type), location: expr.location };
}

export function bindMinMax(expr: SpecialFunction, kind: 'greatest' | 'least', scope: Scope): BoundExpr {
  const { state } = scope;
  const construct = kind === 'greatest' ? 'GREATEST' : 'LEAST';
  const bound = expr.args.map((arg) => scope.bind(arg));
  const type = selectCommonType(state, bound, construct);
  const args = bound.map((arg) => coerceToCommonType(state, arg, type, construct));
  return { kind, args, type, typmod: commonTypmod(args, type), location: expr.location };
}

/** The value is the first argument as the comparison sees it. */
export function bindNullIf(expr: SpecialFunction, scope: Scope): BoundExpr {
  const { state } = scope;
  const call = makeOperator(state, '=', scope.bind(expr.args[0]!), scope.bind(expr.args[1]!), expr.location);
  if (call.type !== boolOid) {
    throw sqlError('datatype_mismatch', 'NULLIF requires = operator to yield boolean', { location: expr.location });
  }
  const left = call.args[0]!;
  return {
    kind: 'nullIf',
    left,
    right: call.args[1]!,
    fn: call.fn,
    type: left.type,
    typmod: left.typmod,
    location: call.location,
  };
}
