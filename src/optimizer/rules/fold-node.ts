/** One expression whose operands are folded. */

import { isOfFields } from '../../catalog/null-test.ts';
import type { BoundCall, BoundCase, BoundCast, BoundExpr } from '../../catalog/tree.ts';
import { isConstTrue, makeBool } from '../../planner/expressions.ts';
import type { RoutineFacts } from '../../planner/index.ts';
import { PgArray } from '../../types/array-value.ts';
import { typeByOid } from '../../types/registry.ts';
import type { Datum, DatumValue, Oid } from '../../types/type-def.ts';
import { foldAndOr, foldInList, negate } from './fold-logic.ts';
import {
  type Folded,
  foldArray,
  foldArrayTest,
  foldDistinct,
  foldInValues,
  foldMinMax,
  foldNullIf,
  foldSubscript,
} from './fold-values.ts';
import { inlineCommuted } from './inline-commuted.ts';

/** Hears what a computation raised. */
export type ErrorReport = (error: unknown) => void;

export const unreported: ErrorReport = () => {};

export function foldNode(expr: BoundExpr, facts: RoutineFacts, report: ErrorReport = unreported): BoundExpr {
  switch (expr.kind) {
    case 'call':
      return foldCall(expr, facts, report);
    case 'cast':
      return foldCast(expr, facts, report);
    case 'and':
    case 'or':
      return foldAndOr(expr, facts);
    case 'not':
      return negate(expr.args[0]!, facts) ?? expr;
    case 'nullTest':
      // A row of nulls is null, and one of some nulls neither null nor not null.
      if (expr.arg.kind !== 'const' || (expr.arg.value !== null && isOfFields(expr))) return expr;
      return makeBool((expr.arg.value === null) !== expr.negated);
    case 'booleanTest': {
      if (expr.arg.kind !== 'const') return expr;
      const { value } = expr.arg;
      const holds = expr.test === 'unknown' ? value === null : value === (expr.test === 'true');
      return makeBool(holds !== expr.negated);
    }
    case 'case':
      return foldCase(expr);
    case 'coalesce': {
      const args: BoundExpr[] = [];
      for (const arg of expr.args) {
        if (arg.kind !== 'const') args.push(arg);
        else if (arg.value !== null) {
          args.push(arg);
          break;
        }
      }
      if (args.length === 0) return constant(expr, null);
      if (args.length === 1 || args[0]!.kind === 'const') return args[0]!;
      return args.length === expr.args.length ? expr : { ...expr, args };
    }
    case 'inList':
      return folded(expr, foldInValues(expr, facts)) ?? foldInList(expr);
    case 'greatest':
    case 'least':
      return folded(expr, foldMinMax(expr, facts)) ?? expr;
    case 'nullIf':
      return foldNullIf(expr, facts) ?? expr;
    case 'distinct':
      return folded(expr, foldDistinct(expr, facts)) ?? expr;
    case 'array':
      return evaluated(expr, report, () => foldArray(expr));
    case 'subscript':
      return evaluated(expr, report, () => foldSubscript(expr));
    case 'arrayTest':
      return evaluated(expr, report, () => foldArrayTest(expr, facts));
    default:
      return expr;
  }
}

function folded(expr: BoundExpr, value: Folded): BoundExpr | null {
  return value === undefined ? null : constant(expr, value);
}

function constant(expr: BoundExpr, value: Datum): BoundExpr {
  return { kind: 'const', value, type: expr.type, typmod: expr.typmod, location: expr.location };
}

function foldCall(given: BoundCall, facts: RoutineFacts, report: ErrorReport): BoundExpr {
  if (given.set) return given;
  const expr = inlineCommuted(given);
  const { args } = expr;
  if (facts.strict(expr.fn) && args.some((arg) => arg.kind === 'const' && arg.value === null))
    return constant(expr, null);
  if (
    !facts.constant(
      expr.fn,
      args.map((arg) => arg.type),
    )
  ) {
    return expr;
  }
  const values: Datum[] = [];
  for (const arg of args) {
    if (arg.kind !== 'const') return expr;
    values.push(arg.value);
  }
  const isVariadic = expr.variadic === 'array';
  const info = {
    argTypes: args.map((arg) => arg.type),
    resultType: expr.type,
    ...(isVariadic && { variadic: isVariadic }),
  };
  return evaluated(expr, report, () => facts.evaluate(expr.fn, values, info));
}

function evaluated(expr: BoundExpr, report: ErrorReport, evaluate: () => Datum | undefined): BoundExpr {
  try {
    const value = evaluate();
    return value === undefined ? expr : constant(expr, value);
  } catch (error) {
    report(error);
    return expr;
  }
}

function foldCast(expr: BoundCast, facts: RoutineFacts, report: ErrorReport): BoundExpr {
  const { arg } = expr;
  if (arg.kind !== 'const') return expr;
  // A domain tests null too.
  if (expr.method === 'domain') return expr;
  const { value } = arg;
  if (value === null) return constant(expr, null);
  const modifies = expr.applyTypmod && expr.typmod >= 0;
  return evaluated(expr, report, () => {
    const converted = convert(expr, arg.type, value, facts);
    if (converted === undefined || converted === null || !modifies) return converted;
    return facts.modify(converted, expr.type, expr.typmod, expr.context === 'explicit' || expr.cuts === true);
  });
}

function convert(
  { method, fn, type, typmod, element }: Pick<BoundCast, 'method' | 'fn' | 'type' | 'typmod' | 'element'>,
  source: number,
  value: DatumValue,
  facts: RoutineFacts,
): Folded {
  if (method === 'array') return convertElements(element!, type, source, value as PgArray, facts);
  if (method === 'binary') return value;
  if (method === 'io') return facts.convert(value, source, type);
  if (method !== 'function' || fn === null || facts.volatility(fn) !== 'immutable') return undefined;
  // The function of a cast to bit takes the modifier too.
  const args = facts.argumentCount(fn) > 1 ? [value, typmod] : [value];
  return facts.evaluate(fn, args, { argTypes: [source], resultType: type });
}

function convertElements(
  element: NonNullable<BoundCast['element']>,
  type: Oid,
  source: Oid,
  array: PgArray,
  facts: RoutineFacts,
): Folded {
  const [from, to] = [typeByOid(source)!.elementOid, typeByOid(type)!.elementOid];
  const values: Datum[] = [];
  for (const value of array.values) {
    const converted =
      value === null ? null : convert({ ...element, element: null, type: to, typmod: -1 }, from, value, facts);
    if (converted === undefined) return undefined;
    values.push(converted);
  }
  return new PgArray(to, array.dims, array.lowerBounds, values);
}

/** What is left of a CASE whose arms are folded. */
export function foldCase(expr: BoundCase): BoundExpr {
  const whens: { readonly when: BoundExpr; readonly then: BoundExpr }[] = [];
  let otherwise = expr.otherwise;
  for (const item of expr.whens) {
    if (item.when.kind === 'const' && item.when.value !== true) continue;
    if (isConstTrue(item.when)) {
      otherwise = item.then;
      break;
    }
    whens.push(item);
  }
  if (whens.length === 0) return otherwise ?? constant(expr, null);
  return whens.length === expr.whens.length ? expr : { ...expr, whens, otherwise };
}
