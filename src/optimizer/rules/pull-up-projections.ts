/**
 * Sub-queries in FROM, views and inlined CTEs are projections over their own FROM. Where nothing forbids it, the projection
 * goes away and its expressions stand in place of its columns; the joins below become part of the joins above.
 *
 * Not pulled up: volatile and set-returning expressions; expressions below the nullable side of an outer join that would not
 * turn null with their inputs; and costly ones that are used more than once.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import { columnKey, exprRels, isSubset, relsOf } from '../../planner/columns.ts';
import { hasSetCall, hasSubPlan, isVolatile } from '../../planner/expressions.ts';
import type { LogicalPlan, LogicalProject, LogicalQuery, RoutineFacts } from '../../planner/index.ts';
import { mapInputs, mapOperands, mapQueryExprs, replaceExpr, walkExpr, walkPlanExprs } from '../../planner/walk.ts';
import { strictColumns } from './null-reasoning.ts';

export function pullUpProjections(query: LogicalQuery, facts: RoutineFacts): LogicalQuery {
  const inner = mapQueryExprs(query, (expr) => pullUpInSubPlans(expr, facts));
  const pulled = new Map<number, readonly BoundExpr[]>();
  const state: State = { facts, pulled, uses: countUses(inner) };
  const plan = visit(inner.plan, { nullable: false, into: 'expressions' }, state);
  if (pulled.size === 0) return inner;
  const substitute = (expr: BoundExpr): BoundExpr =>
    replaceExpr(expr, (node) => {
      if (node.kind !== 'var') return null;
      const exprs = pulled.get(node.rel);
      return exprs === undefined ? null : substitute(exprs[node.column]!);
    });
  return mapQueryExprs({ ...inner, plan }, substitute);
}

function pullUpInSubPlans(expr: BoundExpr, facts: RoutineFacts): BoundExpr {
  const visitExpr = (node: BoundExpr): BoundExpr =>
    mapOperands(node, visitExpr, (query) => pullUpProjections(query, facts));
  return visitExpr(expr);
}

interface State {
  readonly facts: RoutineFacts;
  readonly pulled: Map<number, readonly BoundExpr[]>;
  readonly uses: ReadonlyMap<number, number>;
}
/** `into`: what stands above takes expressions in place of the columns, or plain columns only. */
interface Place {
  readonly nullable: boolean;
  readonly into: 'expressions' | 'columns';
}

function countUses(query: LogicalQuery): Map<number, number> {
  const uses = new Map<number, number>();
  const see = (node: BoundExpr): void => {
    if (node.kind !== 'var') return;
    const key = columnKey(node.rel, node.column);
    uses.set(key, (uses.get(key) ?? 0) + 1);
  };
  walkPlanExprs(query.plan, see);
  for (const output of query.outputs) walkExpr(output, see);
  return uses;
}

function visit(plan: LogicalPlan, place: Place, state: State): LogicalPlan {
  const through = (next: Place) => (input: LogicalPlan) => visit(input, next, state);
  switch (plan.node) {
    case 'project': {
      const node = mapInputs(plan, through({ nullable: place.nullable, into: 'expressions' })) as LogicalProject;
      if (!canPullUp(node, place, state)) return node;
      state.pulled.set(node.rel, node.exprs);
      return node.input;
    }
    case 'filter':
      return mapInputs(plan, through({ nullable: place.nullable, into: 'expressions' }));
    case 'join': {
      const leftNull = place.nullable || plan.type === 'full';
      const rightNull = place.nullable || plan.type === 'full' || plan.type === 'left';
      const left = visit(plan.left, { nullable: leftNull, into: 'expressions' }, state);
      const right = visit(plan.right, { nullable: rightNull, into: 'expressions' }, state);
      return left === plan.left && right === plan.right ? plan : { ...plan, left, right };
    }
    case 'window':
    case 'sort':
    case 'limit':
    case 'distinct':
    case 'lockRows':
      return mapInputs(plan, through({ nullable: place.nullable, into: 'columns' }));
    default:
      // What is below an aggregate, an append and so on is used by that node alone.
      return mapInputs(plan, through({ nullable: false, into: 'expressions' }));
  }
}

function canPullUp(node: LogicalProject, place: Place, state: State): boolean {
  const given = relsOf(node.input);
  return node.exprs.every((expr, i) => {
    if (hasSetCall(expr)) return false;
    if (expr.kind === 'var') return !place.nullable || given.has(expr.rel);
    if (place.into === 'columns' || isVolatile(expr, state.facts)) return false;
    if (place.nullable && !(strictColumns(expr, state.facts).size > 0 && isSubset(exprRels(expr), given))) return false;
    const uses = state.uses.get(columnKey(node.rel, i)) ?? 0;
    return uses <= 1 || (isCheap(expr, state) && !hasSubPlan(expr));
  });
}

const cheapNodes = 4;
const cheapNodesSubstituted = 16;

/**
 * Cheap enough to be computed twice: at most a few operations, and not many with what has been pulled up into it already,
 * which would double from one level to the next.
 */
function isCheap(expr: BoundExpr, state: State): boolean {
  let nodes = 0;
  walkExpr(expr, () => {
    nodes++;
  });
  return nodes <= cheapNodes && sizeWhenSubstituted(expr, state) <= cheapNodesSubstituted;
}

/** Nodes of the expression once what is pulled up stands in place of its columns; counting ends beyond what is cheap. */
function sizeWhenSubstituted(expr: BoundExpr, state: State): number {
  let nodes = 0;
  walkExpr(expr, (node) => {
    if (nodes > cheapNodesSubstituted) return;
    const below = node.kind === 'var' ? state.pulled.get(node.rel)?.[node.column] : undefined;
    nodes += below === undefined ? 1 : sizeWhenSubstituted(below, state);
  });
  return nodes;
}
