/**
 * Window functions: rows come sorted by partition and order and are copied, with the places where partitions and groups of
 * peers begin. Then a loop over the copies moves the frame along and gives each row on with the values of its calls.
 */
import type { Execution } from '../../executor/execution.ts';
import { FinishPipeline, heavyMorselRows, morselRows, OncePipeline, StorePipeline } from '../../executor/pipeline.ts';
import type { RowStore } from '../../executor/spill/row-store.ts';
import { frameOffset, type RangeTest, WindowFrame } from '../../executor/window/window-frame.ts';
import { WindowRows } from '../../executor/window/window-rows.ts';
import { exprRels } from '../../planner/columns.ts';
import type { WindowNode } from '../../planner/physical-plan.ts';
import type { PlanSortKey } from '../../planner/plan-parts.ts';
import type { Datum } from '../../types/type-def.ts';
import { boxed } from '../expressions/box.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import { Scope, varKey } from '../scope.ts';
import type { Unit } from '../unit.ts';
import type { Value } from '../value.ts';
import { type BufferLayout, carriedKeys, emitAppendValues } from './buffer-columns.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { boundColumns } from './simple.ts';
import { writeComparator } from './sort.ts';
import { WindowCalls } from './window-calls.ts';
import { writeRangeTest } from './window-range.ts';
import { rowScope, type WindowSite, windowStore } from './window-site.ts';

export function produceWindow(plan: WindowNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { statement } = context;
  const { frame } = plan;
  const offsets = emitOffsets(plan, unit, context);
  const rowsSlot = unit.slot(() => null);
  const config = { width: 0 };
  unit.pipelines.push(
    new FinishPipeline((x) => {
      x.slots[rowsSlot] = new WindowRows(config.width, x.memory);
    }),
  );
  const layout = emitFill(plan, unit, context, rowsSlot);
  config.width = layout.length;
  const site: WindowSite = { unit, layout, rowsSlot, frameSlot: unit.slot(() => null) };
  const startTest = writeRangeTest(site, plan, 'start');
  const endTest = writeRangeTest(site, plan, 'end');
  const shape = { mode: frame.mode, start: frame.start.type, end: frame.end.type, exclude: frame.exclude };
  const calls = new WindowCalls(site, plan);
  const testOf = (x: Execution, fn: number): RangeTest | null =>
    fn < 0 ? null : (x.functions[fn] as unknown as RangeTest);
  unit.pipelines.push(
    new FinishPipeline((x) => {
      const [startOffset, endOffset] = x.slots[offsets] as readonly [Datum, Datum];
      x.slots[site.frameSlot] = new WindowFrame(x, x.slots[rowsSlot] as WindowRows, {
        shape,
        startOffset,
        endOffset,
        startTest: testOf(x, startTest),
        endTest: testOf(x, endTest),
      });
      calls.open(x);
    }),
  );
  const writer = statement.writer('p', 'X,from,to');
  writer.openLoop('for(let i=from;i<to;i++)');
  writer.line(`${unit.local(writer, site.frameSlot)}.move(i);`);
  const scope = rowScope(site, writer, 'i', 'from');
  const values = plan.calls.map((call, i) => calls.emit(call, i, emitContext(writer, scope, unit)));
  consume(writer, scope.with(boundColumns(plan.rel, values)));
  writer.closeLoop();
  const fn = statement.finish(writer);
  const storeOf = (x: Execution): RowStore => (x.slots[rowsSlot] as WindowRows).store;
  const rows = writer.heavy || calls.costly ? heavyMorselRows : morselRows;
  unit.pipelines.push(
    new StorePipeline(fn, statement.newSlot(), storeOf, rows),
    new FinishPipeline((x) => {
      (x.slots[rowsSlot] as WindowRows).close();
      x.slots[rowsSlot] = null;
      calls.close(x);
    }),
  );
}

/** Writes a function that evaluates the frame's offsets before the input runs; gives the slot of the pair. */
function emitOffsets(plan: WindowNode, unit: Unit, context: PlanContext): number {
  const { frame } = plan;
  const slot = context.statement.newSlot();
  const writer = context.statement.writer('p', 'X');
  const emit = emitContext(writer, new Scope(), unit);
  const check = unit.pool.named('frameOffset', frameOffset);
  const offset = (end: WindowNode['frame']['start'], side: 'starting' | 'ending'): string =>
    end.offset === null ? 'null' : `${check}(${boxed(emit, emitValue(end.offset, emit))},'${frame.mode}','${side}')`;
  writer.line(`S[${slot}]=[${offset(frame.start, 'starting')},${offset(frame.end, 'ending')}];`);
  unit.pipelines.push(new OncePipeline(context.statement.finish(writer)));
  return slot;
}

/** Copies the input and notes where a partition or a group of peers begins. */
function emitFill(plan: WindowNode, unit: Unit, context: PlanContext, rowsSlot: number): BufferLayout {
  const used = context.references.usedOutside(plan.input);
  let layout: BufferLayout = [];
  context.produce(plan.input, unit, (writer, scope) => {
    const emit = emitContext(writer, scope, unit);
    const window = unit.local(writer, rowsSlot);
    const store = windowStore(unit, writer, rowsSlot);
    const rows = writer.hoist(`${store}.rows`, 'r', `${store}.rows`);
    const carried = carriedKeys(scope, used);
    const values: Value[] = carried.map((key) => scope.read(key, writer));
    // A sub-query's column may have become the expression that it stood for, which is computed here once more.
    const columnOf = ({ expr }: PlanSortKey): number => {
      if (expr.kind === 'var') return carried.indexOf(varKey(expr.rel, expr.column));
      if (exprRels(expr).size === 0) return -1;
      carried.push(-1 - carried.length);
      return values.push(emitValue(expr, emit)) - 1;
    };
    const partition = plan.partition.map((expr) => ({ expr, descending: false, nullsFirst: false }));
    const columns = new Map([...partition, ...plan.order].map((key) => [key, columnOf(key)]));
    layout = emitAppendValues(emit, rows, carried, values);
    // Keys that are no columns here are the same for all rows.
    const differs = (keys: WindowNode['order']): string => {
      const kept = keys.filter((key) => columns.get(key)! >= 0);
      if (kept.length === 0) return 'false';
      const places = kept.map((key) => columns.get(key)!);
      const stored = places.map((column) => {
        const { type, typmod, scale, digits, nullable } = layout[column]!;
        return { code: '', isNull: nullable ? 'true' : 'false', type, typmod, scale, digits };
      });
      const name = context.statement.functionNames[writeComparator(context.statement, kept, places, stored)]!;
      return `${name}(${rows}.columns,${rows}.nulls,${rows}.count-2,${rows}.count-1)!==0`;
    };
    const last = writer.temp('n');
    writer.line(`const ${last}=${store}.count-1;`);
    writer.line(`if(${last}===0||${differs(partition)})${window}.beginPartition(${last});`);
    writer.line(`else if(${differs(plan.order)})${window}.beginGroup(${last});`);
  });
  return layout;
}
