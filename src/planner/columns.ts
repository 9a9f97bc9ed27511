/** Which relations and columns plans and expressions give and need. Answers are kept per node, as nodes never change. */
import type { BoundExpr, BoundVar } from '../catalog/tree.ts';
import { asLogicalSubPlan, type LogicalPlan } from './logical-plan.ts';
import { varsOf, walkExpr, walkPlan, walkPlanExprs } from './walk.ts';

export type RelSet = ReadonlySet<number>;
const none: RelSet = new Set();

/** One number for a column; attributes go from -7 (system columns) to 2040. */
export function columnKey(rel: number, column: number): number {
  return rel * 2048 + column + 7;
}

const givenRels = new WeakMap<LogicalPlan, RelSet>();

/** Rels whose columns the plan gives to what is above it. */
export function relsOf(plan: LogicalPlan): RelSet {
  const known = givenRels.get(plan);
  if (known !== undefined) return known;
  const rels = computeRels(plan);
  givenRels.set(plan, rels);
  return rels;
}

function computeRels(plan: LogicalPlan): RelSet {
  switch (plan.node) {
    case 'result':
      return none;
    case 'filter':
    case 'sort':
    case 'limit':
    case 'distinct':
    case 'lockRows':
      return relsOf(plan.input);
    case 'window':
      return union(relsOf(plan.input), new Set([plan.rel]));
    case 'join':
      switch (plan.type) {
        case 'semi':
        case 'anti':
          return relsOf(plan.left);
        case 'mark':
          return union(relsOf(plan.left), new Set([plan.rel]));
        default:
          return union(relsOf(plan.left), relsOf(plan.right));
      }
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return plan.returning === null ? none : new Set([plan.returning.rel]);
    default:
      return new Set([plan.rel]);
  }
}

export function union(a: RelSet, b: RelSet): RelSet {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  const all = new Set(a);
  for (const rel of b) all.add(rel);
  return all;
}
export function intersects(a: RelSet, b: RelSet): boolean {
  for (const rel of a) if (b.has(rel)) return true;
  return false;
}
export function isSubset(a: RelSet, b: RelSet): boolean {
  for (const rel of a) if (!b.has(rel)) return false;
  return true;
}

const exprFreeRels = new WeakMap<BoundExpr, RelSet>();

/** Rels that the expression takes columns from; what its own sub-plans define does not count. */
export function exprRels(expr: BoundExpr): RelSet {
  if (expr.kind === 'const' || expr.kind === 'param') return none;
  const known = exprFreeRels.get(expr);
  if (known !== undefined) return known;
  const used = new Set<number>();
  const defined = new Set<number>();
  collect(expr, used, defined);
  for (const rel of defined) used.delete(rel);
  exprFreeRels.set(expr, used);
  return used;
}

function collect(expr: BoundExpr, used: Set<number>, defined: Set<number>): void {
  walkExpr(expr, (node) => {
    if (node.kind === 'var') used.add(node.rel);
    else if (node.kind === 'case' && node.base !== null) defined.add(node.base.rel);
    else if (node.kind === 'subPlan') {
      const sub = asLogicalSubPlan(node);
      if (sub.test !== null) defined.add(sub.testRel);
      addDefinedRels(sub.plan.plan, defined);
    }
  });
}

function addDefinedRels(plan: LogicalPlan, defined: Set<number>): void {
  walkPlan(
    plan,
    (node) => {
      if ('rel' in node) defined.add(node.rel);
      if (node.node === 'insert' && node.onConflict !== null) defined.add(node.onConflict.excludedRel);
      if ('returning' in node && node.returning !== null) defined.add(node.returning.rel);
    },
    false,
  );
}

const planFreeRels = new WeakMap<LogicalPlan, RelSet>();

/** Rels of enclosing plans that the plan takes columns from: it is correlated, or lateral, when there are some. */
export function freeRels(plan: LogicalPlan): RelSet {
  if (plan.node === 'scan' || plan.node === 'result' || plan.node === 'catalogScan' || plan.node === 'cteScan')
    return none;
  const known = planFreeRels.get(plan);
  if (known !== undefined) return known;
  const used = new Set<number>();
  const defined = new Set<number>();
  addDefinedRels(plan, defined);
  walkPlanExprs(plan, (node) => {
    if (node.kind === 'var') used.add(node.rel);
    else if (node.kind === 'case' && node.base !== null) defined.add(node.base.rel);
    else if (node.kind === 'subPlan') {
      const sub = asLogicalSubPlan(node);
      if (sub.test !== null) defined.add(sub.testRel);
      addDefinedRels(sub.plan.plan, defined);
    }
  });
  for (const rel of defined) used.delete(rel);
  planFreeRels.set(plan, used);
  return used;
}

/** Distinct column variables of the expressions that belong to `rels`. */
export function columnsUsed(exprs: readonly BoundExpr[], rels: RelSet): BoundVar[] {
  const seen = new Set<number>();
  const found: BoundVar[] = [];
  for (const expr of exprs) {
    for (const node of varsOf(expr)) {
      if (!rels.has(node.rel)) continue;
      const key = columnKey(node.rel, node.column);
      if (seen.has(key)) continue;
      seen.add(key);
      found.push(node);
    }
  }
  return found;
}
