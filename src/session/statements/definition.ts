/**
 * Definition statements: ddl/ does the work in a context made here. A relation lock that is held by somebody else unwinds the
 * statement, which starts again when that transaction has ended; it has had no effect before its locks.
 */
import type { IndexDescriptor, TableDescriptor } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { DefinitionStatement } from '../../parser/index.ts';
import type { KeyFunction } from '../../storage/index.ts';
import {
  ACCESS_EXCLUSIVE,
  ACCESS_SHARE,
  DONE,
  EXCLUSIVE,
  lockName,
  lockRelation,
  ROW_EXCLUSIVE,
  ROW_SHARE,
  SHARE,
  SHARE_ROW_EXCLUSIVE,
  SHARE_UPDATE_EXCLUSIVE,
} from '../../transaction/index.ts';
import { typeOid } from '../../types/oids.ts';
import { typeByOid } from '../../types/registry.ts';
import { defaultTextContext } from '../../types/text-context.ts';
import type { Oid } from '../../types/type-def.ts';
import { AnalyzerAccess } from '../ddl/analyzer-access.ts';
import type { DdlContext, RelationLockMode } from '../ddl/context.ts';
import { executeDdl } from '../ddl/execute-ddl.ts';
import { TransactionStorage } from '../ddl/storage-access.ts';
import { runQuery } from '../evaluate.ts';
import { compileKey } from '../index-keys.ts';
import { callsDenied, statementDenied } from '../privileges/check-statement.ts';
import { requirementsOf } from '../privileges/requirements.ts';
import type { Completion } from '../result.ts';
import { scramVerifier } from '../scram-verifier.ts';
import type { Session } from '../session.ts';
import type { Running } from '../wait.ts';

const modes: Record<RelationLockMode, number> = {
  'access share': ACCESS_SHARE,
  'row share': ROW_SHARE,
  'row exclusive': ROW_EXCLUSIVE,
  'share update exclusive': SHARE_UPDATE_EXCLUSIVE,
  share: SHARE,
  'share row exclusive': SHARE_ROW_EXCLUSIVE,
  exclusive: EXCLUSIVE,
  'access exclusive': ACCESS_EXCLUSIVE,
};

/** Thrown through DDL when a lock has to be waited for. */
class LockWait extends Error {}

export function* executeDefinition(session: Session, statement: DefinitionStatement): Running<Completion> {
  checkOutsideBlock(session, statement);
  return yield* withDdl(session, commandName(statement), (context) => ({
    tag: executeDdl(statement, context).tag,
    rows: null,
  }));
}

/** What cannot be undone with a transaction in PostgreSQL refuses to be part of one. */
function checkOutsideBlock(session: Session, statement: DefinitionStatement): void {
  const what = blockRefusal(statement);
  if (what === null || !session.explicit) return;
  throw sqlError('active_sql_transaction', `${what} cannot run inside a transaction block`);
}
function blockRefusal(statement: DefinitionStatement): string | null {
  switch (statement.kind) {
    case 'createIndex':
      return statement.concurrently ? 'CREATE INDEX CONCURRENTLY' : null;
    case 'drop':
      return statement.concurrently ? 'DROP INDEX CONCURRENTLY' : null;
    case 'cluster':
      return statement.table === null ? 'CLUSTER' : null;
    default:
      return null;
  }
}

/** The command as messages name it: `createTable` is CREATE TABLE. */
function commandName(statement: DefinitionStatement): string {
  switch (statement.kind) {
    case 'truncate':
      return 'TRUNCATE TABLE';
    case 'refresh':
      return 'REFRESH MATERIALIZED VIEW';
    case 'drop':
    case 'rename':
    case 'setSchema':
    case 'owner':
      return `${statement.kind === 'drop' ? 'DROP' : 'ALTER'} ${statement.object.toUpperCase()}`;
    case 'grantRole':
      return 'GRANT ROLE';
    case 'revokeRole':
      return 'REVOKE ROLE';
    case 'defaultPrivileges':
      return 'ALTER DEFAULT PRIVILEGES';
    case 'alterSetting':
      return statement.role === null && statement.database !== null ? 'ALTER DATABASE' : 'ALTER ROLE';
    default:
      return statement.kind.replaceAll(/[A-Z]/g, ' $&').toUpperCase();
  }
}

/** Runs `work` in a DDL context, again from the start after each wait for a lock. */
export function* withDdl<T>(session: Session, command: string, work: (context: DdlContext) => T): Running<T> {
  const transaction = session.ensureTransaction();
  if (session.readOnly) {
    throw sqlError('read_only_sql_transaction', `cannot execute ${command} in a read-only transaction`);
  }
  const waitedFor = new Set<string>();
  for (;;) {
    const mark = session.ddlTransaction.mark();
    try {
      return work(ddlContext(session, waitedFor));
    } catch (error) {
      if (!(error instanceof LockWait)) throw error;
      session.ddlTransaction.rollbackTo(mark);
    }
    yield { kind: 'lock', waiter: transaction, blocker: transaction.conflict.blocker! };
    session.interrupts.check();
    session.ddlTransaction.refresh();
  }
}

export function ddlContext(session: Session, waitedFor = new Set<string>()): DdlContext {
  const transaction = session.transaction!;
  const keyOf = (index: IndexDescriptor, table: TableDescriptor): KeyFunction => compileKey(session, index, table);
  const storage = new TransactionStorage(transaction, session.core.storage, session.core.sequences, keyOf);
  const lock = (object: Oid, mode: RelationLockMode): void => {
    if (lockRelation(transaction, object, modes[mode]) !== DONE) throw new LockWait();
  };
  let schemaInFront: Oid | null = null;
  return {
    transaction: session.ddlTransaction,
    analyzer: new AnalyzerAccess(() => session.analyzerContext(null), session.deparser()),
    storage,
    appliesOnCommit: true,
    lockName(key) {
      if (lockName(transaction, key) === DONE) return;
      waitedFor.add(key);
      throw new LockWait();
    },
    waitedForName: (key) => waitedFor.has(key),
    isReadByCursor: (table) => [...session.portals.values()].some((portal) => portal.reads(table)),
    hasPendingChecks: (table) => session.deferred.waitsFor(table),
    databaseName: session.databaseName,
    isDatabase: (name) => session.isDatabase(name),
    currentRole: session.currentRole,
    sessionRole: session.identity.sessionRole,
    checkSetting: (name, value) => session.settings.check(name, value),
    searchPath: () => session.searchPath,
    creationSchema: () => schemaInFront ?? session.creationSchema,
    withSchema(schema, work) {
      const before = schemaInFront;
      schemaInFront = schema;
      try {
        return session.withSchemaInFront(schema, work);
      } finally {
        schemaInFront = before;
      }
    },
    temporarySchemaName: session.temporarySchemaName,
    notice: (notice) => session.notice(notice),
    lock,
    checkQuery: (query, role) => {
      const denied = statementDenied(query, session.catalog, role);
      if (denied !== null) throw denied;
    },
    run: (query) => {
      // The relations are the system's own reading, the functions are those of who makes the definition.
      const { functions } = requirementsOf(query, session.catalog);
      const denied = callsDenied(functions, session.catalog, session.currentRole);
      if (denied !== null) throw denied;
      return runQuery(session, query, (table) => lock(table, 'access share'));
    },
    passwordVerifier: (password) => scramVerifier(password, session.core.host),
    momentText: (text) => {
      const { input, output } = typeByOid(typeOid.timestamptz)!;
      return output(input(text, -1, session.context)!, defaultTextContext);
    },
    setting: (name) => session.shownSetting(name, false)!,
  };
}
