/**
 * A block of inner joins: its relations, and the conditions among them, regardless of how they were written. Equalities of one
 * type form classes (`a = b AND b = c` also joins a to c), so that any order finds the conditions it can use.
 */
import type { BoundCall, BoundExpr } from '../../catalog/tree.ts';
import { exprEquals } from '../../catalog/tree-equals.ts';
import { exprRels, type RelSet, relsOf } from '../../planner/columns.ts';
import { boolOid, conjunction, conjuncts, hasSubPlan, isConstTrue, isVolatile } from '../../planner/expressions.ts';
import type { LogicalJoin, LogicalPlan, LogicalScan, PlanContext } from '../../planner/index.ts';
import { foldNode } from '../rules/fold-node.ts';

export interface GroupLeaf {
  readonly node: LogicalPlan;
  readonly rels: RelSet;
  /** Conditions on this leaf alone. */
  readonly own: BoundExpr[];
}
export interface GroupCondition {
  readonly expr: BoundExpr;
  /** Ascending leaf numbers; two at least. */
  readonly leaves: readonly number[];
}
export interface EqualityClass {
  readonly template: BoundCall;
  readonly members: { readonly leaf: number; readonly expr: BoundExpr }[];
}
export interface JoinGroup {
  readonly leaves: readonly GroupLeaf[];
  readonly conditions: readonly GroupCondition[];
  readonly classes: readonly EqualityClass[];
  /** Tested when all is joined: volatile ones, and those with sub-plans. */
  readonly last: readonly BoundExpr[];
}

export function collectGroup(context: PlanContext, top: LogicalJoin, filter: readonly BoundExpr[]): JoinGroup {
  const leaves: GroupLeaf[] = [];
  const all: BoundExpr[] = [];
  const visit = (node: LogicalPlan): void => {
    if (node.node === 'join' && node.type === 'inner' && !node.lateral) {
      visit(node.left);
      visit(node.right);
      all.push(...node.on);
    } else if (
      node.node === 'filter' &&
      node.input.node === 'join' &&
      node.input.type === 'inner' &&
      !node.input.lateral
    ) {
      visit(node.input);
      all.push(...node.filter);
    } else leaves.push({ node, rels: relsOf(node), own: [] });
  };
  visit(top);
  all.push(...filter);
  const leafOfRel = new Map<number, number>();
  leaves.forEach((leaf, i) => {
    for (const rel of leaf.rels) leafOfRel.set(rel, i);
  });
  const conditions: GroupCondition[] = [];
  const classes: EqualityClass[] = [];
  const last: BoundExpr[] = [];
  for (const expr of all) {
    if (isConstTrue(expr)) continue;
    const used = leavesOf(expr, leafOfRel);
    if (isVolatile(expr, context.facts) || used.length === 0) last.push(expr);
    else if (used.length === 1) leaves[used[0]!]!.own.push(expr);
    else if (hasSubPlan(expr)) last.push(expr);
    else if (!addToClasses(context, classes, expr, leafOfRel)) {
      conditions.push({ expr, leaves: used });
      if (expr.kind === 'or') addImpliedByOr(context, expr.args, used, leaves, leafOfRel);
    }
  }
  for (const c of classes) addOwnEqualities(c, leaves);
  return { leaves, conditions, classes, last };
}

/** `(a.x = 1 AND b.y = 2) OR (a.x = 3 AND b.y = 4)` implies `a.x = 1 OR a.x = 3`, which a alone can test. */
function addImpliedByOr(
  context: PlanContext,
  arms: readonly BoundExpr[],
  used: readonly number[],
  leaves: readonly GroupLeaf[],
  leafOfRel: ReadonlyMap<number, number>,
): void {
  for (const leaf of used) {
    const parts: BoundExpr[] = [];
    for (const arm of arms) {
      const own = conjuncts(arm).filter((part) => {
        const on = leavesOf(part, leafOfRel);
        return on.length === 1 && on[0] === leaf;
      });
      if (own.length === 0) break;
      parts.push(conjunction(own));
    }
    if (parts.length < arms.length) continue;
    const implied: BoundExpr = { kind: 'or', args: parts, type: boolOid, typmod: -1, location: -1 };
    leaves[leaf]!.own.push(foldNode(implied, context.facts));
  }
}

function leavesOf(expr: BoundExpr, leafOfRel: ReadonlyMap<number, number>): number[] {
  const used = new Set<number>();
  for (const rel of exprRels(expr)) {
    const leaf = leafOfRel.get(rel);
    if (leaf !== undefined) used.add(leaf);
  }
  return [...used].sort((a, b) => a - b);
}

function addToClasses(
  context: PlanContext,
  classes: EqualityClass[],
  expr: BoundExpr,
  leafOfRel: ReadonlyMap<number, number>,
): boolean {
  if (expr.kind !== 'call' || expr.operator === null || expr.args.length !== 2) return false;
  const [a, b] = expr.args as [BoundExpr, BoundExpr];
  const operator = context.facts.operator(expr.operator);
  if (operator?.btree !== '=' || !operator.hashes || a.type !== b.type) return false;
  const aLeaves = leavesOf(a, leafOfRel);
  const bLeaves = leavesOf(b, leafOfRel);
  if (aLeaves.length !== 1 || bLeaves.length !== 1) return false;
  const find = (side: BoundExpr): EqualityClass | undefined =>
    classes.find(
      (c) => c.template.operator === expr.operator && c.members.some((member) => exprEquals(member.expr, side)),
    );
  const first = find(a);
  const second = find(b);
  const target = first ?? second ?? { template: expr, members: [] };
  if (first === undefined && second === undefined) classes.push(target);
  if (first !== undefined && second !== undefined && first !== second) {
    first.members.push(...second.members);
    classes.splice(classes.indexOf(second), 1);
  }
  for (const [side, leaf] of [
    [a, aLeaves[0]!],
    [b, bLeaves[0]!],
  ] as const) {
    if (!target.members.some((member) => exprEquals(member.expr, side))) target.members.push({ leaf, expr: side });
  }
  return true;
}

/** Two members of one leaf are equal by the class: a condition on that leaf, so that a join needs to test one of them only. */
function addOwnEqualities(c: EqualityClass, leaves: readonly GroupLeaf[]): void {
  const first = new Map<number, BoundExpr>();
  for (const { leaf, expr } of c.members) {
    const other = first.get(leaf);
    if (other === undefined) first.set(leaf, expr);
    else leaves[leaf]!.own.push({ ...c.template, args: [other, expr], location: -1 });
  }
}

/** The conditions that joining two sets of leaves makes testable: one for each class, and the others. */
export function conditionsBetween(
  group: JoinGroup,
  inLeft: (leaf: number) => boolean,
  inRight: (leaf: number) => boolean,
): BoundExpr[] {
  const found: BoundExpr[] = [];
  for (const { template, members } of group.classes) {
    const left = members.find((member) => inLeft(member.leaf));
    if (left === undefined) continue;
    const right = members.find((member) => inRight(member.leaf));
    if (right !== undefined) found.push({ ...template, args: [left.expr, right.expr], location: -1 });
  }
  for (const { expr, leaves } of group.conditions) {
    if (!leaves.every((leaf) => inLeft(leaf) || inRight(leaf))) continue;
    if (leaves.every(inLeft) || leaves.every(inRight)) continue;
    found.push(expr);
  }
  return found;
}

/** The table and conditions of a leaf that an index could serve. */
export function scanOf(node: LogicalPlan): { scan: LogicalScan; conditions: readonly BoundExpr[] } | null {
  if (node.node === 'scan') return { scan: node, conditions: [] };
  if (node.node === 'filter' && node.input.node === 'scan') return { scan: node.input, conditions: node.filter };
  return null;
}
