/** What is heard in a transaction block that has failed. */
import { sqlError } from '../errors/index.ts';
import type { Statement } from '../parser/index.ts';

export function endsTransaction(statement: Statement): boolean {
  return (
    statement.kind === 'transaction' &&
    (statement.action === 'commit' ||
      statement.action === 'rollback' ||
      statement.action === 'rollbackTo' ||
      statement.action === 'prepare')
  );
}

export function transactionFailed(): Error {
  return sqlError(
    'in_failed_sql_transaction',
    'current transaction is aborted, commands ignored until end of transaction block',
  );
}
