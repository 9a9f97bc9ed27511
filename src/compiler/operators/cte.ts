/** WITH: a CTE's rows are copied into a buffer by a unit of their own, run when first read; recursion reads a working buffer. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { GroupTable } from '../../executor/group-table.ts';
import { bufferCount, FinishPipeline, heavyMorselRows, morselRows, RangePipeline } from '../../executor/pipeline.ts';
import { RecursionPipeline } from '../../executor/recursion.ts';
import { RowBuffer } from '../../executor/row-buffer.ts';
import type { CteScanNode, PlanColumn, PlannedCte, RecursiveUnionNode } from '../../planner/physical-plan.ts';
import { boxed, fromBoxed, unscaled } from '../expressions/box.ts';
import { emitFilter, emitValue } from '../expressions/emit-expression.ts';
import { type Loader, Scope, varKey } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { bufferLoaders, emitAppendOutputs } from './buffer-columns.ts';
import { type Consumer, type CteTarget, emitContext, type PlanContext } from './context.ts';
import { emitGroupLookup } from './group-lookup.ts';
import { keyKind } from './key-columns.ts';

/** Compiles a CTE; its columns are (−1, i) in the buffer's layout, renumbered by each reader. */
export function compileCte(cte: PlannedCte, context: PlanContext): CteTarget {
  const inner = context.statement.newUnit(null, null);
  const slot = inner.slot((x) => new RowBuffer(cte.outputs.length, x.memory));
  let layout: CteTarget['layout'] = [];
  context.produce(cte.plan, inner, (writer, scope) => {
    layout = emitAppendOutputs(emitContext(writer, scope, inner), inner.local(writer, slot), 0, cte.outputs);
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
    produceWorking(plan, unit, consume, context);
    return;
  }
  const target = context.ctes.get(plan.cte)!;
  unit.pipelines.push(
    new FinishPipeline((x) => {
      if (x.slots[target.slot] === undefined) x.runUnit(target.unit);
    }),
  );
  const writer = context.statement.writer('p', 'X,from,to');
  const buffer = unit.local(writer, target.slot);
  writer.openLoop('for(let i=from;i<to;i++)');
  const layout = target.layout.map((column, i) => ({ ...column, key: varKey(plan.rel, i) }));
  const scope = new Scope(new Map(bufferLoaders(layout, buffer, 'i')));
  emitFilter(plan.filter, emitContext(writer, scope, unit));
  consume(writer, scope);
  writer.closeLoop();
  const fn = context.statement.finish(writer);
  const rows = writer.heavy ? heavyMorselRows : morselRows;
  unit.pipelines.push(new RangePipeline(fn, context.statement.newSlot(), bufferCount(target.slot), rows));
}

/** The rows found last, as arrays of datums. */
function produceWorking(plan: CteScanNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { slot } = context.working.get(plan.cte)!;
  const writer = context.statement.writer('p', 'X,from,to');
  const rows = unit.local(writer, slot);
  writer.openLoop('for(let i=from;i<to;i++)');
  writer.line(`const row=${rows}[i];`);
  const scope = new Scope(new Map(rowLoaders(plan.rel, plan.columnInfo)));
  emitFilter(plan.filter, emitContext(writer, scope, unit));
  consume(writer, scope);
  writer.closeLoop();
  const fn = context.statement.finish(writer);
  const count = (x: import('../../executor/execution.ts').Execution): number => (x.slots[slot] as unknown[]).length;
  unit.pipelines.push(new RangePipeline(fn, context.statement.newSlot(), count, heavyMorselRows));
}

function rowLoaders(rel: number, info: readonly PlanColumn[]): [number, Loader][] {
  return info.map((column, i) => [
    varKey(rel, i),
    (w) => {
      const local = w.temp('v');
      w.line(`const ${local}=row[${i}];`);
      return fromBoxed(local, column.type, column.typmod);
    },
  ]);
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
  const seen = plan.all ? -1 : unit.slot((x) => new GroupTable(interned, [], x.memory));
  unit.inits.push({ slot: found, create: () => [] });
  const collect =
    (target: Unit, outputs: readonly BoundExpr[]): Consumer =>
    (writer, scope) => {
      const emit = emitContext(writer, scope, target);
      const values = outputs.map((output) => unscaled(emit, emitValue(output, emit)));
      if (seen >= 0) {
        const table = target.local(writer, seen);
        const before = writer.temp('m');
        writer.line(`const ${before}=${table}.count;`);
        // One term may be known never to give null where the other does: the table's null flags must be kept by both.
        const keys = values.map((item) => (item.isNull === 'false' ? { ...item, isNull: '!1' } : item));
        emitGroupLookup(emit, table, kinds, keys, () => {});
        writer.line(`if(${table}.count===${before})${writer.skip()}`);
      }
      writer.line(`X.memory.checkRoom(S[${found}].push([${values.map((item) => boxed(emit, item)).join(',')}]));`);
    };
  context.produce(plan.base, unit, collect(unit, plan.baseOutputs));
  const step = statement.newUnit(unit, new Scope());
  context.produce(plan.step, step, collect(step, plan.stepOutputs));
  const writer = statement.writer('p', 'X,from,to');
  const rows = unit.local(writer, working);
  writer.openLoop('for(let i=from;i<to;i++)');
  writer.line(`const row=${rows}[i];`);
  consume(writer, new Scope(new Map(rowLoaders(plan.rel, plan.columnInfo))));
  writer.closeLoop();
  unit.pipelines.push(new RecursionPipeline(statement.finish(writer), working, found, step.id));
}
