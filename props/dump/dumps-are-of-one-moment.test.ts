/**
 * A dump shows the database at one moment, is handed on in pieces, and leaves others alone.
 * ASSUME sessions that change rows, sequences and definitions while a dump waits for who takes its text.
 * DO dump with changes at each chunk. ASSERT the text is that of the moment it began; DDL on its tables waits.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runDump } from '../../src/cli/aiondb/dump.ts';
import { runRestore } from '../../src/cli/aiondb/restore.ts';
import { dumpDatabase } from '../../src/embedded/dump/index.ts';
import { Database } from '../../src/index.ts';
import { contents, dumpText } from './databases.ts';

function filled(): Database {
  const db = Database.inMemory();
  db.connect().execute(`CREATE TABLE a (id serial PRIMARY KEY, t text); CREATE TABLE b (id int);
    INSERT INTO a (t) SELECT repeat('x', 100) FROM generate_series(1, 20000);
    INSERT INTO b SELECT * FROM generate_series(1, 10000)`);
  return db;
}

test('changes meanwhile are not seen, and chunks stay small', async () => {
  const db = filled();
  const expected = await dumpText(db);
  const other = db.connect();
  const ddl: Promise<unknown>[] = [];
  let text = '';
  let largest = 0;
  await dumpDatabase(db.core, {}, async (chunk) => {
    text += chunk;
    largest = Math.max(largest, chunk.length);
    // Behind the DROP that waits, b cannot be changed.
    if (ddl.length === 0) other.execute('UPDATE b SET id = id + 1');
    other.execute("DELETE FROM a WHERE id % 7 = 0; INSERT INTO a (t) VALUES ('new')");
    if (ddl.length === 0) {
      other.execute('CREATE TABLE late (a int); INSERT INTO late VALUES (1)');
      assert.throws(() => other.execute('DROP TABLE b'), /would have to wait/);
      const dropped = db.connect().query('DROP TABLE b');
      ddl.push(dropped.then(() => assert.match(text, /database dump complete\n--\n\n$/)));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  });
  assert.ok(text === expected, 'the dump of the moment it began');
  assert.ok(largest < 400_000, `a chunk of ${largest}`);
  await Promise.all(ddl);
  assert.ok(!('b' in contents(db)));
});

test('a dump waits for whoever is changing a table, and sees it changed', async () => {
  const db = filled();
  const other = db.connect();
  other.execute('BEGIN; ALTER TABLE b ADD c int DEFAULT 5; CREATE TABLE d (a int)');
  const dump = dumpText(db);
  await new Promise((resolve) => setTimeout(resolve, 20));
  other.execute('COMMIT');
  const text = await dump;
  assert.match(text, /CREATE TABLE public\.d /);
  assert.match(text, /COPY public\.b \(id, c\) FROM stdin;\n1\t5\n/);
});

test('what the receiver throws ends the dump, and its locks', async () => {
  const db = filled();
  const failing = dumpDatabase(db.core, {}, () => Promise.reject(new Error('disk full')));
  assert.match(await failing.catch(({ message }) => message), /disk full/);
  db.connect().execute('DROP TABLE a');
});

test('commands write and read files and streams', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aiondb-dump-'));
  try {
    const db = filled();
    const file = join(folder, 'dump.sql');
    const stderr = new PassThrough() as PassThrough & { isTTY?: boolean };
    const said = (): string => String(stderr.read() ?? '');
    const stdout = new PassThrough({ highWaterMark: 1 << 24 });
    writeFileSync(file, 'old');
    assert.is(await runDump(db.core, { output: file }, { stdout, stderr }), 0);
    assert.is(said(), '');
    const text = readFileSync(file, 'utf8');
    assert.is(text, await dumpText(db));
    stderr.isTTY = true;
    assert.is(await runDump(db.core, { output: '-' }, { stdout, stderr }), 0);
    assert.ok(String(stdout.read()) === text, 'standard output has the same');
    assert.match(said(), /of 2 tables, /);
    stderr.isTTY = false;

    const copy = Database.inMemory();
    assert.is(await runRestore(copy.core, { input: file }, { stdin: Readable.from([]), stderr }), 0);
    assert.equal(contents(copy), contents(db));
    const again = await runRestore(copy.core, { input: '-' }, { stdin: Readable.from([text]), stderr });
    assert.is(again, 1);
    assert.match(
      said(),
      /aiondb restore: standard input: line \d+: ERROR: {2}relation "a" already exists\nSTATEMENT: /,
    );

    const missing = join(folder, 'none', 'dump.sql');
    assert.match(await runDump(db.core, { output: missing }, { stdout, stderr }).catch(({ code }) => code), /ENOENT/);
    assert.ok(!existsSync(`${file}.partial`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
