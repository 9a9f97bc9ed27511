/**
 * Rows that have to wait, in temporary files, divided by the hashes of their keys: all rows of a key are in one part, so that
 * each part can be worked on by itself (GRACE hash join: Kitsuregawa, Tanaka, Moto-oka, 1983).
 */
import { RowBuffer } from '../row-buffer.ts';
import { BlockList } from './block-list.ts';
import type { QueryMemory } from './query-memory.ts';
import { RowCodec } from './row-codec.ts';
import type { TempFile } from './temp-space.ts';
import { hashOfKeys, type KeyForms, partOf } from './value-hash.ts';

export const partCount = 16;
/** Parts of parts of parts: what is still too large then has few keys, and dividing it does not help. */
export const levelMost = 6;

/** One part, to be worked on. */
export interface Part {
  readonly level: number;
  readonly blocks: BlockList | null;
}

export class Partitions {
  /** Rows on their way to the files; generated code appends to it. */
  readonly rows: RowBuffer;
  private readonly memory: QueryMemory;
  private readonly keys: readonly number[];
  private readonly forms: KeyForms;
  private readonly codec = new RowCodec();
  private file: TempFile | null = null;
  /** Rows that are appended now are divided at this level. */
  private level = 0;
  private parts: (BlockList | null)[] = [];
  diskBytes = 0;

  /** `keys`: columns of the rows that are keys. */
  constructor(width: number, keys: readonly number[], forms: KeyForms, memory: QueryMemory) {
    this.rows = new RowBuffer(width, memory);
    this.rows.limit(memory.limits.workBytes / 4, () => this.flush());
    this.memory = memory;
    this.keys = keys;
    this.forms = forms;
  }

  /** Begins with a new set of parts. */
  begin(level: number): void {
    this.level = level;
    this.parts = new Array(partCount).fill(null);
  }

  flush(): void {
    const { rows, keys, forms, level } = this;
    const { count, columns, nulls } = rows;
    if (count === 0) return;
    const order = new Int32Array(count);
    const partOfRow = new Uint8Array(count);
    const counts = new Int32Array(partCount);
    for (let row = 0; row < count; row++) {
      const part = partOf(hashOfKeys(columns, nulls, keys, forms, row), level, partCount);
      partOfRow[row] = part;
      counts[part]!++;
    }
    const next = new Int32Array(partCount);
    for (let part = 1; part < partCount; part++) next[part] = next[part - 1]! + counts[part - 1]!;
    for (let row = 0; row < count; row++) order[next[partOfRow[row]!]!++] = row;
    this.file ??= this.memory.newFile();
    for (let part = 0, from = 0; part < partCount; from += counts[part++]!) {
      if (counts[part] === 0) continue;
      this.parts[part] ??= new BlockList(this.file, this.codec);
      this.parts[part]!.write(rows, order, from, from + counts[part]!);
    }
    this.diskBytes = this.file.bytes;
    rows.clear();
  }

  /** The parts of this set, with all their rows; the next rows belong to another. */
  take(): (BlockList | null)[] {
    this.flush();
    const { parts } = this;
    this.parts = [];
    return parts;
  }

  close(): void {
    if (this.file !== null) this.memory.closeFile(this.file);
    this.file = null;
  }
}
