/**
 * Aggregates that gather the rows of a group and look at them when all are there: with DISTINCT or ORDER BY in the call. What they
 * gather may go to temporary files (executor/spill/gathered-rows.ts); the code then asks there for the answer.
 */
import { type CollectPlan, DistinctFilter, runCollected, takeRows } from '../../executor/aggregate-runtime.ts';
import { canonicalKey } from '../../executor/canonical-key.ts';
import type { Execution } from '../../executor/execution.ts';
import type { GroupTable, StateKind } from '../../executor/group-table.ts';
import { GatheredRows } from '../../executor/spill/gathered-rows.ts';
import type { AggregateDef } from '../../functions/function-def.ts';
import type { AggregateCall } from '../../planner/plan-parts.ts';
import { boxed, fromBoxed, unscaled } from '../expressions/box.ts';
import type { EmitContext } from '../expressions/context.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import type { Value } from '../value.ts';
import type { Accumulator } from './accumulators.ts';
import { callInfo, rowKey } from './gathered-rows.ts';
import { column, whenNotNull } from './state-column.ts';

const ascending = { descending: false, nullsFirst: false };

/** The rows of a group, sorted, made unique where that is asked for, and aggregated. */
function collectPlan(call: AggregateCall, def: AggregateDef): CollectPlan {
  const { args } = call;
  const keys = call.orderBy.map((key, i) => rowKey(key, args.length + i));
  // DISTINCT sorts by the arguments, after the wanted order.
  if (call.distinct) keys.push(...args.map((expr, i) => rowKey({ expr, ...ascending }, i)));
  return {
    def,
    callInfo: callInfo(args, call.type),
    arity: args.length,
    keys,
    distinct: call.distinct ? args.map((arg) => canonicalKey(arg.type)) : null,
  };
}

/** DISTINCT and ORDER BY inside a call: rows are kept per group, then sorted, made unique and aggregated. */
export class CollectAccumulator implements Accumulator {
  readonly states: readonly StateKind[] = ['any'];
  private readonly call: AggregateCall;
  private readonly plan: CollectPlan;
  private readonly first: number;
  constructor(call: AggregateCall, def: AggregateDef, first: number) {
    this.call = call;
    this.first = first;
    this.plan = collectPlan(call, def);
  }
  open(table: GroupTable, { memory }: Execution): void {
    const width = this.call.args.length + this.call.orderBy.length;
    table.gathering.push(new GatheredRows(this.first, width, this.plan.keys, takeRows, memory));
  }
  initialise(table: GroupTable): void {
    table.states[this.first]!.push([]);
  }
  emitNew(context: EmitContext, table: string): void {
    context.writer.line(`${column(context, table, this.first)}.push([]);`);
  }
  emitStep(context: EmitContext, table: string, group: string): void {
    const exprs = [...this.call.args, ...this.call.orderBy.map((key) => key.expr)];
    const parts = exprs.map((expr) => boxed(context, emitValue(expr, context)));
    const row = context.writer.temp('r');
    context.writer.line(`const ${row}=[${parts.join(',')}];`);
    context.writer.line(`${column(context, table, this.first)}[${group}].push(${row});${table}.gather(${row});`);
  }
  emitResult(context: EmitContext, table: string, group: string): Value {
    const { unit, writer } = context;
    const local = writer.temp('v');
    const run = unit.pool.named('runCollected', runCollected);
    writer.line(`const ${local}=${run}(${unit.pool.value(this.plan)},${table},${this.first},${group},X);`);
    return fromBoxed(local, this.call.type, this.call.typmod);
  }
}

/**
 * Feeds each distinct value of a group once to an accumulator that does not care for their order. Once values have gone to files,
 * nobody knows any more which were there; then what the inner one has is forgotten, and the answer comes from the sorted values.
 */
export class DistinctAccumulator implements Accumulator {
  readonly states: readonly StateKind[];
  private readonly call: AggregateCall;
  private readonly plan: CollectPlan;
  private readonly inner: Accumulator;
  private readonly first: number;
  constructor(call: AggregateCall, def: AggregateDef, inner: Accumulator, first: number) {
    this.call = call;
    this.plan = collectPlan({ ...call, orderBy: [] }, def);
    this.inner = inner;
    this.first = first;
    this.states = ['any', ...inner.states];
  }
  private get canonical() {
    return canonicalKey(this.call.args[0]!.type);
  }
  open(table: GroupTable, { memory }: Execution): void {
    const take = (state: unknown) => (state as DistinctFilter).take();
    table.gathering.push(new GatheredRows(this.first, 1, this.plan.keys, take, memory));
  }
  initialise(table: GroupTable, execution: Execution): void {
    table.states[this.first]!.push(new DistinctFilter(this.canonical));
    this.inner.initialise(table, execution);
  }
  emitNew(context: EmitContext, table: string): void {
    const { canonical } = this;
    const make = context.unit.pool.value(() => new DistinctFilter(canonical));
    context.writer.line(`${column(context, table, this.first)}.push(${make}());`);
    this.inner.emitNew(context, table);
  }
  emitStep(context: EmitContext, table: string, group: string): void {
    const { writer } = context;
    const input = unscaled(context, emitValue(this.call.args[0]!, context));
    const filters = column(context, table, this.first);
    whenNotNull(context, input.isNull, () => {
      writer.open(`if(${filters}[${group}].add(${input.code}))`);
      writer.line(`${table}.gatherInSet(${input.code});`);
      this.inner.emitStep(context, table, group);
      writer.close();
    });
  }
  emitResult(context: EmitContext, table: string, group: string): Value {
    const { unit, writer } = context;
    const local = writer.temp('v');
    const run = unit.pool.named('runCollected', runCollected);
    writer.line(`let ${local};`);
    writer.open(`if(${table}.hasSpilled(${this.first}))`);
    writer.line(`${local}=${run}(${unit.pool.value(this.plan)},${table},${this.first},${group},X);`);
    writer.alternative();
    writer.line(`${local}=${boxed(context, this.inner.emitResult(context, table, group))};`);
    writer.close();
    return fromBoxed(local, this.call.type, this.call.typmod);
  }
}
