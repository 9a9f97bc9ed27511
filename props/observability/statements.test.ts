/**
 * ASSUME a database whose statements are watched.
 * DO run statements: the same ones with other constants, by all ways there are, as other roles, more than there is room for.
 * ASSERT what pg_stat_statements has of them: texts as PostgreSQL makes them (normalised.json was recorded from it), counts that add
 * up, identifiers that are the same everywhere, no passwords, and no more entries than allowed.
 */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { redactPasswords } from '../../src/common/redact.ts';
import { Database } from '../../src/embedded/index.ts';
import { StatementTable } from '../../src/session/statistics/index.ts';
import { queryIdOf } from '../../src/session/statistics/statement-table.ts';
import { statementTables } from './statement-texts.ts';

const recorded = JSON.parse(readFileSync(new URL('normalised.json', import.meta.url), 'utf8')) as [string, string][];

interface Entry {
  readonly query: string;
  readonly calls: number;
  readonly rows: number;
}

function watched(): Database {
  return Database.inMemory({ statistics: true });
}
function entries(db: Database, where = ''): Entry[] {
  const connection = db.connect();
  const { rows } = connection.execute<Entry>(
    `SELECT query, calls::int, rows::int FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%' ${where} ORDER BY query`,
  );
  connection.close();
  return rows;
}

test('texts are those that PostgreSQL shows', () => {
  for (const [text, expected] of recorded) {
    const db = watched();
    const connection = db.connect();
    connection.execute(statementTables);
    connection.execute('SELECT pg_stat_statements_reset()');
    connection.execute(text);
    assert.equal(
      entries(db).map(({ query }) => query),
      [expected],
      text,
    );
  }
});

test('every way to run a statement counts once', async () => {
  const db = watched();
  const connection = db.connect();
  connection.execute('CREATE TABLE t (a int PRIMARY KEY, b text)');
  connection.execute("INSERT INTO t SELECT i, 'x' FROM generate_series(1, 100) i");
  connection.execute('SELECT pg_stat_statements_reset()');
  for (let i = 0; i < 5; i++) connection.execute(`SELECT b FROM t WHERE a = ${i + 1}`);
  const prepared = connection.prepare('SELECT b FROM t WHERE a < $1');
  for (let i = 0; i < 3; i++) prepared.execute(i + 2);
  await connection.query('select B from T where A = 7');
  connection.execute('PREPARE p AS SELECT a FROM t WHERE b = $1; EXECUTE p (1); EXECUTE p (2)');
  connection.execute('BEGIN; DECLARE c CURSOR FOR SELECT a FROM t; FETCH 10 FROM c; COMMIT');
  assert.throws(() => connection.execute('SELECT 1 / (a - 1) FROM t'));
  assert.equal(entries(db), [
    { query: 'BEGIN', calls: 1, rows: 0 },
    { query: 'COMMIT', calls: 1, rows: 0 },
    { query: 'DECLARE c CURSOR FOR SELECT a FROM t', calls: 1, rows: 0 },
    { query: 'FETCH 10 FROM c', calls: 1, rows: 10 },
    { query: 'PREPARE p AS SELECT a FROM t WHERE b = $1', calls: 2, rows: 0 },
    { query: 'SELECT b FROM t WHERE a < $1', calls: 3, rows: 6 },
    { query: 'SELECT b FROM t WHERE a = $1', calls: 6, rows: 6 },
  ]);
});

test('times add up, and identifiers do not depend on the process', () => {
  const db = watched();
  const connection = db.connect();
  connection.execute('CREATE TABLE t (a int PRIMARY KEY)');
  for (let i = 0; i < 20; i++) connection.execute(`INSERT INTO t VALUES (${i})`);
  const [row] = connection.execute<Record<string, number>>(
    "SELECT calls::int, total_exec_time AS total, min_exec_time AS min, max_exec_time AS max, mean_exec_time AS mean, stddev_exec_time AS dev FROM pg_stat_statements WHERE query LIKE 'INSERT%'",
  ).rows;
  assert.is(row!['calls'], 20);
  assert.ok(Math.abs(row!['mean']! * 20 - row!['total']!) < 1e-6);
  assert.ok(row!['min']! <= row!['mean']! && row!['mean']! <= row!['max']! && row!['min']! > 0);
  assert.ok(row!['dev']! >= 0 && row!['dev']! <= row!['max']! - row!['min']!);
  assert.is(queryIdOf('a statement'), 5479166036798917069n);
});

test('roles are apart, texts of others are hidden, and resetting forgets', () => {
  const db = watched();
  const own = db.connect();
  own.execute('CREATE ROLE ann LOGIN; CREATE TABLE t (a int); GRANT SELECT ON t TO ann');
  own.execute('SELECT a FROM t');
  const ann = db.connect({ user: 'ann' });
  ann.execute('SELECT a FROM t');
  assert.equal(
    entries(db, "AND query = 'SELECT a FROM t'").map(({ calls }) => calls),
    [1, 1],
  );
  const seen = ann.execute<{ query: string; queryid: unknown }>('SELECT query, queryid FROM pg_stat_statements').rows;
  assert.ok(seen.some(({ query }) => query === 'SELECT a FROM t'));
  assert.ok(seen.some(({ query, queryid }) => query === '<insufficient privilege>' && queryid === null));
  assert.not.ok(seen.some(({ query }) => query.startsWith('CREATE')));
  assert.throws(() => ann.execute('SELECT pg_stat_statements_reset()'), /permission denied for function/);
  own.execute("SELECT pg_stat_statements_reset((SELECT oid FROM pg_roles WHERE rolname = 'ann'))");
  assert.is(entries(db, "AND query = 'SELECT a FROM t'").length, 1);
  own.execute('SELECT pg_stat_statements_reset()');
  assert.equal(entries(db), []);
  own.execute('SELECT a FROM t');
  assert.is(entries(db).length, 1);
});

test('the least used go when there is no room', () => {
  const table = new StatementTable(100, 0);
  const often = table.entry(10, 1n, () => 'often');
  for (let i = 0; i < 50; i++) often.add(1, 0, 0, 0, false);
  for (let i = 0n; i < 500n; i++) table.entry(10, i + 2n, () => `rarely ${i}`);
  assert.ok(table.size <= 100 && table.size >= 80);
  assert.ok(often.alive);
  assert.ok(table.deallocations >= 40);
});

test('nobody watches an embedded database that did not ask for it', () => {
  const connection = Database.inMemory().connect();
  assert.throws(() => connection.execute('SELECT * FROM pg_stat_statements'), /must be loaded/);
});

test('passwords are taken out of texts, also of wrong ones', () => {
  const secret = 'Hu$h-1!x';
  const texts = [
    `CREATE ROLE a PASSWORD '${secret}' LOGIN`,
    `alter user a with encrypted password\n'${secret}'`,
    `ALTER ROLE a PASSWORD /* new */ E'${secret}'`,
    `ALTER ROLE a PASSWORD -- new\n $x$${secret}$x$`,
    `ALTER ROLE a PASSWORD '${secret}`,
    `ALTER ROLE a PASSWORD '${secret}''more'`,
    `SELECT dblink('host=h password=${secret} user=u')`,
    `CREATE SUBSCRIPTION s CONNECTION 'postgres://u:${secret}@h/db'`,
    `CREATE USER MAPPING FOR u SERVER s OPTIONS (password '${secret}')`,
  ];
  for (const text of texts) assert.not.ok(redactPasswords(text).includes('Hu$h'), redactPasswords(text));
  for (const text of ["SELECT 'a' AS password", 'SELECT password FROM users', "SELECT 'http://a/b@c'"]) {
    assert.is(redactPasswords(text), text);
  }
  // Takes no longer for what looks like much.
  const long = 'password /* '.repeat(2000) + "password '".repeat(2000) + 'a://'.repeat(2000);
  const began = process.cpuUsage();
  redactPasswords(long);
  assert.ok(process.cpuUsage(began).user < 1_000_000);
});

test.run();
