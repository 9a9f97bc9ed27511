/**
 * ASSUME a field somewhere within a row, or within an array of rows, that an ICU collation orders.
 * DO     compare and sort by the row.
 * ASSERT feature_not_supported, never the order of bytes.
 */
import * as assert from 'node:assert/strict';
import { test } from 'uvu';
import { Database } from '../../src/embedded/index.ts';

const statements = [
  'SELECT * FROM t1 ORDER BY ROW(t1)',
  'SELECT * FROM t1 ORDER BY ARRAY[t1]',
  'SELECT array_agg(t1 ORDER BY ROW(ROW(t1))) FROM t1',
  "SELECT ARRAY[t1] < ARRAY[ROW('B')::t1] FROM t1",
  "SELECT ROW(t1)::p < ROW(ROW('B'))::p FROM t1",
  `SELECT ROW(ROW('a'::text COLLATE "en-x-icu")) < ROW(ROW('B'::text))`,
  "SELECT t1 < ANY (ARRAY[ROW('B')::t1]) FROM t1",
];

test('rows with fields under an ICU collation are not put into the order of bytes', () => {
  const connection = Database.inMemory().connect();
  connection.execute('CREATE TABLE t1 (x text COLLATE "en-x-icu"); CREATE TYPE p AS (i t1)');
  connection.execute("INSERT INTO t1 VALUES ('a'), ('B')");
  for (const sql of statements) {
    assert.throws(() => connection.execute(sql), { code: '0A000' }, sql);
  }
  connection.close();
});

test.run();
