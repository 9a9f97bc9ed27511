/**
 * Groups by key: an open-addressing table of group numbers; keys and aggregate states stand in columns by group number.
 * Generated code probes `table` itself and calls `add` for a key not seen. Text and object keys are interned.
 */
import type { CanonicalKey } from './canonical-key.ts';
import { Interner } from './interner.ts';

/** Keys from 0 up to this are found without hashing: 4 KB a table. */
export const directKeys = 1024;
const noDirectKeys = new Int32Array(0);

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

  constructor(interned: readonly (CanonicalKey | null | false)[], states: readonly StateKind[], direct = false) {
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
    return group;
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
