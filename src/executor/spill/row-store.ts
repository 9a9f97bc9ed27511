/**
 * Rows that are kept to be read again: materialized CTEs, inner sides of nested loops, windows, cursors. They are appended to a
 * RowBuffer by generated code; when they take more than `work_mem`, those that have come are written to a temporary file in
 * pages. A row is found by its position, through the page that has it:
 *
 *     page 0          page 1          …  buffer
 *     [0, to)         [from, to)         [rows.from, count)
 *
 * As long as nothing has been written there is one page, the buffer itself, so readers go the same way in both cases: they ask
 * for the page of a position and take its columns. Any number of readers may stand at any places; pages that were read lately
 * are kept, up to a quarter of `work_mem`. A page that somebody still holds stays as it is, for pages are never filled again.
 *
 * The last two rows stay in the buffer, so that whoever appends can compare a row with the one before.
 */
import { RowBuffer } from '../row-buffer.ts';
import { BlockList } from './block-list.ts';
import type { QueryMemory } from './query-memory.ts';
import { RowCodec } from './row-codec.ts';
import type { TempFile } from './temp-space.ts';

const pageBytesLeast = 4096;
const pageBytesMost = 65_536;
/** Streams of positions that are read at a time without reading a page twice, at least. */
const cachedPagesLeast = 6;
const rowsKept = 2;

export class RowStore {
  /** Rows that are in no page yet; generated code appends to it. */
  readonly rows: RowBuffer;
  readonly memory: QueryMemory;
  readonly width: number;
  private readonly workBytes: number;
  private file: TempFile | null = null;
  private blocks: BlockList | null = null;
  /** First row of each page. */
  private starts: number[] = [];
  /** Pages read lately, by number, the one used last at the end. */
  private readonly cache = new Map<number, RowBuffer>();
  private cachedBytes = 0;
  /** The page asked for last, of those in the file. */
  private recent: RowBuffer | null = null;
  private recentNumber = -1;
  /** It is read from its beginning to its end again and again: then the pages that stay are the first ones. */
  private readonly rescanned: boolean;

  /** `workBytes`: what may stay in memory. */
  constructor(width: number, memory: QueryMemory, workBytes = memory.limits.workBytes, rescanned = false) {
    this.width = width;
    this.rescanned = rescanned;
    this.memory = memory;
    this.workBytes = workBytes;
    this.rows = new RowBuffer(width, memory);
    this.rows.limit(workBytes, () => this.spill());
  }

  get count(): number {
    return this.rows.from + this.rows.count;
  }

  get spilled(): boolean {
    return this.file !== null;
  }

  /** What has the row `row`, among others: from row `from` on, `count` of them. */
  page(row: number): RowBuffer {
    const { rows } = this;
    return row >= rows.from ? rows : this.earlier(row);
  }

  valueAt(row: number, column: number): unknown {
    const page = this.page(row);
    return page.columns[column]![row - page.from];
  }

  /** Where the page of the row ends. */
  pageEnd(row: number): number {
    if (row >= this.rows.from) return this.count;
    const next = this.pageOf(row) + 1;
    return next < this.starts.length ? this.starts[next]! : this.rows.from;
  }

  private earlier(row: number): RowBuffer {
    const { recent } = this;
    if (recent !== null && row >= recent.from && row < recent.from + recent.count) return recent;
    const number = this.pageOf(row);
    let page = this.cache.get(number);
    if (page === undefined) page = this.read(number);
    else this.cache.delete(number);
    this.cache.set(number, page);
    this.recent = page;
    this.recentNumber = number;
    return page;
  }

  private pageOf(row: number): number {
    const { starts } = this;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private read(number: number): RowBuffer {
    this.makeRoom();
    const page = new RowBuffer(this.width, this.memory);
    page.from = this.starts[number]!;
    page.count = this.blocks!.read(number, page, 0);
    page.measure();
    this.cachedBytes += page.bytes;
    return page;
  }

  private makeRoom(): void {
    const { cache, rescanned, workBytes } = this;
    const most = rescanned ? Math.max(workBytes / 4, workBytes - this.rows.bytes) : workBytes / 4;
    if (rescanned && this.cachedBytes > most) this.drop(this.recentNumber);
    for (const oldest of cache.keys()) {
      if (cache.size < cachedPagesLeast || this.cachedBytes <= most) break;
      this.drop(oldest);
    }
  }
  private drop(number: number): void {
    const page = this.cache.get(number);
    if (page === undefined) return;
    this.cache.delete(number);
    this.cachedBytes -= page.bytes;
    page.forget();
    if (this.recent === page) this.recent = null;
  }

  /** Writes the rows of the buffer, but for the last ones. */
  private spill(): void {
    const { rows } = this;
    const end = rows.count - rowsKept;
    if (end <= 0) return;
    this.file ??= this.memory.newFile();
    this.blocks ??= new BlockList(this.file, new RowCodec());
    const pageBytes = Math.max(pageBytesLeast, Math.min(pageBytesMost, this.workBytes / 32));
    const size = Math.max(1, Math.floor(pageBytes / (rows.bytes / rows.count + 1)));
    for (let from = 0; from < end; from += size) {
      this.starts.push(rows.from + from);
      this.blocks.write(rows, null, from, Math.min(from + size, end));
    }
    rows.dropFirst(end);
  }

  /** Drops all rows, to be filled anew. */
  clear(): void {
    if (this.file !== null) this.closeFile();
    this.rows.from = 0;
    this.rows.clear();
  }

  /** Gives back what it holds: no row is asked for any more. */
  close(): void {
    if (this.file !== null) this.closeFile();
    this.rows.forget();
  }

  private closeFile(): void {
    this.memory.closeFile(this.file!);
    this.file = null;
    this.blocks = null;
    this.starts = [];
    this.recent = null;
    for (const page of this.cache.values()) page.forget();
    this.cache.clear();
    this.cachedBytes = 0;
  }
}

/** For a unit that runs again and again: the store of the last time, emptied, if it is one of this run of the statement. */
export function renewedStore(last: unknown, width: number, memory: QueryMemory, rescanned = false): RowStore {
  if (!(last instanceof RowStore) || last.memory !== memory) {
    return new RowStore(width, memory, memory.limits.workBytes, rescanned);
  }
  last.clear();
  return last;
}
