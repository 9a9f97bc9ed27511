/** WITH: a CTE's rows are copied into a store by a unit of their own, run when first read; recursion reads a store of working rows. */
import type { BoundExpr } from '../../catalog/tree.ts';
import type { Execution } from '../../executor/execution.ts';
import { GroupTable } from '../../executor/group-table.ts';
import { FinishPipeline, heavyMorselRows, morselRows, StorePipeline } from '../../executor/pipeline.ts';
import { RecursionPipeline } from '../../executor/recursion.ts';
import { RowStore, renewedStore } from '../../executor/spill/row-store.ts';
import { SeenRows } from '../../executor/spill/seen-rows.ts';
import type { KeyForms } from '../../executor/spill/value-hash.ts';
import type { CteScanNode, PlanColumn, PlannedCte, RecursiveUnionNode } from '../../planner/physical-plan.ts';
import { boxed, unscaled } from '../expressions/box.ts';
import { emitFilter, emitValue } from '../expressions/emit-expression.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { Scope, varKey } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { type BufferLayout, emitAppendOutputs, emitAppendValues } from './buffer-columns.ts';
import { type Consumer, type CteTarget, emitContext, type PlanContext } from './context.ts';
import { emitGroupLookup } from './group-lookup.ts';
import { keyKind } from './key-columns.ts';
import { storeLoaders, storeRows } from './store-reads.ts';

/** Compiles a CTE; its columns are (−1, i) in the buffer's layout, renumbered by each reader. */
export function compileCte(cte: PlannedCte, context: PlanContext): CteTarget {
  const inner = context.statement.newUnit(null, null);
  const slot = inner.slot((x) => new RowStore(cte.outputs.length, x.memory));
  let layout: CteTarget['layout'] = [];
  context.produce(cte.plan, inner, (writer, scope) => {
    layout = emitAppendOutputs(emitContext(writer, scope, inner), storeRows(inner, writer, slot), 0, cte.outputs);
  });
  if (layout.length === 0 && cte.outputs.length > 0) layout = emptyLayout(cte.columnInfo);
  return { slot, layout, unit: inner.id };
}
function emptyLayout(info: readonly PlanColumn[]): CteTarget['layout'] {
  return info.map((column, i) => ({
    key: varKey(0, i),
    type: column.type,
    typmod: column.typmod,
    scale: -1,
    digits: 0,
    nullable: true,
  }));
}

export function produceCteScan(plan: CteScanNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  if (plan.working) {
    // The rows found last.
    produceStore(context.working.get(plan.cte)!.slot, emptyLayout(plan.columnInfo), plan, unit, consume, context);
    return;
  }
  const target = context.ctes.get(plan.cte)!;
  unit.pipelines.push(
    new FinishPipeline((x) => {
      if (x.slots[target.slot] === undefined) x.runUnit(target.unit);
    }),
  );
  produceStore(target.slot, target.layout, plan, unit, consume, context);
}

/** The rows of a store whose columns are (0, i), as those of the scan. */
function produceStore(
  slot: number,
  layout: BufferLayout,
  plan: Pick<CteScanNode, 'rel' | 'filter'>,
  unit: Unit,
  consume: Consumer,
  context: PlanContext,
): void {
  const writer = context.statement.writer('p', 'X,from,to');
  writer.openLoop('for(let i=from;i<to;i++)');
  const scope = storeScope(unit, writer, slot, layout, plan.rel);
  emitFilter(plan.filter, emitContext(writer, scope, unit));
  consume(writer, scope);
  writer.closeLoop();
  const fn = context.statement.finish(writer);
  const rows = writer.heavy ? heavyMorselRows : morselRows;
  unit.pipelines.push(new StorePipeline(fn, context.statement.newSlot(), storeIn(slot), rows));
}

/** Columns of row `i`, in a loop over rows of one page from `from` on. */
function storeScope(unit: Unit, writer: FunctionWriter, slot: number, layout: BufferLayout, rel: number): Scope {
  const renumbered = layout.map((column, i) => ({ ...column, key: varKey(rel, i) }));
  return new Scope(new Map(storeLoaders(writer, renumbered, unit.local(writer, slot), 'i', 'from')));
}

const storeIn =
  (slot: number) =>
  (x: Execution): RowStore =>
    x.slots[slot] as RowStore;

/** The rows that a recursion has given. */
function seenTable(x: Execution, keys: KeyForms): GroupTable {
  const table = new GroupTable(keys, [], x.memory);
  table.makeSeen = () => new SeenRows(keys, x.memory);
  return table;
}

/**
 * WITH RECURSIVE: `base` fills the first working table; then `step`, a unit of its own, reads the working table and makes the
 * next, until it finds nothing. Without ALL a GroupTable over whole rows lets each row through once.
 */
export function produceRecursiveUnion(
  plan: RecursiveUnionNode,
  unit: Unit,
  consume: Consumer,
  context: PlanContext,
): void {
  const { statement } = context;
  const working = statement.newSlot();
  const found = statement.newSlot();
  context.working.set(plan.cte, { slot: working, layout: [], unit: -1 });
  const kinds = plan.all ? [] : plan.columnInfo.map((column) => keyKind(column.type));
  const interned = kinds.map((kind) => kind.canonical);
  const seen = plan.all ? -1 : statement.newSlot();
  if (!plan.all) unit.inits.push({ slot: seen, create: (x) => seenTable(x, interned) });
  const width = plan.columnInfo.length;
  unit.inits.push({ slot: found, create: (x) => renewedStore(x.slots[found], width, x.memory) });
  const collect =
    (target: Unit, outputs: readonly BoundExpr[]): Consumer =>
    (writer, scope) => {
      const emit = emitContext(writer, scope, target);
      // One term may be known never to give null where the other does: null flags must be kept by both.
      const values = outputs
        .map((output) => unscaled(emit, emitValue(output, emit)))
        .map((item) => (item.isNull === 'false' ? { ...item, isNull: '!1' } : item));
      const keys = values.map((_, i) => varKey(0, i));
      const append = (): unknown => emitAppendValues(emit, storeRows(target, writer, found), keys, values);
      if (seen >= 0) {
        const table = target.local(writer, seen);
        const before = writer.temp('m');
        writer.line(`const ${before}=${table}.count;`);
        const beyond = (): void => {
          const row = values.map((item) => boxed(emit, item)).join(',');
          writer.line(`if(!${table}.seen.add([${row}]))${writer.skip()}`);
          append();
          writer.line(writer.skip());
        };
        emitGroupLookup(emit, table, kinds, values, () => {}, false, beyond);
        writer.line(`if(${table}.count===${before})${writer.skip()}`);
      }
      append();
    };
  context.produce(plan.base, unit, collect(unit, plan.baseOutputs));
  const step = statement.newUnit(unit, new Scope());
  context.produce(plan.step, step, collect(step, plan.stepOutputs));
  const writer = statement.writer('p', 'X,from,to');
  writer.openLoop('for(let i=from;i<to;i++)');
  consume(writer, storeScope(unit, writer, working, emptyLayout(plan.columnInfo), plan.rel));
  writer.closeLoop();
  unit.pipelines.push(new RecursionPipeline(statement.finish(writer), working, found, step.id));
}
