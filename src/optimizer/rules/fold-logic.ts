/** AND, OR and NOT without their constant parts, and what else says the same with less: common conditions, lists, opposites. */

import { isOfFields } from '../../catalog/null-test.ts';
import type { BoundExpr, BoundInList, BoundLogical } from '../../catalog/tree.ts';
import { exprEquals } from '../../catalog/tree-equals.ts';
import { boolOid, conjuncts, isVolatile, makeBool } from '../../planner/expressions.ts';
import type { RoutineFacts } from '../../planner/index.ts';

export function foldAndOr(expr: BoundLogical, facts: RoutineFacts): BoundExpr {
  const decides = expr.kind === 'or';
  const args: BoundExpr[] = [];
  let changed = false;
  for (const arg of expr.args) {
    if (arg.kind === 'const' && arg.value === decides) return arg;
    if (arg.kind === 'const' && arg.value === !decides) changed = true;
    else if (arg.kind === expr.kind) {
      args.push(...arg.args);
      changed = true;
    } else args.push(arg);
  }
  if (args.length === 0) return makeBool(!decides);
  if (args.length === 1 || args.every((arg) => arg.kind === 'const')) return args[0]!;
  const folded = changed ? { ...expr, args } : expr;
  return expr.kind === 'or' ? foldOr(folded, facts) : folded;
}

/** `(a AND b) OR (a AND c)` is `a AND (b OR c)`, also with nulls; `x = 1 OR x = 2` is `x IN (1, 2)`. */
function foldOr(expr: BoundLogical, facts: RoutineFacts): BoundExpr {
  const arms = expr.args.map((arg) => conjuncts(arg));
  const common = arms[0]!.filter(
    (part) => !isVolatile(part, facts) && arms.every((arm) => arm.some((other) => exprEquals(part, other))),
  );
  if (common.length > 0) {
    const rests = arms.map((arm) => arm.filter((part) => !common.some((other) => exprEquals(part, other))));
    if (rests.some((rest) => rest.length === 0)) return and(common);
    return and([...common, foldOr({ ...expr, args: rests.map(and) }, facts)]);
  }
  return equalitiesAsList(expr, facts);
}

function and(args: readonly BoundExpr[]): BoundExpr {
  if (args.length === 1) return args[0]!;
  return { kind: 'and', args, type: boolOid, typmod: -1, location: -1 };
}

function equalitiesAsList(expr: BoundLogical, facts: RoutineFacts): BoundExpr {
  const lists: { arg: BoundExpr; operator: number; fn: number; list: BoundExpr[]; at: number }[] = [];
  const args: (BoundExpr | null)[] = [];
  for (const arg of expr.args) {
    const equality = asEquality(arg, facts);
    const known = equality && lists.find((l) => l.operator === equality.operator && exprEquals(l.arg, equality.arg));
    if (known) known.list.push(...equality!.list);
    else {
      if (equality) lists.push({ ...equality, list: [...equality.list], at: args.length });
      args.push(arg);
    }
  }
  if (args.length === expr.args.length) return expr;
  for (const { arg, operator, fn, list, at } of lists) {
    if (list.length < 2) continue;
    args[at] = { kind: 'inList', arg, list, fn, operator, negated: false, type: boolOid, typmod: -1, location: -1 };
  }
  return args.length === 1 ? args[0]! : { ...expr, args: args as BoundExpr[] };
}

interface Equality {
  readonly arg: BoundExpr;
  readonly operator: number;
  readonly fn: number;
  readonly list: readonly BoundExpr[];
}

/** `column = constant` with both of one type, or such an IN list. */
function asEquality(expr: BoundExpr, facts: RoutineFacts): Equality | null {
  if (expr.kind === 'inList') {
    const { arg, operator, fn, list } = expr;
    return !expr.negated && arg.kind === 'var' && list.every(isFixed) ? { arg, operator, fn, list } : null;
  }
  if (expr.kind !== 'call' || expr.operator === null || expr.args.length !== 2) return null;
  const [arg, value] = expr.args as [BoundExpr, BoundExpr];
  if (arg.kind !== 'var' || !isFixed(value) || arg.type !== value.type) return null;
  return facts.operator(expr.operator)?.btree === '='
    ? { arg, operator: expr.operator, fn: expr.fn, list: [value] }
    : null;
}

function isFixed(expr: BoundExpr): boolean {
  return expr.kind === 'const' || expr.kind === 'param';
}

export function foldInList(expr: BoundInList): BoundExpr {
  const { arg, list, negated, fn, operator, type, typmod, location } = expr;
  if (arg.kind === 'const' && arg.value === null && list.every((item) => item.kind === 'const')) return makeBool(null);
  if (list.length !== 1 || negated) return expr;
  return { kind: 'call', fn, operator, args: [arg, list[0]!], variadic: null, set: false, type, typmod, location };
}

/** NOT of the expression, in a form without NOT, or null when there is none. */
export function negate(expr: BoundExpr, facts: RoutineFacts): BoundExpr | null {
  switch (expr.kind) {
    case 'const':
      return makeBool(expr.value === null ? null : expr.value === false);
    case 'not':
      return expr.args[0]!;
    case 'and':
    case 'or': {
      const args = expr.args.map((arg) => negate(arg, facts) ?? not(arg));
      return foldAndOr({ ...expr, kind: expr.kind === 'and' ? 'or' : 'and', args }, facts);
    }
    case 'nullTest':
      return isOfFields(expr) ? null : { ...expr, negated: !expr.negated };
    case 'booleanTest':
    case 'distinct':
    case 'inList':
      return { ...expr, negated: !expr.negated };
    case 'call': {
      const negator = expr.operator === null ? null : (facts.operator(expr.operator)?.negator ?? null);
      const opposite = negator === null ? null : facts.operator(negator);
      return opposite === null ? null : { ...expr, operator: negator, fn: opposite.proc };
    }
    default:
      return null;
  }
}

function not(expr: BoundExpr): BoundExpr {
  return { kind: 'not', args: [expr], type: boolOid, typmod: -1, location: -1 };
}
