/**
 * Rows copied out of a pipeline, column by column. A column is a plain array, which V8 keeps unboxed for small integers and
 * doubles; the nulls of a nullable column stand beside it as 0/1, so that they do not box its values.
 * Generated code pushes to the arrays itself, and calls `grown` when `count` has come to `check`.
 */
import type { QueryMemory } from './spill/query-memory.ts';
import { sizeOfValue } from './spill/value-size.ts';

const firstCheck = 64;
const mostUnchecked = 4096;
const fewRows = 4;

export class RowBuffer {
  count = 0;
  check = firstCheck;
  /** Position of its first row among all rows, where it is a page of them (spill/row-store.ts). */
  from = 0;
  readonly columns: unknown[][];
  readonly nulls: number[][];
  /** What the rows take, as far as they have been measured. */
  bytes = 0;
  private measured = 0;
  private readonly memory: QueryMemory;
  /** What else stands beside each row. */
  private readonly extraBytes: number;
  /** What has come beside the rows since it was last asked, of sizes of its own. */
  private readonly takeOther: () => number;
  /** Called when the rows take more than `budget`: makes room, or raises the budget. */
  private whenFull: (() => void) | null = null;
  private budget = Number.POSITIVE_INFINITY;

  constructor(width: number, memory: QueryMemory, extraBytes = 0, takeOther: () => number = () => 0) {
    this.memory = memory;
    this.extraBytes = extraBytes;
    this.takeOther = takeOther;
    this.columns = [];
    this.nulls = [];
    for (let i = 0; i < width; i++) {
      this.columns.push([]);
      this.nulls.push([]);
    }
  }

  limit(budget: number, whenFull: (() => void) | null): void {
    this.budget = budget;
    this.whenFull = whenFull;
  }

  grown(): void {
    this.measure();
    // Taken before room is made: the rows that come next are like those that have been.
    const each = this.count === 0 ? 0 : this.bytes / this.count;
    if (this.bytes > this.budget) this.whenFull?.();
    const { count } = this;
    const room = each === 0 ? mostUnchecked : (this.budget - this.bytes) / each / 2;
    this.check = count + Math.max(16, Math.min(mostUnchecked, Math.floor(room), Math.ceil(2 ** 20 / (each + 1))));
  }

  /** Counts what has come since the last time. */
  measure(): void {
    const { count, measured } = this;
    if (count <= measured) return;
    const bytes = this.sizeFrom(measured) + this.takeOther();
    this.measured = count;
    this.bytes += bytes;
    this.memory.reserve(bytes);
  }

  private sizeFrom(measured: number): number {
    const { count } = this;
    let bytes = Math.max(0, count - measured) * this.extraBytes;
    for (let c = 0; c < this.columns.length; c++) {
      const column = this.columns[c]!;
      if (this.nulls[c]!.length > 0) bytes += (count - measured) * 4;
      const first = column[measured];
      if (typeof first === 'number' || typeof first === 'boolean') bytes += (count - measured) * 8;
      else for (let i = measured; i < count; i++) bytes += sizeOfValue(column[i]);
    }
    return bytes;
  }

  /** What it takes now, for a report: nothing is reserved for that. */
  get measuredBytes(): number {
    return this.bytes + this.sizeFrom(this.measured);
  }

  /** Rows have been dropped: what is left is measured anew. */
  remeasure(): void {
    this.memory.reserve(-this.bytes);
    this.bytes = 0;
    this.measured = 0;
    this.measure();
    this.check = this.count + firstCheck;
  }

  /** Drops the first `count` rows, which stand elsewhere by now. The columns stay the same arrays. */
  dropFirst(count: number): void {
    for (const columns of [this.columns, this.nulls] as unknown[][][]) {
      for (const column of columns) {
        if (column.length === 0) continue;
        const kept = column.slice(count);
        column.length = 0;
        for (const value of kept) column.push(value);
      }
    }
    this.from += count;
    this.count -= count;
    this.remeasure();
  }

  /** Its rows count no longer; whoever still holds it may go on reading them. */
  forget(): void {
    this.memory.reserve(-this.bytes);
    this.bytes = 0;
  }

  clear(): void {
    this.count = 0;
    for (let c = 0; c < this.columns.length; c++) {
      empty(this.columns[c]!);
      empty(this.nulls[c]!);
    }
    this.measured = 0;
    this.check = firstCheck;
    if (this.bytes > 0) this.forget();
  }
}

/** Setting a length costs, also when it is that already, and frees the room that the next few elements would find. */
function empty(column: unknown[]): void {
  if (column.length > fewRows) column.length = 0;
  else while (column.length > 0) column.pop();
}
