/** BEGIN, COMMIT, ROLLBACK, savepoints, SET TRANSACTION. */
import { sqlError } from '../../errors/index.ts';
import type { SetTransactionStatement, TransactionStatement } from '../../parser/index.ts';
import type { Completion } from '../result.ts';
import type { Session } from '../session.ts';
import type { Running } from '../wait.ts';
import { executePrepared, executePrepareTransaction } from './prepare-transaction.ts';

function done(tag: string): Completion {
  return { tag, rows: null };
}

export function* executeTransaction(session: Session, statement: TransactionStatement): Running<Completion> {
  switch (statement.action) {
    case 'begin':
    case 'start':
      if (session.explicit) session.warn('25001', 'there is already a transaction in progress');
      session.begin(statement.modes);
      return done(statement.action === 'begin' ? 'BEGIN' : 'START TRANSACTION');
    case 'commit': {
      const { explicit, failed } = session;
      const { isolation, readOnly, deferrable } = session.modes;
      refuseChain(statement, explicit);
      if (!explicit) session.warn('25P01', 'there is no transaction in progress');
      if (failed) session.rollback();
      else yield* session.finish();
      if (statement.chain) session.begin({ isolation, readOnly, deferrable });
      return done(failed ? 'ROLLBACK' : 'COMMIT');
    }
    case 'rollback': {
      const { explicit } = session;
      const { isolation, readOnly, deferrable } = session.modes;
      refuseChain(statement, explicit);
      if (!explicit) session.warn('25P01', 'there is no transaction in progress');
      session.rollback();
      if (statement.chain) session.begin({ isolation, readOnly, deferrable });
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
    case 'prepare':
      return yield* executePrepareTransaction(session, statement.gid!);
    case 'commitPrepared':
    case 'rollbackPrepared':
      return executePrepared(session, statement);
  }
}

function refuseChain(statement: TransactionStatement, explicit: boolean): void {
  if (statement.chain && !explicit) {
    const what = `${statement.action.toUpperCase()} AND CHAIN`;
    throw sqlError('no_active_sql_transaction', `${what} can only be used in transaction blocks`);
  }
}

function requireBlock(session: Session, what: string): void {
  if (!session.explicit) {
    throw sqlError('no_active_sql_transaction', `${what} can only be used in transaction blocks`);
  }
}

export function executeSetTransaction(session: Session, statement: SetTransactionStatement): Completion {
  const { modes } = statement;
  if (statement.session) {
    if (modes.isolation !== null) session.settings.set('default_transaction_isolation', modes.isolation, false);
    if (modes.readOnly !== null) {
      session.settings.set('default_transaction_read_only', modes.readOnly ? 'on' : 'off', false);
    }
    if (modes.deferrable !== null) {
      session.settings.set('default_transaction_deferrable', modes.deferrable ? 'on' : 'off', false);
    }
    return done('SET');
  }
  if (!session.inBlock) session.warn('25P01', 'SET TRANSACTION can only be used in transaction blocks');
  session.ensureTransaction();
  session.modes.apply(modes);
  return done('SET');
}
