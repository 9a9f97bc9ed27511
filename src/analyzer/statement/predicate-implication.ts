/** Whether a condition that was written implies the predicate of a partial index, as far as the form of both tells it. */
import type { BoundCall, BoundConst, BoundExpr } from '../../catalog/tree.ts';
import { exprEquals } from '../../catalog/tree-equals.ts';
import { comparisonOperator } from '../../functions/registry.ts';
import type { Datum } from '../../types/type-def.ts';
import type { FunctionAccess } from '../environment.ts';

type Strategy = '<' | '<=' | '=' | '>=' | '>';

/** Each part of the predicate follows from some part of what was written. */
export function implies(written: BoundExpr, predicate: BoundExpr, functions: FunctionAccess): boolean {
  const have = conjuncts(written);
  return conjuncts(predicate).every((wanted) => have.some((part) => partImplies(part, wanted, functions)));
}

function conjuncts(expr: BoundExpr): readonly BoundExpr[] {
  return expr.kind === 'and' ? expr.args.flatMap(conjuncts) : [expr];
}

function partImplies(part: BoundExpr, wanted: BoundExpr, functions: FunctionAccess): boolean {
  if (exprEquals(part, wanted)) return true;
  if (wanted.kind === 'or' && wanted.args.some((arg) => partImplies(part, arg, functions))) return true;
  if (part.kind === 'or') return part.args.every((arg) => partImplies(arg, wanted, functions));
  if (part.kind !== 'call' || part.operator === null) return false;
  if (wanted.kind === 'nullTest') {
    return wanted.negated && part.args.length === 2 && part.args.some((arg) => exprEquals(arg, wanted.arg));
  }
  const given = comparison(part, functions);
  const needed = wanted.kind === 'call' ? comparison(wanted, functions) : null;
  if (given === null || needed === null || !exprEquals(given.arg, needed.arg)) return false;
  if (given.bound.type !== needed.bound.type) return false;
  const test = tests[given.strategy][needed.strategy];
  return test !== undefined && holds(test, given.bound, needed.bound, functions);
}

/** How the bound of what is given must compare with the bound of what is needed. */
const tests: Readonly<Record<Strategy, Partial<Record<Strategy, Strategy>>>> = {
  '<': { '<': '<=', '<=': '<=' },
  '<=': { '<': '<', '<=': '<=' },
  '=': { '<': '<', '<=': '<=', '=': '=', '>=': '>=', '>': '>' },
  '>=': { '>=': '>=', '>': '>' },
  '>': { '>=': '>=', '>': '>=' },
};
const flipped: Readonly<Record<Strategy, Strategy>> = { '<': '>', '<=': '>=', '=': '=', '>=': '<=', '>': '<' };

interface Comparison {
  readonly arg: BoundExpr;
  readonly strategy: Strategy;
  readonly bound: BoundConst;
}

function comparison(call: BoundCall, functions: FunctionAccess): Comparison | null {
  const strategy = call.operator === null ? undefined : functions.operatorByOid(call.operator)?.btree;
  const [left, right] = call.args;
  if (strategy === undefined || left === undefined || right === undefined) return null;
  if (right.kind === 'const') return { arg: left, strategy, bound: right };
  return left.kind === 'const' ? { arg: right, strategy: flipped[strategy], bound: left } : null;
}

function holds(strategy: Strategy, given: BoundConst, needed: BoundConst, functions: FunctionAccess): boolean {
  if (given.value === null || needed.value === null) return false;
  const operator = comparisonOperator(given.type, strategy);
  const def = operator === null ? undefined : functions.functionByOid(operator.proc);
  if (def?.kind !== 'scalar' || def.context || def.callInfo) return false;
  return (def.impl as (left: Datum, right: Datum) => Datum)(given.value, needed.value) === true;
}
