/**
 * What tables and indexes take: the bytes of their vectors and nodes in memory, and of what is not loaded, on disk. Texts and other
 * objects are estimated from some of them, for JavaScript does not tell.
 */
import { sizeOfValue } from '../executor/index.ts';
import { UNLOADED } from '../storage/image.ts';
import type { IndexStore } from '../storage/index-store.ts';
import type { Segment } from '../storage/segment.ts';
import type { TableStore } from '../storage/table-store.ts';

const referenceBytes = 8;
const sampled = 16;
/** Key and row id, in nodes that are two thirds full. */
const numberEntryBytes = 24;
const genericEntryBytes = 48;

export function tableSize(table: TableStore): number {
  let size = 0;
  for (const segment of table.segments) {
    for (let column = 0; column < segment.data.length; column++) size += vectorSize(segment, column);
  }
  return size;
}

function vectorSize(segment: Segment, column: number): number {
  const data = segment.data[column]!;
  if (data === UNLOADED) return segment.images[column]?.size ?? 0;
  const nulls = segment.nulls[column]!.byteLength;
  if (!Array.isArray(data)) return data.byteLength + nulls;
  const step = Math.max(1, Math.floor(segment.count / sampled));
  let looked = 0;
  let bytes = 0;
  for (let slot = 0; slot < segment.count; slot += step) {
    bytes += sizeOfValue(data[slot]);
    looked++;
  }
  return nulls + data.length * referenceBytes + (looked === 0 ? 0 : Math.round((bytes / looked) * segment.count));
}

export function indexSize(index: IndexStore): number {
  return index.size * (index.generic === null ? numberEntryBytes : genericEntryBytes);
}

/** A table with its indexes. */
export function storeSize(table: TableStore): number {
  return table.indexes.reduce((sum, index) => sum + indexSize(index), tableSize(table));
}
