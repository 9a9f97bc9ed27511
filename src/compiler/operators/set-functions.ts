/** Set-returning functions: in FROM (FunctionScan), and in a select list, where they repeat the row. */
import type { BoundCall, BoundExpr, OutputColumn } from '../../catalog/tree.ts';
import { assert } from '../../common/assert.ts';
import { IteratorPipeline } from '../../executor/pipeline.ts';
import { spreadRecords } from '../../executor/record-rows.ts';
import { begun, recordRows, type SetSource, setRows, zipSets } from '../../executor/set-rows.ts';
import type { CallInfo } from '../../functions/function-def.ts';
import { functionByOid } from '../../functions/registry.ts';
import { isSetCall } from '../../planner/expressions.ts';
import type { FunctionScanNode, ProjectNode } from '../../planner/physical-plan.ts';
import { typeOid } from '../../types/oids.ts';
import { baseTypeOid, typeByName, typeByOid } from '../../types/registry.ts';
import type { Oid } from '../../types/type-def.ts';
import { boxed, fromBoxed } from '../expressions/box.ts';
import type { EmitContext } from '../expressions/context.ts';
import { emitFunction } from '../expressions/emit-call.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import { type Loader, Scope, varKey } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { orNull, type Value } from '../value.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';

type RecordColumns = readonly OutputColumn[] | null;

/** Code for an iterable over the rows of a call, each an array of `width` datums. `columns`: its column definition list. */
function emitSource(expr: BoundExpr, width: number, columns: RecordColumns, context: EmitContext): string {
  const { unit } = context;
  if (!isSetCall(expr)) {
    const row = boxed(context, emitRecordCall(expr, columns, context));
    return columns === null ? `[[${row}]]` : spread(`[${row}]`, columns, expr.type, unit);
  }
  const def = functionByOid(expr.fn);
  assert(def !== undefined && def.kind === 'set', `function ${expr.fn} returns no set`);
  const args = expr.args.map((arg) => emitValue(arg, context));
  const values = args.map((arg) => boxed(context, arg));
  const leading: string[] = [];
  if (def.context) leading.push('X.context');
  if (def.callInfo) {
    const info: CallInfo = {
      argTypes: args.map((arg) => arg.type),
      resultType: expr.type,
      ...(columns && { columns }),
    };
    leading.push(unit.pool.value(info));
  }
  const arrays = def.result === 'record';
  const source: SetSource = {
    rows: def.rows as unknown as SetSource['rows'],
    composite: arrays || columns !== null,
    width,
  };
  const all = `${unit.pool.named('setRows', setRows)}(${unit.pool.value(source)},[${[...leading, ...values].join(',')}])`;
  const call = columns === null || arrays ? all : spread(all, columns, expr.type, unit);
  const anyNull = def.strict ? orNull(args.map((arg) => arg.isNull)) : 'false';
  return anyNull === 'false' ? call : `((${anyNull})?[]:${call})`;
}

/** In FROM a row of a named type is spread over its fields. */
function fieldColumns(type: Oid): RecordColumns {
  return typeByOid(baseTypeOid(type))?.fields ?? null;
}

/** A scalar function that returns a row is told which columns are wanted. */
function emitRecordCall(expr: BoundExpr, columns: RecordColumns, context: EmitContext): Value {
  if (columns === null || expr.kind !== 'call') return emitValue(expr, context);
  const args = expr.args.map((arg) => emitValue(arg, context));
  return emitFunction(expr.fn, args, expr.type, expr.typmod, context, expr.variadic === 'array', columns);
}

function spread(rows: string, columns: NonNullable<RecordColumns>, type: Oid, unit: Unit): string {
  const named = type !== typeOid.record;
  return `${unit.pool.named('spreadRecords', spreadRecords)}(${rows},${unit.pool.value(columns)},${named})`;
}

export function produceFunctionScan(plan: FunctionScanNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { statement } = context;
  const sourceSlot = statement.newSlot();
  const opener = statement.writer('o', 'X');
  writeSources(plan, opener, new Scope(), unit, `S[${sourceSlot}]=`);
  const open = statement.finish(opener);
  const slot = statement.newSlot();
  const writer = statement.writer('p', 'X,from,to');
  const state = unit.local(writer, slot);
  const rows = writer.hoist(`${state}.rows`, 'w', `${state}.rows`);
  writer.openLoop('for(let j=from;j<to;j++)');
  writer.line(`const row=${rows}[j];`);
  consume(writer, new Scope(new Map(rowLoaders(plan.rel, 'row', plan.columnInfo))));
  writer.closeLoop();
  const fn = statement.finish(writer);
  unit.pipelines.push(
    new IteratorPipeline(fn, slot, (x) => {
      x.functions[open]!(x, 0, 0);
      return x.slots[sourceSlot] as ReturnType<typeof zipSets>;
    }),
  );
}

/** Writes the evaluation of the calls' arguments; the iterable over their joint rows is assigned to `target`. */
function writeSources(
  plan: FunctionScanNode,
  writer: import('../function-writer.ts').FunctionWriter,
  scope: Scope,
  unit: Unit,
  target: string,
): void {
  const emit = emitContext(writer, scope, unit);
  const sources = inTurn(
    plan.calls,
    (call, i) => emitSource(call, plan.widths[i]!, plan.definitions?.[i] ?? fieldColumns(call.type), emit),
    emit,
  );
  if (sources.length === 1 && !plan.ordinality) {
    writer.line(`${target}${sources[0]};`);
    return;
  }
  const zip = unit.pool.named('zipSets', zipSets);
  writer.line(`${target}${zip}([${sources.join(',')}],${unit.pool.value(plan.widths)},${plan.ordinality});`);
}

/** Sources of several calls: each begins before the arguments of the next are evaluated. */
function inTurn<T>(
  calls: readonly T[],
  emit: (call: T, index: number) => string,
  { writer, unit }: EmitContext,
): readonly string[] {
  if (calls.length === 1) return [emit(calls[0]!, 0)];
  return calls.map((call, i) => {
    const source = emit(call, i);
    const local = writer.temp('w');
    writer.line(`const ${local}=${unit.pool.named('begun', begun)}(${source});`);
    return local;
  });
}

/** A function scan inside a running function: LATERAL calls on the inner side of a nested loop. */
export function emitFunctionScan(
  plan: FunctionScanNode,
  unit: Unit,
  writer: import('../function-writer.ts').FunctionWriter,
  scope: Scope,
  consume: Consumer,
): void {
  const source = writer.temp('w');
  const row = writer.temp('r');
  writeSources(plan, writer, scope, unit, `const ${source}=`);
  writer.openLoop(`for(const ${row} of ${source})`);
  writer.line('X.tick();');
  consume(writer, scope.with(rowLoaders(plan.rel, row, plan.columnInfo)));
  writer.closeLoop();
}

function rowLoaders(rel: number, row: string, info: FunctionScanNode['columnInfo']): [number, Loader][] {
  return info.map((column, i) => [
    varKey(rel, i),
    (w) => {
      const local = w.temp('v');
      w.line(`const ${local}=${row}[${i}];`);
      return fromBoxed(local, column.type, column.typmod);
    },
  ]);
}

/** In a select list the columns of a function that has several are one row. */
function emitRecords(call: BoundCall, source: string, unit: Unit): string {
  const def = functionByOid(call.fn);
  if (def?.kind !== 'set' || def.result !== 'record' || def.columns === undefined) return source;
  const first = call.args[0]?.type ?? 0;
  const element = typeByOid(first)?.elementOid || first;
  const types = def.columns.map(({ type }) => (type === 'anyelement' ? element : typeByName(type)!.oid));
  const names = def.columns.map((column) => column.name);
  const wrap = unit.pool.named('recordRows', recordRows);
  return `${wrap}(${source},${unit.pool.value(types)},${unit.pool.value(names)})`;
}

/** The select list of a projection in which some expressions are set-returning calls. */
export function emitSetCall(plan: ProjectNode, context: EmitContext, consume: Consumer): void {
  const { writer, unit, scope } = context;
  const plain = plan.exprs.map((expr) => (isSetCall(expr) ? null : emitValue(expr, context)));
  const calls = plan.exprs.filter(isSetCall);
  const sources = inTurn(calls, (call) => emitRecords(call, emitSource(call, 1, null, context), unit), context);
  const row = writer.temp('r');
  const zip = unit.pool.named('zipSets', zipSets);
  const all =
    sources.length === 1 ? sources[0]! : `${zip}([${sources.join(',')}],${unit.pool.value(calls.map(() => 1))},false)`;
  writer.openLoop(`for(const ${row} of ${all})`);
  writer.line('X.tick();');
  let position = 0;
  const columns: [number, Loader][] = plan.exprs.map((expr, i) => {
    const known = plain[i];
    if (known !== null && known !== undefined) return [varKey(plan.rel, i), () => known];
    const at = position++;
    return [
      varKey(plan.rel, i),
      (w) => {
        const local = w.temp('v');
        w.line(`const ${local}=${row}[${at}];`);
        return fromBoxed(local, expr.type, expr.typmod);
      },
    ];
  });
  consume(writer, scope.with(columns));
  writer.closeLoop();
}
