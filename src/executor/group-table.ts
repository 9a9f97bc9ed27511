/**
 * Groups by key: an open-addressing table of group numbers; keys and aggregate states stand in columns by group number.
 * Generated code probes `table` itself and calls `add` for a key not seen. Text and object keys are interned.
 */
import type { CanonicalKey } from './canonical-key.ts';
import { Interner } from './interner.ts';

export class GroupTable {
  count = 0;
  table: Int32Array = new Int32Array(16).fill(-1);
  mask = 15;
  readonly hashes: number[] = [];
  /** Key columns by group; interned ones hold codes. */
  readonly keys: unknown[][];
  /** 1 where a key that is not interned is null. */
  readonly keyNulls: number[][];
  readonly interners: (Interner | null)[];
  /** Aggregate state columns by group; what they hold is up to the generated code. */
  readonly states: unknown[][];

  constructor(interned: readonly (CanonicalKey | null | false)[], stateCount: number) {
    this.keys = interned.map(() => []);
    this.keyNulls = interned.map(() => []);
    this.interners = interned.map((canonical) => (canonical === false ? null : new Interner(canonical)));
    this.states = [];
    for (let i = 0; i < stateCount; i++) this.states.push([]);
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
