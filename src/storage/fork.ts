/**
 * Cleans a fork's copy of a table on which transactions are in flight, or of which old versions are kept: changes of the
 * table itself are taken back, then each versioned row gets its committed values and exactly the index entries of those.
 */
import type { Datum } from '../types/type-def.ts';
import type { IndexKey } from './btree/key-order.ts';
import { buildIndex } from './index-build.ts';
import type { IndexStore, NO_KEY } from './index-store.ts';
import { rowIdOf, SEGMENT_SHIFT } from './layout.ts';
import { existsFor, valueFor } from './row-versions.ts';
import type { Segment } from './segment.ts';
import type { TableStore } from './table-store.ts';
import { UNDO_INSERT, UNDO_UPDATE, type UndoRecord } from './undo-record.ts';
import { Snapshot } from './visibility.ts';

/** Sees all that is committed, whenever. */
const committed = new Snapshot(Number.MAX_VALUE, null, 0);

export function cleanCopy(original: TableStore, copy: TableStore): void {
  const rebuild: IndexStore[] = [];
  for (let i = original.pendingActions.length - 1; i >= 0; i--) original.pendingActions[i]!.undoOn(copy, rebuild);
  for (let s = 0; s < copy.segments.length; s++) {
    const dirty = copy.segments[s]!;
    if (dirty.versions !== null) cleanSegment(dirty, s, copy);
  }
  copy.versionedSegments = 0;
  for (const index of rebuild) buildIndex(index);
}

function cleanSegment(dirty: Segment, segmentIndex: number, copy: TableStore): void {
  const clean = dirty.share(copy.owner.token);
  copy.segments[segmentIndex] = clean;
  for (let slot = 0; slot < dirty.count; slot++) {
    const head = dirty.versions![slot]!;
    if (head !== null) cleanRow(dirty, slot, head, rowIdOf(segmentIndex, slot), copy);
  }
}

function cleanRow(dirty: Segment, slot: number, head: UndoRecord, rowId: number, copy: TableStore): void {
  for (const index of copy.indexes) {
    for (const key of keysOf(dirty, slot, head, index)) index.removeKey(key, rowId);
  }
  const dead = dirty.isDead(slot);
  if (!existsFor(dirty, slot, committed)) {
    if (!dead) copy.kill(rowId);
    return;
  }
  if (dead) copy.revive(rowId);
  const columns: number[] = [];
  for (let r: UndoRecord | null = head; r !== null; r = r.next) {
    if (r.kind !== UNDO_UPDATE) continue;
    for (const column of r.columns!) if (column < copy.kinds.length && !columns.includes(column)) columns.push(column);
  }
  const values: Datum[] = columns.map((column) => valueFor(dirty, slot, column, committed));
  copy.writeColumns(rowId, columns, values);
  const clean = copy.segments[rowId >>> SEGMENT_SHIFT]!;
  for (const index of copy.indexes) index.insertKey(index.keyInPlace(clean, slot), rowId);
}

/** The keys of all versions. */
function keysOf(segment: Segment, slot: number, head: UndoRecord, index: IndexStore): (IndexKey | typeof NO_KEY)[] {
  const keys: (IndexKey | typeof NO_KEY)[] = [index.keyInPlace(segment, slot)];
  for (let r: UndoRecord | null = head; r !== null && r.kind !== UNDO_INSERT; r = r.next) {
    if (r.kind === UNDO_UPDATE) keys.push(index.keyBefore(segment, slot, r));
  }
  return keys;
}
