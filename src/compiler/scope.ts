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
  private readonly loaders: Map<number, Loader>;
  private readonly loaded = new Map<number, unknown>();

  constructor(loaders: Map<number, Loader> = new Map()) {
    this.loaders = loaders;
  }

  has(rel: number, column: number): boolean {
    return this.loaders.has(varKey(rel, column));
  }

  get(rel: number, column: number, writer: FunctionWriter): Value | undefined {
    const key = varKey(rel, column);
    const known = this.loaded.get(key) as Value | undefined;
    if (known !== undefined) return known;
    const loader = this.loaders.get(key);
    if (loader === undefined) return undefined;
    const loaded = loader(writer);
    writer.remember(this.loaded, key, loaded);
    return loaded;
  }

  /** A scope with further columns, which hide those of the same number. */
  with(columns: Iterable<readonly [number, Loader]>): Scope {
    const loaders = new Map<number, Loader>();
    // A column already loaded keeps its local by going through this scope's own memo.
    for (const key of this.loaders.keys()) loaders.set(key, (writer) => this.read(key, writer));
    for (const [key, loader] of columns) loaders.set(key, loader);
    return new Scope(loaders);
  }

  /** The column with this number, which must be visible. */
  read(key: number, writer: FunctionWriter): Value {
    const known = this.loaded.get(key) as Value | undefined;
    if (known !== undefined) return known;
    const loaded = this.loaders.get(key)!(writer);
    writer.remember(this.loaded, key, loaded);
    return loaded;
  }

  keys(): Iterable<number> {
    return this.loaders.keys();
  }
}
