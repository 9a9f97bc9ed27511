/** What grouping does with and without grouping sets: advancing the aggregates of a group, and giving the groups on. */
import type { BoundExpr } from '../../catalog/tree.ts';
import type { StateKind } from '../../executor/group-table.ts';
import { heavyMorselRows, morselRows } from '../../executor/pipeline.ts';
import { GroupsPipeline } from '../../executor/spill/group-spill.ts';
import type { AggregateNode } from '../../planner/physical-plan.ts';
import type { AggregateCall } from '../../planner/plan-parts.ts';
import type { EmitContext } from '../expressions/context.ts';
import { emitFilter, emitPredicate } from '../expressions/emit-expression.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { type Loader, Scope, varKey } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { type Value, value } from '../value.ts';
import { type Accumulator, makeAccumulator, type RowCount } from './accumulators.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import type { KeyKind } from './key-columns.ts';

export interface Aggregates {
  readonly calls: readonly AggregateCall[];
  readonly accumulators: readonly Accumulator[];
  readonly states: readonly StateKind[];
}

export function makeAggregates(calls: readonly AggregateCall[]): Aggregates {
  const accumulators: Accumulator[] = [];
  const states: StateKind[] = [];
  const rows: RowCount = { state: null };
  for (const call of calls) {
    const accumulator = makeAccumulator(call, states.length, rows);
    states.push(...accumulator.states);
    accumulators.push(accumulator);
  }
  return { calls, accumulators, states };
}

/** Takes the row into the group. */
export function emitSteps(
  { calls, accumulators }: Aggregates,
  context: EmitContext,
  table: string,
  group: string,
): void {
  const { writer } = context;
  for (const [i, accumulator] of accumulators.entries()) {
    const { filter } = calls[i]!;
    if (filter !== null) writer.open(`if(${emitPredicate(filter, context)})`);
    accumulator.emitStep(context, table, group);
    if (filter !== null) writer.close();
  }
}

/** A column that is neither key nor aggregate. */
export type GroupColumn = (writer: FunctionWriter, table: string) => Value;

/** The pipeline over the groups of the GroupTable in `slot`: keys, aggregates, and `further` columns behind them. */
export function produceGroups(
  {
    plan,
    slot,
    kinds,
    aggregates,
    further,
    takeAgain,
  }: {
    readonly plan: AggregateNode;
    readonly slot: number;
    readonly kinds: readonly KeyKind[];
    readonly aggregates: Aggregates;
    readonly further: readonly GroupColumn[];
    /** Writes the function that aggregates rows put aside; null: none are. */
    readonly takeAgain: (() => number) | null;
  },
  unit: Unit,
  consume: Consumer,
  context: PlanContext,
): void {
  const { statement } = context;
  statement.memoryUsers.set(plan, slot);
  const writer = statement.writer('p', 'X,from,to');
  writer.openLoop('for(let g=from;g<to;g++)');
  const table = unit.local(writer, slot);
  const keys: Loader[] = plan.keys.map((key, i) => (w) => loadKey(w, table, i, kinds[i]!.interned, key));
  const numbered = (loaders: readonly Loader[]): Scope =>
    new Scope(new Map(loaders.map((loader, i) => [varKey(plan.rel, i), loader])));
  // Direct arguments of ordered-set aggregates are over the keys.
  const results: Loader[] = aggregates.accumulators.map(
    (accumulator) => (w) => accumulator.emitResult(emitContext(w, numbered(keys), unit), table, 'g'),
  );
  const others: Loader[] = further.map((column) => (w) => column(w, table));
  const scope = numbered([...keys, ...results, ...others]);
  emitFilter(plan.having, emitContext(writer, scope, unit));
  consume(writer, scope);
  writer.closeLoop();
  const give = statement.finish(writer);
  const rows = writer.heavy ? heavyMorselRows : morselRows;
  const state = statement.newSlot();
  const again = takeAgain === null ? null : statement.later(unit, takeAgain);
  unit.pipelines.push(new GroupsPipeline({ give, takeAgain: again, table: slot, state, rows }));
}

/** Key `i` of group `g`. */
function loadKey(writer: FunctionWriter, table: string, i: number, interned: boolean, key: BoundExpr): Value {
  const keys = writer.hoist(`${table}.k${i}`, 'b', `${table}.keys[${i}]`);
  const local = writer.temp('v');
  if (interned) {
    const values = writer.hoist(`${table}.iv${i}`, 'i', `${table}.interners[${i}].values`);
    writer.line(`const ${local}=${values}[${keys}[g]];`);
    return value(local, `${local}===null`, key.type, key.typmod);
  }
  const nulls = writer.hoist(`${table}.u${i}`, 'u', `${table}.keyNulls[${i}]`);
  writer.line(`const ${local}=${keys}[g];`);
  return value(local, `(${nulls}.length!==0&&${nulls}[g]===1)`, key.type, key.typmod);
}
