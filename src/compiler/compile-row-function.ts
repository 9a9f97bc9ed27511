/** Expressions over one row of a table in storage form, as a function: keys of expression and partial indexes, CHECKs of domains. */
import type { TableDescriptor } from '../catalog/descriptors.ts';
import type { BoundExpr } from '../catalog/tree.ts';
import { assert } from '../common/assert.ts';
import type { FunctionContext } from '../functions/function-def.ts';
import type { Datum } from '../types/type-def.ts';
import { boxed } from './expressions/box.ts';
import type { EmitContext } from './expressions/context.ts';
import { emitPredicate, emitValue } from './expressions/emit-expression.ts';
import { factoryFor } from './function-cache.ts';
import { emitContext } from './operators/context.ts';
import { rowLoaders } from './operators/modify.ts';
import { Scope } from './scope.ts';
import { StatementCompiler } from './unit.ts';

/** The values of the expressions, or null where the predicate is not true. */
export function compileRowFunction(
  table: TableDescriptor,
  exprs: readonly BoundExpr[],
  predicate: BoundExpr | null,
  context: FunctionContext,
): (row: readonly Datum[]) => readonly Datum[] | null {
  const run = compileOverRow<readonly Datum[] | null>(table, (emit) => {
    const { writer } = emit;
    writer.line('stop=null;');
    if (predicate !== null) writer.line(`if(!(${emitPredicate(predicate, emit)}))break P;`);
    writer.line(`stop=[${exprs.map((expr) => boxed(emit, emitValue(expr, emit))).join(',')}];`);
  });
  const execution = { slots: [], context, rowId: -1 };
  return (row) => run(execution, row);
}

/** `emit` writes the body, which leaves its result in `stop`. The execution has but slots, a context and a row id. */
export function compileOverRow<T>(
  table: TableDescriptor,
  emit: (context: EmitContext) => void,
): (execution: unknown, row: readonly Datum[]) => T {
  const noStores = (): never => assert(false, 'a row function reads no tables') as never;
  const statement = new StatementCompiler({ table: noStores, index: noStores }, false, () => {});
  const unit = statement.newUnit(null, null);
  const writer = statement.writer('p', 'X,R');
  emit(emitContext(writer, new Scope(new Map(rowLoaders(0, table, 'R'))), unit));
  statement.finish(writer);
  const source = `"use strict";${statement.pool.declaration()}\n${statement.functions.join('')}return [${writer.name}];`;
  return factoryFor(source)(statement.pool.values)[0] as (execution: unknown, row: readonly Datum[]) => T;
}
