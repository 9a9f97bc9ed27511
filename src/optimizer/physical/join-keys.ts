/** Which join conditions a hash table can decide. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { relabelled } from '../../catalog/tree-nodes.ts';
import { exprRels, intersects, type RelSet } from '../../planner/columns.ts';
import { isVolatile } from '../../planner/expressions.ts';
import type { PlanContext } from '../../planner/index.ts';
import type { Oid } from '../../types/type-def.ts';

export interface JoinKeys {
  readonly left: BoundExpr[];
  readonly right: BoundExpr[];
  /** Conditions that are left over. */
  readonly residual: BoundExpr[];
  /** The conditions that became keys, for EXPLAIN. */
  readonly conditions: BoundExpr[];
}

export function splitJoinKeys(
  context: PlanContext,
  on: readonly BoundExpr[],
  leftRels: RelSet,
  rightRels: RelSet,
): JoinKeys {
  const keys: JoinKeys = { left: [], right: [], residual: [], conditions: [] };
  for (const condition of on) {
    const pair = hashablePair(context, condition, leftRels, rightRels);
    if (pair === null) keys.residual.push(condition);
    else {
      keys.left.push(pair.left);
      keys.right.push(pair.right);
      keys.conditions.push(condition);
    }
  }
  return keys;
}

/** The sides of `a = b` where each uses columns of one join side only, converted to one type. */
export function hashablePair(
  context: PlanContext,
  condition: BoundExpr,
  leftRels: RelSet,
  rightRels: RelSet,
): { left: BoundExpr; right: BoundExpr } | null {
  if (condition.kind !== 'call' || condition.operator === null || condition.args.length !== 2) return null;
  const operator = context.facts.operator(condition.operator);
  if (operator === null || !operator.hashes || isVolatile(condition, context.facts)) return null;
  const [a, b] = condition.args as [BoundExpr, BoundExpr];
  const aRels = exprRels(a);
  const bRels = exprRels(b);
  const straight =
    intersects(aRels, leftRels) &&
    !intersects(aRels, rightRels) &&
    intersects(bRels, rightRels) &&
    !intersects(bRels, leftRels);
  const swapped =
    !straight &&
    intersects(bRels, leftRels) &&
    !intersects(bRels, rightRels) &&
    intersects(aRels, rightRels) &&
    !intersects(aRels, leftRels);
  if (!straight && !swapped) return null;
  const type = commonKeyType(a.type, b.type);
  if (type === null) return null;
  return straight ? { left: widen(a, type), right: widen(b, type) } : { left: widen(b, type), right: widen(a, type) };
}

const integerWidth: ReadonlyMap<Oid, number> = new Map([
  [21, 2],
  [23, 4],
  [20, 8],
]);
const floatWidth: ReadonlyMap<Oid, number> = new Map([
  [700, 4],
  [701, 8],
]);

/** The type in which values of both compare as the operator compares them, null when hashing would not do. */
function commonKeyType(a: Oid, b: Oid): Oid | null {
  if (a === b) return a;
  for (const widths of [integerWidth, floatWidth]) {
    const left = widths.get(a);
    const right = widths.get(b);
    if (left !== undefined && right !== undefined) return left > right ? a : b;
  }
  return null;
}

/** Numbers of both types have the same scalar form, so the wider type needs no conversion. */
export function widen(expr: BoundExpr, type: Oid): BoundExpr {
  return expr.type === type ? expr : relabelled(expr, type, { location: -1 });
}
