/**
 * Filling and reading a RowStore (executor/spill/row-store.ts): its rows stand in pages, of which there is one as long as all rows are in
 * memory. Columns are taken from the page, so the code of a row is the same in both cases.
 */
import type { FunctionWriter } from '../function-writer.ts';
import type { Loader } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { type BufferLayout, bufferLoaders } from './buffer-columns.ts';

/** The buffer that rows of the store in the slot are appended to. */
export function storeRows(unit: Unit, writer: FunctionWriter, slot: number): string {
  const store = unit.local(writer, slot);
  return writer.hoist(`${store}.rows`, 'r', `${store}.rows`);
}

/**
 * Columns of the row whose position is in the local `row`. `first`: what is known when the function begins and lies in the same
 * page.
 */
export function storeLoaders(
  writer: FunctionWriter,
  layout: BufferLayout,
  store: string,
  row: string,
  first = row,
): (readonly [number, Loader])[] {
  const key = `${store}.page(${first})`;
  const page = writer.hoist(key, 'r', key);
  const base = writer.hoist(`${page}.from`, 'f', `${page}.from`);
  return bufferLoaders(layout, page, `${row}-${base}`);
}

/** A loop over all rows of a store, inside a loop over other rows: goes on from page to page where a page ends. */
export class StoreLoop {
  private readonly store: string;
  private readonly layout: BufferLayout;
  private readonly page: string;
  private readonly from: string;
  /** Local with the number of rows in the page. */
  readonly size: string;
  /** Locals of the columns, and of their nulls. */
  private readonly arrays: readonly { readonly local: string; readonly code: string }[];

  /** `hoisted`: the store is complete when the function begins. Otherwise `begin` has to be written where it is. */
  constructor(writer: FunctionWriter, store: string, layout: BufferLayout, hoisted = true) {
    this.store = store;
    this.layout = layout;
    const declare = (prefix: string, key: string, initialiser: string): string =>
      writer.hoist(`${store}.loop.${key}`, prefix, hoisted ? initialiser : 'null', 'let');
    this.page = declare('r', 'page', `${store}.page(0)`);
    this.from = declare('f', 'from', `${this.page}.from`);
    this.size = declare('n', 'size', `${this.page}.count`);
    this.arrays = layout.flatMap(({ nullable }, i) =>
      (nullable ? (['columns', 'nulls'] as const) : (['columns'] as const)).map((kind) => {
        const code = `${this.page}.${kind}[${i}]`;
        return { local: declare('c', `${kind}${i}`, code), code };
      }),
    );
  }

  private load(position: string): string {
    const arrays = this.arrays.map(({ local, code }) => `${local}=${code};`).join('');
    const { page, from, size, store } = this;
    return `${page}=${store}.page(${position});${from}=${page}.from;${size}=${page}.count;${arrays}`;
  }

  /** To the first page. `fresh`: the store is another one than last time. */
  begin(fresh = false): string {
    return fresh ? this.load('0') : `if(${this.from}!==0){${this.load('0')}}`;
  }

  /** Where the local `row` has come to the end of the page: to the next one, and otherwise `done`. */
  next(row: string, done: string): string {
    const { from, size, store } = this;
    return `if(${row}>=${size}){if(${from}+${size}>=${store}.count)${done}${this.load(`${from}+${size}`)}${row}=0;}`;
  }

  /** Position of the row of the page. */
  position(row: string): string {
    return `${this.from}+${row}`;
  }

  /** Columns of the row `row` of the page; see bufferLoaders. */
  loaders(row: string, missing = ''): (readonly [number, Loader])[] {
    return bufferLoaders(this.layout, this.page, row, missing, (kind, i) => {
      const code = `${this.page}.${kind}[${i}]`;
      return this.arrays.find((array) => array.code === code)!.local;
    });
  }
}
