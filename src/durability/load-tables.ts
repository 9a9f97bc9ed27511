/** Tables and indexes from their directories in a checkpoint: nothing of the rows is read. */

import { GenericTree } from '../storage/btree/generic-tree.ts';
import { NumberTree } from '../storage/btree/number-tree.ts';
import { UNLOADED } from '../storage/image.ts';
import { type IndexDefinition, IndexStore } from '../storage/index-store.ts';
import { NO_NULLS } from '../storage/layout.ts';
import { NOBODY } from '../storage/owner.ts';
import { Segment } from '../storage/segment.ts';
import type { Storage } from '../storage/storage.ts';
import type { TableStore } from '../storage/table-store.ts';
import { Chunk } from './chunk.ts';
import type { DataStore } from './data-store.ts';
import type { IndexPlaces, SegmentEntry, TableEntry, TreePlace } from './table-codec.ts';

export function loadTable(storage: Storage, entry: TableEntry, store: DataStore): TableStore {
  const table = storage.create(
    entry.oid,
    entry.columns.map((column) => column.kind),
  );
  table.missing = entry.columns.map((column) => column.missing);
  entry.columns.forEach((column, c) => {
    if (column.dropped) table.dropColumn(c);
  });
  table.segments = entry.segments.map((segment) => loadSegment(segment, store));
  table.tail = Math.min(entry.tail, Math.max(0, entry.segments.length - 1));
  table.rowCount = entry.rowCount;
  return table;
}

function loadSegment(entry: SegmentEntry, store: DataStore): Segment {
  const segment = new Segment(NOBODY);
  segment.count = entry.count;
  segment.capacity = entry.capacity;
  segment.dead = entry.dead;
  segment.deadCount = entry.deadCount;
  segment.cache = store.cache;
  for (const { place, min, max, nullCount } of entry.vectors) {
    // A dropped column has no place, and nothing is stored.
    segment.addVector(place === null ? [] : UNLOADED, NO_NULLS, NOBODY, min, max, nullCount);
    if (place === null) continue;
    segment.images[segment.images.length - 1] = Chunk.at(store, place);
    segment.unloadedCount++;
  }
  return segment;
}

export function loadIndex(table: TableStore, definition: IndexDefinition, places: IndexPlaces, store: DataStore): void {
  const index = new IndexStore(definition, table);
  const { owner, order } = index;
  const numbers = (tree: TreePlace | null): NumberTree | null =>
    tree === null ? null : NumberTree.stored(owner, tree.size, Chunk.at(store, tree.root), store.cache);
  index.setContents({
    numbers: numbers(places.numbers),
    nans: numbers(places.nans),
    nulls: numbers(places.nulls),
    generic:
      places.generic === null
        ? null
        : GenericTree.stored(
            owner,
            order,
            places.generic.size,
            places.numeric,
            Chunk.at(store, places.generic.root),
            store.cache,
          ),
  });
  table.indexes.push(index);
  table.indexesChanged();
}
