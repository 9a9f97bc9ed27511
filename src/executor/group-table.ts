/**
 * Groups by key: an open-addressing table of group numbers; keys and aggregate states stand in columns by group number.
 * Generated code probes `table` itself and calls `add` for a key not seen. Text and object keys are interned.
 */
import type { CanonicalKey } from './canonical-key.ts';
import { Interner } from './interner.ts';
import type { GatheredRows } from './spill/gathered-rows.ts';
import type { GroupSpill } from './spill/group-spill.ts';
import type { QueryMemory, SpillReport } from './spill/query-memory.ts';
import type { SeenRows } from './spill/seen-rows.ts';
import { sizeOfValue } from './spill/value-size.ts';

/** Keys from 0 up to this are found without hashing: 4 KB a table. */
export const directKeys = 1024;
const noDirectKeys = new Int32Array(0);

/** Groups between two looks at their size. */
const firstCheck = 64;
const mostUnchecked = 4096;
/** States that keep what they were given are counted in pieces of this size. */
const keptUncounted = 8192;
/** Of what is kept, with the room to grow. */
const placeBytes = 16;
export const setPlaceBytes = 72;

/** What a state column will hold: integers of 31 bits at first, other numbers, or anything. */
export type StateKind = 'integer' | 'number' | 'any';

export class GroupTable {
  count = 0;
  table: Int32Array = new Int32Array(16).fill(-1);
  mask = 15;
  readonly hashes: number[] = [];
  /** Groups by key for the first keys of a single key column of integers or codes, -1 where there is none; or empty. */
  readonly direct: Int32Array;
  /** Key columns by group; interned ones hold codes. */
  readonly keys: unknown[][];
  /** 1 where a key that is not interned is null. */
  readonly keyNulls: number[][];
  readonly interners: (Interner | null)[];
  /** Aggregate state columns by group; what they hold is up to the generated code. */
  readonly states: unknown[][];
  /** What the groups take, as far as they have been measured, and most that they have taken. */
  bytes = 0;
  private peakBytes = 0;
  private check = firstCheck;
  private measured = 0;
  private kept = 0;
  private readonly memory: QueryMemory;
  private readonly groupBytes: number;
  /** Takes no new groups: generated code puts their rows aside. */
  full = false;
  /** Rows put aside, once there are some; null where none can be. */
  spill: GroupSpill | null = null;
  makeSpill: (() => GroupSpill) | null = null;
  /** Keys that come when it is full, where it only says which were there; null where it never gets full for that. */
  seen: SeenRows | null = null;
  makeSeen: (() => SeenRows) | null = null;
  /** Aggregates whose states gather rows that can go to files. */
  readonly gathering: GatheredRows[] = [];
  private gatheredBytes = 0;

  constructor(
    interned: readonly (CanonicalKey | null | false)[],
    states: readonly StateKind[],
    memory: QueryMemory,
    direct = false,
  ) {
    this.memory = memory;
    this.groupBytes = 24 + interned.length * 16 + states.reduce((sum, kind) => sum + (kind === 'any' ? 24 : 8), 0);
    this.direct = direct ? new Int32Array(directKeys).fill(-1) : noDirectKeys;
    this.keys = interned.map((canonical) => (canonical === false ? [] : emptyColumn('integer')));
    this.keyNulls = interned.map(() => []);
    this.interners = interned.map((canonical) => (canonical === false ? null : new Interner(canonical)));
    this.states = states.map(emptyColumn);
  }

  /** Registers a new group at the free place `position` and gives its number; the caller appends keys and states. */
  add(hash: number, position: number): number {
    const group = this.count++;
    this.hashes.push(hash);
    this.table[position] = group;
    if (this.count * 2 > this.table.length) this.grow();
    if (this.count >= this.check) this.measure();
    return group;
  }

  /** Counts the groups that have come since the last time. */
  measure(): void {
    const { count, measured } = this;
    let bytes = (count - measured) * this.groupBytes + this.kept;
    this.kept = 0;
    for (const interner of this.interners) if (interner !== null) bytes += interner.takeNewBytes();
    this.measured = count;
    this.grownBy(bytes);
    const each = count === 0 ? 0 : this.bytes / count;
    const room = (this.memory.limits.hashBytes - this.bytes) / (each + 1) / 2;
    this.check = count + Math.max(16, Math.min(mostUnchecked, Math.floor(room)));
  }

  /** A state keeps `value`, in an array that is copied when it grows. */
  keep(value: unknown): void {
    this.keepBytes(sizeOfValue(value) + placeBytes);
  }
  /** A state gathers a row that can go to a file. */
  gather(row: unknown): void {
    this.gatherBytes(sizeOfValue(row) + placeBytes);
  }
  /** The same in a set. */
  gatherInSet(value: unknown): void {
    this.gatherBytes(sizeOfValue(value) + setPlaceBytes);
  }
  private gatherBytes(bytes: number): void {
    this.gatheredBytes += bytes;
    this.keepBytes(bytes);
  }
  private keepBytes(bytes: number): void {
    this.kept += bytes;
    if (this.kept < keptUncounted) return;
    const { kept } = this;
    this.kept = 0;
    this.grownBy(kept);
  }

  private grownBy(bytes: number): void {
    this.memory.reserve(bytes);
    this.bytes += bytes;
    if (this.bytes > this.peakBytes) this.peakBytes = this.bytes;
    if (this.bytes <= this.memory.limits.hashBytes) return;
    if (this.gatheredBytes * 2 > this.bytes) this.spillGathered();
    if (this.full || this.bytes <= this.memory.limits.hashBytes) return;
    if (this.makeSeen !== null) this.seen = this.makeSeen();
    else {
      if (this.makeSpill === null) return;
      this.spill ??= this.makeSpill();
      if (!this.spill.begin()) return;
    }
    this.full = true;
    for (const interner of this.interners) if (interner !== null) interner.closed = true;
  }

  /** Nobody asks it any more. `memory`: of the run that goes on; what it has from an earlier one has been given back. */
  release(memory: QueryMemory): void {
    if (memory !== this.memory) return;
    this.seen?.close();
    this.seen = null;
    this.dropGathered();
    this.memory.reserve(-this.bytes);
    this.bytes = 0;
  }

  private spillGathered(): void {
    for (const gathered of this.gathering) gathered.spill(this.states);
    this.bytes -= this.gatheredBytes;
    this.memory.reserve(-this.gatheredBytes);
    this.gatheredBytes = 0;
  }

  /** What is left to do with gathered rows before groups are given; null: nothing. */
  finishGathered(): Iterator<void> | null {
    return this.gathering.some(({ spilled }) => spilled) ? this.mergeGathered() : null;
  }
  private *mergeGathered(): Generator<void, void, void> {
    for (const gathered of this.gathering) if (gathered.spilled) yield* gathered.finish(this.states);
  }

  /** Whether rows of the states in the column are in files. */
  hasSpilled(column: number): boolean {
    return this.spilledRows(column) !== null;
  }
  spilledRows(column: number): GatheredRows | null {
    for (const gathered of this.gathering) if (gathered.column === column && gathered.spilled) return gathered;
    return null;
  }

  /** All groups have been given. */
  dropGathered(): void {
    for (const gathered of this.gathering) gathered.reset();
  }

  /** Drops all groups. The columns stay the same arrays. */
  reset(): void {
    this.memory.reserve(-this.bytes);
    this.bytes = 0;
    this.kept = 0;
    this.gatheredBytes = 0;
    this.dropGathered();
    this.measured = 0;
    this.check = firstCheck;
    this.full = false;
    this.count = 0;
    this.hashes.length = 0;
    this.table = new Int32Array(16).fill(-1);
    this.mask = 15;
    this.direct.fill(-1);
    for (const columns of [this.keys, this.keyNulls, this.states]) for (const column of columns) column.length = 0;
    for (const interner of this.interners) interner?.clear();
  }

  get report(): SpillReport {
    const { spill } = this;
    const bytes = Math.max(this.peakBytes, this.bytes + (this.count - this.measured) * this.groupBytes + this.kept);
    return { bytes, diskBytes: spill?.diskBytes ?? 0, batches: spill?.batches ?? 1 };
  }

  private grow(): void {
    const size = this.table.length * 4;
    const mask = size - 1;
    const table = new Int32Array(size).fill(-1);
    for (let group = 0; group < this.count; group++) {
      let position = this.hashes[group]! & mask;
      while (table[position] !== -1) position = (position + 1) & mask;
      table[position] = group;
    }
    this.table = table;
    this.mask = mask;
  }
}

/**
 * V8 keeps doubles unboxed only in an array that it made for them, and makes every array of a source position as general as
 * the most general one that came from there. So each kind has a position of its own, where an element fixes it.
 */
function emptyColumn(kind: StateKind): unknown[] {
  const column: unknown[] = kind === 'number' ? [0.5] : kind === 'integer' ? [0] : [null];
  column.length = 0;
  return column;
}
