/**
 * Nested loops whose inner rows are copied into a store: once where they do not depend on the outer row, and else for each outer
 * row.
 */
import type { Execution } from '../../executor/execution.ts';
import { FinishPipeline, morselRows, StorePipeline } from '../../executor/pipeline.ts';
import { type RowStore, renewedStore } from '../../executor/spill/row-store.ts';
import type { NestedLoopNode } from '../../planner/physical-plan.ts';
import { emitFilter } from '../expressions/emit-expression.ts';
import { callUnit } from '../expressions/emit-sub-plan.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { Scope } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { type BufferLayout, carriedKeys, emitAppend } from './buffer-columns.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { Continuation, shapeOf, valuesOf } from './continuation.ts';
import { StoreLoop, storeLoaders, storeRows } from './store-reads.ts';

/** The loop over a store of inner rows that is ready when the outer row comes. */
function emitStoreLoop(
  plan: NestedLoopNode,
  unit: Unit,
  writer: FunctionWriter,
  scope: Scope,
  inner: StoreLoop,
  consume: Consumer,
): void {
  const row = writer.temp('r');
  const on = (joined: Scope): void => emitFilter(plan.on, emitContext(writer, joined, unit));
  switch (plan.type) {
    case 'inner': {
      writer.openLoop(`for(let ${row}=0;;${row}++)`);
      writer.line(inner.next(row, 'break;'));
      writer.line('X.tick();');
      const joined = scope.with(inner.loaders(row));
      on(joined);
      consume(writer, joined);
      writer.closeLoop();
      return;
    }
    case 'left': {
      const cursor = writer.temp('m');
      const matched = writer.temp('b');
      const missing = writer.temp('z');
      writer.line(`let ${cursor}=0,${matched}=false;`);
      const label = writer.openLoop('for(;;)');
      writer.line(`X.tick();let ${missing}=false;`);
      // Behind the last page `cursor` stays at its end.
      const ended = `if(${matched})break ${label};else{${matched}=true;${missing}=true;break ${label}E;}`;
      writer.line(`${label}E:{${inner.next(cursor, `{${ended}}`)}}`);
      writer.line(`const ${row}=${cursor};`);
      writer.open(`if(!${missing})`);
      writer.line(`${cursor}++;`);
      on(scope.with(inner.loaders(row)));
      writer.line(`${matched}=true;`);
      writer.close();
      consume(writer, scope.with(inner.loaders(row, missing)));
      writer.closeLoop();
      return;
    }
    default: {
      const matched = writer.temp('b');
      writer.line(`let ${matched}=false;`);
      const label = writer.openLoop(`for(let ${row}=0;;${row}++)`);
      writer.line(inner.next(row, 'break;'));
      writer.line('X.tick();');
      on(scope.with(inner.loaders(row)));
      writer.line(`${matched}=true;break ${label};`);
      writer.closeLoop();
      writer.line(`if(${plan.type === 'semi' ? '!' : ''}${matched})${writer.skip()}`);
      consume(writer, scope);
    }
  }
}

/** An inner side that does not depend on the outer row: copied once. */
export function produceBuffered(plan: NestedLoopNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const used = context.references.usedOutside(plan.inner);
  let width = 0;
  let layout: BufferLayout = [];
  const slot = storeSlot(unit, () => width);
  context.produce(plan.inner, unit, (writer, scope) => {
    const keys = carriedKeys(scope, used);
    width = keys.length;
    layout = emitAppend(emitContext(writer, scope, unit), storeRows(unit, writer, slot), keys);
  });
  if (plan.type === 'right' || plan.type === 'full') {
    produceKeepingInner(plan, unit, consume, context, slot, layout);
    return;
  }
  context.produce(plan.outer, unit, (writer, scope) => {
    writer.heavy = true;
    const inner = new StoreLoop(writer, unit.local(writer, slot), layout);
    writer.line(inner.begin());
    emitStoreLoop(plan, unit, writer, scope, inner, consume);
  });
}

/** Right and full: inner rows that met no outer row follow in a pipeline of their own. */
function produceKeepingInner(
  plan: NestedLoopNode,
  unit: Unit,
  consume: Consumer,
  context: PlanContext,
  slot: number,
  layout: BufferLayout,
): void {
  const used = context.references.usedOutside(plan);
  const innerColumns = layout.filter((column) => used(column.key));
  const flags = context.statement.newSlot();
  const flagsMemory = context.statement.newSlot();
  unit.pipelines.push(
    new FinishPipeline((x) => {
      const { count, memory } = x.slots[slot] as RowStore;
      // Those of the time before, when the unit is run for each row of something, are done with.
      const before = x.slots[flagsMemory] === memory ? (x.slots[flags] as Uint8Array).length : 0;
      memory.reserve(count - before);
      x.slots[flagsMemory] = memory;
      x.slots[flags] = new Uint8Array(count);
    }),
  );
  const holder: { rest?: Continuation; outerKeys: number[] } = { outerKeys: [] };
  context.produce(plan.outer, unit, (writer, scope) => {
    writer.heavy = true;
    const emit = emitContext(writer, scope, unit);
    const loop = new StoreLoop(writer, unit.local(writer, slot), layout);
    const seen = unit.local(writer, flags);
    const outerKeys = carriedKeys(scope, used);
    const outerValues = valuesOf(scope, outerKeys, writer);
    // A hash join below writes this again for the rows that it has put aside; what follows is written once.
    holder.rest ??= new Continuation(context.statement, [
      ...outerKeys.map((key, i) => ({ key, shape: shapeOf(outerValues[i]!) })),
      ...innerColumns.map((column) => ({ key: column.key, shape: column })),
    ]);
    const { rest } = holder;
    holder.outerKeys = outerKeys;
    const row = writer.temp('r');
    const matched = writer.temp('b');
    writer.line(`let ${matched}=false;`);
    writer.line(loop.begin());
    writer.openLoop(`for(let ${row}=0;;${row}++)`);
    writer.line(loop.next(row, 'break;'));
    writer.line('X.tick();');
    const inner = scope.with(loop.loaders(row));
    emitFilter(plan.on, emitContext(writer, inner, unit));
    writer.line(`${matched}=true;${seen}[${loop.position(row)}]=1;`);
    rest.call(emit, [
      ...outerValues,
      ...valuesOf(
        inner,
        innerColumns.map((column) => column.key),
        writer,
      ),
    ]);
    writer.closeLoop();
    if (plan.type === 'full') {
      writer.open(`if(!${matched})`);
      rest.call(emit, [...outerValues, ...innerColumns.map(() => undefined)]);
      writer.close();
    }
  });
  const rest = holder.rest!;
  rest.write(consume);
  const writer = context.statement.writer('p', 'X,from,to');
  const seen = unit.local(writer, flags);
  writer.openLoop('for(let i=from;i<to;i++)');
  writer.line(`if(${seen}[i]===1)${writer.skip()}`);
  const scope = new Scope(new Map(storeLoaders(writer, layout, unit.local(writer, slot), 'i', 'from')));
  const values = valuesOf(
    scope,
    innerColumns.map((column) => column.key),
    writer,
  );
  rest.call(emitContext(writer, scope, unit), [...holder.outerKeys.map(() => undefined), ...values]);
  writer.closeLoop();
  const fn = context.statement.finish(writer);
  const storeOf = (x: Execution): RowStore => x.slots[slot] as RowStore;
  unit.pipelines.push(new StorePipeline(fn, context.statement.newSlot(), storeOf, morselRows));
}

/** A store that the unit fills anew each time it runs. */
function storeSlot(unit: Unit, width: () => number): number {
  const slot: number = unit.slot((x) => renewedStore(x.slots[slot], width(), x.memory, true));
  return slot;
}

/** A lateral inner side that sorts, groups or limits: run again for each outer row, into a store. */
export function produceRerun(plan: NestedLoopNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const used = context.references.usedOutside(plan.inner);
  context.produce(plan.outer, unit, (writer, scope) => {
    writer.heavy = true;
    const inner = context.statement.newUnit(unit, scope);
    let width = 0;
    let layout: BufferLayout = [];
    const slot = storeSlot(inner, () => width);
    context.produce(plan.inner, inner, (w, s) => {
      const keys = carriedKeys(s, used);
      width = keys.length;
      layout = emitAppend(emitContext(w, s, inner), storeRows(inner, w, slot), keys);
    });
    callUnit(inner, emitContext(writer, scope, unit));
    const store = writer.temp('s');
    writer.line(`const ${store}=S[${slot}];`);
    const loop = new StoreLoop(writer, store, layout, false);
    writer.line(loop.begin(true));
    emitStoreLoop(plan, unit, writer, scope, loop, consume);
  });
}
