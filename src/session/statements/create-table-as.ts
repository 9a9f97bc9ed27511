/** CREATE TABLE AS and SELECT INTO: the table from the query's columns, then the query's rows into it. */
import { analyzeStatement } from '../../analyzer/index.ts';
import type { TableDescriptor } from '../../catalog/index.ts';
import type { BoundExpr, BoundInsert, BoundQuery } from '../../catalog/tree.ts';
import { assert } from '../../common/assert.ts';
import { sqlError } from '../../errors/index.ts';
import type { CreateTableAsStatement, SelectStatement } from '../../parser/index.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import { createTableForQuery } from '../ddl/create-table.ts';
import { compile, planBound } from '../planning.ts';
import type { Completion } from '../result.ts';
import { runPlan } from '../run-plan.ts';
import type { Session } from '../session.ts';
import { selectTag } from '../tags.ts';
import type { Running } from '../wait.ts';
import { withDdl } from './definition.ts';

export function* executeCreateTableAs(
  session: Session,
  statement: CreateTableAsStatement,
  params: readonly Datum[],
): Running<Completion> {
  const { body } = statement.query;
  if (body.kind === 'core' && body.into !== null) {
    throw sqlError('syntax_error', 'SELECT ... INTO is not allowed here', { location: body.into.name.location });
  }
  session.ensureTransaction();
  const types: Oid[] = [];
  const bound = analyzeStatement(statement.query, session.analyzerContext(types));
  assert(bound.kind === 'query', 'a query was bound to something else');
  const { query } = bound;
  const command = statement.materialized ? 'CREATE MATERIALIZED VIEW' : 'CREATE TABLE AS';
  const table = yield* withDdl(session, command, (context) => createTableForQuery(statement, query, context));
  if (table === null || !statement.withData) return { tag: command, rows: null };
  const plan = compile(session, planBound(session, insertOf(table, query)), types);
  const { affected } = yield* runPlan(session, plan, params, () => {}, null);
  return { tag: selectTag(affected), rows: affected };
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
    returning: null,
  };
}
