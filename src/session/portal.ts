/**
 * A portal: a running statement whose rows are fetched bit by bit (Execute with a row limit, cursors). Rows that a morsel gives
 * beyond what was asked for wait here.
 */
import type { OutputColumn } from '../catalog/index.ts';
import { SqlError } from '../errors/index.ts';
import type { Snapshot } from '../storage/index.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import { checkConstants } from './check-constants.ts';
import type { CursorRows } from './cursor-rows.ts';
import { KeptRows } from './kept-rows.ts';
import { limitedReceiver } from './limits.ts';
import type { CachedPlan } from './plan-cache.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import type { Completion, RowReceiver } from './result.ts';
import { lockedPlan, runPlan } from './run-plan.ts';
import type { Session } from './session.ts';
import type { Pause, Running } from './wait.ts';

export class Portal {
  readonly session: Session;
  readonly prepared: PreparedStatement;
  readonly params: readonly Datum[];
  /** DECLARE ... WITH HOLD: it survives its transaction, for all its rows have been taken. */
  holdable = false;
  /** DECLARE ... BINARY CURSOR. */
  binary = false;
  /** Its transaction has committed. */
  held = false;
  /** All rows given so far, when the cursor can go back. */
  kept: KeptRows | null = null;
  /** All rows, when it is holdable and does not go back; the first `taken` of them have been given. */
  private stored: KeptRows | null = null;
  /** Number of the row a cursor stands on: 0 before the first; one more than there are behind the last. */
  position = 0;
  /** A cursor that only goes forward has met its end. */
  ended = false;
  readonly created: number;
  /** What stands behind the columns of its rows. */
  rows: CursorRows = { tables: [], locks: false };
  /** The row given last by a cursor that only goes forward. */
  lastRow: readonly Datum[] | null = null;
  /** Number of savepoints when it was opened, as far as they have not been released: rolling one of them back closes it. */
  depth: number;
  /** How and of when it is run, where that was decided before its first row was asked for. */
  private plan: CachedPlan | null = null;
  private snapshot: Snapshot | null = null;
  private run: Running<unknown> | null = null;
  private finished = false;
  /** Rows found beyond what was asked for; the first `taken` of them have been given. */
  private readonly waiting: (readonly Datum[])[] = [];
  private taken = 0;
  private wanted = 0;
  completion: Completion | null = null;
  /** Rows that the statement gave and nobody has taken, where it has run to its end. */
  results: KeptRows | null = null;
  /** How many of them have been given. */
  given = 0;
  private begun = false;
  private failure: { readonly error: unknown } | null = null;

  constructor(session: Session, prepared: PreparedStatement, params: readonly Datum[]) {
    this.session = session;
    this.prepared = prepared;
    this.params = params;
    this.depth = session.savepointDepth;
    this.created = session.context.statementTimestamp;
  }

  /** A cursor shows what its transaction sees now, whenever its rows are fetched. */
  *open(): Running<void> {
    this.plan = yield* lockedPlan(this.session, () => this.prepared);
    checkConstants(this.plan.compiled.planned, this.prepared.constants ?? this.params, this.session.context);
    this.snapshot = this.session.transaction!.takeSnapshot();
  }

  /** A cursor keeps its tables until it is closed, or its rows have outlived their transaction. */
  reads(table: Oid): boolean {
    return !this.held && this.plan !== null && this.plan.tables.some(({ oid }) => oid === table);
  }

  /** Its transaction commits. */
  hold(): void {
    this.held = true;
    this.depth = 0;
    this.kept?.outlive();
    this.stored?.outlive();
  }

  close(): void {
    for (const rows of [this.kept, this.stored, this.results]) rows?.close();
    if (this.held) return;
    if (this.run !== null) this.run.return(undefined);
    const snapshot = this.takeSnapshot();
    if (snapshot !== null) this.session.transaction?.dropSnapshot(snapshot);
  }

  /** It shows what its transaction sees now, whenever its rows are fetched. */
  look(): void {
    this.snapshot = this.session.transaction!.takeSnapshot();
  }
  /** Who takes it has to drop it. */
  takeSnapshot(): Snapshot | null {
    const { snapshot } = this;
    this.snapshot = null;
    return snapshot;
  }
  /** Nothing has been taken from it yet. */
  get fresh(): boolean {
    return this.run === null && !this.begun;
  }
  /** It is run in another way than by `fetch`. */
  start(): void {
    this.begun = true;
  }
  finish(completion: Completion): void {
    this.begun = true;
    this.finished = true;
    this.ended = true;
    this.position++;
    this.completion = completion;
  }

  get columns(): readonly OutputColumn[] {
    const columns = this.prepared.columns ?? [];
    return columns.slice(0, columns.length - this.rows.tables.length);
  }

  /** The row a cursor stands on, with what is behind its columns. */
  get currentRow(): readonly Datum[] | null {
    if (this.kept !== null) return this.kept.at(this.position - 1);
    return this.ended || this.position === 0 ? null : this.lastRow;
  }

  /** Gives up to `count` rows; how many were given, and whether there are no more. */
  *fetch(count: number, emit: RowReceiver): Running<{ given: number; done: boolean }> {
    if (this.stored !== null) return this.giveStored(this.stored, count, emit);
    let given = 0;
    this.run ??= this.rowsOf();
    const { waiting } = this;
    while (given < count) {
      if (this.taken < waiting.length) {
        emit(...waiting[this.taken]!);
        this.taken++;
        given++;
        continue;
      }
      if (this.failure !== null) throw this.failure.error;
      if (this.finished) break;
      this.wanted = count - given;
      const next = this.step(this.run);
      if (next === null) continue;
      if (next.done === true) this.finished = true;
      else if (next.value.kind !== 'full') yield next.value;
    }
    // Rows move up when there are fewer of them than have gone before.
    if (this.taken * 2 >= waiting.length) {
      waiting.splice(0, this.taken);
      this.taken = 0;
    }
    return { given, done: this.finished && this.taken === waiting.length };
  }

  private giveStored(stored: KeptRows, count: number, emit: RowReceiver): { given: number; done: boolean } {
    const given = Math.min(count, stored.length - this.taken);
    for (let i = 0; i < given; i++) emit(...stored.at(this.taken++)!);
    return { given, done: this.taken === stored.length };
  }

  /** An error is met with its row: those found before it, in the same step, have been asked for first. */
  private step(run: Running<unknown>): IteratorResult<Pause, unknown> | null {
    try {
      return run.next();
    } catch (error) {
      const interrupted = error instanceof SqlError && error.code.startsWith('57');
      if (interrupted || this.taken === this.waiting.length) throw error;
      this.failure = { error };
      return null;
    }
  }

  private *rowsOf(): Running<void> {
    const { session, prepared, params } = this;
    const plan = this.plan ?? (yield* lockedPlan(session, () => prepared));
    const collect = limitedReceiver(session.core.limits, (...row) => {
      this.found(row);
    });
    const full = (): boolean => this.waiting.length - this.taken >= this.wanted;
    yield* runPlan(session, plan, prepared.constants ?? params, collect, full, this.takeSnapshot());
  }

  /** What is done with a row that has been found. */
  private found: (row: readonly Datum[]) => void = (row) => {
    this.waiting.push(row);
  };

  /** Takes all rows, for a holdable cursor. */
  *materialise(): Running<void> {
    if (this.kept === null) this.stored = new KeptRows(this.session);
    const rows = this.kept ?? this.stored!;
    this.found = (row) => rows.push(row);
    this.run ??= this.rowsOf();
    this.wanted = Number.POSITIVE_INFINITY;
    try {
      while (!this.finished) {
        const next = this.run.next();
        if (next.done === true) this.finished = true;
        else if (next.value.kind !== 'full') yield next.value;
      }
    } catch (error) {
      rows.close();
      throw error;
    }
  }
}
