/** Counts and times waits for locks, and tells the log of those that last (log_lock_waits). */
import { describeWait, type Transaction } from '../../transaction/index.ts';
import type { Session } from '../session.ts';

/** A session begins to wait; call what is given back when it does no more. */
export function watchLockWait(
  session: Session,
  waiter: Transaction,
  blocker: Transaction,
): (acquired: boolean) => void {
  const { core } = session;
  const beganMs = core.host.monotonicMs();
  const afterMs = session.observer?.lockWaitMs(session) ?? null;
  let told: string | null = null;
  const timer =
    afterMs === null
      ? null
      : setTimeout(() => {
          told = describeWait(waiter, blocker);
          const holders = waiter.waitsFor.map(({ processId }) => processId);
          session.observer?.lockWait(session, told, beganMs, holders, false);
        }, afterMs);
  return (acquired) => {
    if (timer !== null) clearTimeout(timer);
    core.statistics.lockWaitSeconds.observe((core.host.monotonicMs() - beganMs) / 1000);
    if (told !== null && acquired) session.observer?.lockWait(session, told, beganMs, [], true);
  };
}
