/**
 * The memory of one run of a statement: hash tables, sorters and buffers say what they hold. What passes its share (work_mem,
 * for hash tables times hash_mem_multiplier) goes to temporary files where it can; what cannot counts towards the limit of the
 * statement.
 */
import { memoryPool, outOfMemory } from './memory-pool.ts';
import type { TempFile, TempSpace } from './temp-space.ts';

export interface MemoryLimits {
  /** For one sort or buffer; for one hash table. */
  readonly workBytes: number;
  readonly hashBytes: number;
  /** Of the statement; Infinity is none. */
  readonly maxBytes: number;
  /** Of all temporary files of the session; Infinity is none. */
  readonly tempBytes: number;
}

/** What a session knows about its temporary files. */
export interface TempUse {
  bytes: number;
  /** Hears of each file when it goes. */
  closed: ((path: string, bytes: number) => void) | null;
  /** Those that are running, or will be gone on with. */
  readonly live: Set<QueryMemory>;
}

/** What an operator did with its memory, for EXPLAIN ANALYZE. */
export interface SpillReport {
  readonly bytes: number;
  readonly diskBytes: number;
  /** Sorts: how. */
  readonly method?: string;
  readonly batches?: number;
  readonly buckets?: number;
}

/** Charges of less are put together. */
const smallCharge = 1 << 16;
/** An element of a growing array, at least. */
const growingBytes = 24;

export class QueryMemory {
  readonly space: TempSpace;
  readonly use: TempUse;
  limits: MemoryLimits;
  /** What is held is of a cursor that outlives its transaction, whose end does not release it. */
  outlives = false;
  private used = 0;
  private pending = 0;
  /** Both made when first needed: most statements need neither. */
  private files: Set<TempFile> | null = null;
  /** What operators did, by plan node, when it is asked for. */
  reports: Map<object, SpillReport> | null = null;

  constructor(space: TempSpace, use: TempUse, limits: MemoryLimits) {
    this.space = space;
    this.use = use;
    this.limits = limits;
  }

  /** 53200 when it is too much. A negative number gives back. */
  reserve(bytes: number): void {
    if (bytes > 0 && this.used + bytes > this.limits.maxBytes) throw outOfMemory(bytes);
    if (this.used === 0 && bytes > 0) this.use.live.add(this);
    memoryPool.take(bytes);
    this.used += bytes;
  }

  /** The same for what comes in small pieces. */
  charge(bytes: number): void {
    this.pending += bytes;
    if (this.pending < smallCharge) return;
    const all = this.pending;
    this.pending = 0;
    this.reserve(all);
  }

  /** Asked now and then by what grows and is not counted, because nobody says when it goes: whether there would be room for it. */
  checkRoom(count: number): void {
    if ((count & 1023) !== 0) return;
    const bytes = count * growingBytes;
    if (this.used + bytes > this.limits.maxBytes) throw outOfMemory(bytes);
    memoryPool.checkRoom(bytes);
  }

  newFile(): TempFile {
    this.use.live.add(this);
    const file = this.space.create(this.use, this.limits.tempBytes);
    this.files ??= new Set();
    this.files.add(file);
    return file;
  }
  closeFile(file: TempFile): void {
    if (this.files?.delete(file)) file.close();
  }

  /** The run has ended, in whatever way. */
  release(): void {
    if (this.used !== 0) {
      memoryPool.give(this.used);
      this.used = 0;
    }
    this.pending = 0;
    if (this.files !== null) {
      for (const file of this.files) file.close();
      this.files = null;
    }
    if (this.use.live.size > 0) this.use.live.delete(this);
  }
}
