/** SET TRANSACTION SNAPSHOT: the transaction sees what the one sees that exported the snapshot, which has not ended. */
import { sqlError } from '../../errors/index.ts';
import type { SetSnapshotStatement } from '../../parser/index.ts';
import type { Completion } from '../result.ts';
import type { Session } from '../session.ts';

export function executeSetSnapshot(session: Session, { local, id }: SetSnapshotStatement): Completion {
  if (local) throw sqlError('feature_not_supported', 'SET LOCAL TRANSACTION SNAPSHOT is not implemented');
  if (!session.inBlock) session.warn('25P01', 'SET TRANSACTION can only be used in transaction blocks');
  const transaction = session.ensureTransaction();
  if (transaction.hasSnapshot || transaction.id !== 0 || session.savepointDepth > 0) {
    throw sqlError('active_sql_transaction', 'SET TRANSACTION SNAPSHOT must be called before any query');
  }
  if (transaction.isolation === 'read committed') {
    throw refusal('a snapshot-importing transaction must have isolation level SERIALIZABLE or REPEATABLE READ');
  }
  const exported = session.core.transactions.exported.get(id);
  if (exported === undefined) {
    throw sqlError('invalid_parameter_value', `invalid snapshot identifier: "${id}"`);
  }
  if (transaction.isolation === 'serializable') {
    if (exported.exporter.isolation !== 'serializable') {
      throw refusal('a serializable transaction cannot import a snapshot from a non-serializable transaction');
    }
    if (exported.readOnly && !session.readOnly) {
      throw refusal('a non-read-only serializable transaction cannot import a snapshot from a read-only transaction');
    }
    if (session.readOnly && session.modes.deferrable) {
      throw refusal('a snapshot-importing transaction must not be READ ONLY DEFERRABLE');
    }
  }
  transaction.importSnapshot(exported);
  if (!session.readOnly) for (const watch of session.core.transactions.watches) watch.joined(transaction);
  return { tag: 'SET', rows: null };
}

function refusal(message: string): Error {
  return sqlError('feature_not_supported', message);
}

/** pg_export_snapshot(): what the running statement sees, for others to see. */
export function exportSnapshot(session: Session): string {
  const { transaction, core } = session;
  if (session.savepointDepth > 0) {
    throw sqlError('active_sql_transaction', 'cannot export a snapshot from a subtransaction');
  }
  // A statement that is its own transaction has ended before anybody can know the name.
  if (transaction === null) return core.transactions.exportName(session.processId, core.transactions.takeExport(), 1);
  return transaction.exportSnapshot(session.readOnly);
}
