/** VACUUM, ANALYZE, CHECKPOINT, LOCK TABLE. */
import { sqlError } from '../../errors/index.ts';
import type { LockStatement, VacuumStatement } from '../../parser/index.ts';
import { DONE, lockModeNames, lockRelation } from '../../transaction/index.ts';
import type { Completion } from '../result.ts';
import type { Session } from '../session.ts';
import type { Running } from '../wait.ts';

/**
 * Old row versions go as soon as nobody can see them, and statistics are always known, so VACUUM and ANALYZE have nothing left
 * to do once their tables are known to exist.
 */
export function executeMaintenance(session: Session, statement: VacuumStatement): Completion {
  if (statement.kind === 'vacuum' && session.explicit) {
    throw sqlError('active_sql_transaction', 'VACUUM cannot run inside a transaction block');
  }
  for (const name of statement.tables) {
    if (session.catalog.resolveRelation(name.parts, session.searchPath) === undefined) {
      throw sqlError('undefined_table', `relation "${name.parts.join('.')}" does not exist`);
    }
  }
  return { tag: statement.kind.toUpperCase(), rows: null };
}

/** Everything committed is in the files when it returns. A database in memory has none. */
export function* executeCheckpoint(session: Session): Running<Completion> {
  const { durable } = session.core;
  if (durable !== null && session.durability.syncsLater) {
    let failure: unknown = null;
    let ended = false;
    yield {
      kind: 'outside',
      whenReady: (wake) =>
        durable.requestCheckpoint((error) => {
          failure = error;
          ended = true;
          wake();
        }),
    };
    if (failure !== null) throw failure;
    if (!ended) session.interrupts.check();
  } else durable?.checkpoint();
  return { tag: 'CHECKPOINT', rows: null };
}

export function* executeLock(session: Session, statement: LockStatement): Running<Completion> {
  if (!session.explicit) {
    throw sqlError('no_active_sql_transaction', 'LOCK TABLE can only be used in transaction blocks');
  }
  const transaction = session.transaction!;
  const wanted = `${statement.mode.toLowerCase().replaceAll(/[^a-z]/g, '')}lock`;
  const mode = lockModeNames.findIndex((name) => name?.toLowerCase() === wanted);
  for (const name of statement.tables) {
    const relation = session.catalog.resolveRelation(name.parts, session.searchPath);
    if (relation === undefined) {
      throw sqlError('undefined_table', `relation "${name.parts.join('.')}" does not exist`, {
        location: name.location,
      });
    }
    while (lockRelation(transaction, relation.oid, mode) !== DONE) {
      if (statement.nowait) {
        throw sqlError('lock_not_available', `could not obtain lock on relation "${relation.name}"`);
      }
      yield { kind: 'lock', waiter: transaction, blocker: transaction.conflict.blocker! };
      session.interrupts.check();
    }
  }
  return { tag: 'LOCK TABLE', rows: null };
}
