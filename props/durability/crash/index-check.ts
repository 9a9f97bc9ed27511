/** Indexes against their tables: every live row has its entries, and there are no others. The core has no transactions. */
import { storageOf } from '../../../src/catalog/index.ts';
import { columnKinds } from '../../../src/session/ddl/storage-access.ts';
import type { DatabaseCore } from '../../../src/session/index.ts';
import {
  type IndexKey,
  type IndexStore,
  NO_KEY,
  SEGMENT_SHIFT,
  SLOT_MASK,
  type TableStore,
} from '../../../src/storage/index.ts';

/** What is wrong; null: nothing. */
export function brokenIndex(core: DatabaseCore): string | null {
  const catalog = core.catalog.current;
  let tables = 0;
  for (const table of catalog.userRelations()) {
    if (table.kind !== 'table' || table.persistence === 'temporary') continue;
    tables++;
    const store = core.storage.tables.get(storageOf(table));
    if (store === undefined) return `${table.name} has no rows`;
    const kinds = columnKinds(table);
    if (kinds.length !== store.columnKinds.length || kinds.some((kind, c) => kind !== store.columnKinds[c])) {
      return `${table.name} has other columns in storage`;
    }
    const wanted = [...table.indexes].sort();
    const found = store.indexes.map((index) => index.oid).sort();
    if (wanted.join() !== found.join()) return `${table.name} has indexes ${found}, not ${wanted}`;
    const live = liveRows(store);
    if (live.size !== store.rowCount) return `${table.name} has ${live.size} rows and counts ${store.rowCount}`;
    for (const index of store.indexes) {
      const wrong = wrongEntries(store, index, live);
      if (wrong !== null) return `${catalog.index(index.oid)?.name}: ${wrong}`;
    }
  }
  const stores = [...core.storage.tables.values()].filter((store) => !store.temporary).length;
  return stores === tables ? null : `${stores} tables in storage, ${tables} in the catalog`;
}

function liveRows(store: TableStore): Set<number> {
  const rows = new Set<number>();
  for (let s = 0; s < store.segments.length; s++) {
    const segment = store.completed(s);
    for (let slot = 0; slot < segment.count; slot++) if (!segment.isDead(slot)) rows.add((s << SEGMENT_SHIFT) | slot);
  }
  return rows;
}

const batch = new Float64Array(256);

function wrongEntries(store: TableStore, index: IndexStore, live: ReadonlySet<number>): string | null {
  const keyOf = (row: number) => index.keyInPlace(store.segments[row >>> SEGMENT_SHIFT]!, row & SLOT_MASK);
  let wanted = 0;
  for (const row of live) if (keyOf(row) !== NO_KEY) wanted++;
  const seen = new Set<number>();
  const cursor = index.cursor();
  cursor.open(null, [], true, [], true, false);
  let last: IndexKey | typeof NO_KEY = NO_KEY;
  for (let n = cursor.fill(batch, batch.length); n > 0; n = cursor.fill(batch, batch.length)) {
    for (let i = 0; i < n; i++) {
      const row = batch[i]!;
      const key = cursor.keyAt(i);
      if (!live.has(row)) return `an entry of row ${row}, which is not there`;
      if (seen.has(row)) return `two entries of row ${row}`;
      seen.add(row);
      if (!index.sameKey(key, keyOf(row))) return `the entry of row ${row} has another key`;
      if (index.unique && index.sameKey(last, key) && !index.repeats(key)) return `row ${row} has a key that is taken`;
      last = key;
    }
  }
  if (seen.size !== wanted || index.size !== wanted)
    return `${seen.size} entries, counted as ${index.size}, of ${wanted} rows`;
  return null;
}
