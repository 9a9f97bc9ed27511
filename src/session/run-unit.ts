/** One run of a plan in a session, and its steps, for whatever runs plans: statements, COPY, foreign keys, DDL. */
import { sqlError } from '../errors/index.ts';
import { Execution, type RunnableUnit } from '../executor/index.ts';
import type { Snapshot } from '../storage/index.ts';
import type { CachedPlan } from './plan-cache.ts';
import type { RowReceiver } from './result.ts';
import type { Session } from './session.ts';
import { fullPause, type Running, yieldPause } from './wait.ts';

/** In the session's transaction, if it has one; the caller gives the snapshot back. */
export function newExecution(session: Session, plan: CachedPlan, snapshot: Snapshot, emit: RowReceiver): Execution {
  const { error } = plan.compiled.planned;
  if (error !== null) throw error.thrown;
  if (plan.unpopulated !== null) {
    throw sqlError(
      'object_not_in_prerequisite_state',
      `materialized view "${plan.unpopulated}" has not been populated`,
      { hint: 'Use the REFRESH MATERIALIZED VIEW command.' },
    );
  }
  return new Execution(plan.compiled, {
    context: session.context,
    snapshot,
    transaction: session.transaction,
    interrupts: session.interrupts,
    memory: session.newMemory(),
    emit,
  });
}

/** `full`: asked after each step whether the receiver wants to pause. */
export function* runUnit(
  session: Session,
  execution: Execution,
  unit: RunnableUnit,
  full: (() => boolean) | null,
): Running<void> {
  const stopped = firstSteps(session, execution, unit);
  if (stopped >= 0) yield* otherSteps(session, execution, unit, full, stopped);
}

/**
 * Runs a unit as far as one step of each pipeline goes, which for few rows is its end: -1. Otherwise what `otherSteps` is to be
 * given: twice the pipeline's position, and one more when its step was the last.
 */
export function firstSteps(session: Session, execution: Execution, unit: RunnableUnit): number {
  execution.startUnit(unit);
  const { pipelines } = unit;
  for (let i = 0; i < pipelines.length; i++) {
    pipelines[i]!.start(execution);
    const ended = pipelines[i]!.step(execution);
    if (!ended || session.advisory.isWaiting) return 2 * i + (ended ? 1 : 0);
  }
  return -1;
}

export function* otherSteps(
  session: Session,
  execution: Execution,
  unit: RunnableUnit,
  full: (() => boolean) | null,
  stopped: number,
): Running<void> {
  const { pipelines } = unit;
  let ended = (stopped & 1) === 1;
  for (let i = stopped >> 1; ; ) {
    while (!ended) {
      if (session.advisory.isWaiting) yield* session.advisory.wait();
      if (execution.blockedBy !== null) {
        const blocker = execution.blockedBy;
        execution.blockedBy = null;
        yield { kind: 'lock', waiter: execution.transaction!, blocker };
      } else if (full?.()) yield fullPause;
      else yield yieldPause;
      session.interrupts.check();
      ended = pipelines[i]!.step(execution);
    }
    if (session.advisory.isWaiting) yield* session.advisory.wait();
    if (++i === pipelines.length) return;
    pipelines[i]!.start(execution);
    ended = pipelines[i]!.step(execution);
  }
}
