/** Runs a compiled plan in a transaction: its units step by step, then what foreign keys have to say about the changes. */

import type { ModifyingCte } from '../compiler/index.ts';
import { sqlError } from '../errors/index.ts';
import type { Execution } from '../executor/index.ts';
import type { Snapshot } from '../storage/index.ts';
import {
  ACCESS_EXCLUSIVE,
  ACCESS_SHARE,
  DONE,
  lockRelation,
  ROW_EXCLUSIVE,
  type Transaction,
} from '../transaction/index.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import { checkConstraints } from './constraint-checks.ts';
import type { CachedPlan } from './plan-cache.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import type { RowReceiver } from './result.ts';
import { newExecution, runUnit } from './run-unit.ts';
import type { Session } from './session.ts';
import { lockNotAvailable } from './statement-errors.ts';
import type { Running } from './wait.ts';

export interface PlanRun {
  readonly execution: Execution;
  readonly affected: number;
}

/** A statement's plan with its tables locked; `prepare` is asked again when the catalog has changed while they were waited for. */
export function* lockedPlan(session: Session, prepare: () => PreparedStatement): Running<CachedPlan> {
  for (;;) {
    const prepared = prepare();
    const plan = session.planOf(prepared);
    if (yield* lockTables(session, plan)) return plan;
    prepared.plan = null;
  }
}

/**
 * `full`: asked after each step, and within scans, whether the receiver wants to pause. `taken`: a snapshot from before, for
 * which the run takes over the duty to drop it.
 */
export function* runPlan(
  session: Session,
  plan: CachedPlan,
  params: readonly Datum[],
  emit: RowReceiver,
  full: (() => boolean) | null,
  taken: Snapshot | null = null,
): Running<PlanRun> {
  const transaction = session.transaction!;
  if (!plan.readOnly && session.readOnly && plan.compiled.planned.kind !== 'select') {
    throw sqlError(
      'read_only_sql_transaction',
      `cannot execute ${plan.compiled.planned.kind.toUpperCase()} in a read-only transaction`,
    );
  }
  const snapshot = taken ?? snapshotFor(transaction, plan);
  const { compiled } = plan;
  let execution: Execution | null = null;
  /** Rows of the statement itself: what its WITH changes is not counted. */
  let affected = 0;
  try {
    execution = newExecution(session, plan, snapshot, emit);
    execution.params = params;
    execution.full = full;
    for (const cte of compiled.ctesBefore) yield* runModifying(session, execution, cte);
    execution.affected = 0;
    yield* runUnit(session, execution, compiled.main, full);
    affected = execution.affected;
    for (const cte of compiled.ctesBehind) yield* runModifying(session, execution, cte);
  } finally {
    transaction.dropSnapshot(snapshot);
    execution?.memory.release();
  }
  if (execution.changes.length > 0) yield* checkConstraints(session, execution.changes);
  yield* sleepIfAsked(session);
  return { execution, affected };
}

function* runModifying(session: Session, execution: Execution, cte: ModifyingCte): Running<void> {
  if (execution.slots[cte.slot] === undefined) yield* runUnit(session, execution, cte.unit, null);
}

function snapshotFor(transaction: Transaction, plan: CachedPlan): Snapshot {
  return plan.reads ? transaction.takeSnapshot() : transaction.takeSameCommand();
}

/** pg_sleep asked for time: it passes here, where others can run. */
export function* sleepIfAsked(session: Session): Running<void> {
  const { context } = session;
  while (context.sleepUntilMs > 0) {
    const now = session.core.host.monotonicMs();
    if (now >= context.sleepUntilMs) {
      context.sleepUntilMs = 0;
      return;
    }
    yield { kind: 'sleep', untilMs: context.sleepUntilMs };
    session.interrupts.check();
  }
}

/** What a statement is about to read and write, as the catalog of that version has it. */
export interface TablesToLock {
  readonly tables: readonly { readonly oid: Oid; readonly writes: boolean }[];
  readonly catalogVersion: number;
}

/** Locks a plan's tables against DDL until the transaction ends. False: the catalog changed while waiting, plan again. */
export function* lockTables(session: Session, plan: TablesToLock): Running<boolean> {
  const transaction = session.transaction!;
  let waited = false;
  for (const table of plan.tables) {
    const mode = table.writes ? ROW_EXCLUSIVE : ACCESS_SHARE;
    while (lockRelation(transaction, table.oid, mode) !== DONE) {
      waited = true;
      yield { kind: 'lock', waiter: transaction, blocker: transaction.conflict.blocker! };
      session.interrupts.check();
    }
  }
  if (!waited) return true;
  session.ddlTransaction.refresh();
  return session.catalog.version === plan.catalogVersion;
}

/** Whether somebody has one of the plan's tables ACCESS EXCLUSIVE, or waits for it: then it has to be locked in order. */
export function lockedAgainst(session: Session, plan: CachedPlan): boolean {
  const { relationLocks } = session.core.transactions;
  const { tables } = plan;
  for (let i = 0; i < tables.length; i++) {
    const lock = relationLocks.get(tables[i]!.oid);
    if (lock !== undefined && ((lock.held & (1 << ACCESS_EXCLUSIVE)) !== 0 || lock.queue.length > 0)) return true;
  }
  return false;
}

/**
 * A simple write as a transaction of its own, run to its end without a pause: the number of rows, or -1 when it would have to
 * wait for somebody; it has then been undone and may be run again in the patient way.
 */
export function writeAtOnce(session: Session, plan: CachedPlan, params: readonly Datum[], emit: RowReceiver): number {
  const transaction = session.ensureTransaction();
  if (!lockAtOnce(transaction, plan)) {
    session.rollback();
    return -1;
  }
  const snapshot = transaction.takeSnapshot();
  const execution = takeWrite(session, plan, snapshot, params, emit);
  if (!runOnce(execution, plan)) {
    session.rollback();
    return -1;
  }
  transaction.dropSnapshot(snapshot);
  session.commit();
  plan.idle = execution;
  return execution.affected;
}

/**
 * The same in a transaction block: the number of rows, or -1 when it would have to wait, and has done nothing yet. A statement that
 * meets a lock after its first rows fails, for only synchronous calls come here.
 */
export function writeInBlock(session: Session, plan: CachedPlan, params: readonly Datum[], emit: RowReceiver): number {
  const transaction = session.transaction!;
  if (!lockAtOnce(transaction, plan)) return -1;
  const { undo } = transaction;
  const rows = undo?.rowCount;
  const snapshot = snapshotFor(transaction, plan);
  try {
    const execution = takeWrite(session, plan, snapshot, params, emit);
    if (!runOnce(execution, plan)) {
      if (transaction.undo === undo && undo?.rowCount === rows) return -1;
      throw lockNotAvailable();
    }
    plan.idle = execution;
    return execution.affected;
  } finally {
    transaction.dropSnapshot(snapshot);
  }
}

/** False: somebody has one of the tables. */
function lockAtOnce(transaction: Transaction, plan: CachedPlan): boolean {
  for (const table of plan.tables) {
    if (lockRelation(transaction, table.oid, table.writes ? ROW_EXCLUSIVE : ACCESS_SHARE) !== DONE) return false;
  }
  return true;
}

/** An execution in the session's transaction, ready to begin. */
function takeWrite(
  session: Session,
  plan: CachedPlan,
  snapshot: Snapshot,
  params: readonly Datum[],
  emit: RowReceiver,
): Execution {
  const execution = takeExecution(session, plan, snapshot, emit);
  execution.transaction = session.transaction;
  execution.params = params;
  execution.affected = 0;
  return execution;
}

/** The plan's idle execution, or a new one. */
function takeExecution(session: Session, plan: CachedPlan, snapshot: Snapshot, emit: RowReceiver): Execution {
  const execution = plan.idle;
  if (execution === null) return newExecution(session, plan, snapshot, emit);
  plan.idle = null;
  execution.context = session.context;
  execution.snapshot = snapshot;
  execution.interrupts = session.interrupts;
  execution.memory = session.newMemory();
  execution.emit = emit;
  if (plan.compiled.units.length > 1) execution.slots.fill(undefined);
  return execution;
}

/** A plan that only reads, run to its end at once: needs no transaction, because nobody else can run meanwhile. */
export function runAtOnce(session: Session, plan: CachedPlan, params: readonly Datum[], emit: RowReceiver): void {
  const execution = takeExecution(session, plan, session.momentarySnapshot(), emit);
  execution.params = params;
  runOnce(execution, plan);
  plan.idle = execution;
}

function runOnce(execution: Execution, plan: CachedPlan): boolean {
  try {
    return execution.runAtOnce(plan.compiled.main);
  } finally {
    execution.memory.release();
  }
}
