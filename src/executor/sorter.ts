/**
 * Sorts the rows of a buffer through a permutation. A single integer key with fewer than 2^21 rows is packed with the row
 * number into one double and sorted natively; otherwise the generated comparator decides, and the row number on ties.
 */
import { RowBuffer } from './row-buffer.ts';
import { ExternalSort } from './spill/external-sort.ts';
import type { QueryMemory, SpillReport } from './spill/query-memory.ts';

export type RowComparator = (columns: readonly unknown[][], nulls: readonly number[][], a: number, b: number) => number;

const packedRows = 2 ** 21;

export class Sorter {
  readonly rows: RowBuffer;
  order: Int32Array | Uint32Array = new Int32Array(0);
  position = 0;
  /** Top-N: rows beyond the first `keep` are dropped from time to time; Infinity keeps all. */
  keep: number;
  /** Row of the buffer that later rows have to beat, or -1 while there are too few. */
  threshold = -1;
  /** While `bounded`, rows whose first key lies beyond `bound` cannot be among the best. */
  bounded = false;
  bound: number | bigint = 0;
  private readonly compare: RowComparator;
  private readonly memory: QueryMemory;
  /** Runs on disk; null while everything is in memory. */
  external: ExternalSort | null = null;
  /** Most bytes that the rows in memory have had. */
  private peakBytes = 0;
  private trimmed = false;

  constructor(width: number, compare: RowComparator, keep: number, memory: QueryMemory) {
    this.rows = new RowBuffer(width, memory);
    this.rows.limit(memory.limits.workBytes, () => this.spill());
    this.compare = compare;
    this.keep = keep;
    this.memory = memory;
  }

  /** The rows at hand become a sorted run. */
  private spill(): void {
    const { rows } = this;
    this.peakBytes = Math.max(this.peakBytes, rows.bytes);
    // LIMIT 0: there is nothing to keep, and there are no runs without rows.
    if (this.keep === 0) {
      rows.clear();
      return;
    }
    this.external ??= new ExternalSort(rows, this.compare, this.memory);
    this.sort();
    this.external.spill(this.order, Math.min(this.order.length, this.keep));
    // The row it named is gone; what lies beyond `bound` still cannot be among the best.
    this.threshold = -1;
  }

  get report(): SpillReport {
    const { external, rows } = this;
    if (external !== null) {
      return { method: 'external merge', bytes: this.peakBytes, diskBytes: external.diskBytes };
    }
    const bytes = Math.max(this.peakBytes, rows.measuredBytes) + this.order.length * 8;
    return { method: this.trimmed ? 'top-N heapsort' : 'quicksort', bytes, diskBytes: 0 };
  }

  /** For top-N: called when the buffer has grown to `limit` rows. Keeps the best `keep` rows, in order. */
  trim(boundColumn = -1): void {
    this.trimmed = true;
    this.rows.measure();
    this.peakBytes = Math.max(this.peakBytes, this.rows.bytes);
    this.sort();
    const kept = Math.min(this.keep, this.order.length);
    const { columns, nulls } = this.rows;
    const order = this.order;
    for (const column of columns) this.permute(column, order, kept);
    for (const column of nulls) if (column.length > 0) this.permute(column, order, kept);
    this.rows.count = kept;
    this.rows.remeasure();
    this.threshold = kept === this.keep && kept > 0 ? kept - 1 : -1;
    if (this.threshold >= 0 && boundColumn >= 0) {
      this.bounded = true;
      this.bound = columns[boundColumn]![this.threshold] as number | bigint;
    }
  }
  private permute(column: unknown[], order: ArrayLike<number>, kept: number): void {
    const values: unknown[] = [];
    for (let i = 0; i < kept; i++) values.push(column[order[i]!]);
    for (let i = 0; i < kept; i++) column[i] = values[i];
    column.length = kept;
  }
  /** Buffer size at which `trim` pays. */
  get limit(): number {
    if (this.external !== null) return Number.POSITIVE_INFINITY;
    return this.keep === Number.POSITIVE_INFINITY ? this.keep : Math.max(1024, this.keep * 2);
  }
  /** A row is worth keeping unless it sorts at or after the threshold row; the caller has appended it last. */
  dropsLast(): boolean {
    const { threshold, rows } = this;
    return threshold >= 0 && this.compare(rows.columns, rows.nulls, rows.count - 1, threshold) >= 0;
  }
  removeLast(): void {
    const { rows } = this;
    rows.count--;
    for (const column of rows.columns) column.pop();
    for (const column of rows.nulls) column.pop();
  }

  /** Called when the last row has come; what is to be merged is merged step by step. */
  *finish(integerKey: number, descending: boolean): Generator<void, void, void> {
    const { external } = this;
    if (external === null) {
      this.sort(integerKey, descending);
      if (this.order.length > this.keep) this.order = this.order.subarray(0, this.keep);
      return;
    }
    if (this.rows.count > 0) this.spill();
    yield* external.finish(this.keep);
    this.order = external.merge!.order;
    this.left = this.keep;
  }

  /** Rows still wanted from the merge. */
  private left = 0;

  /** The next rows of the merge, named by `order`, up to `most`; how many. */
  nextMerged(most: number): number {
    const count = this.external!.merge!.next(Math.min(most, this.left));
    this.left -= count;
    if (count === 0) this.external!.close();
    return count;
  }

  /** Sets `order`. `integerKey`: column whose int32 values (descending: negated) alone decide and are never null; -1: none. */
  sort(integerKey = -1, descending = false): void {
    const { count, columns, nulls } = this.rows;
    this.position = 0;
    if (integerKey >= 0 && count < packedRows) {
      const key = columns[integerKey] as number[];
      const packed = new Float64Array(count);
      for (let i = 0; i < count; i++) packed[i] = (descending ? -key[i]! : key[i]!) * packedRows + i;
      packed.sort();
      const order = new Int32Array(count);
      for (let i = 0; i < count; i++) {
        const value = packed[i]!;
        order[i] = value - Math.floor(value / packedRows) * packedRows;
      }
      this.order = order;
      return;
    }
    const order = new Uint32Array(count);
    for (let i = 0; i < count; i++) order[i] = i;
    const { compare } = this;
    this.order = order.sort((a, b) => compare(columns, nulls, a, b) || a - b);
  }
}
