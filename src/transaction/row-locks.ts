/**
 * Row locks of SELECT ... FOR and of foreign keys, in PostgreSQL's four strengths ("Explicit Locking → Row-Level Locks").
 * Changed rows are locked by their undo records: a delete or a change of a unique key as FOR UPDATE, others as FOR NO KEY UPDATE.
 */
import type { RowLockEntry, TableStore } from '../storage/table-store.ts';
import type { Transaction } from './transaction.ts';

export const KEY_SHARE_LOCK = 0;
export const SHARE_LOCK = 1;
export const NO_KEY_UPDATE_LOCK = 2;
export const UPDATE_LOCK = 3;

/** By the names of the syntax tree and the plan. */
export const rowLockStrengths = {
  'key share': KEY_SHARE_LOCK,
  share: SHARE_LOCK,
  'no key update': NO_KEY_UPDATE_LOCK,
  update: UPDATE_LOCK,
} as const;

/** Bit per strength that each conflicts with. */
const conflicts = [0b1000, 0b1100, 0b1110, 0b1111];

export function strengthsConflict(a: number, b: number): boolean {
  return (conflicts[a]! & (1 << b)) !== 0;
}

export class RowLock implements RowLockEntry {
  readonly txn: Transaction;
  readonly table: TableStore;
  readonly rowId: number;
  readonly strength: number;
  next: RowLockEntry | null;
  /** The transaction's lock before this one. */
  readonly previous: RowLock | null;

  constructor(txn: Transaction, table: TableStore, rowId: number, strength: number) {
    this.txn = txn;
    this.table = table;
    this.rowId = rowId;
    this.strength = strength;
    this.next = null;
    this.previous = txn.rowLock;
  }
}

/** Others that hold a lock on the row against this strength; null when nobody does. */
export function lockersAgainst(
  txn: Transaction,
  table: TableStore,
  rowId: number,
  strength: number,
): Transaction[] | null {
  if (table.rowLocks === null) return null;
  let lock: RowLockEntry | null = table.rowLocks.get(rowId) ?? null;
  let lockers: Transaction[] | null = null;
  for (; lock !== null; lock = lock.next) {
    if (lock.txn !== txn && strengthsConflict(strength, lock.strength)) (lockers ??= []).push(lock.txn as Transaction);
  }
  return lockers;
}

/** Notes the lock, unless the transaction has one as strong. */
export function addRowLock(txn: Transaction, table: TableStore, rowId: number, strength: number): void {
  const locks = (table.rowLocks ??= new Map());
  const first = locks.get(rowId) ?? null;
  for (let lock = first; lock !== null; lock = lock.next) {
    if (lock.txn === txn && lock.strength >= strength) return;
  }
  const added = new RowLock(txn, table, rowId, strength);
  added.next = first;
  txn.rowLock = added;
  locks.set(rowId, added);
}

/** Releases the transaction's row locks down to the given one. */
export function unlockRowsTo(txn: Transaction, until: RowLock | null): void {
  while (txn.rowLock !== until) {
    const lock = txn.rowLock!;
    txn.rowLock = lock.previous;
    remove(lock);
  }
}

function remove(lock: RowLock): void {
  const locks = lock.table.rowLocks!;
  const first = locks.get(lock.rowId)!;
  if (first === lock) {
    if (lock.next !== null) locks.set(lock.rowId, lock.next);
    else locks.delete(lock.rowId);
    if (locks.size === 0) lock.table.rowLocks = null;
    return;
  }
  let newer: RowLockEntry = first;
  while (newer.next !== lock) newer = newer.next!;
  newer.next = lock.next;
}
