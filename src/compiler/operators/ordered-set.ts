/** Ordered-set aggregates: the rows of a group are gathered; the answer comes from all of them and the direct arguments. */
import { takeRows } from '../../executor/aggregate-runtime.ts';
import type { Execution } from '../../executor/execution.ts';
import type { GroupTable, StateKind } from '../../executor/group-table.ts';
import { type OrderedSetPlan, runOrderedSet } from '../../executor/ordered-set-runtime.ts';
import { GatheredRows } from '../../executor/spill/gathered-rows.ts';
import type { OrderedSet } from '../../functions/function-def.ts';
import type { AggregateCall } from '../../planner/plan-parts.ts';
import { boxed, fromBoxed } from '../expressions/box.ts';
import type { EmitContext } from '../expressions/context.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import { orNull, type Value } from '../value.ts';
import type { Accumulator } from './accumulators.ts';
import { callInfo, rowKey } from './gathered-rows.ts';
import { column } from './state-column.ts';

export class OrderedSetAccumulator implements Accumulator {
  readonly states: readonly StateKind[] = ['any'];
  private readonly call: AggregateCall;
  private readonly plan: OrderedSetPlan;
  private readonly first: number;

  constructor(call: AggregateCall, does: OrderedSet, first: number) {
    this.call = call;
    this.first = first;
    const direct = call.direct ?? [];
    this.plan = {
      does,
      callInfo: callInfo([...direct, ...call.args], call.type),
      keys: call.orderBy.map(rowKey),
    };
  }

  open(table: GroupTable, { memory }: Execution): void {
    table.gathering.push(new GatheredRows(this.first, this.call.args.length, this.plan.keys, takeRows, memory));
  }
  initialise(table: GroupTable): void {
    table.states[this.first]!.push([]);
  }
  emitNew(context: EmitContext, table: string): void {
    context.writer.line(`${this.groups(context, table)}.push([]);`);
  }
  emitStep(context: EmitContext, table: string, group: string): void {
    const { writer } = context;
    const values = this.call.args.map((arg) => emitValue(arg, context));
    const isNull = this.plan.does.hypothetical ? 'false' : orNull(values.map((item) => item.isNull));
    const row = values.map((item) => boxed(context, item)).join(',');
    const kept = writer.temp('r');
    const push = `{const ${kept}=[${row}];${this.groups(context, table)}[${group}].push(${kept});${table}.gather(${kept});}`;
    writer.line(isNull === 'false' ? push : `if(!(${isNull}))${push}`);
  }
  emitResult(context: EmitContext, table: string, group: string): Value {
    const { unit, writer } = context;
    const direct = (this.call.direct ?? []).map((arg) => boxed(context, emitValue(arg, context)));
    const local = writer.temp('v');
    const run = unit.pool.named('runOrderedSet', runOrderedSet);
    const place = `${table},${this.first},${group}`;
    writer.line(`const ${local}=${run}(${unit.pool.value(this.plan)},${place},[${direct.join(',')}],X);`);
    return fromBoxed(local, this.call.type, this.call.typmod);
  }

  private groups(context: EmitContext, table: string): string {
    return column(context, table, this.first);
  }
}
