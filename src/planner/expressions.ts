/** Questions about bound expressions, and small constructors, that planner and optimizer share. */
import type { BoundCall, BoundConst, BoundExpr, BoundVar } from '../catalog/tree.ts';
import { relabelled } from '../catalog/tree-nodes.ts';
import type { Oid } from '../types/type-def.ts';
import type { RoutineFacts } from './plan-context.ts';
import { someNode, walkExpr } from './walk.ts';

export const boolOid: Oid = 16;

export function makeVar(rel: number, column: number, type: Oid, typmod: number): BoundVar {
  return { kind: 'var', rel, column, type, typmod, location: -1 };
}
export function makeBool(value: boolean | null): BoundConst {
  return { kind: 'const', value, type: boolOid, typmod: -1, location: -1 };
}
/** The value as a sort key: in the order of another type with the same values. */
export function inOrderOf(expr: BoundExpr, type: Oid | undefined): BoundExpr {
  if (type === undefined || type === expr.type) return expr;
  return relabelled(expr, type, { location: -1 });
}
/** AND of the list: true when it is empty. */
export function conjunction(list: readonly BoundExpr[]): BoundExpr {
  if (list.length === 0) return makeBool(true);
  if (list.length === 1) return list[0]!;
  return { kind: 'and', args: list, type: boolOid, typmod: -1, location: -1 };
}

/** Parts of a condition that must all be true. */
export function conjuncts(expr: BoundExpr | null): BoundExpr[] {
  const out: BoundExpr[] = [];
  const visit = (node: BoundExpr): void => {
    if (node.kind === 'and') for (const arg of node.args) visit(arg);
    else if (!(node.kind === 'const' && node.value === true)) out.push(node);
  };
  if (expr !== null) visit(expr);
  return out;
}

/** Contains a call whose result may differ from row to row for equal arguments, or with a side effect. */
export function isVolatile(expr: BoundExpr, facts: RoutineFacts): boolean {
  let found = false;
  walkExpr(expr, (node) => {
    if (node.kind === 'call' && facts.volatility(node.fn) === 'volatile') found = true;
    else if (node.kind === 'cast' && node.fn !== null && facts.volatility(node.fn) === 'volatile') found = true;
  });
  return found;
}

export function hasSubPlan(expr: BoundExpr): boolean {
  return someNode(expr, (node) => node.kind === 'subPlan' || node.kind === 'subquery');
}
/** A set-returning call anywhere in it. */
export function hasSetCall(expr: BoundExpr): boolean {
  return someNode(expr, (node) => node.kind === 'call' && node.set);
}
export function isSetCall(expr: BoundExpr): expr is BoundCall {
  return expr.kind === 'call' && expr.set;
}
export function isConstTrue(expr: BoundExpr): boolean {
  return expr.kind === 'const' && expr.value === true;
}
/** A condition that lets no row through. */
export function isConstFalse(expr: BoundExpr): boolean {
  return expr.kind === 'const' && (expr.value === false || expr.value === null);
}
