/**
 * Grouping: rows find or make their group in a GroupTable and advance the aggregate states, which stand in columns by group
 * number. Without keys there is one group, made when the unit starts, so that an empty input gives a row.
 */
import { GroupTable } from '../../executor/group-table.ts';
import type { AggregateNode } from '../../planner/physical-plan.ts';
import { unscaled } from '../expressions/box.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import type { Unit } from '../unit.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { emitGroupLookup, hasDirectKeys } from './group-lookup.ts';
import { produceGroupingSets } from './grouping-sets.ts';
import { emitSteps, makeAggregates, produceGroups } from './groups.ts';
import { keyKind } from './key-columns.ts';

export function produceAggregate(plan: AggregateNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  if (plan.groupingSets !== null) {
    produceGroupingSets(plan, plan.groupingSets, unit, consume, context);
    return;
  }
  const kinds = plan.keys.map((key) => keyKind(key.type));
  const aggregates = makeAggregates(plan.aggregates);
  const { accumulators, states } = aggregates;
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
    const begin = (): void => {
      for (const accumulator of accumulators) accumulator.emitNew(emit, table);
    };
    const group = keys.length === 0 ? '0' : emitGroupLookup(emit, table, kinds, keys, begin, direct);
    emitSteps(aggregates, emit, table, group);
  });
  produceGroups({ plan, slot, kinds, aggregates, further: [] }, unit, consume, context);
}
