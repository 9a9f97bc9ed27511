/**
 * The modes of a session's transaction: isolation, READ ONLY and DEFERRABLE. BEGIN and SET TRANSACTION set them, and so do the
 * settings transaction_isolation, transaction_read_only and transaction_deferrable, which show them; the settings default_… say how
 * a transaction begins.
 */
import { sqlError } from '../errors/index.ts';
import type { TransactionModes } from '../parser/index.ts';
import type { Isolation } from '../transaction/index.ts';
import type { Session } from './session.ts';

export type IsolationName = Isolation | 'read uncommitted';

function tooLate(what: string): Error {
  return sqlError('active_sql_transaction', what);
}

export class SessionTransactionModes {
  private readonly session: Session;
  /** As it was asked for: READ UNCOMMITTED is shown, though it is READ COMMITTED. */
  isolation: IsolationName = 'read committed';
  readOnly = false;
  deferrable = false;

  constructor(session: Session) {
    this.session = session;
  }

  /** A transaction begins with what the defaults say. */
  begin(): Isolation {
    const { isolation, readOnly, deferrable } = this.session.defaults.current();
    this.isolation = isolation as IsolationName;
    this.readOnly = readOnly;
    this.deferrable = deferrable;
    return isolation === 'read uncommitted' ? 'read committed' : (isolation as Isolation);
  }

  end(): void {
    this.readOnly = false;
    this.deferrable = false;
  }

  apply({ isolation, readOnly, deferrable }: TransactionModes): void {
    if (isolation !== null) this.setIsolation(isolation);
    if (readOnly !== null) this.setReadOnly(readOnly);
    if (deferrable !== null) this.setDeferrable(deferrable);
  }

  /** By the name and value of a setting. Outside a transaction it is for the one that the statement is. */
  set(name: string, value: string): void {
    this.session.ensureTransaction();
    if (name === 'transaction_isolation') this.setIsolation(value as IsolationName);
    else if (name === 'transaction_read_only') this.setReadOnly(value === 'on');
    else this.setDeferrable(value === 'on');
  }

  /** What the setting shows: the transaction at hand; outside one, what the next would have. Null: it is no mode. */
  shown(name: string): string | null {
    const { session } = this;
    const current = session.transaction === null ? session.defaults.current() : this;
    switch (name) {
      case 'transaction_isolation':
        return current.isolation;
      case 'transaction_read_only':
        return current.readOnly ? 'on' : 'off';
      case 'transaction_deferrable':
        return current.deferrable ? 'on' : 'off';
      default:
        return null;
    }
  }

  private setIsolation(name: IsolationName): void {
    const transaction = this.session.transaction!;
    if (name !== this.isolation) {
      if (transaction.hasSnapshot) throw tooLate('SET TRANSACTION ISOLATION LEVEL must be called before any query');
      if (this.session.savepointDepth > 0) {
        throw tooLate('SET TRANSACTION ISOLATION LEVEL must not be called in a subtransaction');
      }
    }
    this.isolation = name;
    transaction.isolation = name === 'read uncommitted' ? 'read committed' : name;
  }

  private setReadOnly(readOnly: boolean): void {
    if (!readOnly && this.readOnly) {
      if (this.session.savepointDepth > 0) {
        throw tooLate('cannot set transaction read-write mode inside a read-only transaction');
      }
      if (this.session.transaction!.hasSnapshot) {
        throw tooLate('transaction read-write mode must be set before any query');
      }
    }
    this.readOnly = readOnly;
  }

  private setDeferrable(deferrable: boolean): void {
    if (this.session.savepointDepth > 0) {
      throw tooLate('SET TRANSACTION [NOT] DEFERRABLE cannot be called within a subtransaction');
    }
    if (this.session.transaction!.hasSnapshot) {
      throw tooLate('SET TRANSACTION [NOT] DEFERRABLE must be called before any query');
    }
    this.deferrable = deferrable;
  }
}
