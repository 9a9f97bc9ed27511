/**
 * Grouping: rows find or make their group in a GroupTable and advance the aggregate states, which stand in columns by group
 * number. Without keys there is one group, made when the unit starts, so that an empty input gives a row.
 */
import type { Execution } from '../../executor/execution.ts';
import { GroupTable, type StateKind } from '../../executor/group-table.ts';
import { heavyMorselRows, morselRows, RangePipeline } from '../../executor/pipeline.ts';
import type { AggregateNode } from '../../planner/physical-plan.ts';
import { unscaled } from '../expressions/box.ts';
import { emitFilter, emitPredicate, emitValue } from '../expressions/emit-expression.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { type Loader, Scope, varKey } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { type Accumulator, makeAccumulator, type RowCount } from './accumulators.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { loadKey } from './group-columns.ts';
import { emitGroupLookup, hasDirectKeys } from './group-lookup.ts';
import { produceGroupingSets } from './grouping-sets.ts';
import { keyKind } from './key-columns.ts';

export function produceAggregate(plan: AggregateNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  if (plan.groupingSets !== null) {
    produceGroupingSets(plan, plan.groupingSets, unit, consume, context);
    return;
  }
  const kinds = plan.keys.map((key) => keyKind(key.type));
  const accumulators: Accumulator[] = [];
  const states: StateKind[] = [];
  const rows: RowCount = { state: null };
  for (const call of plan.aggregates) {
    const accumulator = makeAccumulator(call, states.length, rows);
    states.push(...accumulator.states);
    accumulators.push(accumulator);
  }
  const interned = kinds.map((kind) => kind.canonical);
  const direct = hasDirectKeys(kinds);
  const slot = unit.slot((x) => {
    const table = new GroupTable(interned, states, direct);
    if (plan.keys.length === 0) {
      table.count = 1;
      for (const accumulator of accumulators) accumulator.initialise(table, x);
    }
    return table;
  });
  context.produce(plan.input, unit, (writer, scope) => {
    const emit = emitContext(writer, scope, unit);
    const table = unit.local(writer, slot);
    const keys = plan.keys.map((key) => unscaled(emit, emitValue(key, emit)));
    const group =
      keys.length === 0
        ? '0'
        : emitGroupLookup(
            emit,
            table,
            kinds,
            keys,
            () => {
              for (const accumulator of accumulators) accumulator.emitNew(emit, table);
            },
            direct,
          );
    for (const [i, accumulator] of accumulators.entries()) {
      const { filter } = plan.aggregates[i]!;
      if (filter !== null) writer.open(`if(${emitPredicate(filter, emit)})`);
      accumulator.emitStep(emit, table, group);
      if (filter !== null) writer.close();
    }
  });
  const writer = context.statement.writer('p', 'X,from,to');
  writer.openLoop('for(let g=from;g<to;g++)');
  const table = unit.local(writer, slot);
  const columns: [number, Loader][] = plan.keys.map((key, i) => [
    varKey(plan.rel, i),
    (w: FunctionWriter) => loadKey(w, table, i, kinds[i]!.interned, key),
  ]);
  const keyColumns = [...columns];
  for (const [i, accumulator] of accumulators.entries()) {
    columns.push([
      varKey(plan.rel, plan.keys.length + i),
      // Direct arguments of ordered-set aggregates are over the keys.
      (w: FunctionWriter) => accumulator.emitResult(emitContext(w, new Scope(new Map(keyColumns)), unit), table, 'g'),
    ]);
  }
  const scope = new Scope(new Map(columns));
  emitFilter(plan.having, emitContext(writer, scope, unit));
  consume(writer, scope);
  writer.closeLoop();
  const fn = context.statement.finish(writer);
  const position = context.statement.newSlot();
  const count = (x: Execution): number => (x.slots[slot] as GroupTable).count;
  unit.pipelines.push(new RangePipeline(fn, position, count, writer.heavy ? heavyMorselRows : morselRows));
}
