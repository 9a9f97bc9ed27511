/**
 * Storage: tables as segments of column vectors, indexes as B+trees, both copy-on-write by ownership, with old row versions in
 * undo records. Knows no SQL and decides no conflicts; README.md has the entry points.
 */
export {
  type ColumnOrder,
  compareFloats,
  compareNumbers,
  type IndexKey,
  type KeyBound,
  NULL_KEY,
} from './btree/key-order.ts';
export { Cache } from './cache.ts';
export { type Image, UNLOADED } from './image.ts';
export { buildIndex, type DuplicateKey } from './index-build.ts';
export { IndexCursor } from './index-cursor.ts';
export { type IndexDefinition, IndexStore, type KeyFunction, NO_KEY } from './index-store.ts';
export { type ColumnArray, NO_NULLS, rowIdOf, SEGMENT_SHIFT, SEGMENT_SIZE, SLOT_MASK } from './layout.ts';
export { Owner } from './owner.ts';
export type { Segment, Zone } from './segment.ts';
export { SegmentView } from './segment-view.ts';
export { Storage } from './storage.ts';
export { TableStore } from './table-store.ts';
export type { UndoRecord } from './undo-record.ts';
export { isVisible, Snapshot, type Writer } from './visibility.ts';
