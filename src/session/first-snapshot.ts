/**
 * The first snapshot of a transaction: from then on its modes are fixed, and what REPEATABLE READ and SERIALIZABLE see is decided.
 * One that is SERIALIZABLE READ ONLY DEFERRABLE waits for a snapshot by which it needs no supervision: it neither fails nor
 * makes others fail.
 */
import type { Statement } from '../parser/index.ts';
import type { Transaction } from '../transaction/index.ts';
import type { Session } from './session.ts';
import type { Running } from './wait.ts';

/** Statements that read and change nothing in the database leave the transaction without one. */
export function needsSnapshot(statement: Statement): boolean {
  switch (statement.kind) {
    case 'transaction':
    case 'setTransaction':
    case 'setSnapshot':
    case 'set':
    case 'show':
    case 'lock':
    case 'setConstraints':
    case 'fetch':
    case 'listen':
    case 'unlisten':
    case 'notify':
    case 'checkpoint':
      return false;
    default:
      return true;
  }
}

/** Whether the snapshot that comes next is one to wait for. */
export function awaitsSafety({ transaction, modes, defaults }: Session): boolean {
  if (transaction?.hasSnapshot) return false;
  const { isolation, readOnly, deferrable } = transaction === null ? defaults.current() : modes;
  return deferrable && readOnly && isolation === 'serializable';
}

/**
 * A snapshot is safe when none of the serializable transactions that were running and could write has, by its end, overwritten or
 * will overwrite what a transaction read that had committed before the snapshot; if one has, there is another try.
 */
export function* takeSafeSnapshot(session: Session): Running<void> {
  const transaction = session.ensureTransaction();
  const { transactions, sessions } = session.core;
  // READ ONLY may have been said after a change, and a savepoint takes it back.
  const mayWrite = ({ id, processId }: Transaction): boolean => {
    const other = sessions.get(processId);
    return id !== 0 || other === undefined || !other.readOnly || other.savepointDepth > 0;
  };
  for (;;) {
    const candidate = transactions.watchForSafety(transaction, mayWrite);
    let isSafe = false;
    try {
      for (;;) {
        const blocker = candidate.next();
        if (blocker === null) break;
        yield { kind: 'lock', waiter: transaction, blocker, patient: true };
        session.interrupts.check();
      }
      isSafe = !candidate.unsafe;
    } finally {
      transactions.watches.delete(candidate);
      // Also when the wait was cancelled: the transaction may go on from a savepoint.
      if (!isSafe) transaction.giveUpSnapshot();
    }
    if (isSafe) return;
  }
}
