/**
 * Transactions whose rows leave memory, or are too large for one piece.
 * ASSUME a cache too small for anything, checkpoints while a transaction is open, values of megabytes.
 * DO commit, let the process be killed, open. ASSERT every row is there as it was written, by its table and by its index.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ByteReader, ByteWriter } from '../../src/common/index.ts';
import { readVector, writeVector } from '../../src/durability/vector-codec.ts';
import { SimulatedDisk } from '../../src/host/simulated/index.ts';
import { Database, type OpenOptions } from '../../src/index.ts';
import { KIND_MIXED, NO_NULLS } from '../../src/storage/layout.ts';

const open = (files: SimulatedDisk, options: OpenOptions = {}) => Database.open('/db', { files, ...options });

test('rows that a checkpoint wrote and the cache let go before their transaction commits are in the log', () => {
  const disk = new SimulatedDisk();
  const db = open(disk, { cacheBytes: 100 });
  const one = db.connect();
  const other = db.connect();
  one.execute('CREATE TABLE t (id int PRIMARY KEY, v text); CREATE TABLE u (a int, b text)');
  one.execute("INSERT INTO u SELECT g, 'u' || g FROM generate_series(1, 100) g");
  one.execute('BEGIN');
  // Of one command, so that they are one run in the log.
  one.execute("INSERT INTO t SELECT g, 'value ' || g FROM generate_series(0, 19) g");
  other.execute('CHECKPOINT');
  for (let i = 0; i < 5; i++) other.execute('SELECT count(b) FROM u');
  one.execute('COMMIT');
  const again = open(disk.killProcess(), { cacheBytes: 100 }).connect();
  const { rows } = again.execute('SELECT id, v FROM t ORDER BY id');
  assert.equal(
    rows,
    Array.from({ length: 20 }, (_, id) => ({ id, v: `value ${id}` })),
  );
  assert.equal(again.execute('SELECT v FROM t WHERE id = 7').rows, [{ v: 'value 7' }]);
});

test('neighbouring rows of megabytes are logged in several parts', () => {
  const disk = new SimulatedDisk();
  const db = open(disk, { walSegmentBytes: 1 << 22 });
  const connection = db.connect();
  connection.execute('CREATE TABLE t (id int PRIMARY KEY, v text)');
  connection.execute('INSERT INTO t SELECT g, repeat(chr(96 + g), 300000) FROM generate_series(1, 20) g');
  const largest = Math.max(...disk.trace.map((line) => Number(/^write \S*wal-\S+ \d+\+(\d+)$/.exec(line)?.[1] ?? 0)));
  assert.ok(largest < 3_000_000, `the largest write has ${largest} bytes`);
  const again = open(disk.killProcess()).connect();
  const { rows } = again.execute('SELECT id, length(v) AS n, left(v, 1) AS c FROM t ORDER BY id');
  assert.equal(
    rows,
    Array.from({ length: 20 }, (_, i) => ({ id: i + 1, n: 300000, c: String.fromCharCode(97 + i) })),
  );
});

test('texts that are too long together for one string are written one by one', () => {
  // 600 million characters: more than a string of V8 can have.
  const long = 'x'.repeat(60_000_000);
  const texts = Array.from({ length: 10 }, (_, i) => (i === 3 ? 'é' : `${long}${i}`));
  const out = new ByteWriter();
  writeVector(out, KIND_MIXED, texts, NO_NULLS, 0, texts.length);
  const back = readVector(new ByteReader(out.bytes));
  assert.is(back.count, 10);
  for (let i = 0; i < 10; i++) assert.ok(back.data[i] === texts[i], `text ${i}`);
});

test.run();
