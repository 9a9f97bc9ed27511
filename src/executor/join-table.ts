/**
 * The build side of a hash join: rows in column buffers, their key hashes, and a chained hash table over them that is laid out
 * once, when the last row has come. Chains keep the order in which rows came.
 * Text and object keys are interned to integer codes, so generated code compares integers.
 */
import type { CanonicalKey } from './canonical-key.ts';
import { Interner } from './interner.ts';
import { RowBuffer } from './row-buffer.ts';
import { JoinSpill, type SideShape } from './spill/join-spill.ts';
import type { QueryMemory, SpillReport } from './spill/query-memory.ts';

export class JoinTable {
  readonly rows: RowBuffer;
  /** Key columns, parallel to the rows: int32 and numbers as they are, interned ones as codes. */
  readonly keys: unknown[][];
  readonly interners: (Interner | null)[];
  readonly hashes: number[] = [];
  head: Int32Array = new Int32Array(1).fill(-1);
  next: Int32Array = new Int32Array(0);
  mask = 0;
  /** Rows that found a partner, for right and full joins. */
  matched: Uint8Array = new Uint8Array(0);
  /** A build row had a null key: what IN needs to know. */
  hasNull = false;
  /** There were rows, whether they are here or in files. */
  anyRows = false;
  /** Its rows are in files, and probe rows have to be put aside, too. */
  spilled = false;
  spill: JoinSpill | null = null;
  readonly nullsEqual: boolean;
  private peakBytes = 0;
  private readonly memory: QueryMemory;

  constructor(
    width: number,
    interned: readonly (CanonicalKey | null | false)[],
    memory: QueryMemory,
    nullsEqual: boolean,
    /** Null: rows stay in memory. */
    probe: SideShape | null,
  ) {
    this.nullsEqual = nullsEqual;
    this.memory = memory;
    this.keys = interned.map(() => []);
    this.interners = interned.map((canonical) => (canonical === false ? null : new Interner(canonical)));
    this.rows = new RowBuffer(width, memory, 16 + interned.length * 8, () =>
      this.interners.reduce((sum, interner) => sum + (interner?.takeNewBytes() ?? 0), 0),
    );
    if (probe === null) return;
    this.rows.limit(memory.limits.hashBytes, () => {
      this.peakBytes = Math.max(this.peakBytes, this.rows.bytes);
      this.spill ??= new JoinSpill(this, probe, interned, memory);
      this.spill.takeBuild();
    });
  }

  /** Nobody asks it any more. `memory`: of the run that goes on; what it has from an earlier one has been given back. */
  release(memory: QueryMemory): void {
    if (memory === this.memory) this.rows.forget();
  }

  /** Drops all rows. The columns stay the same arrays. */
  clear(): void {
    this.rows.clear();
    this.hashes.length = 0;
    for (const keys of this.keys) keys.length = 0;
    for (const interner of this.interners) interner?.clear();
  }

  /** Called when the last row has come. */
  endBuild(track: boolean): void {
    this.anyRows = this.rows.count > 0 || this.spill !== null;
    if (this.spill !== null) {
      this.spill.takeBuild();
      this.spilled = true;
    }
    this.finish(track);
  }

  get report(): SpillReport {
    const { spill, rows } = this;
    const bytes = Math.max(this.peakBytes, rows.measuredBytes) + this.head.length * 4 + this.next.length * 4;
    return { bytes, diskBytes: spill?.diskBytes ?? 0, batches: spill?.batches ?? 1, buckets: this.head.length };
  }

  /** Lays the table out over the rows that were added. */
  finish(track: boolean): void {
    const { hashes } = this;
    const count = this.rows.count;
    let size = 8;
    while (size < count * 2) size *= 2;
    const mask = size - 1;
    const head = new Int32Array(size).fill(-1);
    const next = new Int32Array(count);
    for (let row = count - 1; row >= 0; row--) {
      const bucket = hashes[row]! & mask;
      next[row] = head[bucket]!;
      head[bucket] = row;
    }
    this.head = head;
    this.next = next;
    this.mask = mask;
    if (track) this.matched = new Uint8Array(count);
  }
}
