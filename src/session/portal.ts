/**
 * A portal: a running statement whose rows are fetched bit by bit (Execute with a row limit, cursors). Rows that a morsel gives
 * beyond what was asked for wait here.
 */
import type { OutputColumn } from '../catalog/index.ts';
import type { Snapshot } from '../storage/index.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import type { CursorRows } from './cursor-rows.ts';
import { limitedReceiver } from './limits.ts';
import type { CachedPlan } from './plan-cache.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import type { Completion, ResultSink, RowReceiver } from './result.ts';
import { lockedPlan, runPlan } from './run-plan.ts';
import type { Session } from './session.ts';
import { selectTag } from './tags.ts';
import type { Running } from './wait.ts';

export class Portal {
  readonly session: Session;
  readonly prepared: PreparedStatement;
  readonly params: readonly Datum[];
  /** DECLARE ... WITH HOLD: it survives its transaction, for all its rows have been taken. */
  holdable = false;
  /** Its transaction has committed. */
  held = false;
  /** All rows given so far, when the cursor can go back. */
  kept: (readonly Datum[])[] | null = null;
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
  /** Rows found; the first `taken` of them have been given. */
  private readonly waiting: (readonly Datum[])[] = [];
  private taken = 0;
  private wanted = 0;
  private completion: Completion | null = null;

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
    this.snapshot = this.session.transaction!.takeSnapshot();
  }

  /** A cursor keeps its tables until it is closed, or its rows have outlived their transaction. */
  reads(table: Oid): boolean {
    return !this.held && this.plan !== null && this.plan.tables.some(({ oid }) => oid === table);
  }

  close(): void {
    if (this.held) return;
    if (this.run !== null) this.run.return(undefined);
    else if (this.snapshot !== null) this.session.transaction!.dropSnapshot(this.snapshot);
  }

  /** Nothing has been taken from it yet. */
  get fresh(): boolean {
    return this.run === null && this.completion === null;
  }
  /** It was run in another way. */
  finish(completion: Completion): void {
    this.completion = completion;
  }

  get columns(): readonly OutputColumn[] {
    const columns = this.prepared.columns ?? [];
    return columns.slice(0, columns.length - this.rows.tables.length);
  }

  /** The row a cursor stands on, with what is behind its columns. */
  get currentRow(): readonly Datum[] | null {
    if (this.kept !== null) return this.kept[this.position - 1] ?? null;
    return this.ended || this.position === 0 ? null : this.lastRow;
  }

  /** Gives up to `count` rows; how many were given, and whether there are no more. */
  *fetch(count: number, emit: RowReceiver): Running<{ given: number; done: boolean }> {
    let given = 0;
    this.run ??= this.start();
    const { waiting } = this;
    while (given < count) {
      if (this.taken < waiting.length) {
        emit(...waiting[this.taken]!);
        this.taken++;
        given++;
        continue;
      }
      if (this.finished) break;
      this.wanted = count - given;
      const next = this.run.next();
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

  private *start(): Running<void> {
    const { session, prepared, params } = this;
    const plan = this.plan ?? (yield* lockedPlan(session, () => prepared));
    const collect = limitedReceiver(session.core.limits, (...row) => {
      this.waiting.push(row);
    });
    const full = (): boolean => this.waiting.length - this.taken >= this.wanted;
    yield* runPlan(session, plan, prepared.constants ?? params, collect, full, this.snapshot);
  }

  /** Takes all rows, for a holdable cursor. */
  *materialise(): Running<void> {
    this.run ??= this.start();
    this.wanted = Number.POSITIVE_INFINITY;
    while (!this.finished) {
      const next = this.run.next();
      if (next.done === true) this.finished = true;
      else if (next.value.kind !== 'full') yield next.value;
    }
  }

  /**
   * The extended protocol's Execute. A row limit applies to statements that give rows; all others run to their end. Gives null
   * when the limit was reached first (PortalSuspended).
   */
  *execute(limit: number, sink: ResultSink): Running<Completion | null> {
    if (this.completion !== null) {
      sink.complete(this.completion.tag, this.completion.rows);
      return this.completion;
    }
    if (limit <= 0 || this.prepared.columns === null || this.prepared.statement.kind !== 'select') {
      const { session, prepared, params } = this;
      if (this.run === null) {
        this.completion = yield* session.execute(prepared, params, sink, false);
        return this.completion;
      }
    }
    const emit = sink.columns(this.columns);
    const { observer } = this.session.core;
    const again = this.run !== null;
    const began = observer === null ? 0 : observer.begin(this.session, this.prepared);
    if (!again) observer?.announce(this.session, this.prepared, this.params);
    if (this.run === null) {
      this.session.startStatement();
      this.session.ensureTransaction();
    }
    const { given, done } = yield* this.session.guarded(
      this.prepared.text,
      this.fetch(limit <= 0 ? Number.POSITIVE_INFINITY : limit, emit),
    );
    if (observer !== null) observer.ended(this.session, this.prepared, this.params, began, given, again);
    if (!done && given === limit) return null;
    this.completion = { tag: selectTag(given), rows: given };
    sink.complete(this.completion.tag, given);
    return this.completion;
  }
}
