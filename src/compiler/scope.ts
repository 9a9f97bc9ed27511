import type { FunctionWriter } from './function-writer.ts';
import type { Value } from './value.ts';

/** Gives the code of a column where it is first used, for instance by loading it from a column array. */
export type Loader = (writer: FunctionWriter) => Value;

/** (rel, column) as one number; columns start at -8 (system columns). */
export function varKey(rel: number, column: number): number {
  return rel * 65536 + column + 8;
}

/** The parts of a column's number. */
export function varOf(key: number): { readonly rel: number; readonly column: number } {
  return { rel: Math.floor(key / 65536), column: (key % 65536) - 8 };
}

/**
 * The columns visible at a point of a pipeline. A column is loaded once per block, at its first use.
 * Scopes are extended, never changed, so that the same input scope can serve several consumers.
 */
export class Scope {
  /** How each column is loaded, or the scope further out that loads it: a column keeps its local by that scope's memo. */
  private readonly columns: Map<number, Loader | Scope>;
  private readonly loaded = new Map<number, unknown>();

  constructor(columns: Map<number, Loader | Scope> = new Map()) {
    this.columns = columns;
  }

  has(rel: number, column: number): boolean {
    return this.columns.has(varKey(rel, column));
  }

  get(rel: number, column: number, writer: FunctionWriter): Value | undefined {
    const key = varKey(rel, column);
    return this.columns.has(key) ? this.read(key, writer) : undefined;
  }

  /** A scope with further columns, which hide those of the same number. */
  with(columns: Iterable<readonly [number, Loader]>): Scope {
    const all = new Map<number, Loader | Scope>();
    for (const [key, from] of this.columns) all.set(key, typeof from === 'function' ? this : from);
    for (const [key, loader] of columns) all.set(key, loader);
    return new Scope(all);
  }

  /** The column with this number, which must be visible. */
  read(key: number, writer: FunctionWriter): Value {
    const known = this.loaded.get(key) as Value | undefined;
    if (known !== undefined) return known;
    const from = this.columns.get(key)!;
    const loaded = typeof from === 'function' ? from(writer) : from.read(key, writer);
    writer.remember(this.loaded, key, loaded);
    return loaded;
  }

  keys(): Iterable<number> {
    return this.columns.keys();
  }
}
