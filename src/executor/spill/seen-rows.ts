/**
 * Which rows have been seen, for more of them than fit into memory: the rows stand in a store that spills, and a hash table of their
 * numbers in memory, at some sixteen bytes a row. A row is read back only when another one has its hash.
 */
import type { Datum } from '../../types/type-def.ts';
import { combineHash } from '../hash.ts';
import { DatumRows } from './datum-rows.ts';
import type { QueryMemory } from './query-memory.ts';
import { formOfKey, hashOfForm, type KeyForms } from './value-hash.ts';

const firstPlaces = 1024;

export class SeenRows {
  private readonly rows: DatumRows;
  private readonly forms: KeyForms;
  private readonly memory: QueryMemory;
  /** By row; the rows of places, -1 where there is none. There are twice as many places as rows at least. */
  private hashes = new Int32Array(firstPlaces / 2);
  private places = new Int32Array(firstPlaces).fill(-1);

  constructor(forms: KeyForms, memory: QueryMemory) {
    this.forms = forms;
    this.memory = memory;
    this.rows = new DatumRows(forms.length, memory);
  }

  /** True the first time. */
  add(row: readonly Datum[]): boolean {
    const { rows } = this;
    const keys = this.keysOf(row);
    const hash = hashOf(keys);
    const place = this.find(keys, hash);
    if (this.places[place] !== -1) return false;
    this.places[place] = rows.length;
    this.hashes[rows.length] = hash;
    rows.push(row);
    if (rows.length === this.hashes.length) this.grow();
    return true;
  }

  has(row: readonly Datum[]): boolean {
    const keys = this.keysOf(row);
    return this.places[this.find(keys, hashOf(keys))] !== -1;
  }

  private keysOf(row: readonly Datum[]): unknown[] {
    return row.map((value, i) => (value === null ? null : formOfKey(value, this.forms[i]!)));
  }

  /** The place of the row, or the free one where it belongs. */
  private find(keys: readonly unknown[], hash: number): number {
    const { places, hashes } = this;
    const mask = places.length - 1;
    let place = hash & mask;
    for (let at = places[place]!; at !== -1; at = places[place]!) {
      if (hashes[at] === hash && this.equals(at, keys)) break;
      place = (place + 1) & mask;
    }
    return place;
  }

  private equals(at: number, keys: readonly unknown[]): boolean {
    return this.rows.at(at).every((value, i) => {
      const key = value === null ? null : formOfKey(value, this.forms[i]!);
      // Zeros of both signs are equal, and so are NaNs.
      return key === keys[i] || (key !== key && keys[i] !== keys[i]);
    });
  }

  private grow(): void {
    const size = this.places.length * 2;
    this.memory.reserve(size * 3);
    const hashes = new Int32Array(size / 2);
    hashes.set(this.hashes);
    const places = new Int32Array(size).fill(-1);
    for (let row = 0; row < this.rows.length; row++) {
      let place = hashes[row]! & (size - 1);
      while (places[place] !== -1) place = (place + 1) & (size - 1);
      places[place] = row;
    }
    this.hashes = hashes;
    this.places = places;
  }

  close(): void {
    // What `grow` has reserved for the larger and larger tables.
    this.memory.reserve(-(this.places.length - firstPlaces) * 6);
    this.rows.close();
  }
}

function hashOf(keys: readonly unknown[]): number {
  return keys.reduce<number>((sum, key) => combineHash(sum, key === null ? 1 : hashOfForm(key)), 0);
}
