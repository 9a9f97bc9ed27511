/** What a write or a lock came to. insertRow gives the row id (≥ 0) in place of DONE. */
import type { IndexStore } from '../storage/index-store.ts';
import type { RelationLock } from './relation-locks.ts';
import type { Transaction } from './transaction.ts';

export const DONE = 0;
/** Somebody in flight must end first: `conflict.blocker`. Wait (waitFor) and try again. */
export const WAIT = -1;
/** The row was updated by a transaction that committed after the snapshot. */
export const CHANGED = -2;
/** The row was deleted since the snapshot. */
export const GONE = -3;
/** A row with the same key exists: `conflict.index`, `conflict.rowId`. */
export const DUPLICATE = -4;
/** This very command changed the row already. */
export const SELF = -5;

/** Details of the last WAIT or DUPLICATE; one object per manager, good until the next call. */
export class Conflict {
  /** Whose call it was. */
  txn: Transaction | null;
  blocker: Transaction | null;
  /** All that must end first, `blocker` among them. */
  blockers: Transaction[];
  index: IndexStore | null;
  rowId: number;
  /** For a relation lock: which, and the mode asked for. */
  lock: RelationLock | null;
  mode: number;
  /** Only others that wait in front of it stand in the way, no holder. */
  queued: boolean;

  constructor() {
    this.txn = null;
    this.blocker = null;
    this.blockers = [];
    this.index = null;
    this.rowId = -1;
    this.lock = null;
    this.mode = 0;
    this.queued = false;
  }

  wait(txn: Transaction, blocker: Transaction): number {
    return this.waitAll(txn, [blocker]);
  }

  waitAll(txn: Transaction, blockers: Transaction[]): number {
    this.txn = txn;
    this.blockers = blockers;
    this.blocker = blockers[0]!;
    this.index = null;
    this.rowId = -1;
    this.lock = null;
    this.queued = false;
    return WAIT;
  }

  duplicate(txn: Transaction, index: IndexStore, rowId: number): number {
    this.txn = txn;
    this.blocker = null;
    this.blockers = [];
    this.index = index;
    this.rowId = rowId;
    this.lock = null;
    return DUPLICATE;
  }
}
