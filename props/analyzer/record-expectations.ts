/**
 * Writes expectations.json from a real PostgreSQL: `tsx props/analyzer/record-expectations.ts postgres://...`, into a database
 * of which the schema public may be replaced. Every line of statements.sql is parsed and described; every line of views.sql
 * becomes a view whose definition is read back.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import type { ExpectedStatement, ExpectedView } from './expectations.ts';
import { fixtureDdl, linesOf } from './fixture.ts';

interface Described {
  columns: { name: string; dataTypeID: number; dataTypeModifier: number }[];
  error: { code: string; message: string; position?: string; detail?: string; hint?: string } | null;
}

/** Parse and Describe, without executing: a query object as the `pg` driver takes them. */
function describe(client: pg.Client, text: string): Promise<Described> {
  return new Promise((resolve) => {
    const result: Described = { columns: [], error: null };
    const query = {
      submit(connection: { parse(m: object): void; describe(m: object): void; sync(): void }) {
        connection.parse({ text, name: '', types: [] });
        connection.describe({ type: 'S', name: '' });
        connection.sync();
        return null;
      },
      handleRowDescription(message: { fields: Described['columns'] }) {
        result.columns = message.fields;
      },
      handleError(error: NonNullable<Described['error']>) {
        result.error = error;
        resolve(result);
      },
      handleReadyForQuery: () => resolve(result),
      handleParseComplete() {},
      handleNoData() {},
      handleEmptyQuery() {},
      handleCommandComplete() {},
    };
    client.query(query as never);
  });
}

async function statement(client: pg.Client, sql: string): Promise<ExpectedStatement> {
  const { columns, error } = await describe(client, sql);
  if (error) {
    const { code, message, position, detail, hint } = error;
    return { sql, error: { code, message, position: Number(position ?? 0), detail: detail ?? '', hint: hint ?? '' } };
  }
  const typed: string[] = [];
  for (const column of columns) {
    const { rows } = await client.query('SELECT format_type($1, $2) AS type', [
      column.dataTypeID,
      column.dataTypeModifier,
    ]);
    typed.push(`${column.name} ${rows[0].type}`);
  }
  return { sql, columns: typed };
}

async function view(client: pg.Client, sql: string): Promise<ExpectedView> {
  await client.query('BEGIN');
  await client.query(`CREATE VIEW recorded AS ${sql}`);
  const { rows } = await client.query(
    "SELECT pg_get_viewdef('recorded'::regclass) AS plain, pg_get_viewdef('recorded'::regclass, true) AS pretty",
  );
  await client.query('ROLLBACK');
  return { sql, plain: rows[0].plain, pretty: rows[0].pretty };
}

async function main(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${fixtureDdl}`);
  const here = (name: string) => new URL(name, import.meta.url);
  const statements: ExpectedStatement[] = [];
  for (const sql of linesOf(readFileSync(here('./statements.sql'), 'utf8')))
    statements.push(await statement(client, sql));
  const views: ExpectedView[] = [];
  for (const sql of linesOf(readFileSync(here('./views.sql'), 'utf8'))) views.push(await view(client, sql));
  writeFileSync(here('./expectations.json'), `${JSON.stringify({ statements, views }, null, 1)}\n`);
  await client.end();
}

await main(process.argv[2]!);
