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
  execution.startUnit(unit);
  for (const pipeline of unit.pipelines) {
    pipeline.start(execution);
    while (!pipeline.step(execution)) {
      if (session.advisory.isWaiting) yield* session.advisory.wait();
      if (execution.blockedBy !== null) {
        const blocker = execution.blockedBy;
        execution.blockedBy = null;
        yield { kind: 'lock', waiter: execution.transaction!, blocker };
      } else if (full?.()) yield fullPause;
      else yield yieldPause;
      session.interrupts.check();
    }
    if (session.advisory.isWaiting) yield* session.advisory.wait();
  }
}
