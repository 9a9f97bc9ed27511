/**
 * Rows that an operator puts aside and takes up again later: the columns that are used from here on, and behind them the values of
 * keys, so that no expression of a key is computed twice.
 */
import type { EmitContext } from '../expressions/context.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { Scope } from '../scope.ts';
import { placeholder, type Value } from '../value.ts';
import { type BufferLayout, bufferLoaders, carriedKeys } from './buffer-columns.ts';

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

  /** Writes code that puts the row into the buffer of the table's `spill`, where few rows come, so that nothing is hoisted. */
  emitAside(context: EmitContext, table: string, keys: readonly Value[]): void {
    const { writer, scope } = context;
    const carried = carriedKeys(scope, this.used);
    this.carried = carried;
    const values = [...carried.map((key) => scope.read(key, writer)), ...keys];
    const rows = writer.temp('r');
    writer.line(`const ${rows}=${table}.spill.rows;`);
    for (const [i, item] of values.entries()) {
      const code = item.isNull === 'false' ? item.code : `(${item.isNull})?${placeholder(item.type)}:${item.code}`;
      const isNull = item.isNull === 'false' ? '0' : `(${item.isNull})?1:0`;
      writer.line(`${rows}.columns[${i}].push(${code});${rows}.nulls[${i}].push(${isNull});`);
    }
    writer.line(`if(++${rows}.count>=${rows}.check)${rows}.grown();`);
    // Rows come from several places, some of which know that there are no nulls.
    this.layout = values.map(({ type, typmod, scale, digits }, i) => ({
      key: carried[i] ?? -1 - i,
      type,
      typmod,
      scale,
      digits,
      nullable: true,
    }));
  }

  /** The columns of row `row` of `buffer`, and its keys. */
  read(context: EmitContext, buffer: string, row: string): { scope: Scope; keys: Value[] } {
    const loaders = bufferLoaders(this.layout, buffer, row);
    const scope = new Scope(new Map(loaders));
    const keys = this.layout.slice(this.carried.length).map(({ key }) => scope.read(key, context.writer));
    return { scope, keys };
  }
}

/** Rows that are taken up again. */
export function againBuffer(writer: FunctionWriter, table: string): string {
  return writer.hoist(`${table}.again`, 'r', `${table}.spill.again`);
}
