/** Table scans: all segments (SeqScan), what an index finds (IndexScan), and one given row (TidScan). */
import type { BoundExpr, BoundSample } from '../../catalog/tree.ts';
import type { Execution } from '../../executor/execution.ts';
import { arrayChoice, IndexProbe, isNullBound } from '../../executor/index-probe.ts';
import {
  heavyMorselRows,
  IndexPipeline,
  morselRows,
  OncePipeline,
  ScanPipeline,
  type ZoneTest,
} from '../../executor/pipeline.ts';
import { beginSample } from '../../executor/table-sample.ts';
import type { IndexScanNode, SeqScanNode, TidScanNode } from '../../planner/physical-plan.ts';
import { SegmentView } from '../../storage/index.ts';
import { fixedScale } from '../../types/column-storage.ts';
import type { Datum } from '../../types/type-def.ts';
import { boxed } from '../expressions/box.ts';
import { emitFilter, emitValue } from '../expressions/emit-expression.ts';
import { comparisonOf } from '../expressions/inline-functions.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { Scope } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { jsClass } from '../value.ts';
import { columnLoaders } from './column-loaders.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';

export function produceSeqScan(plan: SeqScanNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { statement } = context;
  const table = statement.stores.table(plan.table);
  const viewSlot = unit.slot(() => new SegmentView());
  const sampleSlot = plan.sample === undefined ? -1 : openSample(plan.sample, unit, context);
  const writer = statement.writer('p', 'X,from,to');
  const view = unit.local(writer, viewSlot);
  const selection = writer.hoist('selection', 'e', `${view}.selection`);
  writer.openLoop('for(let r=from;r<to;r++)');
  writer.line(`const i=${selection}===null?r:${selection}[r];`);
  if (sampleSlot >= 0) {
    const sample = unit.local(writer, sampleSlot);
    const base = writer.hoist(`${view}.base`, 'y', `${view}.base`);
    writer.line(`if(!${sample}.takes(${base}+i))${writer.skip()}`);
  }
  const scope = new Scope(
    new Map(
      columnLoaders({
        rel: plan.rel,
        columns: plan.columns,
        info: plan.columnInfo,
        data: (w, i) => w.hoist(`${view}.d${i}`, 'd', `${view}.data[${i}]`),
        nulls: (w, i) => w.hoist(`${view}.n${i}`, 'n', `${view}.nulls[${i}]`),
        at: 'i',
        rowId: `(${writer.hoist(`${view}.base`, 'y', `${view}.base`)}+i)`,
        tableOid: plan.table,
      }),
    ),
  );
  emitFilter(plan.filter, emitContext(writer, scope, unit));
  consume(writer, scope);
  writer.closeLoop();
  unit.pipelines.push(
    new ScanPipeline({
      fn: statement.finish(writer),
      slot: statement.newSlot(),
      viewSlot,
      table,
      columns: plan.columns,
      zoneTests: zoneTests(plan),
      rows: writer.heavy ? heavyMorselRows : morselRows,
    }),
  );
}

/** The slot of the sample, which is made when the scan begins. */
function openSample(sample: BoundSample, unit: Unit, context: PlanContext): number {
  const { statement } = context;
  const slot = statement.newSlot();
  const opener = statement.writer('o', 'X');
  const emit = emitContext(opener, new Scope(), unit);
  const percent = boxed(emit, emitValue(sample.percent, emit));
  const seed = sample.seed === null ? 'undefined' : boxed(emit, emitValue(sample.seed, emit));
  const begin = unit.pool.named('beginSample', beginSample);
  opener.line(`S[${slot}]=${begin}(${sample.method === 'system'},${percent},${seed},X.context);`);
  unit.pipelines.push(new OncePipeline(statement.finish(opener)));
  return slot;
}

/** Conditions `column op constant` that zone maps can refute. */
function zoneTests(plan: SeqScanNode): ZoneTest[] {
  const tests: ZoneTest[] = [];
  const visit = (expr: BoundExpr): void => {
    if (expr.kind === 'and') {
      for (const arg of expr.args) visit(arg);
      return;
    }
    if (expr.kind !== 'call' || expr.args.length !== 2) return;
    const comparison = comparisonOf(expr.fn);
    const [left, right] = expr.args as [BoundExpr, BoundExpr];
    if (comparison === null || comparison.op === '<>' || left.kind !== 'var' || left.rel !== plan.rel) return;
    if (left.column < 0 || fixedScale(left.type, left.typmod) >= 0) return;
    const kind = jsClass(left.type);
    if ((kind !== 'int32' && kind !== 'number') || comparison.left !== left.type) return;
    if (jsClass(right.type) !== 'int32' && jsClass(right.type) !== 'number') return;
    if (left.type !== right.type && !(isInteger(left.type) && isInteger(right.type))) return;
    const value = runtimeValue(right);
    if (value !== null) tests.push({ column: left.column, op: comparison.op, value });
  };
  for (const condition of plan.filter) visit(condition);
  return tests;
}
function isInteger(type: number): boolean {
  return type === 20 || type === 21 || type === 23;
}
function runtimeValue(expr: BoundExpr): ((execution: Execution) => Datum) | null {
  if (expr.kind === 'const') return () => expr.value;
  if (expr.kind === 'param') return (execution) => execution.params[expr.index - 1]!;
  return null;
}

export function produceIndexScan(plan: IndexScanNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { statement } = context;
  if (isPointLookup(plan, context)) {
    const writer = statement.writer('p', 'X');
    emitIndexScan(plan, unit, writer, new Scope(), consume, context);
    unit.pipelines.push(new OncePipeline(statement.finish(writer)));
    return;
  }
  const probe = probeSlot(plan, unit, context);
  const opener = statement.writer('o', 'X');
  emitStart(plan, unit, opener, new Scope(), unit.local(opener, probe));
  const open = statement.finish(opener);
  const writer = statement.writer('p', 'X,from,to');
  const local = unit.local(writer, probe);
  const rows = writer.hoist(`${local}.rows`, 'w', `${local}.rows`);
  writer.openLoop('for(let j=from;j<to;j++)');
  emitRow(plan, unit, writer, new Scope(), `${rows}[j]`, consume, context);
  writer.closeLoop();
  unit.pipelines.push(new IndexPipeline(open, statement.finish(writer), probe));
}

/** Equality on all of a unique index's columns, without lists: at most one row. */
function isPointLookup(plan: IndexScanNode, context: PlanContext): boolean {
  const index = context.statement.stores.index(plan.index);
  return (
    index.unique &&
    !index.deferrable &&
    plan.equals.length === index.definition.orders.length &&
    plan.lower === null &&
    plan.upper === null &&
    plan.equals.every((item) => !('isNull' in item) && !('anyOf' in item) && !('anyOfArray' in item))
  );
}

/** An index scan inside a running function, for the inner side of nested loops: opens, loops, consumes. */
export function emitIndexScan(
  plan: IndexScanNode,
  unit: Unit,
  writer: FunctionWriter,
  scope: Scope,
  consume: Consumer,
  context: PlanContext,
): void {
  const index = context.statement.stores.index(plan.index);
  const emit = emitContext(writer, scope, unit);
  const key = plan.equals[0];
  const single = plan.equals.length === 1 && scalesOf(plan, context)[0]! < 0;
  if (single && isPointLookup(plan, context)) {
    const bound = emitValue(key as BoundExpr, emit);
    const row = writer.temp('w');
    const store = unit.pool.value(index);
    const find = `${store}.find(${bound.code},X.snapshot)`;
    writer.line(`let ${row}=${bound.isNull === 'false' ? find : `(${bound.isNull})?-1:${find}`};`);
    writer.openLoop(`for(;${row}>=0;${row}=-1)`);
    emitRow(plan, unit, writer, scope, row, consume, context);
    writer.closeLoop();
    return;
  }
  const probe = probeSlot(plan, unit, context);
  const local = unit.local(writer, probe);
  emitStart(plan, unit, writer, scope, local);
  const count = writer.temp('m');
  const j = writer.temp('j');
  writer.line(`let ${count}=0;`);
  const outer = writer.temp('B');
  writer.open(`${outer}:while((${count}=${local}.fill())>0)`);
  writer.openLoop(`for(let ${j}=0;${j}<${count};${j}++)`);
  emitRow(plan, unit, writer, scope, `${local}.rows[${j}]`, consume, context);
  writer.closeLoop();
  writer.close();
}

function scalesOf(plan: IndexScanNode, context: PlanContext): readonly number[] {
  return context.indexScales(plan.index);
}

function probeSlot(plan: IndexScanNode, unit: Unit, context: PlanContext): number {
  const index = context.statement.stores.index(plan.index);
  const scales = scalesOf(plan, context);
  return unit.slot(() => new IndexProbe(index, scales, plan.backward));
}

function emitStart(plan: IndexScanNode, unit: Unit, writer: FunctionWriter, scope: Scope, probe: string): void {
  const emit = emitContext(writer, scope, unit);
  const one = (expr: BoundExpr): string => boxed(emit, emitValue(expr, emit));
  const choices = plan.equals.map((item) => {
    if ('isNull' in item) return `[${unit.pool.named('isNullBound', isNullBound)}]`;
    if ('anyOf' in item) return `[${item.anyOf.map(one).join(',')}]`;
    if ('anyOfArray' in item) return `${unit.pool.named('arrayChoice', arrayChoice)}(${one(item.anyOfArray)})`;
    return `[${one(item)}]`;
  });
  const bound = (side: IndexScanNode['lower']): string =>
    side === null ? 'undefined,true' : `${one(side.value)},${side.inclusive}`;
  const lower = bound(plan.lower);
  const upper = bound(plan.upper);
  writer.line(`${probe}.start(X.snapshot,[${choices.join(',')}],${lower},${upper});`);
}

/** Reads the row with the given id as the snapshot sees it, applies the filter, and consumes it. */
function emitRow(
  plan: IndexScanNode | TidScanNode,
  unit: Unit,
  writer: FunctionWriter,
  scope: Scope,
  rowId: string,
  consume: Consumer,
  context: PlanContext,
): void {
  const table = unit.pool.value(context.statement.stores.table(plan.table));
  const columns = unit.pool.value(plan.columns);
  const view = unit.local(
    writer,
    unit.slot(() => new SegmentView()),
  );
  const row = writer.temp('w');
  const at = writer.temp('i');
  writer.line(`const ${row}=${rowId};const ${at}=${table}.rowView(${row},X.snapshot,${columns},${view});`);
  writer.line(`if(${at}<0)${writer.skip()}`);
  const inner = scope.with(
    columnLoaders({
      rel: plan.rel,
      columns: plan.columns,
      info: plan.columnInfo,
      data: (_w, i) => `${view}.data[${i}]`,
      nulls: (_w, i) => `${view}.nulls[${i}]`,
      at,
      rowId: row,
      tableOid: plan.table,
    }),
  );
  emitFilter(plan.filter, emitContext(writer, inner, unit));
  consume(writer, inner);
}

/** Row ids have 32 bits; a ctid beyond them names no row. */
const rowIdLimit = 4294967296;

/** The row named by the plan, or by `X.rowId`. */
export function emitTidScan(
  plan: TidScanNode,
  unit: Unit,
  writer: FunctionWriter,
  scope: Scope,
  consume: Consumer,
  context: PlanContext,
): void {
  const once = writer.temp('j');
  writer.openLoop(`for(let ${once}=0;${once}<1;${once}++)`);
  let rowId = 'X.rowId';
  if (plan.rowId !== null) {
    const emit = emitContext(writer, scope, unit);
    rowId = boxed(emit, emitValue(plan.rowId, emit));
    const named = writer.temp('v');
    writer.line(`const ${named}=${rowId};if(${named}===null||${named}>=${rowIdLimit})${writer.skip()}`);
    rowId = named;
  }
  emitRow(plan, unit, writer, scope, rowId, consume, context);
  writer.closeLoop();
}
