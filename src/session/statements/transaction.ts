/** BEGIN, COMMIT, ROLLBACK, savepoints, SET TRANSACTION. */
import { sqlError, unsupported } from '../../errors/index.ts';
import type { SetTransactionStatement, TransactionModes, TransactionStatement } from '../../parser/index.ts';
import type { Isolation } from '../../transaction/index.ts';
import type { Completion } from '../result.ts';
import type { Session } from '../session.ts';

function isolationOf(modes: TransactionModes): Isolation | null {
  return modes.isolation === 'read uncommitted' ? 'read committed' : modes.isolation;
}
function done(tag: string): Completion {
  return { tag, rows: null };
}

export function executeTransaction(session: Session, statement: TransactionStatement): Completion {
  switch (statement.action) {
    case 'begin':
    case 'start':
      if (session.explicit) session.warn('25001', 'there is already a transaction in progress');
      session.begin(isolationOf(statement.modes), statement.modes.readOnly);
      return done(statement.action === 'begin' ? 'BEGIN' : 'START TRANSACTION');
    case 'commit': {
      const isolation = session.transaction?.isolation ?? null;
      const { readOnly, explicit, failed } = session;
      if (!explicit) session.warn('25P01', 'there is no transaction in progress');
      if (failed) session.rollback();
      else session.commit();
      if (statement.chain && explicit) session.begin(isolation, readOnly);
      return done(failed ? 'ROLLBACK' : 'COMMIT');
    }
    case 'rollback': {
      const isolation = session.transaction?.isolation ?? null;
      const { readOnly, explicit } = session;
      if (!explicit) session.warn('25P01', 'there is no transaction in progress');
      session.rollback();
      if (statement.chain && explicit) session.begin(isolation, readOnly);
      return done('ROLLBACK');
    }
    case 'savepoint':
      requireBlock(session, 'SAVEPOINT');
      session.savepoint(statement.savepoint!);
      return done('SAVEPOINT');
    case 'release':
      requireBlock(session, 'RELEASE SAVEPOINT');
      session.releaseSavepoint(statement.savepoint!);
      return done('RELEASE');
    case 'rollbackTo':
      requireBlock(session, 'ROLLBACK TO SAVEPOINT');
      session.rollbackToSavepoint(statement.savepoint!);
      return done('ROLLBACK');
  }
}

function requireBlock(session: Session, what: string): void {
  if (!session.explicit) {
    throw sqlError('no_active_sql_transaction', `${what} can only be used in transaction blocks`);
  }
}

export function executeSetTransaction(session: Session, statement: SetTransactionStatement): Completion {
  const { modes } = statement;
  if (modes.deferrable) throw unsupported('DEFERRABLE', statement.location);
  if (statement.session) {
    if (modes.isolation !== null) session.settings.set('default_transaction_isolation', modes.isolation, false);
    if (modes.readOnly !== null) {
      session.settings.set('default_transaction_read_only', modes.readOnly ? 'on' : 'off', false);
    }
    return done('SET');
  }
  if (!session.explicit) session.warn('25P01', 'SET TRANSACTION can only be used in transaction blocks');
  else {
    const isolation = isolationOf(modes);
    if (isolation !== null) session.setIsolation(isolation);
    if (modes.readOnly !== null) {
      if (!modes.readOnly && session.readOnly && session.transaction!.hasSnapshot) {
        throw sqlError('active_sql_transaction', 'transaction read-write mode must be set before any query');
      }
      session.readOnly = modes.readOnly;
    }
  }
  return done('SET');
}
