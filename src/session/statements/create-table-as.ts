/** CREATE TABLE AS and SELECT INTO: the table from the query's columns, then the query's rows into it. */
import { analyzeStatement } from '../../analyzer/index.ts';
import { type TableDescriptor, tablesIn } from '../../catalog/index.ts';
import type { BoundExpr, BoundInsert, BoundQuery } from '../../catalog/tree.ts';
import { assert } from '../../common/assert.ts';
import { sqlError } from '../../errors/index.ts';
import type { CreateTableAsStatement, SelectStatement } from '../../parser/index.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import { createTableForQuery } from '../ddl/create-table.ts';
import { compile, planBound } from '../planning.ts';
import type { Completion } from '../result.ts';
import { lockTables, runPlan } from '../run-plan.ts';
import type { Session } from '../session.ts';
import { selectTag } from '../tags.ts';
import type { Running } from '../wait.ts';
import { withDdl } from './definition.ts';
import { findPrepared, parametersOf } from './prepared.ts';

export function* executeCreateTableAs(
  session: Session,
  statement: CreateTableAsStatement,
  params: readonly Datum[],
): Running<Completion> {
  session.ensureTransaction();
  const { types, query, values } = yield* lockedSource(session, statement, params);
  const command = statement.materialized ? 'CREATE MATERIALIZED VIEW' : 'CREATE TABLE AS';
  const table = yield* withDdl(session, command, (context) => createTableForQuery(statement, query, context));
  if (table === null || !statement.withData) return { tag: command, rows: null };
  const plan = compile(session, planBound(session, insertOf(table, query)), types);
  // What it reads is locked and cannot have become another table meanwhile; FOR UPDATE asks for more.
  yield* lockTables(session, plan);
  const { affected } = yield* runPlan(session, plan, values, () => {}, null);
  return { tag: selectTag(affected), rows: affected };
}

interface Source {
  readonly query: BoundQuery;
  readonly types: Oid[];
  readonly values: readonly Datum[];
}

/** The query, bound to tables that nobody can change any more. */
function* lockedSource(session: Session, statement: CreateTableAsStatement, params: readonly Datum[]): Running<Source> {
  for (;;) {
    const { version } = session.catalog;
    const source = sourceOf(session, statement, params);
    const tables = tablesIn(source.query).map((oid) => ({ oid, writes: false }));
    if (yield* lockTables(session, { tables, catalogVersion: version })) return source;
  }
}

/** The query written, or that of the prepared statement named. */
function sourceOf(session: Session, { query: written }: CreateTableAsStatement, params: readonly Datum[]): Source {
  if (written.kind !== 'execute') {
    const { body } = written;
    if (body.kind === 'core' && body.into !== null) {
      throw sqlError('syntax_error', 'SELECT ... INTO is not allowed here', { location: body.into.name.location });
    }
    const types: Oid[] = [];
    return { query: boundQuery(session, written, types), types, values: params };
  }
  const target = findPrepared(session, written.name);
  session.planOf(target);
  const { statement } = target;
  if (statement.kind !== 'select') throw sqlError('wrong_object_type', 'prepared statement is not a SELECT');
  const types = [...target.parameterTypes];
  const values = parametersOf(session, target, written);
  return { query: boundQuery(session, statement, types), types, values };
}

function boundQuery(session: Session, statement: SelectStatement, types: Oid[]): BoundQuery {
  const bound = analyzeStatement(statement, { ...session.analyzerContext(types), collations: true });
  assert(bound.kind === 'query', 'a query was bound to something else');
  return bound.query;
}

export function* executeSelectInto(
  session: Session,
  statement: SelectStatement,
  params: readonly Datum[],
): Running<Completion> {
  assert(statement.body.kind === 'core' && statement.body.into !== null, 'no INTO');
  const { into } = statement.body;
  const query: SelectStatement = { ...statement, body: { ...statement.body, into: null } };
  return yield* executeCreateTableAs(
    session,
    {
      kind: 'createTableAs',
      name: into.name,
      columns: [],
      persistence: into.temporary ? 'temporary' : into.unlogged ? 'unlogged' : 'permanent',
      materialized: false,
      options: [],
      ifNotExists: false,
      query,
      withData: true,
      onCommit: null,
      location: statement.location,
    },
    params,
  );
}

/** The query's rows into the table, column by column; rels that no analyzed statement can have. */
function insertOf(table: TableDescriptor, source: BoundQuery): BoundInsert {
  const rel = 1_000_000;
  const values = table.columns.map(
    ({ type, typmod }, column): BoundExpr => ({ kind: 'var', rel: rel + 1, column, type, typmod, location: -1 }),
  );
  return {
    kind: 'insert',
    ctes: [],
    table: table.oid,
    rel,
    alias: table.name,
    source,
    sourceRel: rel + 1,
    values,
    onConflict: null,
    filter: null,
    checks: [],
    returning: null,
  };
}
