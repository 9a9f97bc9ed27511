/** UNION, INTERSECT, EXCEPT. Chains of UNION become one append. */
import type { BoundQuery, BoundSetOperation } from '../catalog/tree.ts';
import type { QueryBuilding } from './build-modification.ts';
import type { Builder } from './builder.ts';
import { makeVar } from './expressions.ts';
import type { LogicalPlan, LogicalQuery } from './logical-plan.ts';

export function buildSetOperation(building: QueryBuilding, builder: Builder, query: BoundSetOperation): LogicalQuery {
  const { columns } = query;
  if (query.op === 'union') {
    const arms = unionArms(query).map((arm) => building.buildQuery(builder, arm));
    const rel = builder.freshRel();
    const outputs = columns.map((column, i) => makeVar(rel, i, column.type, column.typmod));
    const append: LogicalPlan = {
      node: 'append',
      rel,
      inputs: arms.map((arm) => arm.plan),
      outputs: arms.map((arm) => arm.outputs),
      columns,
    };
    const plan: LogicalPlan = query.all ? append : { node: 'distinct', input: append, keys: outputs };
    return { plan, outputs, columns };
  }
  const left = building.buildQuery(builder, query.left);
  const right = building.buildQuery(builder, query.right);
  const rel = builder.freshRel();
  const plan: LogicalPlan = {
    node: 'setOperation',
    op: query.op,
    all: query.all,
    rel,
    left: left.plan,
    right: right.plan,
    leftOutputs: left.outputs,
    rightOutputs: right.outputs,
    columns,
  };
  return { plan, outputs: columns.map((column, i) => makeVar(rel, i, column.type, column.typmod)), columns };
}

/** The arms of a chain that gives the same rows when all are appended and then (for UNION) made distinct once. */
function unionArms(top: BoundSetOperation): BoundQuery[] {
  const arms: BoundQuery[] = [];
  const visit = (query: BoundQuery): void => {
    const flattens =
      query.kind === 'setOperation' &&
      query.op === 'union' &&
      (query.all || !top.all) &&
      query.order.length === 0 &&
      query.limit === null &&
      query.offset === null &&
      query.ctes.length === 0;
    if (!flattens) {
      arms.push(query);
      return;
    }
    visit(query.left);
    visit(query.right);
  };
  visit(top.left);
  visit(top.right);
  return arms;
}
