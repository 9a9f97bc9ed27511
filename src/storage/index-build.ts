/**
 * Builds an index over the rows a table has: an entry for each key of each version that somebody may still see, sorted and
 * loaded at once.
 */
import type { Datum } from '../types/type-def.ts';
import type { IndexKey } from './btree/key-order.ts';
import { type IndexStore, NO_KEY } from './index-store.ts';
import { rowIdOf } from './layout.ts';
import { chainOf } from './row-versions.ts';
import type { Segment } from './segment.ts';
import type { TableStore } from './table-store.ts';
import { UNDO_DELETE, UNDO_INSERT, UNDO_UPDATE } from './undo-record.ts';

/** Two rows with the same key, in an index that was to be unique. */
export interface DuplicateKey {
  readonly key: readonly Datum[];
  readonly rows: readonly [number, number];
}

/** Entries and comparisons between two calls of `look`: each may make a long text of a key. */
const lookEvery = 256;

/**
 * Fills the empty index. For a unique one, gives a duplicate among the live rows, if there is any. `look` is called now and then, and
 * may throw to end it; what is undone must not be ended so.
 */
export function buildIndex(index: IndexStore, look: () => void = () => {}): DuplicateKey | null {
  index.clear();
  const entries = collectEntries(index.table, index, look);
  const { keys, rows, live } = entries;
  const order = new Uint32Array(keys.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  let compared = 0;
  order.sort((a, b) => {
    if (++compared % lookEvery === 0) look();
    return index.order.compare(keys[a]!, keys[b]!) || rows[a]! - rows[b]!;
  });
  const duplicate = index.unique ? findRepeated(index, keys, rows, live, order) : null;
  if (duplicate !== null) return duplicate;
  loadEntries(index, keys, rows, order);
  return null;
}

interface Entries {
  readonly keys: IndexKey[];
  readonly rows: number[];
  /** Whether the entry is of the version in place. */
  readonly live: boolean[];
}

function collectEntries(table: TableStore, index: IndexStore, look: () => void): Entries {
  const entries: Entries = { keys: [], rows: [], live: [] };
  for (let s = 0; s < table.segments.length; s++) {
    const segment = table.completed(s);
    for (let slot = 0; slot < segment.count; slot++) {
      if (slot % lookEvery === 0) look();
      const live = !segment.isDead(slot);
      const versioned = segment.versions !== null && segment.versions[slot] !== null;
      if (live) add(entries, index.keyInPlace(segment, slot), rowIdOf(s, slot), true);
      if (versioned) addOlder(entries, index, segment, slot, rowIdOf(s, slot), live);
    }
  }
  return entries;
}

function add(entries: Entries, key: IndexKey | typeof NO_KEY, row: number, live: boolean): void {
  if (key === NO_KEY) return;
  entries.keys.push(key as IndexKey);
  entries.rows.push(row);
  entries.live.push(live);
}

function addOlder(
  entries: Entries,
  index: IndexStore,
  segment: Segment,
  slot: number,
  row: number,
  live: boolean,
): void {
  const seen: (IndexKey | typeof NO_KEY)[] = live ? [index.keyInPlace(segment, slot)] : [];
  for (let r = chainOf(segment, slot); r !== null; r = r.next) {
    if (r.kind === UNDO_INSERT) return;
    if (r.kind !== UNDO_UPDATE && r.kind !== UNDO_DELETE) continue;
    r.indexed = true;
    const key = index.keyBefore(segment, slot, r);
    if (seen.some((other) => index.sameKey(other, key))) continue;
    seen.push(key);
    add(entries, key, row, false);
  }
}

function findRepeated(
  index: IndexStore,
  keys: readonly IndexKey[],
  rows: readonly number[],
  live: readonly boolean[],
  order: Uint32Array,
): DuplicateKey | null {
  let previous = -1;
  for (let i = 0; i < order.length; i++) {
    const at = order[i]!;
    if (!live[at]) continue;
    const key = keys[at]!;
    if (previous >= 0 && index.order.compare(keys[previous]!, key) === 0 && !index.repeats(key)) {
      return { key: Array.isArray(key) ? key : [key as Datum], rows: [rows[previous]!, rows[at]!] };
    }
    previous = at;
  }
  return null;
}

function loadEntries(index: IndexStore, keys: readonly IndexKey[], rows: readonly number[], order: Uint32Array): void {
  const numbers = index.numbers;
  if (numbers === null) {
    const sortedKeys = new Array<IndexKey>(order.length);
    const sortedRows = new Array<number>(order.length);
    for (let i = 0; i < order.length; i++) {
      sortedKeys[i] = keys[order[i]!]!;
      sortedRows[i] = rows[order[i]!]!;
    }
    index.generic!.load(sortedKeys, sortedRows);
    return;
  }
  const sortedKeys = new Float64Array(order.length);
  const sortedRows = new Uint32Array(order.length);
  const others: number[] = [];
  let n = 0;
  for (let i = 0; i < order.length; i++) {
    const at = order[i]!;
    const key = keys[at]!;
    if (key === null || typeof key === 'bigint' || Number.isNaN(key)) others.push(at);
    else {
      sortedKeys[n] = Number(key);
      sortedRows[n++] = rows[at]!;
    }
  }
  numbers.load(sortedKeys.slice(0, n), sortedRows.slice(0, n));
  for (const at of others) index.insertKey(keys[at]!, rows[at]!);
}
