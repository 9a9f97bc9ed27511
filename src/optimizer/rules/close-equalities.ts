/**
 * What equalities imply. In a block of inner joins, columns joined by `=` of one type form classes; where a member equals a
 * constant (or parameter, or column from outside), all of them do, and the equalities among them say nothing more.
 */
import type { BoundCall, BoundExpr } from '../../catalog/tree.ts';
import { exprEquals } from '../../catalog/tree-equals.ts';
import { exprRels, intersects, type RelSet, relsOf } from '../../planner/columns.ts';
import { hasSubPlan, isVolatile } from '../../planner/expressions.ts';
import type { LogicalPlan, LogicalQuery, RoutineFacts } from '../../planner/index.ts';
import { mapInputs } from '../../planner/walk.ts';

export function closeEqualities(query: LogicalQuery, facts: RoutineFacts): LogicalQuery {
  const visit = (plan: LogicalPlan): LogicalPlan => {
    if (plan.node !== 'filter' && !(plan.node === 'join' && plan.type === 'inner')) return mapInputs(plan, visit);
    const conditions: BoundExpr[] = [];
    const bare = takeConditions(plan, conditions, visit);
    const filter = withImplied(conditions, relsOf(plan), facts);
    return filter.length === 0 ? bare : { node: 'filter', input: bare, filter };
  };
  const plan = visit(query.plan);
  return plan === query.plan ? query : { ...query, plan };
}

/** Empties the filters and inner joins at the top of the plan into `conditions`. */
function takeConditions(
  plan: LogicalPlan,
  conditions: BoundExpr[],
  below: (plan: LogicalPlan) => LogicalPlan,
): LogicalPlan {
  if (plan.node === 'filter') {
    const input = takeConditions(plan.input, conditions, below);
    conditions.push(...plan.filter);
    return input;
  }
  if (plan.node === 'join' && plan.type === 'inner') {
    const left = takeConditions(plan.left, conditions, below);
    const right = takeConditions(plan.right, conditions, below);
    conditions.push(...plan.on);
    return { ...plan, left, right, on: [] };
  }
  return below(plan);
}

interface EqualityClass {
  readonly operator: number;
  readonly members: BoundExpr[];
  /** `member = constant`, as written. */
  constant: BoundExpr | null;
  template: BoundCall;
}

function withImplied(conditions: readonly BoundExpr[], own: RelSet, facts: RoutineFacts): BoundExpr[] {
  const classes: EqualityClass[] = [];
  const equalities = new Map<BoundExpr, BoundExpr>();
  for (const condition of conditions) {
    if (!isEquality(condition, facts)) continue;
    const [a, b] = condition.args as [BoundExpr, BoundExpr];
    const aOwn = intersects(exprRels(a), own);
    const bOwn = intersects(exprRels(b), own);
    if (!aOwn && !bOwn) continue;
    if (aOwn && bOwn) equalities.set(condition, a);
    addEquality(classes, condition, aOwn ? a : null, bOwn ? b : null, aOwn ? b : a);
  }
  const bound = classes.filter((c) => c.constant !== null && c.members.length > 1);
  if (bound.length === 0) return [...conditions];
  const kept = conditions.filter((condition) => {
    const member = equalities.get(condition);
    return member === undefined || !bound.some((c) => holds(c, condition, member));
  });
  for (const { members, constant, template } of bound) {
    for (const member of members) {
      const known = kept.some(
        (condition) =>
          condition.kind === 'call' &&
          condition.operator === template.operator &&
          condition.args.some((arg) => exprEquals(arg, member)) &&
          condition.args.some((arg) => exprEquals(arg, constant!)),
      );
      if (!known) kept.push({ ...template, args: [member, constant!], location: -1 });
    }
  }
  return kept;
}

function holds(c: EqualityClass, condition: BoundExpr, member: BoundExpr): boolean {
  return condition.kind === 'call' && condition.operator === c.operator && c.members.some((m) => exprEquals(m, member));
}

/** An equality that is one of a btree class over two values of one type: transitive. */
function isEquality(condition: BoundExpr, facts: RoutineFacts): condition is BoundCall {
  if (condition.kind !== 'call' || condition.operator === null || condition.args.length !== 2) return false;
  const [a, b] = condition.args as [BoundExpr, BoundExpr];
  if (a.type !== b.type || facts.operator(condition.operator)?.btree !== '=') return false;
  // A sub-plan must not be written down twice.
  return !isVolatile(condition, facts) && !hasSubPlan(condition);
}

function addEquality(
  classes: EqualityClass[],
  template: BoundCall,
  a: BoundExpr | null,
  b: BoundExpr | null,
  other: BoundExpr,
): void {
  const operator = template.operator!;
  const find = (expr: BoundExpr | null): EqualityClass | undefined =>
    expr === null
      ? undefined
      : classes.find((c) => c.operator === operator && c.members.some((member) => exprEquals(member, expr)));
  const first = find(a);
  const second = find(b);
  const target = first ?? second ?? { operator, members: [], constant: null, template };
  if (first === undefined && second === undefined) classes.push(target);
  if (first !== undefined && second !== undefined && first !== second) {
    first.members.push(...second.members);
    first.constant ??= second.constant;
    classes.splice(classes.indexOf(second), 1);
  }
  for (const member of [a, b]) {
    if (member !== null && !target.members.some((known) => exprEquals(known, member))) target.members.push(member);
  }
  if (a === null || b === null) target.constant ??= other;
}
