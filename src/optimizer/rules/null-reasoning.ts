/**
 * What nulls do to expressions. Two questions, asked of columns:
 *   strictColumns(e)    if one of them is null, e is null
 *   rejectedColumns(c)  if one of them is null, the condition c is not true (it is null or false)
 * Both may miss columns, and must never name one too many.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import { columnKey } from '../../planner/columns.ts';
import type { RoutineFacts } from '../../planner/index.ts';

export type ColumnSet = ReadonlySet<number>;
const none: ColumnSet = new Set();

export function strictColumns(expr: BoundExpr, facts: RoutineFacts): ColumnSet {
  switch (expr.kind) {
    case 'var':
      return new Set([columnKey(expr.rel, expr.column)]);
    case 'cast':
      return strictColumns(expr.arg, facts);
    case 'call':
      return !expr.set && facts.strict(expr.fn) ? unionOf(expr.args, (arg) => strictColumns(arg, facts)) : none;
    case 'not':
      return strictColumns(expr.args[0]!, facts);
    case 'and':
    case 'or':
    case 'coalesce':
    case 'greatest':
    case 'least':
      // One null operand decides nothing here; a column that makes all of them null does.
      return intersectionOf(expr.args, (arg) => strictColumns(arg, facts));
    case 'inList':
      return strictColumns(expr.arg, facts);
    case 'nullIf':
      return strictColumns(expr.left, facts);
    default:
      return none;
  }
}

export function rejectedColumns(condition: BoundExpr, facts: RoutineFacts): ColumnSet {
  switch (condition.kind) {
    case 'and':
      return unionOf(condition.args, (arg) => rejectedColumns(arg, facts));
    case 'or':
      return intersectionOf(condition.args, (arg) => rejectedColumns(arg, facts));
    case 'nullTest':
      return condition.negated && condition.arg.kind !== 'row' ? strictColumns(condition.arg, facts) : none;
    case 'booleanTest': {
      const acceptsNull = condition.test === 'unknown' ? !condition.negated : condition.negated;
      return acceptsNull ? none : strictColumns(condition.arg, facts);
    }
    case 'arrayTest':
      return condition.quantifier === 'any' && facts.strict(condition.fn) ? strictColumns(condition.arg, facts) : none;
    case 'rowCompare':
      return condition.op === '='
        ? unionOf([...condition.left, ...condition.right], (part) => strictColumns(part, facts))
        : none;
    default:
      return strictColumns(condition, facts);
  }
}

export function unionOf<T>(list: readonly T[], f: (item: T) => ColumnSet): ColumnSet {
  if (list.length === 1) return f(list[0]!);
  const all = new Set<number>();
  for (const item of list) for (const key of f(item)) all.add(key);
  return all;
}

function intersectionOf(list: readonly BoundExpr[], f: (expr: BoundExpr) => ColumnSet): ColumnSet {
  let common: ColumnSet | null = null;
  for (const item of list) {
    const columns: ColumnSet = f(item);
    common = common === null ? columns : keysInBoth(common, columns);
  }
  return common ?? none;
}

function keysInBoth(a: ColumnSet, b: ColumnSet): ColumnSet {
  const both = new Set<number>();
  for (const key of a) if (b.has(key)) both.add(key);
  return both;
}
