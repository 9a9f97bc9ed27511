/** Planning a statement: logical plan, rewriting passes, physical plan. */
import type { BoundModification, BoundQuery } from '../catalog/tree.ts';
import {
  buildStatement,
  type LogicalQuery,
  type PlanContext,
  type PlannedCte,
  type PlannedStatement,
} from '../planner/index.ts';
import { planFast } from './fast-path.ts';
import { optimizeQuery } from './passes.ts';
import { planNode } from './physical/plan-node.ts';
import { Planning } from './physical/planning.ts';

export function planStatement(bound: BoundQuery | BoundModification, context: PlanContext): PlannedStatement {
  const fast = planFast(bound, context);
  if (fast !== null) return fast;
  const { statement, builder } = buildStatement(bound, context);
  const optimize = (query: LogicalQuery): LogicalQuery => optimizeQuery(query, builder);
  const planning = new Planning(context, { plan: planNode, optimize, freshRel: () => builder.freshRel() });
  const ctes: PlannedCte[] = statement.ctes.map(({ id, name, query, modifies }) => {
    const optimized = optimize(query);
    const { plan, outputs } = planning.planQuery(optimized);
    planning.setCteRows(id, plan.estimate.rows);
    return {
      id,
      name,
      plan,
      outputs,
      columnInfo: optimized.outputs.map((output) => planning.infoOf(output)),
      modifies,
    };
  });
  const { plan, outputs } = planning.planQuery(optimize(statement.query));
  const { error, parameterConstants } = builder;
  const checks = { error, parameterConstants, constantsWait: false };
  return { plan, outputs, columns: statement.query.columns, ctes, kind: statement.kind, ...checks };
}
