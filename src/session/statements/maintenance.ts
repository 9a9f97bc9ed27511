/** VACUUM, ANALYZE, CHECKPOINT, LOCK TABLE. */
import { relationWord } from '../../catalog/index.ts';
import {
  DELETE,
  hasRightsOf,
  INSERT,
  permissionDenied,
  SELECT,
  TRUNCATE,
  UPDATE,
} from '../../catalog/privileges/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { LockStatement, VacuumStatement } from '../../parser/index.ts';
import { ACCESS_SHARE, DONE, lockModeNames, lockRelation, ROW_EXCLUSIVE } from '../../transaction/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { Completion } from '../result.ts';
import type { Session } from '../session.ts';
import type { Running } from '../wait.ts';
import { namedRelation } from './named-relation.ts';

/**
 * Old row versions go as soon as nobody can see them, and statistics are always known, so VACUUM and ANALYZE have nothing left
 * to do once their tables are known to exist.
 */
export function executeMaintenance(session: Session, statement: VacuumStatement): Completion {
  if (statement.kind === 'vacuum' && session.explicit) {
    throw sqlError('active_sql_transaction', 'VACUUM cannot run inside a transaction block');
  }
  const { catalog, currentRole } = session;
  for (const name of statement.tables) {
    const relation = namedRelation(session, name.parts);
    if (hasRightsOf(catalog, currentRole, relation.owner) || hasRightsOf(catalog, currentRole, catalog.databaseOwner)) {
      continue;
    }
    const who = relation.kind === 'catalogRelation' ? 'superuser or database owner' : 'table or database owner';
    session.warn('01000', `skipping "${relation.name}" --- only ${who} can ${statement.kind} it`);
  }
  return { tag: statement.kind.toUpperCase(), rows: null };
}

/** pg_checkpoint */
const checkpointRole: Oid = 4544;

/** Everything committed is in the files when it returns. A database in memory has none. */
export function* executeCheckpoint(session: Session): Running<Completion> {
  if (!hasRightsOf(session.catalog, session.currentRole, checkpointRole)) {
    throw sqlError('insufficient_privilege', 'must be superuser or have privileges of pg_checkpoint to do CHECKPOINT');
  }
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

/** The privileges of which one is enough for a lock. */
function allowing(mode: number): number {
  if (mode === ACCESS_SHARE) return SELECT;
  return mode === ROW_EXCLUSIVE ? INSERT | UPDATE | DELETE | TRUNCATE : UPDATE | DELETE | TRUNCATE;
}

export function* executeLock(session: Session, statement: LockStatement): Running<Completion> {
  if (!session.explicit) {
    throw sqlError('no_active_sql_transaction', 'LOCK TABLE can only be used in transaction blocks');
  }
  const transaction = session.transaction!;
  const wanted = `${statement.mode.toLowerCase().replaceAll(/[^a-z]/g, '')}lock`;
  const mode = lockModeNames.findIndex((name) => name?.toLowerCase() === wanted);
  for (const name of statement.tables) {
    const relation = namedRelation(session, name.parts);
    if ((session.identity.heldOn(relation.oid) & allowing(mode)) === 0) {
      throw permissionDenied(relationWord(relation), relation.name);
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
