/**
 * External merge sort: what no longer fits into memory is sorted and written as a run; at the end runs are merged, in several
 * passes where there are too many for the memory at hand.
 */
import type { RowBuffer } from '../row-buffer.ts';
import type { RowComparator } from '../sorter.ts';
import { BlockList } from './block-list.ts';
import type { QueryMemory } from './query-memory.ts';
import { RowCodec } from './row-codec.ts';
import { RunMerge } from './run-merge.ts';
import type { TempFile } from './temp-space.ts';

const blockBytesLeast = 4096;
const blockBytesMost = 65_536;
/** The most rows of a block are so many that short rows fill it. */
const shortRowBytes = 64;
const fanInLeast = 6;
const fanInMost = 64;

export class ExternalSort {
  private readonly rows: RowBuffer;
  private readonly compare: RowComparator;
  private readonly memory: QueryMemory;
  private readonly codec = new RowCodec();
  private readonly blockBytes: number;
  /** Most rows of a block. */
  private readonly blockRows: number;
  private readonly fanIn: number;
  private file: TempFile;
  private runs: BlockList[] = [];
  /** Most that its files have had at a time. */
  diskBytes = 0;
  merge: RunMerge | null = null;

  /** `rows` are too many for `workBytes`. */
  constructor(rows: RowBuffer, compare: RowComparator, memory: QueryMemory) {
    this.rows = rows;
    this.compare = compare;
    this.memory = memory;
    const { workBytes } = memory.limits;
    const blockBytes = Math.max(blockBytesLeast, Math.min(blockBytesMost, workBytes / 32));
    this.blockBytes = blockBytes;
    this.blockRows = Math.floor(blockBytes / shortRowBytes);
    this.fanIn = Math.max(fanInLeast, Math.min(fanInMost, Math.floor(workBytes / blockBytes)));
    this.file = memory.newFile();
  }

  /** Writes the first `count` rows in their order as a run, and empties the buffer. null: they are sorted. */
  spill(order: ArrayLike<number> | null, count: number): void {
    const run = new BlockList(this.file, this.codec);
    this.rows.measure();
    const size = this.rowsOfBlock(this.rows.bytes / this.rows.count);
    for (let from = 0; from < count; from += size) run.write(this.rows, order, from, Math.min(from + size, count));
    this.runs.push(run);
    this.diskBytes = Math.max(this.diskBytes, this.file.bytes);
    this.rows.clear();
  }

  private rowsOfBlock(rowBytes: number): number {
    return Math.max(1, Math.min(this.blockRows, Math.floor(this.blockBytes / (rowBytes + 1))));
  }

  /** Merges runs until one merge is left to do; gives control back between batches. `keep`: more rows are not wanted. */
  *finish(keep: number): Generator<void, void, void> {
    while (this.runs.length > this.fanIn) {
      const before = this.file;
      const file = this.memory.newFile();
      const merged: BlockList[] = [];
      for (let from = 0; from < this.runs.length; from += this.fanIn) {
        const run = new BlockList(file, this.codec);
        yield* this.mergeInto(run, this.runs.slice(from, from + this.fanIn), keep);
        merged.push(run);
        this.diskBytes = Math.max(this.diskBytes, before.bytes + file.bytes);
      }
      this.memory.closeFile(before);
      this.file = file;
      this.runs = merged;
    }
    this.merge = new RunMerge(this.rows, this.runs, this.compare, this.blockRows);
  }

  private *mergeInto(run: BlockList, runs: readonly BlockList[], keep: number): Generator<void, void, void> {
    const merge = new RunMerge(this.rows, runs, this.compare, this.blockRows);
    const rows = runs.reduce((sum, each) => sum + each.rows, 0);
    const size = this.rowsOfBlock(runs.reduce((sum, each) => sum + each.bytes, 0) / rows);
    for (let left = keep; left > 0; ) {
      // Blocks have to be full, or the next merge would take more memory than it has.
      const count = merge.next(Math.min(left, size));
      if (count === 0) break;
      this.gather(run, merge.order, count, size);
      left -= count;
      yield;
    }
    this.flush(run);
    this.rows.clear();
  }

  /** Rows of the run being written, copied, because the merge's buffer goes on. */
  private gathered: { columns: unknown[][]; nulls: number[][]; count: number } | null = null;

  private gather(run: BlockList, order: Int32Array, count: number, size: number): void {
    const { columns, nulls } = this.rows;
    this.gathered ??= { columns: columns.map(() => []), nulls: nulls.map(() => []), count: 0 };
    const { gathered } = this;
    for (let i = 0; i < count; i++) {
      const row = order[i]!;
      for (let c = 0; c < columns.length; c++) {
        gathered.columns[c]!.push(columns[c]![row]);
        if (nulls[c]!.length > 0) gathered.nulls[c]!.push(nulls[c]![row]!);
      }
      if (++gathered.count >= size) this.flush(run);
    }
  }
  private flush(run: BlockList): void {
    const { gathered } = this;
    if (gathered === null || gathered.count === 0) return;
    run.write(gathered, null, 0, gathered.count);
    gathered.count = 0;
    for (const column of gathered.columns) column.length = 0;
    for (const column of gathered.nulls) column.length = 0;
  }

  close(): void {
    this.memory.closeFile(this.file);
  }
}
