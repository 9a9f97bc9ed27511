/**
 * The two ends of an undo record: rolled back (its transaction or savepoint failed) or forgotten (committed, and every
 * snapshot sees it). Both leave each index with exactly the keys of the row's remaining versions.
 *
 * Records of a transaction are rolled back newest first, so each is the head of its chain then; they are forgotten oldest
 * first, so that the chain below each has gone.
 */
import type { IndexKey } from './btree/key-order.ts';
import type { IndexStore, NO_KEY } from './index-store.ts';
import { SEGMENT_SHIFT, SLOT_MASK } from './layout.ts';
import type { TableStore } from './table-store.ts';
import { UNDO_DELETE, UNDO_INSERT, UNDO_UPDATE, type UndoRecord } from './undo-record.ts';

export function rollBack(record: UndoRecord): void {
  const table = record.table;
  switch (record.kind) {
    case UNDO_INSERT:
      for (let rowId = record.rowId + record.rowCount - 1; rowId >= record.rowId; rowId--) rollBackInsert(table, rowId);
      return;
    case UNDO_UPDATE:
      rollBackUpdate(table, record);
      return;
    case UNDO_DELETE:
      table.revive(record.rowId);
      table.popVersion(record.rowId);
      return;
    default:
      table.pendingActions = table.pendingActions.filter((action) => action !== record.action);
      record.action!.undo();
  }
}

function rollBackInsert(table: TableStore, rowId: number): void {
  const segment = table.segments[rowId >>> SEGMENT_SHIFT]!;
  for (const index of table.indexes) index.removeKey(index.keyInPlace(segment, rowId & SLOT_MASK), rowId);
  table.popVersion(rowId);
  table.unallocate(rowId);
}

function rollBackUpdate(table: TableStore, record: UndoRecord): void {
  const { rowId } = record;
  const columns = record.columns!;
  if (!record.indexed) {
    table.writeColumns(rowId, columns, record.oldValues!);
    table.popVersion(rowId);
    return;
  }
  const slot = rowId & SLOT_MASK;
  const touched = table.indexes.filter((index) => dependsOn(index, columns));
  const before = table.segments[rowId >>> SEGMENT_SHIFT]!;
  const keys = touched.map((index) => index.keyInPlace(before, slot));
  table.writeColumns(rowId, columns, record.oldValues!);
  table.popVersion(rowId);
  touched.forEach((index, i) => {
    removeUnlessKept(table, index, rowId, keys[i]!, null);
  });
}

/** Removes the entry unless a state of the row newer than `until` (null: any) has the key. */
function removeUnlessKept(
  table: TableStore,
  index: IndexStore,
  rowId: number,
  key: IndexKey | typeof NO_KEY,
  until: UndoRecord | null,
): void {
  const segment = table.segments[rowId >>> SEGMENT_SHIFT]!;
  const slot = rowId & SLOT_MASK;
  if (index.sameKey(index.keyInPlace(segment, slot), key)) return;
  for (let r = table.chain(rowId); r !== null && r !== until; r = r.next) {
    if (r.kind === UNDO_UPDATE && r.indexed && index.sameKey(index.keyBefore(segment, slot, r), key)) return;
  }
  index.removeKey(key, rowId);
}

export function forget(record: UndoRecord): void {
  const table = record.table;
  if (record.heap !== table.heap) {
    // Its rows were truncated away; should that be rolled back, it is to be forgotten then.
    for (const contents of table.aside) if (contents.heap === record.heap) contents.forgotten.push(record);
    return;
  }
  const { rowId, kind } = record;
  if (kind === UNDO_INSERT) {
    const end = rowId + record.rowCount;
    for (let row = rowId; row < end; row++) table.cutVersion(row, record);
  } else if (kind === UNDO_UPDATE) {
    if (record.indexed) forgetKeys(table, record);
    table.cutVersion(rowId, record);
  } else if (kind === UNDO_DELETE) {
    const segment = table.segments[rowId >>> SEGMENT_SHIFT]!;
    const indexes = table.indexes;
    for (let i = 0; i < indexes.length; i++) {
      const index = indexes[i]!;
      index.removeKey(index.keyInPlace(segment, rowId & SLOT_MASK), rowId);
    }
    table.cutVersion(rowId, record);
    table.release(rowId);
  }
}

function forgetKeys(table: TableStore, record: UndoRecord): void {
  const segment = table.segments[record.rowId >>> SEGMENT_SHIFT]!;
  for (const index of table.indexes) {
    if (!dependsOn(index, record.columns!)) continue;
    const key = index.keyBefore(segment, record.rowId & SLOT_MASK, record);
    removeUnlessKept(table, index, record.rowId, key, record);
  }
}

function dependsOn(index: IndexStore, columns: readonly number[]): boolean {
  for (const column of index.columns) if (columns.includes(column)) return true;
  return false;
}
