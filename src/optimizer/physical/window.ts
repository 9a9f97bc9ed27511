/** Window functions over sorted rows. */
import type { LogicalWindow, PhysicalPlan } from '../../planner/index.ts';
import { mapFrame } from '../../planner/walk.ts';
import { aggregateRowCost, estimate, exprCost, pipelineCost } from './cost.ts';
import { type Planning, type Required, withExprs } from './planning.ts';

export function planWindow(p: Planning, node: LogicalWindow, required: Required): PhysicalPlan {
  const { rel, partition, order, frame, calls } = node;
  const needed = withExprs(
    required,
    partition,
    order.map((key) => key.expr),
    calls.flatMap((call) => (call.filter === null ? call.args : [...call.args, call.filter])),
    [frame.start.offset, frame.end.offset].filter((offset) => offset !== null),
  );
  const planned = p.plan(node.input, needed);
  const columnInfo = calls.map(({ fn, args, type, typmod }) => {
    const info = { argTypes: args.map((arg) => arg.type), resultType: type };
    const counts = p.context.facts.numbersRows(fn) || typeof p.context.facts.emptyAggregate(fn, info) === 'number';
    return { type, typmod, nullable: !counts };
  });
  p.defineColumns(rel, columnInfo);
  const { rows, startupCost, totalCost, width } = planned.estimate;
  const cost = totalCost + pipelineCost + rows * (aggregateRowCost + calls.length * exprCost);
  return {
    node: 'window',
    input: planned,
    rel,
    partition: p.exprs(partition),
    order: order.map((key) => ({ ...key, expr: p.expr(key.expr) })),
    frame: mapFrame(frame, (offset) => p.expr(offset)),
    calls: calls.map((call) => ({
      ...call,
      args: p.exprs(call.args),
      filter: call.filter === null ? null : p.expr(call.filter),
    })),
    columnInfo,
    estimate: estimate(rows, startupCost, cost, width + calls.length * 8),
  };
}
