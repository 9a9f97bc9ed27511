/**
 * Time-outs of statements, locks and idle sessions, as clients meet them.
 * ASSUME a server on a free port. DO let a statement, a wait for a lock, a session and a transaction last longer than its setting
 * allows. ASSERT SQLSTATE and message are PostgreSQL's, sessions end or live on as there, and a session that talks is left alone.
 */
import pg from 'pg';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database, type Server } from '../../src/server/index.ts';

let server: Server;
const clients: pg.Client[] = [];

test.before(async () => {
  const db = Database.inMemory({ limits: { statementTimeoutMs: 60_000, lockTimeoutMs: 50 } });
  server = await db.listen({ port: 0 });
});
test.after(async () => {
  await Promise.all(clients.map((client) => client.end().catch(() => {})));
  await server.close();
});

/** Connected, with a promise of the error that ends it. */
async function connect(options = ''): Promise<{ client: pg.Client; ended: Promise<string> }> {
  const client = new pg.Client({
    port: server.port,
    host: '127.0.0.1',
    user: 'postgres',
    database: 'default',
    options,
  });
  const ended = new Promise<string>((resolve) => {
    client.on('error', (error) => resolve(described(error)));
  });
  await client.connect();
  clients.push(client);
  return { client, ended };
}
function described(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  return `${code} ${message}`;
}
async function failure(run: Promise<unknown>): Promise<string> {
  return run.then(() => 'no error', described);
}

test('statement_timeout: the statement fails, the session goes on', async () => {
  const { client } = await connect();
  await client.query("SET statement_timeout = '30ms'");
  const expected = '57014 canceling statement due to statement timeout';
  assert.is(await failure(client.query('SELECT pg_sleep(30)')), expected);
  assert.is(await failure(client.query('SELECT count(*) FROM generate_series(1, 10000000000)')), expected);
  assert.is(
    await failure(client.query('SELECT array_agg(g ORDER BY g) FROM generate_series(1, 100000000) g')),
    expected,
  );
  await client.query('SET statement_timeout = 0');
  assert.equal((await client.query('SELECT 1 AS one')).rows, [{ one: 1 }]);
});

test('lock_timeout and statement_timeout begin as the database says', async () => {
  const [a, b] = [(await connect()).client, (await connect()).client];
  assert.equal((await b.query('SHOW statement_timeout')).rows, [{ statement_timeout: '1min' }]);
  await a.query('CREATE TABLE t (a int); INSERT INTO t VALUES (1)');
  await a.query('BEGIN; UPDATE t SET a = 2');
  assert.is(await failure(b.query('UPDATE t SET a = 3')), '55P03 canceling statement due to lock timeout');
  assert.is(await failure(b.query('TRUNCATE t')), '55P03 canceling statement due to lock timeout');
  await a.query('ROLLBACK');
  assert.is((await b.query('UPDATE t SET a = 3')).rowCount, 1);
});

test('idle_session_timeout ends a session outside of transactions only', async () => {
  const { client, ended } = await connect('-c idle_session_timeout=60ms');
  await client.query('BEGIN');
  await new Promise((resolve) => setTimeout(resolve, 120));
  await client.query('COMMIT');
  assert.is(await ended, '57P05 terminating connection due to idle-session timeout');
});

test('idle_in_transaction_session_timeout ends a session in a transaction, failed or not, and rolls back', async () => {
  for (const broken of [false, true]) {
    const { client, ended } = await connect('-c idle_in_transaction_session_timeout=60ms');
    await new Promise((resolve) => setTimeout(resolve, 120));
    await client.query('BEGIN');
    await client.query('UPDATE t SET a = 77');
    if (broken) await failure(client.query('SELECT 1/0'));
    assert.is(await ended, '25P03 terminating connection due to idle-in-transaction timeout');
    const { client: other } = await connect();
    assert.equal((await other.query('UPDATE t SET a = 3 RETURNING a')).rows, [{ a: 3 }]);
  }
});

test.run();
