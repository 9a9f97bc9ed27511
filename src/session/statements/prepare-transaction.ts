/**
 * PREPARE TRANSACTION, COMMIT PREPARED, ROLLBACK PREPARED. `max_prepared_transactions` is 0, as it is by default in PostgreSQL: no
 * transaction can be prepared, and one that tries is rolled back after the checks that come first.
 */
import { sqlError } from '../../errors/index.ts';
import type { TransactionStatement } from '../../parser/index.ts';
import { runDeferred } from '../constraint-checks.ts';
import type { Completion } from '../result.ts';
import type { Session } from '../session.ts';
import type { Running } from '../wait.ts';

/** Bytes, with the zero at its end. */
const gidBytesMax = 200;

export function* executePrepareTransaction(session: Session, gid: string): Running<Completion> {
  const rolledBack: Completion = { tag: 'ROLLBACK', rows: null };
  if (!session.explicit) session.warn('25P01', 'there is no transaction in progress');
  if (!session.inBlock) return rolledBack;
  if (session.failed) {
    session.rollback();
    return rolledBack;
  }
  try {
    if (session.deferred.hasPending) yield* runDeferred(session, () => true);
    throw refusal(session, gid);
  } catch (error) {
    session.rollback();
    throw error;
  }
}

function refusal(session: Session, gid: string): Error {
  const holds = [...session.portals.values()].some(({ holdable, held }) => holdable && !held);
  if (holds) return unpreparable('has created a cursor WITH HOLD');
  session.transaction?.runBeforeCommit();
  if (usesTemporary(session)) return unpreparable('has operated on temporary objects');
  if (session.transaction?.exports) return unpreparable('has exported snapshots');
  if (Buffer.byteLength(gid) >= gidBytesMax) {
    return sqlError('invalid_parameter_value', `transaction identifier "${gid}" is too long`);
  }
  return sqlError('object_not_in_prerequisite_state', 'prepared transactions are disabled', {
    hint: 'Set max_prepared_transactions to a nonzero value.',
  });
}

function unpreparable(reason: string): Error {
  return sqlError('feature_not_supported', `cannot PREPARE a transaction that ${reason}`);
}

/** It has a lock on a temporary relation, or made one. */
function usesTemporary(session: Session): boolean {
  const { transaction, catalog, core, temporarySchemaName } = session;
  const before = core.catalog.current;
  for (const { oid } of transaction?.relationLocks ?? []) {
    const relation = catalog.relation(oid) ?? before.relation(oid);
    if (relation !== undefined && catalog.schema(relation.schema)?.name === temporarySchemaName) return true;
  }
  const schema = catalog.schemaByName(temporarySchemaName);
  if (schema === undefined) return false;
  return catalog.relationsIn(schema.oid).some(({ oid }) => before.relation(oid) === undefined);
}

export function executePrepared(session: Session, { action, gid }: TransactionStatement): never {
  if (session.inBlock) {
    const what = action === 'commitPrepared' ? 'COMMIT PREPARED' : 'ROLLBACK PREPARED';
    throw sqlError('active_sql_transaction', `${what} cannot run inside a transaction block`);
  }
  throw sqlError('undefined_object', `prepared transaction with identifier "${gid}" does not exist`);
}
