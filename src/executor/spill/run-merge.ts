/**
 * Merges sorted runs (Knuth, "The Art of Computer Programming", volume 3, 5.4.1). The next block of each run stands in a part of
 * one buffer, so that the comparator of the sort serves here too, and rows are given as positions in that buffer; a heap says
 * which run is next. Of equal rows those of the earlier run come first, which keeps the sort stable.
 */
import { morselRows } from '../pipeline.ts';
import type { RowBuffer } from '../row-buffer.ts';
import type { RowComparator } from '../sorter.ts';
import type { BlockList } from './block-list.ts';

export class RunMerge {
  /** Rows of the last batch, as positions in the buffer. */
  readonly order = new Int32Array(morselRows);
  private readonly rows: RowBuffer;
  private readonly runs: readonly BlockList[];
  private readonly compare: RowComparator;
  private readonly blockRows: number;
  /** Of each run: block read last, position of its next row and behind its last one. */
  private readonly block: Int32Array;
  private readonly position: Int32Array;
  private readonly end: Int32Array;
  /** Runs that have rows, the one with the least first. */
  private heap: number[] = [];
  /** A run whose next block has to be read before the next batch; -1: none. */
  private exhausted = -1;

  /** The buffer is empty, and its rows are the merge's from now on. */
  constructor(rows: RowBuffer, runs: readonly BlockList[], compare: RowComparator, blockRows: number) {
    this.rows = rows;
    this.runs = runs;
    this.compare = compare;
    this.blockRows = blockRows;
    this.block = new Int32Array(runs.length);
    this.position = new Int32Array(runs.length);
    this.end = new Int32Array(runs.length);
    for (let run = 0; run < runs.length; run++) this.readFirst(run);
    rows.count = runs.length * blockRows;
    rows.measure();
    for (let run = 0; run < runs.length; run++) this.insert(run);
  }

  private readFirst(run: number): void {
    const start = run * this.blockRows;
    const count = this.runs[run]!.read(0, this.rows, start);
    this.position[run] = start;
    this.end[run] = start + count;
    // Parts have one length, and no holes: those are slow.
    for (const columns of [this.rows.columns, this.rows.nulls]) {
      for (const column of columns) {
        if (column.length === 0) continue;
        // A number keeps the column unboxed; a copy of another value would be counted each time.
        const last: unknown = column.at(-1);
        const filler = typeof last === 'number' || typeof last === 'boolean' ? last : null;
        while (column.length < start + this.blockRows) column.push(filler as never);
      }
    }
  }

  /** How many rows `order` has now, at most `most`; 0 at the end. */
  next(most: number): number {
    if (this.exhausted >= 0) this.readOn(this.exhausted);
    const { heap, order, position, end } = this;
    const limit = Math.min(most, order.length);
    let count = 0;
    while (count < limit && heap.length > 0) {
      const run = heap[0]!;
      const at = position[run]!;
      order[count++] = at;
      position[run] = at + 1;
      if (at + 1 === end[run]) {
        this.exhausted = run;
        break;
      }
      this.sink();
    }
    return count;
  }

  private readOn(run: number): void {
    this.exhausted = -1;
    const block = this.block[run]! + 1;
    if (block < this.runs[run]!.blockCount) {
      const start = run * this.blockRows;
      this.block[run] = block;
      this.position[run] = start;
      this.end[run] = start + this.runs[run]!.read(block, this.rows, start);
    } else {
      const last = this.heap.pop()!;
      if (this.heap.length === 0 || last === run) return;
      this.heap[0] = last;
    }
    this.sink();
  }

  private before(a: number, b: number): boolean {
    const { columns, nulls } = this.rows;
    const order = this.compare(columns, nulls, this.position[a]!, this.position[b]!);
    return order < 0 || (order === 0 && a < b);
  }

  private insert(run: number): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(run);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.before(run, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = run;
  }

  /** The first of the heap may not be the least any more. */
  private sink(): void {
    const { heap } = this;
    const run = heap[0]!;
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && this.before(heap[below + 1]!, heap[below]!)) below++;
      if (!this.before(heap[below]!, run)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = run;
  }
}
