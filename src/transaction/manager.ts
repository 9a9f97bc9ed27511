/**
 * Transactions of one database: begin, commit, abort, the commit clock, the registered snapshots, and when undo records may go.
 *
 * Invariants: registered snapshots are in order of their timestamps; a committed transaction's records are kept exactly while
 * some registered snapshot is older than its commit, in `finished`, in order of commit. With no snapshot registered nothing
 * is kept, so an idle database has no undo records.
 */
import { assert } from '../common/assert.ts';
import { forget } from '../storage/undo.ts';
import { UNDO_ACTION, type UndoRecord } from '../storage/undo-record.ts';
import type { Snapshot } from '../storage/visibility.ts';
import { type RelationLock, unlockTo } from './relation-locks.ts';
import { Conflict } from './results.ts';
import { unlockRowsTo } from './row-locks.ts';
import { SafetyWatch } from './safe-snapshot.ts';
import { SerializableHistory } from './serializable.ts';
import { type ExportedSnapshot, type Isolation, Transaction } from './transaction.ts';
import { cancelWait, wakeWaiters } from './waits.ts';

/** A committed transaction's undo list, turned oldest first. */
interface Finished {
  readonly commitTimestamp: number;
  readonly first: UndoRecord | null;
}

export class TransactionManager {
  /** Timestamp of the last commit. */
  clock: number;
  readonly conflict: Conflict;
  readonly relationLocks: Map<number, RelationLock>;
  /** Names that uncommitted objects have taken. */
  readonly nameLocks: Map<string, RelationLock>;
  /** Advisory locks that somebody holds or waits for, and the owners of those that sessions hold. */
  readonly advisoryLocks: Map<string, RelationLock>;
  readonly lockOwners: Set<Transaction>;
  /** OID of the database, for messages. */
  databaseOid: number;
  readonly history: SerializableHistory;
  /** Snapshots that can be imported, by name. */
  readonly exported: Map<string, ExportedSnapshot>;
  /** Of those that wait for a safe snapshot. */
  readonly watches: Set<SafetyWatch>;
  /** Since it was made, for statistics. */
  commits: number;
  rollbacks: number;
  deadlocks: number;
  /** Most recently begun; the others by nextActive. */
  active: Transaction | null;
  private nextId: number;
  private exporters: number;
  private oldest: Snapshot | null;
  private newest: Snapshot | null;
  private finished: Finished[];
  private finishedFrom: number;

  constructor() {
    this.clock = 1;
    this.conflict = new Conflict();
    this.relationLocks = new Map();
    this.nameLocks = new Map();
    this.advisoryLocks = new Map();
    this.lockOwners = new Set();
    this.databaseOid = 0;
    this.history = new SerializableHistory();
    this.exported = new Map();
    this.watches = new Set();
    this.commits = 0;
    this.rollbacks = 0;
    this.deadlocks = 0;
    this.active = null;
    this.nextId = 3;
    this.exporters = 0;
    this.oldest = null;
    this.newest = null;
    this.finished = [];
    this.finishedFrom = 0;
  }

  /** The manager of a fork: same clock, nobody in it. */
  fork(): TransactionManager {
    const copy = new TransactionManager();
    copy.clock = this.clock;
    copy.nextId = this.nextId;
    copy.databaseOid = this.databaseOid;
    return copy;
  }

  takeId(): number {
    return this.nextId++;
  }

  /** During recovery. */
  restoreId(next: number): void {
    this.nextId = Math.max(this.nextId, next);
  }

  /** The id the next writing transaction will get. */
  get upcomingId(): number {
    return this.nextId;
  }

  begin(isolation: Isolation = 'read committed', processId = 0): Transaction {
    const txn = new Transaction(this, isolation, processId);
    this.enlist(txn);
    return txn;
  }

  /** What holds a session's advisory locks; it takes part in nothing else. `current`: the transaction the session is in. */
  lockOwner(processId: number, current: () => Transaction | null): Transaction {
    const owner = new Transaction(this, 'read committed', processId);
    owner.standsFor = current;
    this.lockOwners.add(owner);
    return owner;
  }

  /**
   * A new transaction in place of one that has ended, for sessions that run one after the other: the same object, if it had
   * written and locked nothing. The caller keeps no other reference to it.
   */
  restart(ended: Transaction, isolation: Isolation): Transaction {
    assert(ended.state !== 'active', 'a transaction was to begin again before it ended');
    if (ended.id !== 0) return this.begin(isolation, ended.processId);
    ended.reset(isolation);
    this.enlist(ended);
    return ended;
  }

  private enlist(txn: Transaction): void {
    txn.nextActive = this.active;
    if (this.active !== null) this.active.previousActive = txn;
    this.active = txn;
  }

  /** Hooks of beforeCommit may throw: then the transaction is still active, and to be aborted. */
  commit(txn: Transaction): void {
    assert(txn.state === 'active', 'a transaction that has ended was to commit');
    txn.runBeforeCommit();
    const footprint = txn.footprint();
    txn.dropAllSnapshots();
    txn.commitTimestamp = txn.undo === null ? this.clock : ++this.clock;
    txn.state = 'committed';
    this.commits++;
    if (txn.undo !== null) this.settle(txn);
    txn.runCommitHooks();
    if (footprint !== null) {
      const firstOut = this.history.add(footprint, txn.commitTimestamp, this.oldestSerializable(txn));
      for (const watch of this.watches) watch.ended(txn, firstOut);
    }
    this.end(txn);
  }

  abort(txn: Transaction): void {
    assert(txn.state === 'active', 'a transaction that has ended was to abort');
    txn.dropAllSnapshots();
    txn.rollBackAll();
    txn.state = 'aborted';
    this.rollbacks++;
    for (const watch of this.watches) watch.ended(txn, Infinity);
    if (this.history.size > 0) this.history.prune(this.oldestSerializable(txn));
    this.end(txn);
  }

  /** A number for a transaction that exports snapshots. */
  takeExport(): number {
    return ++this.exporters;
  }
  exportName(processId: number, exporter: number, index: number): string {
    const digits = (value: number): string => value.toString(16).toUpperCase().padStart(8, '0');
    return `${digits(processId)}-${digits(exporter)}-${index}`;
  }

  /** A snapshot for a transaction that only reads, to be watched; `writes`: whether a transaction may. */
  watchForSafety(txn: Transaction, writes: (other: Transaction) => boolean): SafetyWatch {
    const running: Transaction[] = [];
    for (let other = this.active; other !== null; other = other.nextActive) {
      if (other.serializableSince !== Infinity && writes(other)) running.push(other);
    }
    const watch = new SafetyWatch(txn, txn.trySnapshot(), running);
    this.watches.add(watch);
    return watch;
  }

  /** Oldest snapshot of a serializable transaction other than the one that ends. */
  private oldestSerializable(ending: Transaction): number {
    let oldest = Infinity;
    for (let txn = this.active; txn !== null; txn = txn.nextActive) {
      if (txn !== ending) oldest = Math.min(oldest, txn.serializableSince);
    }
    return oldest;
  }

  /** Forgets the records of a transaction that has just committed, or keeps them for the snapshots there are. */
  private settle(txn: Transaction): void {
    const first = oldestFirst(txn.undo);
    txn.undo = null;
    if (this.oldest === null) forgetAll(first);
    else this.finished.push({ commitTimestamp: txn.commitTimestamp, first });
  }

  private end(txn: Transaction): void {
    cancelWait(txn);
    if (txn.rowLock !== null) unlockRowsTo(txn, null);
    if (txn.relationLocks !== null) unlockTo(txn, 0);
    if (txn.previousActive === null) this.active = txn.nextActive;
    else txn.previousActive.nextActive = txn.nextActive;
    if (txn.nextActive !== null) txn.nextActive.previousActive = txn.previousActive;
    txn.nextActive = null;
    txn.previousActive = null;
    wakeWaiters(txn);
  }

  // Snapshots.

  /** Keeps the versions the snapshot sees until it is unregistered. Its timestamp is the current clock. */
  register(snapshot: Snapshot): void {
    snapshot.registered = true;
    snapshot.older = this.newest;
    snapshot.newer = null;
    if (this.newest === null) this.oldest = snapshot;
    else this.newest.newer = snapshot;
    this.newest = snapshot;
  }

  /** Another one that sees what a registered snapshot sees. */
  registerBeside(origin: Snapshot, snapshot: Snapshot): void {
    assert(origin.registered && origin.timestamp === snapshot.timestamp, 'a snapshot has its place beside its equal');
    snapshot.registered = true;
    snapshot.older = origin;
    snapshot.newer = origin.newer;
    if (origin.newer === null) this.newest = snapshot;
    else origin.newer.older = snapshot;
    origin.newer = snapshot;
  }

  unregister(snapshot: Snapshot): void {
    const { older, newer } = snapshot;
    if (older === null) this.oldest = newer;
    else older.newer = newer;
    if (newer === null) this.newest = older;
    else newer.older = older;
    snapshot.registered = false;
    snapshot.older = null;
    snapshot.newer = null;
    if (older === null && this.finished.length > 0) this.collect();
  }

  /** Forgets the records that every snapshot sees by now. */
  private collect(): void {
    const horizon = this.oldest === null ? Infinity : this.oldest.timestamp;
    const finished = this.finished;
    let from = this.finishedFrom;
    while (from < finished.length && finished[from]!.commitTimestamp <= horizon) forgetAll(finished[from++]!.first);
    if (from === finished.length) {
      finished.length = 0;
      from = 0;
    } else if (from > 1024 && from * 2 > finished.length) {
      finished.splice(0, from);
      from = 0;
    }
    this.finishedFrom = from;
  }

  /** Committed transactions whose undo records are kept. */
  get keptCount(): number {
    return this.finished.length - this.finishedFrom;
  }
}

function oldestFirst(newest: UndoRecord | null): UndoRecord | null {
  let reversed: UndoRecord | null = null;
  let record = newest;
  while (record !== null) {
    const previous: UndoRecord | null = record.previous;
    record.previous = reversed;
    reversed = record;
    if (record.kind === UNDO_ACTION) removeAction(record);
    record = previous;
  }
  return reversed;
}

function removeAction(record: UndoRecord): void {
  const { table, action } = record;
  table.pendingActions = table.pendingActions.filter((pending) => pending !== action);
}

function forgetAll(first: UndoRecord | null): void {
  for (let record = first; record !== null; record = record.previous) forget(record);
}
