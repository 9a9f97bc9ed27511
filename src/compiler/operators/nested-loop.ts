/**
 * Nested loops. Where the inner side does not depend on the outer row it is copied into a buffer once; a lateral inner side
 * that streams (index look-ups above all) is written into the loop; any other lateral one runs as a unit per outer row.
 */
import { bufferCount, FinishPipeline, morselRows, RangePipeline } from '../../executor/pipeline.ts';
import { RowBuffer } from '../../executor/row-buffer.ts';
import { isSetCall } from '../../planner/expressions.ts';
import type { NestedLoopNode, PhysicalPlan } from '../../planner/physical-plan.ts';
import { emitFilter } from '../expressions/emit-expression.ts';
import { callUnit } from '../expressions/emit-sub-plan.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { Scope } from '../scope.ts';
import type { Unit } from '../unit.ts';
import type { Value } from '../value.ts';
import { type BufferLayout, bufferLoaders, carriedKeys, emitAppend } from './buffer-columns.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { Continuation, shapeOf } from './continuation.ts';
import { emitIndexScan, emitTidScan } from './scan.ts';
import { emitFunctionScan } from './set-functions.ts';
import { emitProject } from './simple.ts';

export function produceNestedLoop(plan: NestedLoopNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  if (!plan.lateral) produceBuffered(plan, unit, consume, context);
  else if (streams(plan.inner)) {
    context.produce(plan.outer, unit, (writer, scope) => emitLateral(plan, unit, writer, scope, consume, context));
  } else produceRerun(plan, unit, consume, context);
}

/** Plans that can be written inside a loop of the outer side: no copying, no limits. */
function streams(plan: PhysicalPlan): boolean {
  switch (plan.node) {
    case 'indexScan':
    case 'tidScan':
    case 'result':
    case 'functionScan':
      return true;
    case 'filter':
      return streams(plan.input);
    case 'project':
      return streams(plan.input) && !plan.exprs.some(isSetCall);
    case 'nestedLoop':
      return plan.lateral && streams(plan.outer) && streams(plan.inner);
    default:
      return false;
  }
}

function emitInline(
  plan: PhysicalPlan,
  unit: Unit,
  writer: FunctionWriter,
  scope: Scope,
  consume: Consumer,
  context: PlanContext,
): void {
  switch (plan.node) {
    case 'indexScan':
      emitIndexScan(plan, unit, writer, scope, consume, context);
      return;
    case 'tidScan':
      emitTidScan(plan, unit, writer, scope, consume, context);
      return;
    case 'functionScan':
      emitFunctionScan(plan, unit, writer, scope, consume);
      return;
    case 'filter':
      emitInline(
        plan.input,
        unit,
        writer,
        scope,
        (w, s) => {
          emitFilter(plan.filter, emitContext(w, s, unit));
          consume(w, s);
        },
        context,
      );
      return;
    case 'project':
      emitInline(plan.input, unit, writer, scope, (w, s) => emitProject(plan, unit, w, s, consume), context);
      return;
    case 'nestedLoop':
      emitInline(plan.outer, unit, writer, scope, (w, s) => emitLateral(plan, unit, w, s, consume, context), context);
      return;
    default: {
      const once = writer.temp('j');
      writer.openLoop(`for(let ${once}=0;${once}<1;${once}++)`);
      consume(writer, scope);
      writer.closeLoop();
    }
  }
}

function valuesOf(scope: Scope, keys: readonly number[], writer: FunctionWriter): Value[] {
  return keys.map((key) => scope.read(key, writer));
}

function emitLateral(
  plan: NestedLoopNode,
  unit: Unit,
  writer: FunctionWriter,
  scope: Scope,
  consume: Consumer,
  context: PlanContext,
): void {
  const on: Consumer = (w, s) => emitFilter(plan.on, emitContext(w, s, unit));
  switch (plan.type) {
    case 'inner':
      emitInline(
        plan.inner,
        unit,
        writer,
        scope,
        (w, s) => {
          on(w, s);
          consume(w, s);
        },
        context,
      );
      return;
    case 'left': {
      const used = context.references.usedOutside(plan);
      const matched = writer.temp('b');
      writer.line(`let ${matched}=false;`);
      const emit = emitContext(writer, scope, unit);
      const outerKeys = carriedKeys(scope, used);
      const outerValues = valuesOf(scope, outerKeys, writer);
      let continuation: Continuation | null = null;
      let innerKeys: number[] = [];
      emitInline(
        plan.inner,
        unit,
        writer,
        scope,
        (w, s) => {
          on(w, s);
          writer.line(`${matched}=true;`);
          innerKeys = carriedKeys(s, (key) => used(key) && !outerKeys.includes(key));
          const innerValues = valuesOf(s, innerKeys, w);
          continuation = new Continuation(context.statement, [
            ...outerKeys.map((key, i) => ({ key, shape: shapeOf(outerValues[i]!) })),
            ...innerKeys.map((key, i) => ({ key, shape: shapeOf(innerValues[i]!) })),
          ]);
          continuation.call(emit, [...outerValues, ...innerValues]);
        },
        context,
      );
      const rest = continuation as Continuation | null;
      writer.open(`if(!${matched})`);
      rest?.call(emit, [...outerValues, ...innerKeys.map(() => undefined)]);
      writer.close();
      rest?.write(consume);
      return;
    }
    default: {
      const matched = writer.temp('b');
      const label = writer.temp('B');
      writer.line(`let ${matched}=false;`);
      writer.open(`${label}:`);
      emitInline(
        plan.inner,
        unit,
        writer,
        scope,
        (w, s) => {
          on(w, s);
          w.line(`${matched}=true;break ${label};`);
        },
        context,
      );
      writer.close();
      writer.line(`if(${plan.type === 'semi' ? '!' : ''}${matched})${writer.skip()}`);
      consume(writer, scope);
    }
  }
}

/** The loop over a buffer of inner rows that is ready when the outer row comes. */
function emitBufferLoop(
  plan: NestedLoopNode,
  unit: Unit,
  writer: FunctionWriter,
  scope: Scope,
  buffer: string,
  layout: BufferLayout,
  consume: Consumer,
  hoisted = true,
): void {
  const row = writer.temp('r');
  const loaders = (missing = '') => bufferLoaders(layout, buffer, row, missing, hoisted);
  const on = (inner: Scope): void => emitFilter(plan.on, emitContext(writer, inner, unit));
  switch (plan.type) {
    case 'inner': {
      writer.openLoop(`for(let ${row}=0;${row}<${buffer}.count;${row}++)`);
      writer.line('X.tick();');
      const inner = scope.with(loaders());
      on(inner);
      consume(writer, inner);
      writer.closeLoop();
      return;
    }
    case 'left': {
      const cursor = writer.temp('m');
      const matched = writer.temp('b');
      const missing = writer.temp('z');
      writer.line(`let ${cursor}=0,${matched}=false;`);
      writer.openLoop('for(;;)');
      writer.line(`X.tick();const ${row}=${cursor};let ${missing}=false;`);
      writer.open(`if(${row}<${buffer}.count)`);
      writer.line(`${cursor}++;`);
      on(scope.with(loaders()));
      writer.line(`${matched}=true;`);
      writer.close(`else if(${matched})break;else{${matched}=true;${missing}=true;}`);
      consume(writer, scope.with(loaders(missing)));
      writer.closeLoop();
      return;
    }
    default: {
      const matched = writer.temp('b');
      writer.line(`let ${matched}=false;`);
      const label = writer.openLoop(`for(let ${row}=0;${row}<${buffer}.count;${row}++)`);
      writer.line('X.tick();');
      on(scope.with(loaders()));
      writer.line(`${matched}=true;break ${label};`);
      writer.closeLoop();
      writer.line(`if(${plan.type === 'semi' ? '!' : ''}${matched})${writer.skip()}`);
      consume(writer, scope);
    }
  }
}

function produceBuffered(plan: NestedLoopNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const used = context.references.usedOutside(plan.inner);
  let width = 0;
  let layout: BufferLayout = [];
  const slot = unit.slot((x) => new RowBuffer(width, x.memory));
  context.produce(plan.inner, unit, (writer, scope) => {
    const keys = carriedKeys(scope, used);
    width = keys.length;
    layout = emitAppend(emitContext(writer, scope, unit), unit.local(writer, slot), keys);
  });
  if (plan.type === 'right' || plan.type === 'full') {
    produceKeepingInner(plan, unit, consume, context, slot, layout);
    return;
  }
  context.produce(plan.outer, unit, (writer, scope) => {
    writer.heavy = true;
    emitBufferLoop(plan, unit, writer, scope, unit.local(writer, slot), layout, consume);
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
  unit.pipelines.push(
    new FinishPipeline((x) => {
      x.slots[flags] = new Uint8Array((x.slots[slot] as RowBuffer).count);
    }),
  );
  const holder: { rest?: Continuation; outerKeys: number[] } = { outerKeys: [] };
  context.produce(plan.outer, unit, (writer, scope) => {
    writer.heavy = true;
    const emit = emitContext(writer, scope, unit);
    const buffer = unit.local(writer, slot);
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
    writer.openLoop(`for(let ${row}=0;${row}<${buffer}.count;${row}++)`);
    writer.line('X.tick();');
    const inner = scope.with(bufferLoaders(layout, buffer, row));
    emitFilter(plan.on, emitContext(writer, inner, unit));
    writer.line(`${matched}=true;${seen}[${row}]=1;`);
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
  const buffer = unit.local(writer, slot);
  const seen = unit.local(writer, flags);
  writer.openLoop('for(let i=from;i<to;i++)');
  writer.line(`if(${seen}[i]===1)${writer.skip()}`);
  const scope = new Scope(new Map(bufferLoaders(layout, buffer, 'i')));
  const values = valuesOf(
    scope,
    innerColumns.map((column) => column.key),
    writer,
  );
  rest.call(emitContext(writer, scope, unit), [...holder.outerKeys.map(() => undefined), ...values]);
  writer.closeLoop();
  const fn = context.statement.finish(writer);
  unit.pipelines.push(new RangePipeline(fn, context.statement.newSlot(), bufferCount(slot), morselRows));
}

/** A lateral inner side that sorts, groups or limits: run again for each outer row, into a buffer. */
function produceRerun(plan: NestedLoopNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const used = context.references.usedOutside(plan.inner);
  context.produce(plan.outer, unit, (writer, scope) => {
    writer.heavy = true;
    const inner = context.statement.newUnit(unit, scope);
    let width = 0;
    let layout: BufferLayout = [];
    const slot = inner.slot((x) => new RowBuffer(width, x.memory));
    context.produce(plan.inner, inner, (w, s) => {
      const keys = carriedKeys(s, used);
      width = keys.length;
      layout = emitAppend(emitContext(w, s, inner), inner.local(w, slot), keys);
    });
    callUnit(inner, emitContext(writer, scope, unit));
    const buffer = writer.temp('s');
    writer.line(`const ${buffer}=S[${slot}];`);
    emitBufferLoop(plan, unit, writer, scope, buffer, layout, consume, false);
  });
}
