/**
 * One transaction: its snapshots, undo list, locks, savepoints and hooks. Made and ended by the TransactionManager.
 *
 * Commands: every statement takes a snapshot, which sees the transaction's own changes of earlier commands. The command counter
 * moves when a snapshot is taken after something was written.
 */
import { sqlError } from '../errors/index.ts';
import { ReadSet, type RowWrite } from '../storage/read-set.ts';
import { rollBack } from '../storage/undo.ts';
import { UNDO_ACTION, type UndoRecord } from '../storage/undo-record.ts';
import { Snapshot, type Writer } from '../storage/visibility.ts';
import type { TransactionManager } from './manager.ts';
import { type RelationLock, unlockTo } from './relation-locks.ts';
import type { Conflict } from './results.ts';
import { type RowLock, unlockRowsTo } from './row-locks.ts';
import type { Footprint } from './serializable.ts';
import { wakeWaiters } from './waits.ts';

export type Isolation = 'read committed' | 'repeatable read' | 'serializable';
export type Hook = () => void;

/** What a transaction sees, for others to import as long as it runs. */
export interface ExportedSnapshot {
  readonly name: string;
  readonly snapshot: Snapshot;
  readonly exporter: Transaction;
  readonly readOnly: boolean;
}

interface Savepoint {
  readonly name: string;
  readonly undo: UndoRecord | null;
  readonly rowLock: RowLock | null;
  readonly relationLocks: number;
  readonly commitHooks: number;
  readonly preCommitHooks: number;
  readonly abortHooks: number;
  readonly writes: number;
}

const NO_BLOCKERS: readonly Transaction[] = [];

export class Transaction implements Writer {
  readonly manager: TransactionManager;
  /** 0 until the first write. */
  id: number;
  /** Of the session, for messages. */
  processId: number;
  isolation: Isolation;
  state: 'active' | 'committed' | 'aborted';
  commitTimestamp: number;
  command: number;
  /** It has taken a snapshot, so that SET TRANSACTION ISOLATION LEVEL comes too late. */
  hasSnapshot: boolean;
  /** Something was written since the last snapshot was taken. */
  wrote: boolean;
  /** Newest record; the others by `previous`. */
  undo: UndoRecord | null;
  /** A record that must not be extended, because a savepoint was set after it. */
  barrier: UndoRecord | null;
  /** Row changes, of serializable transactions only. */
  writes: RowWrite[] | null;
  private reads: ReadSet | null;
  /** Newest row lock; the others by `previous`. */
  rowLock: RowLock | null;
  /** Relation locks in order of acquisition, one for each mode, and the modes beside them. */
  relationLocks: RelationLock[] | null;
  relationModes: number[] | null;
  /** Details of the last WAIT or DUPLICATE of this manager: read them at once. */
  readonly conflict: Conflict;
  /** Those who wait for this one. */
  waiters: Transaction[] | null;
  /** Those this one waits for, and what to call when one of them has ended. */
  waitsFor: readonly Transaction[];
  wake: Hook | null;
  waitLock: RelationLock | null;
  waitMode: number;
  waitQueued: boolean;
  /** It may pass the others that wait for this lock: waiting for them would be a deadlock. */
  passes: RelationLock | null;
  /** Of a session's lock owner (advisory-locks.ts): the transaction that the session is in. */
  standsFor: (() => Transaction | null) | null;
  /** Chain of active transactions. */
  nextActive: Transaction | null;
  previousActive: Transaction | null;
  private savepoints: Savepoint[] | null;
  private commitHooks: Hook[] | null;
  private preCommitHooks: Hook[] | null;
  private abortHooks: Hook[] | null;
  /** What all snapshots of a repeatable-read transaction see; taken by the first. */
  private base: Snapshot | null;
  /** The snapshot object of the running statement, used over and over. */
  private readonly statement: Snapshot;
  /** Its snapshot is safe: reads need not be noted, though it is serializable. */
  private safe: boolean;
  private statementTaken: boolean;
  /** Names under which others may import what it sees. */
  exports: ExportedSnapshot[] | null;
  private exportNumber: number;
  private snapshots: Snapshot[] | null;

  constructor(manager: TransactionManager, isolation: Isolation, processId: number) {
    this.manager = manager;
    this.id = 0;
    this.processId = processId;
    this.isolation = isolation;
    this.state = 'active';
    this.commitTimestamp = Infinity;
    this.command = 0;
    this.hasSnapshot = false;
    this.wrote = false;
    this.undo = null;
    this.barrier = null;
    this.writes = null;
    this.reads = null;
    this.rowLock = null;
    this.relationLocks = null;
    this.relationModes = null;
    this.conflict = manager.conflict;
    this.waiters = null;
    this.waitsFor = NO_BLOCKERS;
    this.wake = null;
    this.waitLock = null;
    this.waitMode = 0;
    this.waitQueued = false;
    this.passes = null;
    this.standsFor = null;
    this.nextActive = null;
    this.previousActive = null;
    this.savepoints = null;
    this.commitHooks = null;
    this.preCommitHooks = null;
    this.abortHooks = null;
    this.base = null;
    this.statement = new Snapshot(0, this, 0);
    this.safe = false;
    this.exports = null;
    this.exportNumber = 0;
    this.statementTaken = false;
    this.snapshots = null;
  }

  /** Begins again; it had written and locked nothing. */
  reset(isolation: Isolation): void {
    this.isolation = isolation;
    this.state = 'active';
    this.commitTimestamp = Infinity;
    this.command = 0;
    this.hasSnapshot = false;
    this.safe = false;
    this.savepoints = null;
    this.reads = null;
    this.writes = null;
  }

  // Snapshots.

  /** The snapshot of the next statement. Give it back with dropSnapshot; the end of the transaction drops what is left. */
  takeSnapshot(): Snapshot {
    if (this.wrote) {
      this.command++;
      this.wrote = false;
    }
    return this.takeSameCommand();
  }

  /**
   * The same for a statement that reads no table: it need not see what its predecessor wrote, therefore it may share its
   * command, and rows that they insert one after the other share an undo record. No snapshot in use sees them either way.
   */
  takeSameCommand(): Snapshot {
    if (this.isolation === 'read committed') return this.latestSnapshot();
    return this.fill((this.base ?? this.takeBase()).timestamp);
  }

  private takeBase(): Snapshot {
    const base = new Snapshot(this.manager.clock, this, 0);
    this.base = base;
    this.manager.register(base);
    this.noteReads();
    return base;
  }

  private noteReads(): void {
    if (this.isolation !== 'serializable' || this.safe) return;
    this.reads = new ReadSet();
    this.writes = [];
  }

  /** A statement begins that reads nothing by a snapshot, but is the first that might. */
  fixSnapshot(): void {
    this.hasSnapshot = true;
    if (this.isolation !== 'read committed' && this.base === null) this.takeBase();
  }

  /** What all its statements are to see is what is committed now, if that turns out to be safe; its timestamp. */
  trySnapshot(): number {
    this.safe = true;
    this.fixSnapshot();
    return this.base!.timestamp;
  }

  /** It did not; there has been no statement. */
  giveUpSnapshot(): void {
    this.hasSnapshot = false;
    this.safe = false;
    if (this.base === null) return;
    this.manager.unregister(this.base);
    this.base = null;
  }

  /** What a read-committed statement re-checks a row with after it waited: all that is committed by now, same command. */
  latestSnapshot(): Snapshot {
    const snapshot = this.fill(this.manager.clock);
    this.manager.register(snapshot);
    return snapshot;
  }

  private fill(timestamp: number): Snapshot {
    this.hasSnapshot = true;
    let snapshot = this.statement;
    if (this.statementTaken) {
      snapshot = new Snapshot(timestamp, this, this.command);
      snapshot.reads = this.reads;
      (this.snapshots ??= []).push(snapshot);
      return snapshot;
    }
    this.statementTaken = true;
    snapshot.timestamp = timestamp;
    snapshot.command = this.command;
    snapshot.reads = this.reads;
    return snapshot;
  }

  /** Keeps what the running statement sees until the end, and gives it a name. */
  exportSnapshot(readOnly: boolean): string {
    // The running statement's is the one taken last; either object may be a cursor's.
    const last = this.snapshots?.at(-1);
    const isLast = last !== undefined && (!this.statementTaken || last.timestamp >= this.statement.timestamp);
    const origin = this.base ?? (isLast ? last : this.statement);
    const { manager } = this;
    if (this.exports === null) this.exportNumber = manager.takeExport();
    this.exports ??= [];
    const name = manager.exportName(this.processId, this.exportNumber, this.exports.length + 1);
    const snapshot = new Snapshot(origin.timestamp, null, 0);
    manager.registerBeside(origin, snapshot);
    const exported = { name, snapshot, exporter: this, readOnly };
    this.exports.push(exported);
    manager.exported.set(name, exported);
    return name;
  }

  /** All its statements see what the exporter sees, without the exporter's own changes. */
  importSnapshot({ snapshot, exporter }: ExportedSnapshot): void {
    this.safe = exporter.safe;
    this.hasSnapshot = true;
    this.base = new Snapshot(snapshot.timestamp, this, 0);
    this.manager.registerBeside(snapshot, this.base);
    this.noteReads();
  }

  dropSnapshot(snapshot: Snapshot): void {
    if (snapshot === this.statement) this.statementTaken = false;
    else {
      const at = this.snapshots === null ? -1 : this.snapshots.indexOf(snapshot);
      if (at < 0) return;
      this.snapshots!.splice(at, 1);
    }
    if (snapshot.registered) this.manager.unregister(snapshot);
  }

  /** Called at the end. */
  dropAllSnapshots(): void {
    for (const { name, snapshot } of this.exports ?? []) {
      this.manager.exported.delete(name);
      this.manager.unregister(snapshot);
    }
    this.exports = null;
    if (this.statementTaken) this.dropSnapshot(this.statement);
    while (this.snapshots !== null && this.snapshots.length > 0) this.dropSnapshot(this.snapshots[0]!);
    if (this.base !== null) {
      this.manager.unregister(this.base);
      this.base = null;
    }
  }

  // Undo.

  /** The transaction's id, given when it is first needed. */
  assignId(): number {
    if (this.id === 0) this.id = this.manager.takeId();
    return this.id;
  }

  /** Puts a record on the undo list. */
  pushUndo(record: UndoRecord): void {
    if (this.id === 0) this.id = this.manager.takeId();
    record.previous = this.undo;
    this.undo = record;
    this.wrote = true;
    if (record.kind === UNDO_ACTION) record.table.pendingActions = [...record.table.pendingActions, record.action!];
  }

  // Hooks. Those added after a savepoint go with it: rolled back, abort hooks run and the others are dropped.

  /** Runs while the transaction is still active and may throw, which makes the commit fail: deferred constraints. */
  beforeCommit(hook: Hook): void {
    (this.preCommitHooks ??= []).push(hook);
  }
  onCommit(hook: Hook): void {
    (this.commitHooks ??= []).push(hook);
  }
  onAbort(hook: Hook): void {
    (this.abortHooks ??= []).push(hook);
  }

  /** May be called ahead of commit, by who has more to commit with it. Nothing is to be read or written after it. */
  runBeforeCommit(): void {
    const hooks = this.preCommitHooks;
    if (hooks !== null) for (let i = 0; i < hooks.length; i++) hooks[i]!();
    this.preCommitHooks = null;
    const footprint = this.footprint();
    if (footprint !== null) this.manager.history.validate(footprint);
  }

  /** What a serializable transaction read and wrote; null for others. */
  footprint(): Footprint | null {
    if (this.reads === null) return null;
    return { reads: this.reads, writes: this.writes!, snapshotTimestamp: this.base!.timestamp };
  }

  /** Timestamp of the snapshot that makes it serializable; Infinity when it is not. */
  get serializableSince(): number {
    return this.reads === null || this.base === null ? Infinity : this.base.timestamp;
  }

  runCommitHooks(): void {
    const hooks = this.commitHooks;
    this.commitHooks = null;
    this.abortHooks = null;
    if (hooks !== null) for (const hook of hooks) hook();
  }

  /** Rolls everything back to the given positions, newest first; changes of rows before hooks. */
  private rollBackTo(undo: UndoRecord | null, abortHooks: number): void {
    while (this.undo !== undo) {
      const record = this.undo!;
      this.undo = record.previous;
      rollBack(record);
    }
    const hooks = this.abortHooks;
    while (hooks !== null && hooks.length > abortHooks) hooks.pop()!();
  }

  rollBackAll(): void {
    this.rollBackTo(null, 0);
    this.savepoints = null;
    this.commitHooks = null;
    this.preCommitHooks = null;
    this.abortHooks = null;
  }

  // Savepoints.

  savepoint(name: string): void {
    (this.savepoints ??= []).push({
      name,
      undo: this.undo,
      rowLock: this.rowLock,
      relationLocks: this.relationLocks?.length ?? 0,
      commitHooks: this.commitHooks?.length ?? 0,
      preCommitHooks: this.preCommitHooks?.length ?? 0,
      abortHooks: this.abortHooks?.length ?? 0,
      writes: this.writes?.length ?? 0,
    });
    this.barrier = this.undo;
  }

  /** Undoes what came after the savepoint, which stays; locks taken since are released. */
  rollbackTo(name: string): void {
    const at = this.savepointAt(name);
    const savepoint = this.savepoints![at]!;
    this.savepoints!.length = at + 1;
    this.rollBackTo(savepoint.undo, savepoint.abortHooks);
    this.barrier = this.undo;
    if (this.commitHooks !== null) this.commitHooks.length = savepoint.commitHooks;
    if (this.preCommitHooks !== null) this.preCommitHooks.length = savepoint.preCommitHooks;
    if (this.writes !== null) this.writes.length = savepoint.writes;
    unlockRowsTo(this, savepoint.rowLock);
    unlockTo(this, savepoint.relationLocks);
    this.command++;
    this.wrote = false;
    wakeWaiters(this);
  }

  /** Forgets the savepoint and those after it; what they did stays with the transaction. */
  release(name: string): void {
    this.savepoints!.length = this.savepointAt(name);
  }

  hasSavepoint(name: string): boolean {
    return this.savepoints?.some((savepoint) => savepoint.name === name) ?? false;
  }

  private savepointAt(name: string): number {
    const savepoints = this.savepoints ?? (this.savepoints = []);
    for (let i = savepoints.length - 1; i >= 0; i--) if (savepoints[i]!.name === name) return i;
    throw sqlError('invalid_savepoint_specification', `savepoint "${name}" does not exist`);
  }
}
