/** ORDER BY: rows are copied, sorted through a permutation, and stream on in order. With a limit only the best are kept. */

import { rowsToKeep } from '../../executor/limit-state.ts';
import {
  FinishPipeline,
  heavyMorselRows,
  morselRows,
  OncePipeline,
  SortedPipeline,
  StepsPipeline,
} from '../../executor/pipeline.ts';
import { type RowComparator, Sorter } from '../../executor/sorter.ts';
import type { SortNode } from '../../planner/physical-plan.ts';
import type { PlanSortKey } from '../../planner/plan-parts.ts';
import { typeOid } from '../../types/oids.ts';
import { baseTypeOid, valueType } from '../../types/registry.ts';
import { compareText } from '../../types/text-order.ts';
import { boxed } from '../expressions/box.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import { Scope, varKey } from '../scope.ts';
import type { StatementCompiler, Unit } from '../unit.ts';
import { jsClass, type Value } from '../value.ts';
import { type BufferLayout, bufferLoaders, carriedKeys, emitAppendValues } from './buffer-columns.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';

export function produceSort(plan: SortNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { statement } = context;
  const config = { width: 0, comparator: -1, integerKey: -1, descending: false };
  const keepSlot = plan.limit === null ? -1 : emitKeep(plan, unit, context);
  const slot = unit.slot(() => null);
  statement.memoryUsers.set(plan, slot);
  unit.pipelines.push(
    new FinishPipeline((x) => {
      const compare = x.functions[config.comparator] as unknown as RowComparator;
      const keep = keepSlot < 0 ? Number.POSITIVE_INFINITY : (x.slots[keepSlot] as number);
      x.slots[slot] = new Sorter(config.width, compare, keep, x.memory);
    }),
  );
  const used = context.references.usedOutside(plan.input);
  let layout: BufferLayout = [];
  context.produce(plan.input, unit, (writer, scope) => {
    const emit = emitContext(writer, scope, unit);
    const sorter = unit.local(writer, slot);
    const keys = carriedKeys(scope, used);
    const values: Value[] = keys.map((key) => scope.read(key, writer));
    const sortColumns = plan.keys.map((key) => {
      if (key.expr.kind === 'var') {
        const known = keys.indexOf(varKey(key.expr.rel, key.expr.column));
        if (known >= 0) return known;
      }
      keys.push(-1 - keys.length);
      values.push(emitValue(key.expr, emit));
      return values.length - 1;
    });
    const comparable = sortColumns.map((column) => values[column]!);
    if (plan.limit !== null) writeBound(writer, sorter, plan.keys[0]!, comparable[0]!);
    const rows = writer.hoist(`${sorter}.rows`, 'r', `${sorter}.rows`);
    layout = emitAppendValues(emit, rows, keys, values);
    config.width = keys.length;
    config.comparator = writeComparator(statement, plan.keys, sortColumns, comparable);
    if (plan.keys.length === 1 && comparable[0]!.isNull === 'false' && jsClass(comparable[0]!.type) === 'int32') {
      config.integerKey = sortColumns[0]!;
      config.descending = plan.keys[0]!.descending;
    }
    if (plan.limit !== null) {
      writer.line(
        `if(${rows}.count>=${sorter}.limit)${sorter}.trim(${boundColumn(plan.keys, sortColumns, comparable)});`,
      );
      writer.line(`else if(${sorter}.threshold>=0&&${sorter}.dropsLast())${sorter}.removeLast();`);
    }
  });
  unit.pipelines.push(
    new StepsPipeline(statement.newSlot(), (x) =>
      (x.slots[slot] as Sorter).finish(config.integerKey, config.descending),
    ),
  );
  const writer = statement.writer('p', 'X,from,to');
  const sorter = unit.local(writer, slot);
  const order = writer.hoist(`${sorter}.order`, 'o', `${sorter}.order`);
  const rows = writer.hoist(`${sorter}.rows`, 'r', `${sorter}.rows`);
  writer.openLoop('for(let i=from;i<to;i++)');
  const row = writer.temp('r');
  writer.line(`const ${row}=${order}[i];`);
  const readable = layout.map((column) => column);
  consume(writer, new Scope(new Map(bufferLoaders(readable, rows, row).filter(([key]) => key >= 0))));
  writer.closeLoop();
  const fn = statement.finish(writer);
  unit.pipelines.push(new SortedPipeline(fn, statement.newSlot(), slot, writer.heavy ? heavyMorselRows : morselRows));
}

/** Writes a function that puts limit + offset into a slot before the input runs. */
function emitKeep(plan: SortNode, unit: Unit, context: PlanContext): number {
  const slot = context.statement.newSlot();
  const writer = context.statement.writer('p', 'X');
  const emit = emitContext(writer, new Scope(), unit);
  const limit = plan.limit === null ? 'null' : boxed(emit, emitValue(plan.limit, emit));
  const offset = plan.offset === null ? 'null' : boxed(emit, emitValue(plan.offset, emit));
  writer.line(`S[${slot}]=${unit.pool.named('rowsToKeep', rowsToKeep)}(${limit},${offset});`);
  unit.pipelines.push(new OncePipeline(context.statement.finish(writer)));
  return slot;
}

/** Column whose numbers alone can say that a row comes after the threshold, or -1. */
function boundColumn(keys: readonly PlanSortKey[], columns: readonly number[], values: readonly Value[]): number {
  const kind = jsClass(values[0]!.type);
  return keys.length > 0 &&
    values[0]!.isNull === 'false' &&
    (kind === 'int32' || kind === 'number' || values[0]!.scale >= 0)
    ? columns[0]!
    : -1;
}

/** Skips rows whose first key is beyond the last row kept, before anything is copied. */
function writeBound(
  writer: import('../function-writer.ts').FunctionWriter,
  sorter: string,
  key: PlanSortKey,
  first: Value,
): void {
  if (boundColumn([key], [0], [first]) < 0) return;
  const op = key.descending ? '<' : '>';
  writer.line(`if(${sorter}.bounded&&${first.code}${op}${sorter}.bound)${writer.skip()}`);
}

/** The comparator of two buffered rows: (columns, nulls, a, b) → negative, zero, positive. */
export function writeComparator(
  statement: StatementCompiler,
  keys: readonly PlanSortKey[],
  columns: readonly number[],
  values: readonly Value[],
): number {
  const name = `c${statement.next()}`;
  const lines: string[] = [];
  for (const [i, key] of keys.entries()) {
    const column = columns[i]!;
    const item = values[i]!;
    const [low, high] = key.descending ? [1, -1] : [-1, 1];
    lines.push('{');
    if (item.isNull !== 'false') {
      const first = key.nullsFirst ? -1 : 1;
      lines.push(`const x=N[${column}][a],y=N[${column}][b];if(x!==y)return x===1?${first}:${-first};if(x===0){`);
    } else lines.push('{');
    lines.push(`const u=C[${column}][a],v=C[${column}][b];`);
    const kind = item.scale >= 0 ? 'float' : baseTypeOid(item.type) === typeOid.bpchar ? 'object' : jsClass(item.type);
    if (kind === 'text') {
      const compare = statement.pool.named('compareText', compareText);
      lines.push(`const o=${compare}(u,v);if(o!==0)return ${key.descending ? '-o' : 'o'};`);
    } else if (kind === 'object') {
      const compare = statement.pool.named(`cmp${item.type}`, valueType(item.type).compare);
      lines.push(`const o=${compare}(u,v);if(o!==0)return ${key.descending ? '-o' : 'o'};`);
    } else if (kind === 'float') {
      lines.push(`if(u<v)return ${low};if(u>v)return ${high};`);
      lines.push(`if(u!==v){const p=u!==u,q=v!==v;if(p!==q)return p?${high}:${low};}`);
    } else lines.push(`if(u!==v)return u<v?${low}:${high};`);
    lines.push('}}');
  }
  return statement.addFunction(name, `function ${name}(C,N,a,b){${lines.join('')}return 0;}\n`);
}
