/**
 * Conditions move down to where their columns are made: through projections, into the sides of joins they concern, through
 * grouping (conditions on keys only), DISTINCT (on its keys), windows (on PARTITION BY columns), and into all arms of set operations.
 *
 * What must stay: volatile conditions; conditions over volatile, set-returning or sub-plan columns; anything above LIMIT or a
 * row lock; above an outer join, conditions on its nullable side; in ON of an outer join, conditions on the kept side.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import { columnKey, exprRels, intersects, isSubset, type RelSet, relsOf } from '../../planner/columns.ts';
import { hasSetCall, hasSubPlan, isVolatile } from '../../planner/expressions.ts';
import type { LogicalJoin, LogicalPlan, LogicalQuery, RoutineFacts } from '../../planner/index.ts';
import { mapInputs, replaceExpr, varsOf, walkExpr } from '../../planner/walk.ts';

type Conditions = readonly BoundExpr[];

export function pushDownFilters(query: LogicalQuery, facts: RoutineFacts): LogicalQuery {
  const plan = push(query.plan, [], facts);
  return plan === query.plan ? query : { ...query, plan };
}

export function withFilter(input: LogicalPlan, filter: Conditions): LogicalPlan {
  if (filter.length === 0) return input;
  if (input.node === 'filter') return { node: 'filter', input: input.input, filter: [...input.filter, ...filter] };
  return { node: 'filter', input, filter };
}

function push(plan: LogicalPlan, conditions: Conditions, facts: RoutineFacts): LogicalPlan {
  switch (plan.node) {
    case 'filter': {
      const all = [...plan.filter, ...conditions];
      const [stay, move] = partition(all, (condition) => isVolatile(condition, facts));
      return withFilter(push(plan.input, move, facts), stay);
    }
    case 'project': {
      const [stay, move] = partition(
        conditions,
        (condition) => !canMove(usedExprs(plan.rel, plan.exprs, condition), facts),
      );
      const below = move.map((condition) => substituteColumns(condition, plan.rel, plan.exprs));
      return withFilter(
        mapInputs(plan, (input) => push(input, below, facts)),
        stay,
      );
    }
    case 'join':
      return pushIntoJoin(plan, conditions, facts);
    case 'aggregate': {
      if (plan.keys.length === 0 || plan.groupingSets !== null) {
        return withFilter(
          mapInputs(plan, (input) => push(input, [], facts)),
          conditions,
        );
      }
      const all = [...plan.having, ...conditions];
      const onKeys = (condition: BoundExpr): boolean =>
        varsOf(condition).every((node) => node.rel !== plan.rel || node.column < plan.keys.length) &&
        !isVolatile(condition, facts) &&
        canMove(usedExprs(plan.rel, plan.keys, condition), facts);
      const [having, move] = partition(all, (condition) => !onKeys(condition));
      const below = move.map((condition) => substituteColumns(condition, plan.rel, plan.keys));
      return { ...plan, input: push(plan.input, below, facts), having };
    }
    case 'sort':
      return mapInputs(plan, (input) => push(input, conditions, facts));
    case 'distinct': {
      const keys = new Set(plan.keys.filter((key) => key.kind === 'var').map((key) => columnKey(key.rel, key.column)));
      const given = relsOf(plan);
      const [stay, move] = partition(conditions, (condition) =>
        varsOf(condition).some((node) => given.has(node.rel) && !keys.has(columnKey(node.rel, node.column))),
      );
      return withFilter(
        mapInputs(plan, (input) => push(input, move, facts)),
        stay,
      );
    }
    case 'window': {
      // A condition on partition keys takes or leaves whole partitions.
      const keys = new Set(
        plan.partition.filter((key) => key.kind === 'var').map((key) => columnKey(key.rel, key.column)),
      );
      const given = relsOf(plan);
      const [stay, move] = partition(
        conditions,
        (condition) =>
          hasSubPlan(condition) ||
          varsOf(condition).some((node) => given.has(node.rel) && !keys.has(columnKey(node.rel, node.column))),
      );
      return withFilter(
        mapInputs(plan, (input) => push(input, move, facts)),
        stay,
      );
    }
    case 'append': {
      const [stay, move] = partition(conditions, (condition) =>
        plan.outputs.some((outputs) => !canMove(usedExprs(plan.rel, outputs, condition), facts)),
      );
      const inputs = plan.inputs.map((input, i) => {
        const below = move.map((condition) => substituteColumns(condition, plan.rel, plan.outputs[i]!));
        return push(input, below, facts);
      });
      return withFilter({ ...plan, inputs }, stay);
    }
    case 'setOperation': {
      const movable = (condition: BoundExpr): boolean =>
        [plan.leftOutputs, plan.rightOutputs].every((outputs) =>
          canMove(usedExprs(plan.rel, outputs, condition), facts),
        );
      const [stay, move] = partition(conditions, (condition) => !movable(condition));
      const below = (outputs: readonly BoundExpr[]): BoundExpr[] =>
        move.map((condition) => substituteColumns(condition, plan.rel, outputs));
      const left = push(plan.left, below(plan.leftOutputs), facts);
      const right = push(plan.right, below(plan.rightOutputs), facts);
      return withFilter({ ...plan, left, right }, stay);
    }
    default:
      return withFilter(
        mapInputs(plan, (input) => push(input, [], facts)),
        conditions,
      );
  }
}

function pushIntoJoin(join: LogicalJoin, conditions: Conditions, facts: RoutineFacts): LogicalPlan {
  const leftRels = relsOf(join.left);
  const rightRels = relsOf(join.right);
  const noRight = (condition: BoundExpr): boolean => !intersects(exprRels(condition), rightRels);
  const noLeft = (condition: BoundExpr): boolean => !intersects(exprRels(condition), leftRels);
  switch (join.type) {
    case 'inner': {
      const [fixed, free] = partition([...join.on, ...conditions], (condition) => isVolatile(condition, facts));
      const [toLeft, others] = partition(free, noRight);
      const [toRight, on] = partition(others, noLeft);
      const left = push(join.left, toLeft, facts);
      const right = push(join.right, toRight, facts);
      // A side without columns (SELECT without FROM) joins nothing.
      if (left.node === 'result' && !join.lateral) return withFilter(right, [...on, ...fixed]);
      if (right.node === 'result') return withFilter(left, [...on, ...fixed]);
      return withFilter({ ...join, left, right, on }, fixed);
    }
    case 'left': {
      const [toLeft, above] = partition(conditions, noRight);
      const implied = impliedOnRight(join, toLeft, leftRels, rightRels, facts);
      const [toRight, on] = partition(
        [...join.on, ...implied],
        (condition) => noLeft(condition) && !isVolatile(condition, facts),
      );
      const left = push(join.left, toLeft, facts);
      return withFilter({ ...join, left, right: push(join.right, toRight, facts), on }, above);
    }
    case 'semi':
    case 'anti': {
      const [toRight, others] = partition(join.on, (condition) => noLeft(condition) && !isVolatile(condition, facts));
      const [fromOn, on] =
        join.type === 'semi' ? partition(others, (c) => noRight(c) && !isVolatile(c, facts)) : [[], others];
      const left = push(join.left, [...conditions, ...fromOn], facts);
      return lowerSemiJoin({ ...join, left, right: push(join.right, toRight, facts), on }, facts);
    }
    case 'mark': {
      const [above, toLeft] = partition(conditions, (c) => exprRels(c).has(join.rel));
      const left = push(join.left, toLeft, facts);
      return withFilter({ ...join, left, right: push(join.right, [], facts) }, above);
    }
    case 'full': {
      const left = push(join.left, [], facts);
      const right = push(join.right, [], facts);
      return withFilter({ ...join, left, right }, conditions);
    }
  }
}

/** `l = r` in ON of a left join, and `l = constant` known of the kept side: partners have `r = constant`. */
function impliedOnRight(
  join: LogicalJoin,
  known: Conditions,
  leftRels: RelSet,
  rightRels: RelSet,
  facts: RoutineFacts,
): BoundExpr[] {
  const implied: BoundExpr[] = [];
  for (const condition of join.on) {
    if (condition.kind !== 'call' || condition.operator === null || condition.args.length !== 2) continue;
    const operator = facts.operator(condition.operator);
    const [a, b] = condition.args as [BoundExpr, BoundExpr];
    if (operator?.btree !== '=' || a.kind !== 'var' || b.kind !== 'var' || a.type !== b.type) continue;
    const [kept, other] = leftRels.has(a.rel) && rightRels.has(b.rel) ? [a, b] : [b, a];
    if (!leftRels.has(kept.rel) || !rightRels.has(other.rel)) continue;
    for (const fact of known) {
      if (fact.kind !== 'call' || fact.operator !== condition.operator) continue;
      const [left, right] = fact.args as [BoundExpr, BoundExpr];
      const isKept = (expr: BoundExpr): boolean =>
        expr.kind === 'var' && expr.rel === kept.rel && expr.column === kept.column;
      const constant = isKept(left) ? right : isKept(right) ? left : null;
      if (constant !== null && exprRels(constant).size === 0) implied.push({ ...fact, args: [other, constant] });
    }
  }
  return implied;
}

/** A semi or anti join filters the rows of the one relation it looks at, before these are joined to others. */
function lowerSemiJoin(join: LogicalJoin, facts: RoutineFacts): LogicalPlan {
  const below = join.left;
  if (below.node !== 'join' || below.type !== 'inner' || below.lateral || join.on.some((c) => isVolatile(c, facts)))
    return join;
  const used = new Set<number>();
  const given = relsOf(below);
  for (const condition of join.on) for (const rel of exprRels(condition)) if (given.has(rel)) used.add(rel);
  if (join.lateral || used.size === 0) return join;
  if (isSubset(used, relsOf(below.left)))
    return { ...below, left: lowerSemiJoin({ ...join, left: below.left }, facts) };
  if (isSubset(used, relsOf(below.right)))
    return { ...below, right: lowerSemiJoin({ ...join, left: below.right }, facts) };
  return join;
}

function partition(list: Conditions, test: (condition: BoundExpr) => boolean): [BoundExpr[], BoundExpr[]] {
  const yes: BoundExpr[] = [];
  const no: BoundExpr[] = [];
  for (const item of list) (test(item) ? yes : no).push(item);
  return [yes, no];
}

/** The expressions behind the columns of `rel` that the condition uses. */
function usedExprs(rel: number, exprs: readonly BoundExpr[], condition: BoundExpr): BoundExpr[] {
  const used: BoundExpr[] = [];
  for (const node of varsOf(condition)) {
    const expr = node.rel === rel ? exprs[node.column] : undefined;
    if (expr !== undefined) used.push(expr);
  }
  return used;
}

const movedNodesMax = 500;

/** What a condition uses can stand in it: everything may be computed there, and it does not grow without end from one level to the next. */
function canMove(used: readonly BoundExpr[], facts: RoutineFacts): boolean {
  let nodes = 0;
  for (const expr of used) {
    if (!isMovable(expr, facts)) return false;
    if (expr.kind === 'var') continue;
    walkExpr(expr, () => {
      nodes++;
    });
    if (nodes > movedNodesMax) return false;
  }
  return true;
}

/** May be computed at another place, and once more. */
function isMovable(expr: BoundExpr, facts: RoutineFacts): boolean {
  return expr.kind === 'var' || (!hasSetCall(expr) && !hasSubPlan(expr) && !isVolatile(expr, facts));
}

export function substituteColumns(condition: BoundExpr, rel: number, exprs: readonly BoundExpr[]): BoundExpr {
  return replaceExpr(condition, (node) => (node.kind === 'var' && node.rel === rel ? exprs[node.column]! : null));
}
