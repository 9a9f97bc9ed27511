/**
 * ASSUME a server that keeps a log.
 * DO set what is logged, and cause it: connections, statements, slow ones with their plans, errors, notices, waits, checkpoints.
 * ASSERT the events, their fields and levels; that what is not asked for is not there; and that SET is for superusers.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ServerLog } from '../../src/server/observability/index.ts';
import { codeOfPromise } from '../embedded/error-code.ts';
import { type ObservedServer, observedServer } from './observed-server.ts';

type Line = Record<string, unknown>;

async function client(server: ObservedServer, settings = ''): Promise<pg.Client> {
  const made = new pg.Client({ connectionString: server.url, application_name: 'tests' });
  made.on('error', () => {});
  await made.connect();
  if (settings !== '') await made.query(settings);
  server.log.length = 0;
  return made;
}

function events(server: ObservedServer, event: string): Line[] {
  return server.log.filter((line) => line['event'] === event);
}

test('without settings only errors are told', async () => {
  const server = await observedServer();
  try {
    const a = await client(server);
    await a.query('SELECT 1');
    assert.equal(server.log, []);
    await a.query('SELECT * FROM missing').catch(() => {});
    const [line] = server.log;
    assert.is(server.log.length, 1);
    const { level, severity, event, sqlstate, statement, user, database, application, msg } = line!;
    assert.equal(
      { level, severity, event, sqlstate, statement, user, database, application, msg },
      {
        level: 'error',
        severity: 'ERROR',
        event: 'error',
        sqlstate: '42P01',
        statement: 'SELECT * FROM missing',
        user: 'postgres',
        database: 'default',
        application: 'tests',
        msg: 'relation "missing" does not exist',
      },
    );
    assert.match(String(line!['time']), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.type(line!['pid'], 'number');
    await a.query("SET log_min_error_statement = 'fatal'; SET log_min_messages = 'fatal'");
    await a.query('SELECT * FROM missing').catch(() => {});
    assert.is(server.log.length, 1);
    await a.end();
  } finally {
    await server.close();
  }
});

test('connections, when the server is told to', async () => {
  const server = await observedServer({ settings: { log_connections: 'on', log_disconnections: 'true' } });
  try {
    const a = new pg.Client({ connectionString: server.url, application_name: 'tests' });
    await a.connect();
    await a.end();
    while (server.core.sessions.size > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.match(
      String(events(server, 'connection')[0]!['msg']),
      /^connection authorized: user=postgres database=default/,
    );
    const nobody = new pg.Client({ connectionString: server.url.replace(/\/default$/, '/missing') });
    assert.instance(await nobody.connect().catch((error: unknown) => error), Error);
    const { level, sqlstate, client, msg } = events(server, 'connection')[1]!;
    assert.equal(
      { level, sqlstate, client, msg },
      { level: 'fatal', sqlstate: '3D000', client: '127.0.0.1', msg: 'database "missing" does not exist' },
    );
    assert.match(String(events(server, 'disconnection')[0]!['msg']), /^disconnection: session time: \d+\.\d{3} s/);
  } finally {
    await server.close();
  }
});

test('statements by level, by duration, with parameters only when asked', async () => {
  const server = await observedServer();
  try {
    const a = await client(server, "SET log_statement = 'mod'");
    const password = 'Secret-Pass-1';
    await a.query('CREATE TABLE t (a int, b text)');
    await a.query('INSERT INTO t VALUES ($1, $2)', [1, password]);
    await a.query('SELECT * FROM t');
    await a.query(`CREATE ROLE r PASSWORD '${password}'`);
    assert.equal(
      events(server, 'statement').map(({ statement }) => statement),
      ['CREATE TABLE t (a int, b text)', 'INSERT INTO t VALUES ($1, $2)', "CREATE ROLE r PASSWORD '***'"],
    );
    await a.query(`ALTER ROLE r PASSWORD '${password}' NONSENSE`).catch(() => {});
    assert.not.match(JSON.stringify(server.log), new RegExp(password));
    await a.query("SET log_statement = 'none'; SET log_min_duration_statement = 0; SET log_parameter_max_length = 3");
    server.log.length = 0;
    await a.query('SELECT b FROM t WHERE a = $1 AND b <> $2', [1, 'abcdef']);
    const [slow] = events(server, 'duration');
    assert.equal(slow!['parameters'], ['1', 'abc...']);
    assert.is(slow!['rows'], 1);
    assert.match(String(slow!['msg']), /^duration: \d+\.\d{3} ms {2}statement: SELECT b FROM t/);
    await a.end();
  } finally {
    await server.close();
  }
});

test('a statement is logged before it is known how it ends', async () => {
  const server = await observedServer();
  try {
    const a = await client(server, 'CREATE TABLE t AS SELECT i AS a FROM generate_series(0, 9) i');
    await a.query("SET log_statement = 'all'");
    server.log.length = 0;
    const texts = ['SELECT 1 / a FROM t WHERE a < 3', 'SELECT 1 / a FROM t WHERE a < 4'];
    for (const text of texts) assert.is(await codeOfPromise(a.query(text)), '22012');
    const extended = 'SELECT 1 / a FROM t WHERE a < $1';
    assert.is(await codeOfPromise(a.query(extended, [5])), '22012');
    assert.equal(
      server.log
        .filter(({ event }) => event === 'statement' || event === 'error')
        .map(({ event, statement }) => [event, statement]),
      [...texts, extended].flatMap((text) => [
        ['statement', text],
        ['error', text],
      ]),
    );
    await a.end();
  } finally {
    await server.close();
  }
});

test('plans of slow statements, and their rows', async () => {
  const server = await observedServer();
  try {
    const a = await client(server, 'CREATE TABLE t AS SELECT i AS a FROM generate_series(1, 500) i');
    await a.query('SET auto_explain.log_min_duration = 0; SET auto_explain.log_analyze = on');
    server.log.length = 0;
    await a.query('SELECT count(*) FROM t WHERE a > 100');
    await a.query({ text: 'SELECT a FROM t WHERE a > $1', values: [490] });
    const plans = events(server, 'plan').map(({ plan }) => String(plan));
    assert.is(plans.length, 2);
    assert.match(plans[0]!, /Seq Scan on t .*rows=400/);
    assert.match(plans[1]!, /Seq Scan on t .*rows=10/);
    await a.end();
  } finally {
    await server.close();
  }
});

test('waits for locks that last', async () => {
  const server = await observedServer();
  try {
    const settings = 'SET deadlock_timeout = 1; SET log_lock_waits = on';
    const a = await client(server, 'CREATE TABLE t (a int)');
    const b = await client(server, settings);
    await a.query('BEGIN; LOCK TABLE t');
    const waiting = b.query('SELECT * FROM t');
    while (events(server, 'lock_wait').length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await a.query('COMMIT');
    await waiting;
    const [still, acquired] = events(server, 'lock_wait');
    assert.match(
      String(still!['msg']),
      /^process \d+ still waiting for AccessShareLock on relation \d+ of database \d+ after/,
    );
    assert.is((still!['holders'] as number[]).length, 1);
    assert.match(String(acquired!['msg']), /acquired AccessShareLock/);
    await a.end();
    await b.end();
  } finally {
    await server.close();
  }
});

test('temporary files of a size', async () => {
  const server = await observedServer();
  try {
    const sort = 'SELECT count(*) FROM (SELECT i FROM generate_series(1, 60000) i ORDER BY -i OFFSET 1) s';
    const a = await client(server, "SET work_mem = '64kB'");
    await a.query(sort);
    assert.is(events(server, 'temporary_file').length, 0);
    await a.query("SET log_temp_files = '1TB'");
    await a.query(sort);
    assert.is(events(server, 'temporary_file').length, 0);
    await a.query('SET log_temp_files = 0');
    await a.query(sort);
    const [file] = events(server, 'temporary_file');
    assert.match(String(file!['msg']), /^temporary file: path "[^"]+", size [1-9]\d+$/);
    assert.ok(Number(file!['bytes']) > 0 && String(file!['statement']).startsWith('SELECT count'));
    await a.end();
  } finally {
    await server.close();
  }
});

test('checkpoints', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'aiondb-logging-'));
  const server = await observedServer({ directory });
  try {
    const a = await client(server);
    await a.query('CREATE TABLE t (a int); CHECKPOINT');
    const [line] = events(server, 'checkpoint');
    assert.ok(Number(line!['bytes']) > 0 && Number(line!['durationMs']) > 0);
    await a.end();
  } finally {
    await server.close();
    rmSync(directory, { recursive: true });
  }
});

test('what is logged is for superusers to say', async () => {
  const server = await observedServer();
  try {
    const a = await client(server, 'CREATE ROLE ann LOGIN');
    const code = (sql: string): Promise<string> =>
      a.query(sql).then(
        () => 'done',
        ({ code, message }) => `${code} ${message}`,
      );
    assert.is(
      await code('SET log_connections = on'),
      '55P02 parameter "log_connections" cannot be set after connection start',
    );
    assert.is(await code('SET log_checkpoints = on'), '55P02 parameter "log_checkpoints" cannot be changed now');
    await a.query('SET ROLE ann');
    for (const name of ['log_statement', 'log_min_duration_statement', 'pg_stat_statements.track']) {
      assert.is(await code(`SET ${name} = 'x'`), `42501 permission denied to set parameter "${name}"`);
    }
    assert.is(await code('RESET ALL'), 'done');
    await a.end();
  } finally {
    await server.close();
  }
});

test('lines of text, and secrets by name', () => {
  const lines: string[] = [];
  const log = ServerLog.open({ format: 'text', write: (line) => lines.push(line) });
  log.write('info', 'the server\nis ready', { port: 1, password: 'x' });
  log.write('debug', 'not at this level');
  assert.is(lines.length, 1);
  assert.match(lines[0]!, /^\d{4}-\d\d-\d\d [\d:.]+ UTC INFO: {2}the server\n\tis ready port=1 password="\*\*\*"\n$/);
  log.write('error', 'gone', { event: 'error', statement: 'SELECT 1' });
  assert.match(lines[1]!, /ERROR: {2}gone statement="SELECT 1"\n$/);
});

test('lines have the same form before and after the library is there', async () => {
  const lines: string[] = [];
  const log = ServerLog.open({ write: (line) => lines.push(line) });
  log.write('warn', 'first', { a: 1, token: 'x' });
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await import('pino');
  await new Promise((resolve) => setImmediate(resolve));
  log.write('warn', 'second', { a: 1, token: 'x' });
  const [first, second] = lines.map((line) => JSON.parse(line) as Line);
  assert.equal(Object.keys(first!), Object.keys(second!));
  assert.equal({ ...first, msg: '', time: '' }, { ...second, msg: '', time: '' });
  assert.equal([first!['level'], first!['token'], second!['msg']], ['warn', '***', 'second']);
});

test.run();
