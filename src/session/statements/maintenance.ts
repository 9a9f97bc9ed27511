/** VACUUM, ANALYZE, REINDEX, CHECKPOINT, LOCK TABLE. */
import { relationWord } from '../../catalog/index.ts';
import {
  DELETE,
  hasRightsOf,
  INSERT,
  notOwner,
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

/**
 * Old row versions go as soon as nobody can see them, and statistics are always known, so VACUUM and ANALYZE have nothing left
 * to do once their tables are known to exist.
 */
export function executeMaintenance(session: Session, statement: VacuumStatement): Completion {
  if (statement.kind === 'reindex') return executeReindex(session, statement);
  if (statement.kind === 'vacuum' && session.explicit) {
    throw sqlError('active_sql_transaction', 'VACUUM cannot run inside a transaction block');
  }
  const { catalog, currentRole } = session;
  for (const name of statement.tables) {
    session.identity.requireUsage(name.parts);
    const relation = catalog.resolveRelation(name.parts, session.searchPath);
    if (relation === undefined) {
      throw sqlError('undefined_table', `relation "${name.parts.join('.')}" does not exist`);
    }
    if (hasRightsOf(catalog, currentRole, relation.owner) || hasRightsOf(catalog, currentRole, catalog.databaseOwner)) {
      continue;
    }
    const who = relation.kind === 'catalogRelation' ? 'superuser or database owner' : 'table or database owner';
    session.warn('01000', `skipping "${relation.name}" --- only ${who} can ${statement.kind} it`);
  }
  return { tag: statement.kind.toUpperCase(), rows: null };
}

/** Indexes are always as good as new: what is named is checked to be there. */
function executeReindex(session: Session, statement: VacuumStatement): Completion {
  const target = statement.options.find(({ name }) => name === 'target')!.value!;
  const concurrently = statement.options.some(({ name }) => name === 'concurrently');
  const whole = target === 'schema' || target === 'database' || target === 'system';
  if (session.explicit && (whole || concurrently)) {
    const what = concurrently ? 'REINDEX CONCURRENTLY' : `REINDEX ${target.toUpperCase()}`;
    throw sqlError('active_sql_transaction', `${what} cannot run inside a transaction block`);
  }
  const done: Completion = { tag: 'REINDEX', rows: null };
  const name = statement.tables[0]!;
  if (whole) {
    checkWhole(session, target, name.parts.at(-1)!);
    return done;
  }
  const relation = session.catalog.resolveRelation(name.parts, session.searchPath);
  if (relation === undefined) throw sqlError('undefined_table', `relation "${name.parts.join('.')}" does not exist`);
  if (target === 'index' && relation.kind !== 'index') {
    throw sqlError('wrong_object_type', `"${relation.name}" is not an index`);
  }
  if (!hasRightsOf(session.catalog, session.currentRole, relation.owner)) {
    throw notOwner(relationWord(relation), relation.name);
  }
  if (target === 'table') {
    if (relation.kind !== 'table' && !(relation.kind === 'catalogRelation' && relation.relkind === 'r')) {
      throw sqlError('wrong_object_type', `"${relation.name}" is not a table or materialized view`);
    }
    if (relation.kind === 'table' && relation.indexes.length === 0) {
      const message = `table "${relation.name}" has no indexes to reindex`;
      session.notice({ severity: 'NOTICE', code: '00000', message });
    }
  }
  return done;
}

function checkWhole(session: Session, target: string, name: string): void {
  if (target === 'schema') {
    const schema = session.catalog.schemaByName(name);
    if (schema === undefined) throw sqlError('invalid_schema_name', `schema "${name}" does not exist`);
    if (!hasRightsOf(session.catalog, session.currentRole, schema.owner)) throw notOwner('schema', name);
  } else if (name !== session.core.name) {
    throw sqlError('feature_not_supported', 'can only reindex the currently open database');
  } else if (!hasRightsOf(session.catalog, session.currentRole, session.catalog.databaseOwner)) {
    throw notOwner('database', name);
  }
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
    session.identity.requireUsage(name.parts);
    const relation = session.catalog.resolveRelation(name.parts, session.searchPath);
    if (relation === undefined) {
      throw sqlError('undefined_table', `relation "${name.parts.join('.')}" does not exist`, {
        location: name.location,
      });
    }
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
