/**
 * Applies what the pipelines of INSERT, UPDATE and DELETE have found. One row after the other, and able to stop at any of them
 * while another transaction holds it (`execution.blockedBy`); the same step is tried again when that one has ended.
 * Under READ COMMITTED a row that changed meanwhile is put through the statement's conditions again ("Transaction Isolation").
 */
import { sqlError } from '../errors/index.ts';
import type { Snapshot } from '../storage/index.ts';
import {
  CHANGED,
  checkInsertable,
  DONE,
  DUPLICATE,
  deleteRow,
  GONE,
  insertRow,
  SELF,
  updateRow,
  WAIT,
} from '../transaction/index.ts';
import type { Datum } from '../types/type-def.ts';
import type { Execution } from './execution.ts';
import type { MergeDecision } from './merge.ts';
import {
  checkNotNull,
  checkViolation,
  datumToStored,
  type ModifyTarget,
  uniqueViolation,
  viewCheckViolation,
} from './modify-target.ts';
import type { Pipeline } from './pipeline.ts';

/** Violated check constraint of a row, or -1. */
export type RowCheck = (execution: Execution, row: readonly Datum[]) => number;
/** Hands a changed row, with further columns, to RETURNING; 1 when no more are wanted. */
export type RowReturning = (execution: Execution, row: readonly Datum[], extras: readonly Datum[]) => number;
/** New values for ON CONFLICT DO UPDATE, or null when its WHERE does not hold. */
export type ConflictUpdate = (
  execution: Execution,
  existing: readonly Datum[],
  excluded: readonly Datum[],
) => Datum[] | null;
/** The set values and extras for a row under its newest version, or null when it no longer qualifies. */
export type Recheck = (execution: Execution, rowId: number, snapshot: Snapshot) => Datum[] | null;

/** Rows waiting to be applied. */
export class ModifyQueue {
  rows: Datum[][] = [];
  rowIds: number[] = [];
  extras: Datum[][] = [];
  /** Of MERGE, for rows that were looked at already; null: nothing is done. */
  decisions: (MergeDecision | null)[] = [];
  position = 0;
  /** The source has given all its rows. */
  complete = false;

  clear(): void {
    this.rows.length = 0;
    // Setting a length costs, also when it is that already; inserts leave these two empty.
    if (this.rowIds.length > 0) this.rowIds.length = 0;
    if (this.extras.length > 0) this.extras.length = 0;
    if (this.decisions.length > 0) this.decisions.length = 0;
    this.position = 0;
  }
}

export interface ModifyConfig {
  readonly target: ModifyTarget;
  readonly queue: number;
  readonly check: number;
  /** WITH CHECK OPTION of views: their names, and the number of a function like `check`. */
  readonly viewChecks: { readonly fn: number; readonly views: readonly string[] } | null;
  readonly returning: number;
}

const nothing: readonly Datum[] = [];

export abstract class ModifyPipeline implements Pipeline {
  protected readonly target: ModifyTarget;
  protected readonly queue: number;
  private readonly check: number;
  private readonly viewChecks: ModifyConfig['viewChecks'];
  private readonly returning: number;
  /** What gives the rows, run to its end before the first is applied; or null, and rows are applied in between. */
  private readonly source: Pipeline;
  private readonly eager: boolean;

  constructor(config: ModifyConfig, source: Pipeline, eager: boolean) {
    this.target = config.target;
    this.queue = config.queue;
    this.check = config.check;
    this.viewChecks = config.viewChecks;
    this.returning = config.returning;
    this.source = source;
    this.eager = eager;
  }

  start(execution: Execution): void {
    this.source.start(execution);
    (execution.slots[this.queue] as ModifyQueue).complete = false;
  }

  step(execution: Execution): boolean {
    const queue = execution.slots[this.queue] as ModifyQueue;
    if (!queue.complete && (this.eager || queue.rows.length === 0)) {
      queue.complete = this.source.step(execution);
      if (!queue.complete && (this.eager || queue.rows.length === 0)) return false;
    }
    while (queue.position < queue.rows.length) {
      const outcome = this.apply(execution, queue, queue.position);
      if (outcome === WAIT) return false;
      queue.position++;
      if ((queue.position & 1023) === 0) execution.interrupts.check();
    }
    queue.clear();
    return queue.complete;
  }

  /** DONE, or WAIT with execution.blockedBy set. */
  protected abstract apply(execution: Execution, queue: ModifyQueue, position: number): number;

  protected wait(execution: Execution): number {
    execution.blockedBy = execution.transaction!.conflict.blocker;
    return WAIT;
  }

  protected verify(execution: Execution, row: readonly Datum[]): void {
    checkNotNull(this.target, row, execution.context);
    if (this.check >= 0) {
      const violated = (execution.functions[this.check] as unknown as RowCheck)(execution, row);
      if (violated >= 0) throw checkViolation(this.target, violated, row, execution.context);
    }
  }

  protected done(
    execution: Execution,
    op: 'insert' | 'update' | 'delete',
    rowId: number,
    before: readonly Datum[] | null,
    after: readonly Datum[] | null,
    extras: readonly Datum[],
  ): void {
    execution.affected++;
    if (this.viewChecks !== null && after !== null) this.verifyViews(execution, after);
    if (this.target.watched) execution.changes.push({ target: this.target, op, rowId, before, after });
    if (this.returning >= 0) {
      const row = after ?? before!;
      execution.rowId = rowId;
      (execution.functions[this.returning] as unknown as RowReturning)(execution, row, extras);
    }
  }

  /** Asked last, when the row has passed everything else. */
  private verifyViews(execution: Execution, row: readonly Datum[]): void {
    const { fn, views } = this.viewChecks!;
    const violated = (execution.functions[fn] as unknown as RowCheck)(execution, row);
    if (violated >= 0) throw viewCheckViolation(this.target, views[violated]!, row, execution.context);
  }

  protected get wantsRows(): boolean {
    return this.returning >= 0 || this.target.watched || this.check >= 0 || this.viewChecks !== null;
  }

  protected concurrent(what: 'update' | 'delete'): Error {
    return sqlError('serialization_failure', `could not serialize access due to concurrent ${what}`);
  }
}

export interface InsertConfig extends ModifyConfig {
  /** Number of a function over the new row: whether it is inserted at all; or -1. */
  readonly filter: number;
  readonly onConflict: {
    readonly arbiters: ReadonlySet<number>;
    readonly columns: readonly number[] | null;
    /** Function number of the ConflictUpdate. */
    readonly update: number;
  } | null;
}

export class InsertPipeline extends ModifyPipeline {
  private readonly onConflict: InsertConfig['onConflict'];
  private readonly filter: number;

  constructor(config: InsertConfig, source: Pipeline) {
    super(config, source, false);
    this.filter = config.filter;
    this.onConflict = config.onConflict;
  }

  protected apply(execution: Execution, queue: ModifyQueue, position: number): number {
    const row = queue.rows[position]!;
    const { target } = this;
    const transaction = execution.transaction!;
    if (this.filter >= 0 && (execution.functions[this.filter] as unknown as RowCheck)(execution, row) !== 1)
      return DONE;
    this.verify(execution, row);
    if (this.onConflict !== null) this.refuseDeferrable();
    const result = insertRow(transaction, target.store, row);
    if (result >= 0) {
      this.done(execution, 'insert', result, null, row, nothing);
      return DONE;
    }
    if (result === WAIT) return this.wait(execution);
    const { index, rowId } = transaction.conflict;
    if (this.onConflict === null) throw uniqueViolation(target, index!, row, execution.context);
    let conflicting = rowId;
    if (!this.isArbiter(index!.oid)) {
      conflicting = this.findArbiter(execution, row);
      if (conflicting < 0) throw uniqueViolation(target, index!, row, execution.context);
    }
    return this.resolve(execution, row, conflicting);
  }

  /** A key that is checked later cannot tell now whether the row conflicts. */
  private refuseDeferrable(): void {
    const { store, indexNames, schema, name } = this.target;
    for (const index of store.indexes) {
      if (!index.unique || !index.deferrable || !this.isArbiter(index.oid)) continue;
      throw sqlError(
        'object_not_in_prerequisite_state',
        'ON CONFLICT does not support deferrable unique constraints/exclusion constraints as arbiters',
        { schema, table: name, constraint: indexNames.get(index.oid) },
      );
    }
  }

  private isArbiter(index: number): boolean {
    const { arbiters } = this.onConflict!;
    return arbiters.size === 0 || arbiters.has(index);
  }

  /** Another unique index was met first; the arbiters decide whether the statement's conflict clause applies. */
  private findArbiter(execution: Execution, row: readonly Datum[]): number {
    const transaction = execution.transaction!;
    const { store } = this.target;
    for (const index of store.indexes) {
      if (!this.onConflict!.arbiters.has(index.oid)) continue;
      if (checkInsertable(transaction, store, index, row) === DUPLICATE) return transaction.conflict.rowId;
    }
    return -1;
  }

  private resolve(execution: Execution, row: readonly Datum[], rowId: number): number {
    const { onConflict, target } = this;
    const transaction = execution.transaction!;
    const repeatable = transaction.isolation !== 'read committed';
    if (repeatable && !target.store.exists(rowId, execution.snapshot)) {
      const own = transaction.takeSnapshot();
      const visible = target.store.exists(rowId, own);
      transaction.dropSnapshot(own);
      if (!visible) throw this.concurrent('update');
    }
    if (onConflict!.columns === null) return DONE;
    const existing = target.store.readRow(rowId);
    const update = execution.functions[onConflict!.update] as unknown as ConflictUpdate;
    const values = update(execution, existing, row);
    if (values === null) return DONE;
    const snapshot = transaction.latestSnapshot();
    const result = updateRow(transaction, target.store, rowId, onConflict!.columns, values, snapshot);
    transaction.dropSnapshot(snapshot);
    if (result === WAIT) return this.wait(execution);
    if (result === SELF) {
      throw sqlError('cardinality_violation', 'ON CONFLICT DO UPDATE command cannot affect row a second time', {
        hint: 'Ensure that no rows proposed for insertion within the same command have duplicate constrained values.',
      });
    }
    if (result === DUPLICATE) {
      const after = existing.slice();
      for (const [i, column] of onConflict!.columns.entries()) after[column] = values[i]!;
      throw uniqueViolation(target, transaction.conflict.index!, after, execution.context);
    }
    // The row went away since the look-up: the same step, without a blocker, inserts again.
    if (result !== DONE) return WAIT;
    const after = target.store.readRow(rowId);
    this.verify(execution, after);
    this.done(execution, 'update', rowId, existing, after, nothing);
    return DONE;
  }
}

export interface UpdateConfig extends ModifyConfig {
  readonly columns: readonly number[];
  readonly recheck: Recheck;
}

export class UpdatePipeline extends ModifyPipeline {
  private readonly columns: readonly number[];
  private readonly recheck: Recheck;

  constructor(config: UpdateConfig, source: Pipeline) {
    super(config, source, true);
    this.columns = config.columns;
    this.recheck = config.recheck;
  }

  protected apply(execution: Execution, queue: ModifyQueue, position: number): number {
    return this.update(
      execution,
      queue.rowIds[position]!,
      queue.rows[position]!,
      queue.extras[position] ?? nothing,
      execution.crosscheck ?? execution.snapshot,
    );
  }

  private update(
    execution: Execution,
    rowId: number,
    values: readonly Datum[],
    extras: readonly Datum[],
    snapshot: Snapshot,
  ): number {
    const { target, columns } = this;
    const transaction = execution.transaction!;
    const before = target.watched ? target.store.readRow(rowId) : null;
    if (!this.wantsRows) this.verifySet(execution, rowId, values);
    const result = updateRow(transaction, target.store, rowId, columns, values, snapshot);
    switch (result) {
      case DONE: {
        if (!this.wantsRows) {
          execution.affected++;
          return DONE;
        }
        const after = target.store.readRow(rowId);
        this.verify(execution, after);
        this.done(execution, 'update', rowId, before, after, extras);
        return DONE;
      }
      case WAIT:
        return this.wait(execution);
      case SELF:
        return DONE;
      case DUPLICATE: {
        const after = target.store.readRow(rowId);
        for (const [i, column] of columns.entries()) after[column] = values[i]!;
        throw uniqueViolation(target, transaction.conflict.index!, after, execution.context);
      }
      case GONE:
        if (transaction.isolation !== 'read committed') throw this.concurrent('delete');
        return DONE;
      default: {
        if (transaction.isolation !== 'read committed') throw this.concurrent('update');
        const latest = transaction.latestSnapshot();
        try {
          const row = this.recheck(execution, rowId, latest);
          if (row === null) return DONE;
          const stored = columns.map((column, i) => datumToStored(target.columns[column]!, row[i]!));
          return this.update(execution, rowId, stored, row.slice(columns.length), latest);
        } finally {
          transaction.dropSnapshot(latest);
        }
      }
    }
  }

  private verifySet(execution: Execution, rowId: number, values: readonly Datum[]): void {
    const { target, columns } = this;
    for (let i = 0; i < columns.length; i++) {
      if (values[i] === null && target.columns[columns[i]!]!.notNull) {
        const row = target.store.readRow(rowId);
        for (const [k, column] of columns.entries()) row[column] = values[k]!;
        this.verify(execution, row);
      }
    }
  }
}

export interface DeleteConfig extends ModifyConfig {
  readonly recheck: Recheck;
}

export class DeletePipeline extends ModifyPipeline {
  private readonly recheck: Recheck;

  constructor(config: DeleteConfig, source: Pipeline) {
    super(config, source, true);
    this.recheck = config.recheck;
  }

  protected apply(execution: Execution, queue: ModifyQueue, position: number): number {
    return this.remove(
      execution,
      queue.rowIds[position]!,
      queue.extras[position] ?? nothing,
      execution.crosscheck ?? execution.snapshot,
    );
  }

  private remove(execution: Execution, rowId: number, extras: readonly Datum[], snapshot: Snapshot): number {
    const { target } = this;
    const transaction = execution.transaction!;
    const before = this.wantsRows ? target.store.readRow(rowId) : null;
    const result = deleteRow(transaction, target.store, rowId, snapshot);
    switch (result) {
      case DONE:
        this.done(execution, 'delete', rowId, before, null, extras);
        return DONE;
      case WAIT:
        return this.wait(execution);
      case SELF:
        return DONE;
      case GONE:
        if (transaction.isolation !== 'read committed') throw this.concurrent('delete');
        return DONE;
      default: {
        if (result !== CHANGED) return DONE;
        if (transaction.isolation !== 'read committed') throw this.concurrent('update');
        const latest = transaction.latestSnapshot();
        try {
          const row = this.recheck(execution, rowId, latest);
          return row === null ? DONE : this.remove(execution, rowId, row, latest);
        } finally {
          transaction.dropSnapshot(latest);
        }
      }
    }
  }
}
