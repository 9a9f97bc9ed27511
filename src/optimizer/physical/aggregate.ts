/** Grouping and aggregates. */
import type { LogicalAggregate, PhysicalPlan } from '../../planner/index.ts';
import { typeOid } from '../../types/oids.ts';
import { aggregateRowCost, estimate, exprCost, pipelineCost } from './cost.ts';
import { extremesApart, firstRowInput } from './first-row.ts';
import { addRequired, type Planning, type Required } from './planning.ts';
import { groupCount, selectivityOfAll } from './statistics.ts';

export function planAggregate(p: Planning, node: LogicalAggregate, _required: Required): PhysicalPlan {
  const { rel, keys, groupingSets, groupings } = node;
  const needed = new Set<number>();
  addRequired(needed, keys);
  for (const call of node.aggregates) {
    addRequired(needed, call.args);
    addRequired(
      needed,
      call.orderBy.map((key) => key.expr),
    );
    if (call.filter !== null) addRequired(needed, [call.filter]);
  }
  const all = p.plan(node.input, needed);
  const apart = extremesApart(p, node);
  if (apart !== null && apart.estimate.totalCost < all.estimate.totalCost) return apart;
  const planned = cheaperInput(p, node, all);
  const keyInfos = keys.map((key, i) => {
    const info = p.infoOf(key);
    return groupingSets === null || groupingSets.every((set) => set.includes(i)) ? info : { ...info, nullable: true };
  });
  const aggregates = node.aggregates.map((call) => ({
    ...call,
    args: p.exprs(call.args),
    orderBy: call.orderBy.map((key) => ({ ...key, expr: p.expr(key.expr) })),
    filter: call.filter === null ? null : p.expr(call.filter),
    ...(call.direct ? { direct: p.exprs(call.direct) } : {}),
  }));
  const callInfos = node.aggregates.map(({ fn, args, type, typmod }) => {
    const info = { argTypes: args.map((arg) => arg.type), resultType: type };
    // An aggregate whose value over no rows is a number counts: it never gives null.
    return { type, typmod, nullable: typeof p.context.facts.emptyAggregate(fn, info) !== 'number' };
  });
  const groupingInfos = groupings.map(() => ({ type: typeOid.int4, typmod: -1, nullable: false }));
  const columnInfo = [...keyInfos, ...callInfos, ...groupingInfos];
  p.defineColumns(rel, columnInfo);
  const input = planned.estimate;
  const sets = groupingSets ?? [keys.map((_, i) => i)];
  const groupsOf = (set: readonly number[]): number =>
    groupCount(
      p,
      set.map((i) => keys[i]!),
      input.rows,
    );
  const groups = sets.reduce((sum, set) => sum + groupsOf(set), 0);
  const work = input.rows * (aggregateRowCost + aggregates.length * exprCost);
  const cost = input.totalCost + pipelineCost + sets.length * work;
  return {
    node: 'aggregate',
    input: planned,
    rel,
    keys: p.exprs(keys),
    aggregates,
    groupingSets,
    groupings,
    columnInfo,
    having: p.exprs(node.having),
    estimate: estimate(groups * selectivityOfAll(p, node.having), cost, cost, columnInfo.length * 8),
  };
}

function cheaperInput(p: Planning, node: LogicalAggregate, all: PhysicalPlan): PhysicalPlan {
  const first = firstRowInput(p, node);
  return first !== null && first.estimate.totalCost < all.estimate.totalCost ? first : all;
}
