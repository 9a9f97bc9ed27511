/**
 * Rows that an operator puts aside and takes up again later: the columns that are used from here on, and behind them the values of
 * keys, so that no expression of a key is computed twice.
 */
import type { EmitContext } from '../expressions/context.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { Scope } from '../scope.ts';
import type { Value } from '../value.ts';
import { type BufferLayout, bufferLoaders, carriedKeys, emitAppendValues } from './buffer-columns.ts';

export class SpilledRows {
  private layout: BufferLayout = [];
  private carried: readonly number[] = [];
  private readonly used: (key: number) => boolean;

  constructor(used: (key: number) => boolean) {
    this.used = used;
  }

  get width(): number {
    return this.layout.length;
  }
  /** Columns of the keys. */
  get keyColumns(): number[] {
    return this.layout.flatMap((_, i) => (i < this.carried.length ? [] : [i]));
  }

  /** Writes code that puts the row into `buffer`. */
  emitAside(context: EmitContext, buffer: string, keys: readonly Value[]): void {
    const { writer, scope } = context;
    this.carried = carriedKeys(scope, this.used);
    const values = [...this.carried.map((key) => scope.read(key, writer)), ...keys];
    const numbers = values.map((_, i) => this.carried[i] ?? -1 - i);
    // Rows come from two places, one of which may know that there are no nulls.
    const nullable = values.map((item) => (item.isNull === 'false' ? { ...item, isNull: '!1' } : item));
    this.layout = emitAppendValues(context, buffer, numbers, nullable);
  }

  /** The columns of row `row` of `buffer`, and its keys. */
  read(context: EmitContext, buffer: string, row: string): { scope: Scope; keys: Value[] } {
    const loaders = bufferLoaders(this.layout, buffer, row);
    const scope = new Scope(new Map(loaders));
    const keys = this.layout.slice(this.carried.length).map(({ key }) => scope.read(key, context.writer));
    return { scope, keys };
  }
}

/** Rows put aside by a full GroupTable, and those that are taken up again. */
export function asideBuffer(writer: FunctionWriter, table: string): string {
  return writer.hoist(`${table}.aside`, 'r', `${table}.spill.rows`);
}
export function againBuffer(writer: FunctionWriter, table: string): string {
  return writer.hoist(`${table}.again`, 'r', `${table}.spill.again`);
}
