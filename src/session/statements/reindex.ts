/**
 * REINDEX. Indexes are always as good as new, but for those that another version of ICU has ordered: their tables are written anew,
 * and with them all their indexes. What else PostgreSQL does is done too: it locks, and says what cannot be.
 */
import { type IndexDescriptor, pgCatalogOid, relationWord, type TableDescriptor } from '../../catalog/index.ts';
import { hasRightsOf, notOwner } from '../../catalog/privileges/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { VacuumStatement } from '../../parser/index.ts';
import { ACCESS_EXCLUSIVE, DONE, lockRelation, SHARE, SHARE_UPDATE_EXCLUSIVE } from '../../transaction/index.ts';
import { collationVersion } from '../../types/collation/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { rewriteTable } from '../ddl/rewrite-table.ts';
import { definitionFlag } from '../definition-boolean.ts';
import type { Completion } from '../result.ts';
import type { Session } from '../session.ts';
import type { Running } from '../wait.ts';
import { withDdl } from './definition.ts';
import { namedRelation } from './named-relation.ts';

const done: Completion = { tag: 'REINDEX', rows: null };

interface Options {
  readonly concurrently: boolean;
  readonly verbose: boolean;
}

function readOptions(statement: VacuumStatement): Options {
  let concurrently = false;
  let verbose = false;
  for (const { name, value, location } of statement.options) {
    switch (name) {
      case 'target':
        break;
      case 'verbose':
        verbose = definitionFlag(name, value);
        break;
      case 'concurrently':
        concurrently = definitionFlag(name, value);
        break;
      case 'tablespace':
        if (value === 'pg_default') break;
        throw sqlError('undefined_object', `tablespace "${value ?? ''}" does not exist`);
      default:
        throw sqlError('syntax_error', `unrecognized REINDEX option "${name}"`, { location });
    }
  }
  return { concurrently, verbose };
}

export function* executeReindex(session: Session, statement: VacuumStatement): Running<Completion> {
  const target = statement.options.find(({ name }) => name === 'target')!.value!;
  const options = readOptions(statement);
  const { concurrently } = options;
  const whole = target === 'schema' || target === 'database' || target === 'system';
  if (session.explicit && (whole || concurrently)) {
    const what = concurrently ? 'REINDEX CONCURRENTLY' : `REINDEX ${target.toUpperCase()}`;
    throw sqlError('active_sql_transaction', `${what} cannot run inside a transaction block`);
  }
  const name = statement.tables[0]!;
  if (whole) {
    const schema = checkWhole(session, target, name.parts.at(-1)!, concurrently);
    const tables = session.catalog.userRelations().filter((relation) => relation.kind === 'table');
    for (const table of tables) {
      if (schema === null || table.schema === schema) yield* reindexTable(session, table, options);
    }
    return done;
  }
  const relation = namedRelation(session, name.parts);
  if (!hasRightsOf(session.catalog, session.currentRole, relation.owner)) {
    throw notOwner(relationWord(relation), relation.name);
  }
  if (relation.kind === 'catalogRelation' && concurrently) throw systemConcurrently();
  if (target === 'index') {
    if (relation.kind === 'index') yield* reindex(session, relation.table, [relation], options);
    else if (relation.kind !== 'catalogRelation' || relation.relkind !== 'r') {
      throw sqlError('wrong_object_type', `"${relation.name}" is not an index`);
    }
    return done;
  }
  if (relation.kind === 'table') {
    if (relation.indexes.length === 0) {
      const what = concurrently ? 'indexes that can be reindexed concurrently' : 'indexes to reindex';
      session.notice({ severity: 'NOTICE', code: '00000', message: `table "${relation.name}" has no ${what}` });
    }
    yield* reindexTable(session, relation, options);
  } else if (relation.kind !== 'catalogRelation' || relation.relkind !== 'r') {
    throw sqlError('wrong_object_type', `"${relation.name}" is not a table or materialized view`);
  }
  return done;
}

function systemConcurrently(): Error {
  return sqlError('feature_not_supported', 'cannot reindex system catalogs concurrently');
}

/** The schema that is meant; null: all. */
function checkWhole(session: Session, target: string, name: string, concurrently: boolean): Oid | null {
  if (target === 'schema') {
    const schema = session.catalog.schemaByName(name);
    if (schema === undefined) throw sqlError('invalid_schema_name', `schema "${name}" does not exist`);
    if (!hasRightsOf(session.catalog, session.currentRole, schema.owner)) throw notOwner('schema', name);
    if (schema.oid === pgCatalogOid && concurrently) throw systemConcurrently();
    return schema.oid;
  }
  if (target === 'system' && concurrently) throw systemConcurrently();
  if (name === null || !session.isDatabase(name)) {
    throw sqlError('feature_not_supported', 'can only reindex the currently open database');
  }
  if (!hasRightsOf(session.catalog, session.currentRole, session.catalog.databaseOwner))
    throw notOwner('database', name);
  // The catalogs have no indexes of their own.
  return target === 'system' ? pgCatalogOid : null;
}

function* reindexTable(session: Session, table: TableDescriptor, options: Options): Running<void> {
  yield* reindex(session, table.oid, session.catalog.indexesOf(table), options);
}

function* reindex(
  session: Session,
  table: Oid,
  indexes: readonly IndexDescriptor[],
  { concurrently, verbose }: Options,
): Running<void> {
  yield* lock(session, table, concurrently ? SHARE_UPDATE_EXCLUSIVE : SHARE);
  const mode = concurrently ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE;
  for (const { oid } of indexes) yield* lock(session, oid, mode);
  if (indexes.some(isOutdated)) yield* writeAnew(session, table);
  if (!verbose) return;
  for (const { name } of indexes) {
    session.notice({ severity: 'INFO', code: '00000', message: `index "${name}" was reindexed` });
  }
}

function* lock(session: Session, relation: Oid, mode: number): Running<void> {
  const transaction = session.ensureTransaction();
  while (lockRelation(transaction, relation, mode) !== DONE) {
    yield { kind: 'lock', waiter: transaction, blocker: transaction.conflict.blocker! };
    session.interrupts.check();
  }
}

function isOutdated(index: IndexDescriptor): boolean {
  return index.keys.some(({ orderVersion }) => orderVersion !== undefined && orderVersion !== collationVersion);
}

/** Under the lock that this needs, which is more than PostgreSQL takes. */
function* writeAnew(session: Session, oid: Oid): Running<void> {
  yield* withDdl(session, 'REINDEX', (context) => {
    context.lock(oid, 'access exclusive');
    const { transaction } = context;
    const table = transaction.catalog.table(oid);
    if (table === undefined) return;
    for (const index of transaction.catalog.indexesOf(table)) {
      const keys = index.keys.map((key) =>
        key.orderVersion === undefined ? key : { ...key, orderVersion: collationVersion },
      );
      transaction.put({ ...index, keys });
    }
    rewriteTable(
      table,
      table,
      table.columns.map(() => null),
      context,
    );
  });
}
