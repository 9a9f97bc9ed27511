/**
 * Grouping: rows find or make their group in a GroupTable and advance the aggregate states, which stand in columns by group
 * number. Without keys there is one group, made when the unit starts, so that an empty input gives a row.
 */
import { GroupTable } from '../../executor/group-table.ts';
import { GroupSpill } from '../../executor/spill/group-spill.ts';
import type { AggregateNode } from '../../planner/physical-plan.ts';
import { unscaled } from '../expressions/box.ts';
import type { EmitContext } from '../expressions/context.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import { Scope } from '../scope.ts';
import type { Unit } from '../unit.ts';
import type { Value } from '../value.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { emitGroupLookup, hasDirectKeys } from './group-lookup.ts';
import { produceGroupingSets } from './grouping-sets.ts';
import { emitSteps, makeAggregates, produceGroups } from './groups.ts';
import { keyKind } from './key-columns.ts';
import { againBuffer, SpilledRows } from './spilled-rows.ts';

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
  const aside = new SpilledRows(context.references.usedOutside(plan.input));
  const slot = unit.slot((x) => {
    const table = new GroupTable(interned, states, x.memory, direct);
    for (const accumulator of accumulators) accumulator.open?.(table, x);
    if (plan.keys.length === 0) {
      table.count = 1;
      for (const accumulator of accumulators) accumulator.initialise(table, x);
    } else table.makeSpill = () => new GroupSpill(table, aside.width, aside.keyColumns, interned, x.memory);
    return table;
  });
  const take = (emit: EmitContext, keys: readonly Value[]): void => {
    const table = unit.local(emit.writer, slot);
    const begin = (): void => {
      for (const accumulator of accumulators) accumulator.emitNew(emit, table);
    };
    const putAside = (): void => {
      aside.emitAside(emit, table, keys);
      emit.writer.line(emit.writer.skip());
    };
    const group = keys.length === 0 ? '0' : emitGroupLookup(emit, table, kinds, keys, begin, direct, putAside);
    emitSteps(aggregates, emit, table, group);
  };
  context.produce(plan.input, unit, (writer, scope) => {
    const emit = emitContext(writer, scope, unit);
    take(
      emit,
      plan.keys.map((key) => unscaled(emit, emitValue(key, emit))),
    );
  });
  const takeAgain = (): number => {
    const writer = context.statement.writer('p', 'X,from,to');
    writer.openLoop('for(let i=from;i<to;i++)');
    const again = againBuffer(writer, unit.local(writer, slot));
    const { scope, keys } = aside.read(emitContext(writer, new Scope(), unit), again, 'i');
    take(emitContext(writer, scope, unit), keys);
    writer.closeLoop();
    return context.statement.finish(writer);
  };
  const spills = plan.keys.length > 0;
  produceGroups(
    { plan, slot, kinds, aggregates, further: [], takeAgain: spills ? takeAgain : null },
    unit,
    consume,
    context,
  );
}
