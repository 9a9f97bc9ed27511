/**
 * Copying columns out of a pipeline into a RowBuffer and reading them back: the layout says, column by column, what is
 * stored (scaled numerics stay doubles) and whether nulls stand beside it.
 */

import type { BoundExpr } from '../../catalog/tree.ts';
import type { Oid } from '../../types/type-def.ts';
import { boxed } from '../expressions/box.ts';
import type { EmitContext } from '../expressions/context.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { type Loader, type Scope, varKey } from '../scope.ts';
import { placeholder, type Value } from '../value.ts';

export interface BufferColumn {
  readonly key: number;
  readonly type: Oid;
  readonly typmod: number;
  readonly scale: number;
  readonly digits: number;
  readonly nullable: boolean;
}
export type BufferLayout = readonly BufferColumn[];

/** Columns of the scope that pass the test, in a fixed order. */
export function carriedKeys(scope: Scope, used: (key: number) => boolean): number[] {
  return [...scope.keys()].filter(used).sort((a, b) => a - b);
}

/** Writes code that appends one row to the buffer `local` (a RowBuffer), and gives the layout. */
export function emitAppend(context: EmitContext, local: string, keys: readonly number[]): BufferLayout {
  const values = keys.map((key) => context.scope.read(key, context.writer));
  return emitAppendValues(context, local, keys, values);
}

export function emitAppendValues(
  context: EmitContext,
  local: string,
  keys: readonly number[],
  values: readonly Value[],
): BufferLayout {
  const { writer } = context;
  const layout: BufferColumn[] = [];
  for (const [i, item] of values.entries()) {
    const column = writer.hoist(`${local}.c${i}`, 'c', `${local}.columns[${i}]`);
    const nullable = item.isNull !== 'false';
    if (nullable) {
      const nulls = writer.hoist(`${local}.n${i}`, 'u', `${local}.nulls[${i}]`);
      writer.line(`if(${item.isNull}){${column}.push(${placeholder(item.type)});${nulls}.push(1);}`);
      writer.line(item.isNull === 'true' ? '' : `else{${column}.push(${item.code});${nulls}.push(0);}`);
    } else {
      writer.line(`${column}.push(${item.code});`);
    }
    layout.push({
      key: keys[i]!,
      type: item.type,
      typmod: item.typmod,
      scale: item.scale,
      digits: item.digits,
      nullable,
    });
  }
  writer.line(`if(++${local}.count>=${local}.check)${local}.grown();`);
  return layout;
}

/** Evaluates expressions and appends them as columns (rel, 0..). */
export function emitAppendOutputs(
  context: EmitContext,
  local: string,
  rel: number,
  outputs: readonly BoundExpr[],
): BufferLayout {
  const values = outputs.map((output) => emitValue(output, context));
  return emitAppendValues(
    context,
    local,
    outputs.map((_, i) => varKey(rel, i)),
    values,
  );
}

/**
 * Loaders for row `row` of the buffer; `missing` (a condition or '') makes every column null, for outer joins. `arrayOf` knows
 * the locals of the columns where they are not the same all the time.
 */
export function bufferLoaders(
  layout: BufferLayout,
  buffer: string,
  row: string,
  missing = '',
  arrayOf: ((kind: 'columns' | 'nulls', i: number) => string) | null = null,
): (readonly [number, Loader])[] {
  return layout.map((column, i) => [
    column.key,
    (writer: FunctionWriter) => {
      const array = (kind: 'columns' | 'nulls'): string =>
        arrayOf?.(kind, i) ?? writer.hoist(`${buffer}.${kind}${i}`, 'c', `${buffer}.${kind}[${i}]`);
      return loadColumn(writer, column, array, row, missing);
    },
  ]);
}

function loadColumn(
  writer: FunctionWriter,
  column: BufferColumn,
  array: (kind: 'columns' | 'nulls') => string,
  row: string,
  missing: string,
): Value {
  const data = array('columns');
  const local = writer.temp('v');
  let isNull = 'false';
  if (column.nullable) {
    const nulls = array('nulls');
    isNull = writer.temp('z');
    writer.line(`const ${isNull}=${missing === '' ? '' : `${missing}||`}${nulls}[${row}]===1;`);
  } else if (missing !== '') isNull = missing;
  writer.line(
    missing === ''
      ? `const ${local}=${data}[${row}];`
      : `const ${local}=${missing}?${placeholder(column.type)}:${data}[${row}];`,
  );
  return { code: local, isNull, type: column.type, typmod: column.typmod, scale: column.scale, digits: column.digits };
}

/** The row as an array of datums. */
export function boxedRow(context: EmitContext, outputs: readonly BoundExpr[]): string {
  return `[${outputs.map((output) => boxed(context, emitValue(output, context))).join(',')}]`;
}
