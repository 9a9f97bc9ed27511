/**
 * SELECT ... FOR UPDATE and its weaker forms: each row is locked before it goes on, so that a LIMIT above locks no more rows
 * than it gives. A row that changed while it was waited for is read and tested again under READ COMMITTED.
 */
import { sqlError } from '../errors/index.ts';
import type { TableStore } from '../storage/index.ts';
import { DONE, GONE, lockRow, rowLockStrengths, SELF, WAIT } from '../transaction/index.ts';
import type { Datum } from '../types/type-def.ts';
import type { Execution } from './execution.ts';
import type { Recheck } from './modify.ts';
import type { Pipeline } from './pipeline.ts';

export interface RowLockPlan {
  readonly store: TableStore;
  readonly table: string;
  readonly strength: keyof typeof rowLockStrengths;
  readonly wait: 'block' | 'nowait' | 'skip locked';
  readonly recheck: Recheck;
}
/** Rows as arrays of datums, and per row the ids of the rows to lock (null: an outer join gave none). */
export class LockQueue {
  rows: Datum[][] = [];
  ids: (number | null)[][] = [];
  position = 0;
  /** The source has given all its rows. */
  complete = false;
}

export class LockRowsPipeline implements Pipeline {
  private readonly source: Pipeline;
  private readonly queue: number;
  private readonly locks: readonly RowLockPlan[];
  private readonly body: number;

  constructor(source: Pipeline, queue: number, locks: readonly RowLockPlan[], body: number) {
    this.source = source;
    this.queue = queue;
    this.locks = locks;
    this.body = body;
  }

  start(execution: Execution): void {
    this.source.start(execution);
    (execution.slots[this.queue] as LockQueue).complete = false;
  }

  step(execution: Execution): boolean {
    const queue = execution.slots[this.queue] as LockQueue;
    if (queue.rows.length === 0 && !queue.complete) queue.complete = this.source.step(execution);
    const body = execution.functions[this.body] as unknown as (x: Execution, row: readonly Datum[]) => number;
    for (; queue.position < queue.rows.length; queue.position++) {
      const row = this.lock(execution, queue.rows[queue.position]!, queue.ids[queue.position]!);
      if (row === WAIT) return false;
      if (row !== null && body(execution, row) !== 0) return true;
    }
    queue.rows.length = 0;
    queue.ids.length = 0;
    queue.position = 0;
    return queue.complete;
  }

  /** The row to go on with, null when it is passed over, or WAIT. */
  private lock(execution: Execution, row: Datum[], ids: readonly (number | null)[]): Datum[] | null | typeof WAIT {
    let current = row;
    for (const [i, plan] of this.locks.entries()) {
      const id = ids[i]!;
      if (id === null) continue;
      const locked = this.lockOne(execution, plan, current, id);
      if (locked === null || locked === WAIT) return locked;
      current = locked;
    }
    return current;
  }

  private lockOne(execution: Execution, plan: RowLockPlan, row: Datum[], id: number): Datum[] | null | typeof WAIT {
    const transaction = execution.transaction!;
    const strength = rowLockStrengths[plan.strength];
    const result = lockRow(transaction, plan.store, id, strength, execution.snapshot);
    if (result === DONE || result === SELF) return row;
    if (result === WAIT) {
      if (plan.wait === 'skip locked') return null;
      if (plan.wait === 'nowait') {
        throw sqlError('lock_not_available', `could not obtain lock on row in relation "${plan.table}"`);
      }
      execution.blockedBy = transaction.conflict.blocker;
      return WAIT;
    }
    if (transaction.isolation !== 'read committed') {
      throw sqlError('serialization_failure', 'could not serialize access due to concurrent update');
    }
    if (result === GONE) return null;
    const latest = transaction.latestSnapshot();
    try {
      const again = lockRow(transaction, plan.store, id, strength, latest);
      if (again === WAIT) {
        execution.blockedBy = transaction.conflict.blocker;
        return WAIT;
      }
      return again === DONE ? plan.recheck(execution, id, latest) : null;
    } finally {
      transaction.dropSnapshot(latest);
    }
  }
}
