/**
 * ASSUME a table of random values. DO COPY it to a file of the server, and from there into another, in each format; and name what is
 * no file to copy from or to. ASSERT the file has the bytes that the stream has, the tables are equal, statements of others have their
 * turns meanwhile; the database's own files and its key are neither read nor written nor made, whichever way they are named.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Connection, Database, type SqlError } from '../../src/index.ts';

const place = mkdtempSync(join(tmpdir(), 'aiondb-copy-'));
const quoted = (path: string) => `'${path.replaceAll("'", "''")}'`;

async function streamed(connection: Connection, sql: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of connection.copyTo(sql)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const value = fc.record({
  a: fc.option(fc.integer(), { nil: null }),
  b: fc.option(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '\\N', 'a\tb', '"', '\r\n', '\\.')), {
    nil: null,
  }),
  c: fc.option(fc.double({ noNaN: true }), { nil: null }),
});
const formats = ['', '(FORMAT csv, HEADER)', "(FORMAT csv, DELIMITER ';')", '(FORMAT binary)'] as const;

test('a file has what the stream has, and gives the table back', async () => {
  const law = fc.asyncProperty(
    fc.array(value, { maxLength: 30 }),
    fc.constantFrom(...formats),
    async (rows, format) => {
      const connection = Database.inMemory().connect();
      connection.execute('CREATE TABLE t (a int, b text, c float8)');
      connection.execute('CREATE TABLE u (a int, b text, c float8)');
      for (const { a, b, c } of rows) {
        connection.execute('INSERT INTO t VALUES ($1, $2, $3)', [a, b?.replaceAll('\0', '') ?? null, c]);
      }
      const path = join(place, "it's a file");
      assert.is(connection.execute(`COPY t TO ${quoted(path)} ${format}`).rowCount, rows.length);
      const stream = await streamed(connection, `COPY t TO STDOUT ${format}`);
      assert.is(readFileSync(path, 'latin1'), stream.toString('latin1'));
      assert.is(connection.execute(`COPY u FROM ${quoted(path)} ${format}`).rowCount, rows.length);
      assert.equal(connection.execute('SELECT * FROM t').rows, connection.execute('SELECT * FROM u').rows);
    },
  );
  await fc.assert(law, { numRuns: 60, seed: 420 });
});

test('a longer file is replaced, and others have their turns', async () => {
  const db = Database.inMemory();
  const connection = db.connect();
  const path = join(place, 'large');
  writeFileSync(path, 'x'.repeat(10_000_000));
  const copied = connection.query(
    `COPY (SELECT x, repeat('y', 50) FROM generate_series(1, 60000) x) TO ${quoted(path)}`,
  );
  await copied;
  assert.is(readFileSync(path, 'utf8').split('\n').length, 60_001);
  await connection.query('CREATE TABLE t (a int, b text)');
  let done = false;
  let turns = 0;
  const loaded = connection.query(`COPY t FROM ${quoted(path)}`).finally(() => {
    done = true;
  });
  const other = db.connect();
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    await other.query('SELECT 1');
    turns++;
  }
  await loaded;
  assert.ok(turns > 5, `${turns} turns`);
  assert.equal(connection.execute('SELECT count(*)::int AS n, sum(a)::int AS s FROM t').rows, [
    { n: 60_000, s: 1_800_030_000 },
  ]);
});

function failure(connection: Connection, sql: string): SqlError {
  try {
    connection.execute(sql);
  } catch (error) {
    return error as SqlError;
  }
  throw new Error(`no error: ${sql}`);
}

test("the database's own files are out of reach", () => {
  const directory = join(place, 'data');
  const keyFile = join(place, 'key');
  writeFileSync(keyFile, `${'0123456789abcdef'.repeat(4)}\n`, { mode: 0o600 });
  const db = Database.open(directory, { keyFile });
  const connection = db.connect();
  connection.execute('CREATE TABLE t (a text)');
  connection.execute("INSERT INTO t VALUES ('x')");
  symlinkSync(directory, join(place, 'to-data'));
  symlinkSync(keyFile, join(place, 'to-key'));
  symlinkSync(join(directory, 'new'), join(place, 'dangling'));
  mkdirSync(join(place, 'data-beside'));
  const names = [
    keyFile,
    join(place, 'to-key'),
    join(directory, '..', 'key'),
    join(directory, 'new'),
    `${directory}/`,
    join(place, 'to-data', 'new'),
    ...readdirSync(directory).map((name) => join(directory, name)),
  ];
  const before = readdirSync(directory);
  const key = readFileSync(keyFile);
  for (const name of names) {
    for (const sql of [`COPY t FROM ${quoted(name)}`, `COPY t TO ${quoted(name)}`]) {
      const { code, detail } = failure(connection, sql);
      assert.is(code, '42501', sql);
      assert.is(detail, "The database's own files cannot be copied from or to.");
    }
  }
  assert.ok(
    ['42501', 'XX000', '58030'].includes(failure(connection, `COPY t TO ${quoted(join(place, 'dangling'))}`).code),
  );
  assert.not(existsSync(join(directory, 'new')));
  assert.equal(readFileSync(keyFile), key);
  assert.equal(readdirSync(directory), before);
  connection.execute(`COPY t TO ${quoted(join(place, 'data-beside', 'f'))}`);
  assert.is(readFileSync(join(place, 'data-beside', 'f'), 'utf8'), 'x\n');
  db.close();
});

test('pipes and devices do not hold up the process', () => {
  const pipe = join(place, 'pipe');
  if (spawnSync('mkfifo', [pipe]).status !== 0) {
    console.log('  skipped: there is no mkfifo');
    return;
  }
  const connection = Database.inMemory().connect();
  connection.execute('CREATE TABLE t (a text)');
  assert.is(failure(connection, `COPY t FROM ${quoted(pipe)}`).code, '0A000');
  assert.is.not(failure(connection, `COPY t TO ${quoted(pipe)}`).code, 'XX000');
  assert.is(failure(connection, "COPY t FROM '/dev/zero'").code, '0A000');
});

test('streams of the program are not files', () => {
  const connection = Database.inMemory().connect();
  connection.execute('CREATE TABLE t (a text)');
  const path = join(place, 'unused');
  writeFileSync(path, 'x\n');
  assert.throws(() => connection.copyFrom(`COPY t FROM ${quoted(path)}`, ['y\n']), /takes one statement/);
  linkSync(path, join(place, 'second'));
  connection.execute(`COPY t FROM ${quoted(join(place, 'second'))}`);
  assert.equal(connection.execute('SELECT a FROM t').rows, [{ a: 'x' }]);
});

test.after(() => rmSync(place, { recursive: true, force: true }));
test.run();
