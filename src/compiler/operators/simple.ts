/** Operators that keep no rows: result, values, filter, projection, limit, distinct, append. */

import type { BoundExpr } from '../../catalog/tree.ts';
import { canonicalKey } from '../../executor/canonical-key.ts';
import { GroupTable } from '../../executor/group-table.ts';
import { LastKeys, makeLimit } from '../../executor/limit-state.ts';
import { IteratorPipeline, type IteratorState, OncePipeline } from '../../executor/pipeline.ts';
import { DistinctPipeline, GroupSpill } from '../../executor/spill/group-spill.ts';
import { isSetCall } from '../../planner/expressions.ts';
import type {
  AppendNode,
  DistinctNode,
  LimitNode,
  PhysicalPlan,
  PlanColumn,
  ProjectNode,
  ValuesNode,
} from '../../planner/physical-plan.ts';
import type { Datum } from '../../types/type-def.ts';
import { boxed, unscaled } from '../expressions/box.ts';
import type { EmitContext } from '../expressions/context.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { type Loader, Scope, varKey } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { type Value, value } from '../value.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { Continuation } from './continuation.ts';
import { emitGroupLookup } from './group-lookup.ts';
import { keyKind } from './key-columns.ts';
import { emitSetCall } from './set-functions.ts';
import { againBuffer, SpilledRows } from './spilled-rows.ts';

/** One call, one row. */
export function produceOnce(unit: Unit, consume: Consumer, context: PlanContext): void {
  const writer = context.statement.writer('p', 'X');
  consume(writer, new Scope());
  unit.pipelines.push(new OncePipeline(context.statement.finish(writer)));
}

/** Columns (rel, i) whose values are known already. */
export function boundColumns(rel: number, values: readonly Value[]): [number, Loader][] {
  return values.map((item, i) => [varKey(rel, i), () => item]);
}

/** Rows of constants are data; other rows are written out one by one, each calling what follows. */
export function produceValues(plan: ValuesNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { statement } = context;
  if (plan.rows.length === 1) {
    produceOnce(unit, (writer, scope) => consumeRow(plan.rel, plan.rows[0]!, writer, scope, unit, consume), context);
    return;
  }
  if (plan.rows.every((row) => row.every((item) => item.kind === 'const'))) {
    const rows = plan.rows.map((row) => row.map((item) => (item.kind === 'const' ? item.value : null)));
    produceRows(
      plan.rel,
      plan.columnInfo,
      unit,
      consume,
      context,
      () => rows,
      nullColumns(rows, plan.columnInfo.length),
    );
    return;
  }
  const continuation = new Continuation(
    statement,
    plan.columnInfo.map((info, i) => ({
      key: varKey(plan.rel, i),
      shape: { type: info.type, typmod: info.typmod, scale: -1, digits: 0 },
    })),
  );
  continuation.write(consume);
  for (const row of plan.rows) {
    produceOnce(
      unit,
      (writer, scope) => {
        const emit = emitContext(writer, scope, unit);
        continuation.call(
          emit,
          row.map((item) => unscaled(emit, emitValue(item, emit))),
        );
      },
      context,
    );
  }
}
function nullColumns(rows: readonly (readonly Datum[])[], width: number): boolean[] {
  return Array.from({ length: width }, (_, i) => rows.some((row) => row[i] === null));
}

function consumeRow(
  rel: number,
  exprs: readonly BoundExpr[],
  writer: FunctionWriter,
  scope: Scope,
  unit: Unit,
  consume: Consumer,
): void {
  const emit = emitContext(writer, scope, unit);
  const values = exprs.map((expr) => emitValue(expr, emit));
  consume(writer, scope.with(boundColumns(rel, values)));
}

/** Rows that come as arrays of datums from an iterable made when the pipeline starts. */
export function produceRows(
  rel: number,
  info: readonly PlanColumn[],
  unit: Unit,
  consume: Consumer,
  context: PlanContext,
  open: (execution: import('../../executor/execution.ts').Execution) => Iterable<readonly Datum[]>,
  nullable: readonly boolean[] = info.map(() => true),
  columns: readonly number[] = info.map((_, i) => i),
): void {
  const { statement } = context;
  const slot = statement.newSlot();
  const writer = statement.writer('p', 'X,from,to');
  const state = unit.local(writer, slot);
  const rows = writer.hoist(`${state}.rows`, 'w', `${state}.rows`);
  writer.openLoop('for(let j=from;j<to;j++)');
  writer.line(`const row=${rows}[j];`);
  const loaders: [number, Loader][] = columns.map((column, i) => [
    varKey(rel, column),
    (w) => {
      const local = w.temp('v');
      w.line(`const ${local}=row[${column}];`);
      return value(local, nullable[i] ? `${local}===null` : 'false', info[i]!.type, info[i]!.typmod);
    },
  ]);
  consume(writer, new Scope(new Map(loaders)));
  writer.closeLoop();
  unit.pipelines.push(new IteratorPipeline(statement.finish(writer), slot, open));
}
export type { IteratorState };

/** Set-returning calls repeat the row; the shorter ones go on with nulls ("SQL Functions Returning Sets"). */
export function produceProject(plan: ProjectNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  context.produce(plan.input, unit, (writer, scope) => emitProject(plan, unit, writer, scope, consume));
}

export function emitProject(
  plan: ProjectNode,
  unit: Unit,
  writer: FunctionWriter,
  scope: Scope,
  consume: Consumer,
): void {
  const emit = emitContext(writer, scope, unit);
  if (plan.exprs.some(isSetCall)) {
    emitSetCall(plan, emit, consume);
    return;
  }
  const columns: [number, Loader][] = plan.exprs.map((expr, i) => {
    if (expr.kind === 'var') {
      return [varKey(plan.rel, i), (w) => emitValue(expr, { writer: w, scope, unit })];
    }
    const item = emitValue(expr, emit);
    return [varKey(plan.rel, i), () => item];
  });
  consume(writer, scope.with(columns));
}

export function produceLimit(plan: LimitNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { statement } = context;
  const slot = statement.newSlot();
  const opener = statement.writer('p', 'X');
  const emit = emitContext(opener, new Scope(), unit);
  const count = plan.count === null ? 'null' : boxed(emit, emitValue(plan.count, emit));
  const offset = plan.offset === null ? 'null' : boxed(emit, emitValue(plan.offset, emit));
  opener.line(`S[${slot}]=${unit.pool.named('makeLimit', makeLimit)}(${count},${offset});`);
  unit.pipelines.push(new OncePipeline(statement.finish(opener)));
  context.produce(plan.input, unit, (writer, scope) => {
    const state = unit.local(writer, slot);
    writer.line(`if(${state}.skip>0){${state}.skip--;${writer.skip()}}`);
    if (plan.ties === null) {
      writer.line(`if(${state}.left===0)${writer.stop()}`);
      writer.line(`if(--${state}.left===0)stop=1;`);
    } else emitTies(plan.ties, state, writer, scope, unit);
    consume(writer, scope);
  });
}

/** WITH TIES: after the last row, rows with equal sort keys still pass. */
function emitTies(ties: readonly BoundExpr[], state: string, writer: FunctionWriter, scope: Scope, unit: Unit): void {
  const keys = keyForms(ties, emitContext(writer, scope, unit));
  const row = writer.temp('t');
  writer.line(`const ${row}=[${keys.join(',')}];`);
  const same = keys.map((_, i) => sameForm(`${row}[${i}]`, `${state}.last[${i}]`)).join('&&');
  writer.line(`if(${state}.left===0){if(${state}.last===null||!(${same}))${writer.stop()}}`);
  writer.line(`else if(--${state}.left===0)${state}.last=${row};`);
}

/** Locals of the values in a form that is the same for equal ones, but for zeros of both signs and NaN: see sameForm. */
function keyForms(exprs: readonly BoundExpr[], emit: EmitContext): string[] {
  const { writer, unit } = emit;
  return exprs.map((expr) => {
    const canonical = canonicalKey(expr.type);
    const item = boxed(emit, emitValue(expr, emit));
    const local = writer.temp('j');
    writer.line(`const ${local}=${item};`);
    if (canonical === null) return local;
    return `(${local}===null?null:${unit.pool.named(`canon${expr.type}`, canonical)}(${local}))`;
  });
}

/** Zeros of both signs are equal, and so are NaNs. */
function sameForm(a: string, b: string): string {
  return `(${a}===${b}||(${a}!==${a}&&${b}!==${b}))`;
}

/** The first row of each run of equal keys. */
function produceUnique(plan: DistinctNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const slot = unit.slot(() => new LastKeys(plan.keys.length));
  context.produce(plan.input, unit, (writer, scope) => {
    const state = unit.local(writer, slot);
    const last = writer.hoist(`${state}.keys`, 'k', `${state}.keys`);
    const keys = keyForms(plan.keys, emitContext(writer, scope, unit)).map((form) => {
      const local = writer.temp('j');
      writer.line(`const ${local}=${form};`);
      return local;
    });
    const same = [`${state}.any`, ...keys.map((key, i) => sameForm(key, `${last}[${i}]`))].join('&&');
    writer.line(`if(${same})${writer.skip()}`);
    writer.line(`${state}.any=true;${keys.map((key, i) => `${last}[${i}]=${key};`).join('')}`);
    consume(writer, scope);
  });
}

export function produceDistinct(plan: DistinctNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  if (plan.keepsOrder) {
    produceUnique(plan, unit, consume, context);
    return;
  }
  const { statement } = context;
  const kinds = plan.keys.map((key) => keyKind(key.type));
  const interned = kinds.map((kind) => kind.canonical);
  const aside = new SpilledRows(context.references.usedOutside(plan.input));
  const spills = plan.keys.length > 0;
  const slot = unit.slot((x) => {
    const table = new GroupTable(interned, [], x.memory);
    if (spills) table.makeSpill = () => new GroupSpill(table, aside.width, aside.keyColumns, interned, x.memory);
    return table;
  });
  statement.memoryUsers.set(plan, slot);
  const take = (emit: EmitContext, keys: readonly Value[]): void => {
    const { writer, scope } = emit;
    const table = unit.local(writer, slot);
    const before = writer.temp('m');
    writer.line(`const ${before}=${table}.count;`);
    emitGroupLookup(
      emit,
      table,
      kinds,
      keys,
      () => {},
      false,
      () => {
        aside.emitAside(emit, table, keys);
        writer.line(writer.skip());
      },
    );
    writer.line(`if(${table}.count===${before})${writer.skip()}`);
    consume(writer, scope);
  };
  context.produce(plan.input, unit, (writer, scope) => {
    const emit = emitContext(writer, scope, unit);
    take(
      emit,
      plan.keys.map((key) => unscaled(emit, emitValue(key, emit))),
    );
  });
  if (!spills) return;
  const takeAgain = statement.later(unit, () => {
    const writer = statement.writer('p', 'X,from,to');
    writer.openLoop('for(let i=from;i<to;i++)');
    const again = againBuffer(writer, unit.local(writer, slot));
    const { scope, keys } = aside.read(emitContext(writer, new Scope(), unit), again, 'i');
    take(emitContext(writer, scope, unit), keys);
    writer.closeLoop();
    return statement.finish(writer);
  });
  const input = unit.pipelines.pop()!;
  unit.pipelines.push(new DistinctPipeline(input, slot, statement.newSlot(), takeAgain));
}

export function produceAppend(plan: AppendNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  produceInto(plan.inputs, plan.outputs, plan.rel, plan.columnInfo, unit, consume, context);
}

export function produceInto(
  inputs: readonly PhysicalPlan[],
  outputs: readonly (readonly BoundExpr[])[],
  rel: number,
  info: readonly PlanColumn[],
  unit: Unit,
  consume: Consumer,
  context: PlanContext,
): void {
  const continuation = new Continuation(
    context.statement,
    info.map((column, i) => ({
      key: varKey(rel, i),
      shape: { type: column.type, typmod: column.typmod, scale: -1, digits: 0 },
    })),
  );
  continuation.write(consume);
  for (const [i, input] of inputs.entries()) {
    context.produce(input, unit, (writer, scope) => {
      const emit = emitContext(writer, scope, unit);
      continuation.call(
        emit,
        outputs[i]!.map((output) => unscaled(emit, emitValue(output, emit))),
      );
    });
  }
}
