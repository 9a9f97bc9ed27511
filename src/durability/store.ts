/**
 * A database's life on disk: opened by recovery, kept by the log, shortened by checkpoints, closed with a last one.
 *
 * Invariants: `redoLsn ≤ syncedLsn ≤ appendedLsn` outside of a checkpoint; a commit is in the log before it is visible, and
 * acknowledged after its position is durable (under the policy `always`); nothing that a root names is changed or removed
 * before the next root is durable.
 */
import type { CommitPolicy } from '../config/index.ts';
import type { FileSystem, Host } from '../host/index.ts';
import type { TableStore } from '../storage/table-store.ts';
import type { UndoRecord } from '../storage/undo-record.ts';
import { adoptImages, type CheckpointResult, type CheckpointSource, CheckpointWriter } from './checkpoint.ts';
import { ChunkWriter } from './chunk-writer.ts';
import type { DataStore } from './data-store.ts';
import type { DirectoryLock } from './directory-lock.ts';
import { type Engine, forkOf } from './engine.ts';
import { fileError } from './file-errors.ts';
import { dataFileName, joinPath } from './format.ts';
import { FIRST_PART, LAST_PART, PART_BYTES } from './frame.ts';
import { type Log, listSegments } from './log.ts';
import { OP_END, RedoWriter, type Trailer, writeTrailer } from './redo.ts';
import type { RedoPoint } from './redo-point.ts';
import { NewRoot, publishRoot, type Root, readRoot, type SyncRequest } from './root.ts';
import type { StoreKey } from './sealer.ts';

export interface StoreOptions {
  readonly files: FileSystem;
  readonly host: Host;
  readonly directory: string;
  readonly commitPolicy: CommitPolicy;
  readonly cacheBytes: number;
  readonly segmentBytes: number;
  readonly checkpointWalBytes: number;
  readonly checkpointTimeoutMs: number;
  /** How often to show that we live while nothing is committed; 0: never. */
  readonly lockTouchMs: number;
  /** With a key: how files are sealed, and what tells the key. */
  readonly key: StoreKey | null;
  /** Something the operator should know, which is no error of a statement. */
  readonly onWarning: (message: string) => void;
  /** Told while the log is read again, with its segments done and their number. */
  readonly onReplay?: ((done: number, total: number) => void) | undefined;
  /** Held by the store from now on. */
  readonly lock: DirectoryLock;
}

export interface CheckpointReport {
  readonly bytesWritten: number;
  readonly redoLsn: number;
  readonly durationMs: number;
}

const FLUSH_DELAY_MS = 200;
/** A commit does this many steps of a checkpoint that nobody else moves on. */
const STEPS_PER_COMMIT = 2;
const TURN_MS = 4;
const RETRY_MS = 5000;

export class DurableStore {
  readonly options: StoreOptions;
  readonly data: DataStore;
  readonly log: Log;
  readonly engine: Engine;
  private readonly databaseId: Uint8Array;
  private redo: RedoPoint;
  private commitsUnsynced = 0;
  /** Position behind the last commit that waited as the N-th of `every:N`. */
  private nthLsn = 0;
  private flushTimer: NodeJS.Timeout | null = null;
  private checkpointTimer: NodeJS.Timeout | null = null;
  private lockTimer: NodeJS.Timeout | null = null;
  private running: Generator<SyncRequest | null, CheckpointReport, void> | null = null;
  private waitingForSync: SyncRequest | null = null;
  private commitsSinceTurn = 0;
  private turnScheduled = false;
  private waitingForEnd: ((error: unknown) => void)[] = [];
  private waitingForNext: ((error: unknown) => void)[] = [];
  private retryAt = 0;
  private closed = false;
  /** Of finished checkpoints, for statistics; `requested`: those that a statement asked for, and the last. */
  checkpointCount = 0;
  requestedCount = 0;
  checkpointMs = 0;
  checkpointBytes = 0;
  /** Told of each that has ended, and of what it cost. */
  onCheckpoint: ((report: CheckpointReport) => void) | null = null;
  lastReport: CheckpointReport | null = null;

  constructor(
    options: StoreOptions,
    data: DataStore,
    log: Log,
    databaseId: Uint8Array,
    redo: RedoPoint,
    engine: Engine,
  ) {
    this.options = options;
    this.data = data;
    this.log = log;
    this.databaseId = databaseId;
    this.redo = redo;
    this.engine = engine;
    this.scheduleTimers();
  }

  /** What SHOW tells of the storage; the values in the units of the settings' table. */
  get shownSettings(): readonly (readonly [name: string, value: string])[] {
    const { directory, checkpointTimeoutMs, checkpointWalBytes, segmentBytes, commitPolicy } = this.options;
    return [
      ['data_directory', directory],
      ['checkpoint_timeout', String(Math.round(checkpointTimeoutMs / 1000))],
      ['max_wal_size', String(Math.max(1, Math.round(checkpointWalBytes / (1 << 20))))],
      ['wal_segment_size', String(segmentBytes)],
      ['fsync', commitPolicy.kind === 'never' ? 'off' : 'on'],
    ];
  }

  /** Where the log that the last checkpoint has not made useless begins. */
  get redoLsn(): number {
    return this.redo.lsn;
  }

  // Commits.

  /** Throws when the log takes no more. */
  checkWritable(): void {
    if (this.log.failure !== null) throw this.log.failure;
  }

  /**
   * Puts a transaction into the log, before it becomes visible; the position behind it, or 0 when there was nothing to write. On
   * an error nothing of it is there.
   */
  append(undo: UndoRecord | null, trailer: Trailer, keepsTable: (table: TableStore) => boolean): number {
    if (undo === null && trailer.changes.length === 0 && trailer.sequences.length === 0) return 0;
    const { log } = this;
    if (log.failure !== null) throw log.failure;
    this.touchLock();
    const mark = log.mark();
    try {
      const out = log.begin();
      let flags = FIRST_PART;
      const redo = new RedoWriter(
        out,
        PART_BYTES,
        (table) => !keepsTable(table),
        () => {
          out.u8(OP_END);
          log.append(flags);
          flags = 0;
          log.begin();
        },
      );
      const any = redo.write(undo);
      if (!any && trailer.changes.length === 0 && trailer.sequences.length === 0) return 0;
      out.u8(OP_END);
      writeTrailer(out, trailer);
      log.append(flags | LAST_PART);
    } catch (error) {
      if (log.appendedLsn !== mark.lsn) log.rewind(mark);
      throw error;
    }
    const lsn = log.appendedLsn;
    for (let r = undo; r !== null; r = r.previous) r.table.commitLsn = lsn;
    return lsn;
  }

  /** Shows that we live. Who has lost the directory must write nothing more. */
  private touchLock(): void {
    try {
      this.options.lock.touch();
    } catch (error) {
      throw this.log.fail(error);
    }
  }

  /** The position a commit has to wait for, by policy; 0: none. `relaxed`: synchronous_commit is off. */
  positionToAwait(lsn: number, relaxed: boolean): number {
    if (lsn === 0) return 0;
    const { commitPolicy } = this.options;
    this.commitsUnsynced++;
    if (!relaxed && commitPolicy.kind === 'always') return lsn;
    if (commitPolicy.kind === 'every') {
      // While the sync of an N-th runs, N commits may be lost already, and who comes then waits as well.
      if (this.nthLsn > this.log.syncedLsn) return lsn;
      if (this.commitsUnsynced >= commitPolicy.count) {
        this.commitsUnsynced = 0;
        this.nthLsn = lsn;
        return lsn;
      }
    }
    if (commitPolicy.kind !== 'never') this.flushSoon();
    // It is answered at once, so it must outlive this process.
    this.log.writePending();
    return 0;
  }

  /** Some commit is visible that nobody may hear of yet. */
  get hasUnsynced(): boolean {
    return this.log.appendedLsn !== this.log.syncedLsn && this.options.commitPolicy.kind === 'always';
  }

  private flushSoon(): void {
    if (this.flushTimer !== null) return;
    this.flushTimer = setTimeout(() => {
      this.flushTimer = null;
      this.log.flushed(this.log.appendedLsn).catch(() => {});
    }, FLUSH_DELAY_MS);
    this.flushTimer.unref();
  }

  /** To be called after each commit has become visible: moves checkpoints on. */
  committed(): void {
    const { cache } = this.data;
    if (cache?.over) cache.trim();
    if (this.running !== null) {
      // In a process that never comes back to its event loop, commits have to do the work.
      if (++this.commitsSinceTurn > 8) this.stepWithin(STEPS_PER_COMMIT);
      return;
    }
    const behind = this.log.appendedLsn - this.redo.lsn;
    if (behind > this.walLimit && this.options.host.monotonicMs() >= this.retryAt) this.startCheckpoint();
  }

  private get walLimit(): number {
    const { checkpointWalBytes, cacheBytes } = this.options;
    // What is dirty cannot be let go.
    return cacheBytes === Infinity ? checkpointWalBytes : Math.min(checkpointWalBytes, cacheBytes / 2);
  }

  // Checkpoints.

  private scheduleTimers(): void {
    const { checkpointTimeoutMs, lockTouchMs } = this.options;
    if (lockTouchMs > 0) {
      this.lockTimer = setInterval(() => {
        try {
          this.touchLock();
        } catch {
          // The log has taken note.
        }
      }, lockTouchMs);
      this.lockTimer.unref();
    }
    if (checkpointTimeoutMs <= 0) return;
    this.checkpointTimer = setInterval(() => {
      if (this.running === null && this.log.appendedLsn !== this.redo.lsn && this.log.failure === null)
        this.startCheckpoint();
    }, checkpointTimeoutMs);
    this.checkpointTimer.unref();
  }

  /** Begins one that goes on by itself. */
  startCheckpoint(): void {
    this.running = this.steps(false);
    this.commitsSinceTurn = 0;
    this.scheduleTurn();
  }

  private scheduleTurn(): void {
    if (this.turnScheduled) return;
    this.turnScheduled = true;
    const turn = setImmediate(() => {
      this.turnScheduled = false;
      this.turn();
    });
    // A process may end over a checkpoint that nobody asked for.
    if (this.waitingForEnd.length === 0) turn.unref();
  }

  /** A few milliseconds of a running checkpoint. */
  private turn(): void {
    this.commitsSinceTurn = 0;
    if (this.running === null || this.waitingForSync !== null) return;
    const { host } = this.options;
    const until = host.monotonicMs() + TURN_MS;
    while (this.running !== null && host.monotonicMs() < until) {
      const request = this.step();
      if (request === null) continue;
      this.syncLater(request);
      return;
    }
    if (this.running !== null) this.scheduleTurn();
  }

  private syncLater(request: SyncRequest): void {
    this.waitingForSync = request;
    request.later().then(
      () => this.syncDone(request, null),
      (error: unknown) => this.syncDone(request, error),
    );
  }

  private syncDone(request: SyncRequest, error: unknown): void {
    // A commit may have synced it at once meanwhile, and gone on to the next file.
    if (this.waitingForSync !== request) return;
    this.waitingForSync = null;
    if (error !== null) this.giveUp(error);
    else this.scheduleTurn();
  }

  /** One step; a request when a file has to be synced before the next. Errors end the checkpoint, not the caller. */
  private step(): SyncRequest | null {
    try {
      const next = this.running!.next();
      if (next.done !== true) return next.value;
      this.running = null;
      this.ended(null);
    } catch (error) {
      this.giveUp(error);
    }
    return null;
  }

  private giveUp(error: unknown): void {
    const { running } = this;
    this.running = null;
    this.waitingForSync = null;
    this.retryAt = this.options.host.monotonicMs() + RETRY_MS;
    try {
      running?.return(undefined as never);
    } catch {
      // What it could not remove is removed at the next opening.
    }
    const reason = error instanceof Error ? error.message : String(error);
    this.options.onWarning(`the checkpoint failed, and will be tried again: ${reason}`);
    this.ended(error);
  }

  private stepWithin(count: number): void {
    for (let i = 0; i < count && this.running !== null; i++) {
      if (this.waitingForSync !== null) {
        // Only when the log has grown far beyond its limit is it worth blocking for.
        if (this.log.appendedLsn - this.redo.lsn < 3 * this.walLimit) return;
        this.syncNow(this.waitingForSync);
      }
      const request = this.running === null ? null : this.step();
      if (request !== null) this.syncLater(request);
    }
  }

  private syncNow(request: SyncRequest): void {
    this.waitingForSync = null;
    try {
      request.now();
    } catch (error) {
      this.giveUp(error);
    }
  }

  /** CHECKPOINT: everything committed by now is in it. Blocks; an error is the caller's. */
  checkpoint(exact = false): CheckpointReport {
    while (this.running !== null) this.driveRunning();
    this.requestedCount++;
    const steps = this.steps(exact);
    for (;;) {
      const next = steps.next();
      if (next.done === true) return next.value;
      next.value?.now();
    }
  }

  private driveRunning(): void {
    if (this.waitingForSync !== null) this.syncNow(this.waitingForSync);
    if (this.running === null) return;
    const request = this.step();
    if (request !== null) this.waitingForSync = request;
  }

  /** CHECKPOINT for who lets others work meanwhile: `done` is called once, with the error if there was one. */
  requestCheckpoint(done: (error: unknown) => void): void {
    this.requestedCount++;
    // One that runs began before what was committed since.
    if (this.running !== null) {
      this.waitingForNext.push(done);
      return;
    }
    this.waitingForEnd.push(done);
    this.startCheckpoint();
  }

  private ended(error: unknown): void {
    const waiting = this.waitingForEnd;
    this.waitingForEnd = this.waitingForNext;
    this.waitingForNext = [];
    if (this.waitingForEnd.length > 0) this.startCheckpoint();
    for (const done of waiting) done(error);
  }

  private *steps(exact: boolean): Generator<SyncRequest | null, CheckpointReport, void> {
    const { files, host, directory, key } = this.options;
    this.checkWritable();
    this.touchLock();
    const began = host.monotonicMs();
    const { redoPoint } = this.log;
    const source = forkOf(this.engine, exact, redoPoint);
    const number = this.data.nextFile++;
    const out = new ChunkWriter(files, host, directory, number, this.databaseId, key?.sealerOf ?? null);
    let published = false;
    try {
      const result = yield* new CheckpointWriter(source, this.data, out).run();
      yield { now: () => out.sync(), later: () => out.syncLater() };
      const root = new NewRoot(files, directory, this.rootOf(result, out, redoPoint));
      yield { now: () => root.sync(), later: () => root.syncLater() };
      // The file has to have its name before a root speaks of it.
      try {
        files.syncDirectory(directory);
      } catch (error) {
        throw fileError(error, 'sync', directory);
      }
      published = true;
      this.publish(root);
      const gone = this.adopt(result, out, source, redoPoint);
      yield* this.removeObsolete(gone);
      return this.finished(out.size, redoPoint, host.monotonicMs() - began);
    } finally {
      if (!published) this.abandon(out);
    }
  }

  /** When this fails, the old root or the new one may be found at the next opening: both have to stay whole. */
  private publish(root: NewRoot): void {
    try {
      root.publish();
    } catch (error) {
      throw this.log.fail(error);
    }
  }

  private abandon(out: ChunkWriter): void {
    try {
      out.abandon();
    } catch (error) {
      this.options.onWarning(`could not remove what a failed checkpoint left: ${(error as Error).message}`);
    }
  }

  private rootOf(result: CheckpointResult, out: ChunkWriter, redo: RedoPoint): Root {
    const kept = result.keptFiles.map((number) => ({ number, size: this.data.file(number).size }));
    return {
      databaseId: this.databaseId,
      nextFile: this.data.nextFile,
      keyCheck: this.options.key?.check ?? null,
      state: result.state,
      catalog: result.catalog,
      redo,
      files: [...kept, { number: out.number, size: out.size }],
    };
  }

  /** The new root is durable: what it names becomes the state. Gives the data files that only the old one named. */
  private adopt(
    result: CheckpointResult,
    out: ChunkWriter,
    source: CheckpointSource,
    redo: RedoPoint,
  ): readonly number[] {
    const { data } = this;
    const kept = new Set(result.keptFiles);
    const gone = [...data.files.keys()].filter((number) => !kept.has(number));
    data.files.set(out.number, out.done());
    data.tables = new Map(result.tables);
    data.catalog = { place: result.catalog, version: source.catalog.version };
    if (result.liveBytes !== null) data.liveBytes = result.liveBytes;
    adoptImages(this.engine.storage, result, data);
    for (const number of gone) data.files.delete(number);
    this.redo = redo;
    return gone;
  }

  private finished(bytesWritten: number, redo: RedoPoint, durationMs: number): CheckpointReport {
    const report = { bytesWritten, redoLsn: redo.lsn, durationMs };
    this.checkpointCount++;
    this.checkpointMs += durationMs;
    this.checkpointBytes += bytesWritten;
    this.lastReport = report;
    this.onCheckpoint?.(report);
    return report;
  }

  /**
   * Files that the root does not name, one a step: a file system takes its time to free a large one. What cannot be removed
   * now is removed at the next opening.
   */
  private *removeObsolete(data: readonly number[]): Generator<null, void, void> {
    const { files, directory } = this.options;
    try {
      const segments = listSegments(files, directory);
      const current = segments.findLastIndex((segment) => segment.lsn <= this.redo.lsn);
      const obsolete = segments.slice(0, Math.max(current, 0));
      for (const name of [...data.map(dataFileName), ...obsolete.map((segment) => segment.name)]) {
        yield null;
        files.remove(joinPath(directory, name));
      }
    } catch (error) {
      this.options.onWarning(`could not remove files that are no longer used: ${(error as Error).message}`);
    }
  }

  /** A last checkpoint, if anything came since the one before; then no log is left. An error leaves what the log has. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.flushTimer !== null) clearTimeout(this.flushTimer);
    if (this.checkpointTimer !== null) clearInterval(this.checkpointTimer);
    if (this.lockTimer !== null) clearInterval(this.lockTimer);
    try {
      if (this.log.failure === null) {
        // Whoever waits for a commit is answered.
        this.log.flush();
        this.closeCleanly();
      }
    } catch (error) {
      // Nothing is lost: the log has it.
      this.options.onWarning(
        `the last checkpoint failed; the next opening replays the log: ${(error as Error).message}`,
      );
    } finally {
      this.log.close();
      this.options.lock.release();
    }
  }

  private closeCleanly(): void {
    const changed = this.log.appendedLsn !== this.redo.lsn || this.redo.segment !== null;
    if (!changed && this.running === null) return;
    this.checkpoint(true);
    const { files, directory } = this.options;
    // The log's own segments are of no use any more: the root says where it ended, so a new one can begin there.
    const root = readRoot(files, directory)!;
    if (root.redo.segment !== null) publishRoot(files, directory, { ...root, redo: { ...root.redo, segment: null } });
    const segments = listSegments(files, directory);
    for (const { name } of segments) files.remove(joinPath(directory, name));
    if (segments.length > 0) files.syncDirectory(directory);
  }
}
