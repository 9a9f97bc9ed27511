/**
 * Row changes: insert, update, delete, lock. Each judges first (visibility, locks, uniqueness) and changes something only when
 * it answers DONE; all else leaves the table as it was, so that the caller can wait and try again.
 */

import type { IndexKey } from '../storage/btree/key-order.ts';
import type { IndexStore, NO_KEY } from '../storage/index-store.ts';
import { SEGMENT_SHIFT, SLOT_MASK } from '../storage/layout.ts';
import type { Segment } from '../storage/segment.ts';
import type { TableStore } from '../storage/table-store.ts';
import { UNDO_DELETE, UNDO_INSERT, UNDO_UPDATE, UndoRecord } from '../storage/undo-record.ts';
import type { Snapshot } from '../storage/visibility.ts';
import type { Datum } from '../types/type-def.ts';
import { CHANGED, DONE, GONE, SELF } from './results.ts';
import { addRowLock, KEY_SHARE_LOCK, lockersAgainst, NO_KEY_UPDATE_LOCK, UPDATE_LOCK } from './row-locks.ts';
import type { Transaction } from './transaction.ts';
import { checkUnique } from './uniqueness.ts';

/** The new row's id, or WAIT or DUPLICATE. `values` has one for each attribute and may be used again by the caller. */
export function insertRow(txn: Transaction, table: TableStore, values: readonly Datum[]): number {
  const indexes = table.indexes;
  for (let i = 0; i < indexes.length; i++) {
    const index = indexes[i]!;
    if (!index.unique || index.deferrable) continue;
    const code = checkUnique(txn, table, index, index.keyFromRow(values), -1);
    if (code !== DONE) return code;
  }
  const rowId = table.allocate();
  table.writeRow(rowId, values);
  pushInsert(txn, table, rowId);
  for (let i = 0; i < indexes.length; i++) indexes[i]!.insertKey(indexes[i]!.keyFromRow(values), rowId);
  if (txn.writes !== null) txn.writes.push({ table, rowId, before: null, after: values.slice() });
  table.rowsInserted++;
  return rowId;
}

/** Neighbouring rows inserted by one command share a record. */
function pushInsert(txn: Transaction, table: TableStore, rowId: number): void {
  const last = txn.undo;
  if (
    last !== null &&
    last.kind === UNDO_INSERT &&
    last.rowId + last.rowCount === rowId &&
    (rowId & SLOT_MASK) !== 0 &&
    last.table === table &&
    last.heap === table.heap &&
    last.command === txn.command &&
    last !== txn.barrier
  ) {
    last.rowCount++;
    table.pushVersion(rowId, last);
    return;
  }
  const record = new UndoRecord(txn, txn.command, UNDO_INSERT, table, rowId, false, true, null, null, null);
  table.pushVersion(rowId, record);
  txn.pushUndo(record);
}

/** Whether the snapshot's version of the row is the newest, and free of others' changes. DONE, WAIT, CHANGED, GONE or SELF. */
function judgeVersion(
  txn: Transaction,
  table: TableStore,
  rowId: number,
  snapshot: Snapshot,
  strength: number,
): number {
  const segment = table.segments[rowId >>> SEGMENT_SHIFT];
  const slot = rowId & SLOT_MASK;
  if (segment === undefined || slot >= segment.count) return GONE;
  const dead = segment.deadCount !== 0 && segment.dead![slot] === 1;
  const head = segment.versions === null ? null : segment.versions[slot]!;
  if (head === null) return dead ? GONE : DONE;
  if (head.txn === txn) {
    if (head.command >= snapshot.command) return SELF;
  } else if (head.txn.commitTimestamp > snapshot.timestamp) {
    const against = strength === KEY_SHARE_LOCK ? keyChangeSince(head, snapshot) : head;
    if (against === null) return DONE;
    if (against.txn.commitTimestamp === Infinity) return txn.conflict.wait(txn, against.txn as Transaction);
    return dead ? GONE : CHANGED;
  }
  return dead ? GONE : DONE;
}

/** FOR KEY SHARE passes by updates that leave the keys alone, whether they are of running transactions or committed. */
function keyChangeSince(head: UndoRecord, snapshot: Snapshot): UndoRecord | null {
  for (let r: UndoRecord | null = head; r !== null && r.txn.commitTimestamp > snapshot.timestamp; r = r.next) {
    if (r.keyChange || r.kind === UNDO_INSERT) return r;
  }
  return null;
}

// The indexes whose key the update at hand changes, with old and new keys. Updates do not nest, so one set is enough.
const changedIndexes: IndexStore[] = [];
const newKeys: (IndexKey | typeof NO_KEY)[] = [];

/** DONE, WAIT, CHANGED, GONE, SELF or DUPLICATE. */
export function updateRow(
  txn: Transaction,
  table: TableStore,
  rowId: number,
  columns: readonly number[],
  values: readonly Datum[],
  snapshot: Snapshot,
): number {
  const code = judgeVersion(txn, table, rowId, snapshot, NO_KEY_UPDATE_LOCK);
  if (code !== DONE) return code;
  const segment = table.completed(rowId >>> SEGMENT_SHIFT);
  const slot = rowId & SLOT_MASK;
  const touched = table.indexesTouched(columns);
  let keyChange = false;
  let changed = 0;
  if (touched.length > 0) {
    changed = findChangedKeys(table, touched, segment, slot, columns, values);
    for (let i = 0; i < changed; i++) {
      const index = changedIndexes[i]!;
      if (index.unique && !index.deferrable && index.keyOf === null) keyChange = true;
    }
  }
  if (table.rowLocks !== null) {
    const lockers = lockersAgainst(txn, table, rowId, keyChange ? UPDATE_LOCK : NO_KEY_UPDATE_LOCK);
    if (lockers !== null) return txn.conflict.waitAll(txn, lockers);
  }
  for (let i = 0; i < changed; i++) {
    const index = changedIndexes[i]!;
    if (!index.unique || index.deferrable) continue;
    const unique = checkUnique(txn, table, index, newKeys[i]!, rowId);
    if (unique !== DONE) return unique;
  }
  const oldValues = new Array<Datum>(columns.length);
  for (let i = 0; i < columns.length; i++) oldValues[i] = segment.read(columns[i]!, slot);
  const record = new UndoRecord(
    txn,
    txn.command,
    UNDO_UPDATE,
    table,
    rowId,
    keyChange,
    changed > 0,
    columns,
    oldValues,
    null,
  );
  const before = txn.writes === null ? null : table.readRow(rowId);
  table.writeColumns(rowId, columns, values);
  if (txn.writes !== null) txn.writes.push({ table, rowId, before, after: table.readRow(rowId) });
  table.pushVersion(rowId, record);
  txn.pushUndo(record);
  for (let i = 0; i < changed; i++) changedIndexes[i]!.insertKey(newKeys[i]!, rowId);
  table.rowsUpdated++;
  return DONE;
}

/** Fills changedIndexes and newKeys; how many. */
function findChangedKeys(
  table: TableStore,
  touched: readonly IndexStore[],
  segment: Segment,
  slot: number,
  columns: readonly number[],
  values: readonly Datum[],
): number {
  let n = 0;
  for (let i = 0; i < touched.length; i++) {
    const index = touched[i]!;
    const before = index.keyInPlace(segment, slot);
    const after = index.single
      ? values[columns.indexOf(index.column)]!
      : index.keyFromRow(updatedRow(table, segment, slot, columns, values));
    if (index.sameKey(before, after)) continue;
    changedIndexes[n] = index;
    newKeys[n++] = after;
  }
  return n;
}

function updatedRow(
  table: TableStore,
  segment: Segment,
  slot: number,
  columns: readonly number[],
  values: readonly Datum[],
): Datum[] {
  const row = new Array<Datum>(table.kinds.length);
  for (let c = 0; c < row.length; c++) row[c] = segment.read(c, slot);
  for (let i = 0; i < columns.length; i++) row[columns[i]!] = values[i]!;
  return row;
}

/** DONE, WAIT, CHANGED, GONE or SELF. */
export function deleteRow(txn: Transaction, table: TableStore, rowId: number, snapshot: Snapshot): number {
  const code = judgeVersion(txn, table, rowId, snapshot, UPDATE_LOCK);
  if (code !== DONE) return code;
  if (table.rowLocks !== null) {
    const lockers = lockersAgainst(txn, table, rowId, UPDATE_LOCK);
    if (lockers !== null) return txn.conflict.waitAll(txn, lockers);
  }
  const record = new UndoRecord(txn, txn.command, UNDO_DELETE, table, rowId, true, true, null, null, null);
  if (txn.writes !== null) txn.writes.push({ table, rowId, before: table.readRow(rowId), after: null });
  table.kill(rowId);
  table.pushVersion(rowId, record);
  txn.pushUndo(record);
  table.rowsDeleted++;
  return DONE;
}

/** Locks the row in one of the strengths of row-locks.ts. DONE, WAIT, CHANGED, GONE or SELF. */
export function lockRow(
  txn: Transaction,
  table: TableStore,
  rowId: number,
  strength: number,
  snapshot: Snapshot,
): number {
  const code = judgeVersion(txn, table, rowId, snapshot, strength);
  if (code !== DONE) return code;
  const lockers = lockersAgainst(txn, table, rowId, strength);
  if (lockers !== null) return txn.conflict.waitAll(txn, lockers);
  txn.assignId();
  addRowLock(txn, table, rowId, strength);
  return DONE;
}
