/** Clients that others wrote: pg over a stream and over TCP, psql and pgbench where they are installed. */
import { execFile, spawnSync } from 'node:child_process';
import pg from 'pg';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';

const db = Database.inMemory();
const server = await db.listen({ port: 0 });
test.after(() => server.close());

const login = { user: 'postgres', database: 'postgres' };
const ways: Record<string, () => pg.Client> = {
  'a stream': () => new pg.Client({ ...login, stream: (() => db.stream()) as never }),
  TCP: () => new pg.Client({ ...login, host: '127.0.0.1', port: server.port }),
};
for (const [way, open] of Object.entries(ways)) {
  test(`pg over ${way}`, async () => {
    const client = open();
    await client.connect();
    await client.query('CREATE TEMP TABLE t1 (a int, b text)');
    await client.query('BEGIN');
    await client.query('INSERT INTO t1 VALUES ($1, $2), ($3, $4)', [1, 'x', 2, null]);
    await client.query('COMMIT');
    assert.equal((await client.query('SELECT * FROM t1 ORDER BY a')).rows, [
      { a: 1, b: 'x' },
      { a: 2, b: null },
    ]);
    const named = { name: 'q', text: 'SELECT b FROM t1 WHERE a = $1' };
    assert.equal((await client.query({ ...named, values: [1] })).rows, [{ b: 'x' }]);
    assert.equal((await client.query({ ...named, values: [2] })).rows, [{ b: null }]);
    const failure = await client.query('SELECT nothing FROM t1').catch((error: unknown) => error as pg.DatabaseError);
    assert.is((failure as pg.DatabaseError).code, '42703');
    assert.is((failure as pg.DatabaseError).position, '8');
    const notices: string[] = [];
    client.on('notice', ({ message }) => notices.push(String(message)));
    await client.query('DROP TABLE IF EXISTS none');
    assert.equal(notices, ['table "none" does not exist, skipping']);
    await client.end();
  });
}

test('a stream serves a pool', async () => {
  const pool = new pg.Pool({ ...login, stream: (() => db.stream()) as never, max: 4 });
  const sums = await Promise.all(Array.from({ length: 20 }, (_v, i) => pool.query('SELECT $1::int + 1 AS s', [i])));
  assert.equal(
    sums.map(({ rows }) => rows[0].s),
    Array.from({ length: 20 }, (_v, i) => i + 1),
  );
  await pool.end();
});

/** The test, or where the program is not installed, a skipped one. */
function withProgram(program: string, name: string, body: () => Promise<void>): void {
  if (spawnSync(program, ['--version']).error === undefined) test(name, body);
  else {
    process.stdout.write(`skipped: ${program} is not installed\n`);
    test.skip(name, body);
  }
}
function run(program: string, ...args: string[]): Promise<{ code: number; out: string }> {
  const place = ['-h', '127.0.0.1', '-p', String(server.port), '-U', 'postgres'];
  return new Promise((resolve) => {
    execFile(program, [...place, ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : 1, out: stdout + stderr }),
    );
  });
}

withProgram('psql', 'psql shows rows, and a caret at an error', async () => {
  const rows = await run('psql', '-X', '-At', '-c', "SELECT 1, 'x' UNION ALL SELECT 2, NULL", 'postgres');
  assert.is(rows.out, '1|x\n2|\n');
  const failure = await run('psql', '-X', '-c', 'SELECT 1, nothing', 'postgres');
  const expected = 'ERROR:  column "nothing" does not exist\nLINE 1: SELECT 1, nothing\n                  ^\n';
  assert.is(failure.out, expected);
});

withProgram('psql', 'psql lists relations, databases and roles', async () => {
  await run('psql', '-X', '-c', 'CREATE TABLE listed (a int PRIMARY KEY, b text DEFAULT 1)', 'postgres');
  const table = await run('psql', '-X', '-c', '\\d listed', 'postgres');
  assert.match(table.out, /a +\| integer +\| +\| not null/);
  assert.match(table.out, /"listed_pkey" PRIMARY KEY, btree \(a\)/);
  assert.match((await run('psql', '-X', '-At', '-c', '\\dt', 'postgres')).out, /public\|listed\|table\|postgres/);
  assert.match((await run('psql', '-X', '-At', '-c', '\\du', 'postgres')).out, /^postgres\|/);
  assert.match((await run('psql', '-X', '-At', '-c', '\\l', 'postgres')).out, /\|postgres\|UTF8\|/);
});

withProgram('pgbench', 'pgbench makes its tables and runs in every mode', async () => {
  const made = await run('pgbench', '-i', '-s', '1', '-q', 'postgres');
  assert.is(made.code, 0, made.out);
  for (const mode of ['simple', 'extended', 'prepared']) {
    for (const script of ['select-only', 'tpcb-like']) {
      const result = await run('pgbench', '-n', '-M', mode, '-b', script, '-c', '4', '-t', '10', 'postgres');
      assert.is(result.code, 0, result.out);
      assert.match(result.out, /transactions actually processed: 40\/40/);
    }
  }
});

test.run();
