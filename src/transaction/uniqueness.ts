/**
 * Whether a key may enter a unique index. Every entry with the key is judged by its row: live with this key is a duplicate;
 * if a transaction in flight decides whether it is, one must wait for that transaction.
 */
import type { IndexKey } from '../storage/btree/key-order.ts';
import { type IndexStore, NO_KEY } from '../storage/index-store.ts';
import { SEGMENT_SHIFT, SLOT_MASK } from '../storage/layout.ts';
import { oldestInFlight } from '../storage/row-versions.ts';
import type { TableStore } from '../storage/table-store.ts';
import { UNDO_INSERT } from '../storage/undo-record.ts';
import { DONE } from './results.ts';
import type { Transaction } from './transaction.ts';

const batch = new Float64Array(64);

/** DONE, WAIT or DUPLICATE, for a row `rowId` (-1: a new one) that is to have the key. */
export function checkUnique(
  txn: Transaction,
  table: TableStore,
  index: IndexStore,
  key: IndexKey | typeof NO_KEY,
  rowId: number,
): number {
  if (key === NO_KEY) return DONE;
  const found = index.findUnique(key as IndexKey);
  if (found === -1 || found === rowId || index.repeats(key as IndexKey)) return DONE;
  if (found >= 0) return judge(txn, table, index, key as IndexKey, found);
  const cursor = index.cursor();
  cursor.openKey(null, key as IndexKey);
  for (let n = cursor.fill(batch, 64); n > 0; n = cursor.fill(batch, 64)) {
    for (let i = 0; i < n; i++) {
      const row = batch[i]!;
      const code = row === rowId ? DONE : judge(txn, table, index, key as IndexKey, row);
      if (code !== DONE) return code;
    }
  }
  return DONE;
}

function judge(txn: Transaction, table: TableStore, index: IndexStore, key: IndexKey, row: number): number {
  const segment = table.segments[row >>> SEGMENT_SHIFT]!;
  const slot = row & SLOT_MASK;
  const head = table.chain(row);
  const keeps = !segment.isDead(slot) && index.sameKey(index.keyInPlace(segment, slot), key);
  if (head !== null && head.txn !== txn) {
    const oldest = oldestInFlight(head);
    if (oldest !== null) {
      const had = oldest.kind !== UNDO_INSERT && index.sameKey(index.keyBefore(segment, slot, oldest), key);
      return keeps || had ? txn.conflict.wait(txn, head.txn as Transaction) : DONE;
    }
  }
  return keeps ? txn.conflict.duplicate(txn, index, row) : DONE;
}

/** For deferrable constraints: whether the row, as it is now, shares its key with another. */
export function findDuplicate(txn: Transaction, table: TableStore, index: IndexStore, rowId: number): number {
  const segment = table.segments[rowId >>> SEGMENT_SHIFT]!;
  const slot = rowId & SLOT_MASK;
  if (segment.isDead(slot)) return DONE;
  return checkUnique(txn, table, index, index.keyInPlace(segment, slot), rowId);
}

/** For ON CONFLICT: whether a row with these values could be inserted as far as the index is concerned. */
export function checkInsertable(
  txn: Transaction,
  table: TableStore,
  index: IndexStore,
  values: readonly unknown[],
): number {
  return checkUnique(txn, table, index, index.keyFromRow(values as never), -1);
}
