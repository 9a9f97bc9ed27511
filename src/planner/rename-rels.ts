/** A copy of a query in which every rel it defines is fresh, for a CTE that is written into the plan more than once. */
import type { Builder } from './builder.ts';
import { asLogicalSubPlan, type LogicalPlan, type LogicalQuery, type LogicalSubPlan } from './logical-plan.ts';
import { type ExprMapper, mapExpr, mapNode, mapQueryExprs, walkExpr, walkPlan, walkPlanExprs } from './walk.ts';

export function copyWithFreshRels(builder: Builder, query: LogicalQuery): LogicalQuery {
  const renamed = new Map<number, number>();
  const define = (rel: number): void => {
    if (!renamed.has(rel)) renamed.set(rel, builder.freshRel());
  };
  const definePlan = (plan: LogicalPlan): void =>
    walkPlan(
      plan,
      (node) => {
        if ('rel' in node && node.rel >= 0) define(node.rel);
      },
      false,
    );
  const defineExpr: Parameters<typeof walkExpr>[1] = (node) => {
    if (node.kind === 'case' && node.base !== null) define(node.base.rel);
    else if (node.kind === 'subPlan') {
      const sub = asLogicalSubPlan(node);
      if (sub.test !== null) define(sub.testRel);
      definePlan(sub.plan.plan);
    }
  };
  definePlan(query.plan);
  walkPlanExprs(query.plan, defineExpr);
  for (const output of query.outputs) walkExpr(output, defineExpr);

  const to = (rel: number): number => renamed.get(rel) ?? rel;
  const renameDefinitions = (plan: LogicalPlan): LogicalPlan => {
    const inner = mapNode(plan, renameDefinitions, (expr) => expr);
    return 'rel' in inner ? { ...inner, rel: to(inner.rel) } : inner;
  };
  const renameExpr: ExprMapper = (expr) =>
    mapExpr(expr, (node) => {
      if (node.kind === 'var') return renamed.has(node.rel) ? { ...node, rel: to(node.rel) } : node;
      if (node.kind === 'case' && node.base !== null)
        return { ...node, base: { ...node.base, rel: to(node.base.rel) } };
      if (node.kind === 'subPlan') {
        const sub = asLogicalSubPlan(node);
        const plan = { ...sub.plan, plan: renameDefinitions(sub.plan.plan) };
        const testRel = sub.test === null ? sub.testRel : to(sub.testRel);
        const copy: LogicalSubPlan = { ...sub, testRel, plan };
        return copy;
      }
      return node;
    });
  const copy = mapQueryExprs(query, renameExpr);
  return { ...copy, plan: renameDefinitions(copy.plan) };
}
