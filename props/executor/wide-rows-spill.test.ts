/**
 * ASSUME little work_mem. DO sort, join and drop duplicates of rows that are each a good part of it. ASSERT they spill and give what they
 * should, LIMIT 0 among them, and that keys which are long count towards the memory of a join.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/index.ts';

function rowsOf(workMem: string, maxMemoryBytes: number, sql: string): readonly Record<string, unknown>[] {
  const db = Database.inMemory({ limits: { maxMemoryBytes } });
  const connection = db.connect();
  connection.execute(`SET work_mem = '${workMem}'`);
  const { rows } = connection.execute(sql);
  db.close();
  return rows as readonly Record<string, unknown>[];
}

const MB = 1 << 20;
const wide = (count: number, length: number) =>
  `(SELECT repeat('x', ${length}) || i AS x, i FROM generate_series(1, ${count}) i)`;

test('a sort of wide rows goes to temporary files', () => {
  const sql = `SELECT count(*)::int AS n, min(i) AS first FROM (SELECT * FROM ${wide(1200, 50_000)} s ORDER BY x) t`;
  assert.equal(rowsOf('2MB', 40 * MB, sql), [{ n: 1200, first: 1 }]);
});

test('so do their duplicates', () => {
  const sql = `SELECT count(*)::int AS n FROM (SELECT DISTINCT x FROM ${wide(1500, 20_000)} s) t`;
  assert.equal(rowsOf('256kB', 16 * MB, sql), [{ n: 1500 }]);
});

test('LIMIT 0 over a sort that spills', () => {
  assert.equal(rowsOf('64kB', 0, `SELECT x FROM ${wide(2000, 1000)} s ORDER BY x LIMIT 0`), []);
});

test('long keys of a join count', () => {
  const sql = `EXPLAIN ANALYZE SELECT count(*) FROM generate_series(1, 400) a (i)
    JOIN (SELECT repeat('x', 10000) || j AS y FROM generate_series(1, 400) b (j)) b ON repeat('x', 10000) || a.i = b.y`;
  const lines = rowsOf('64kB', 0, sql).map((row) => String(row['QUERY PLAN']));
  const [batches] = lines.flatMap((line) => /Batches: (\d+)/.exec(line)?.[1] ?? []);
  assert.ok(Number(batches) > 1, `${batches} batches`);
});

test('parts of a join that are small on disk and large in memory are divided again', () => {
  const sql = `SELECT count(*)::int AS n FROM generate_series(1, 60000) a (i)
    JOIN (SELECT j FROM generate_series(1, 60000) b (j)) b ON a.i = b.j`;
  assert.equal(rowsOf('64kB', MB, sql), [{ n: 60000 }]);
});

test('work_mem counts once it is set, also to its default', () => {
  const connection = Database.inMemory().connect();
  const method = (): string =>
    connection
      .execute<Record<string, unknown>>(`EXPLAIN ANALYZE SELECT x FROM ${wide(8000, 1000)} s ORDER BY x`)
      .rows.map((row) => /Sort Method: (.*?) {2}/.exec(String(row['QUERY PLAN']))?.[1])
      .find((found) => found !== undefined)!;
  assert.is(method(), 'quicksort');
  connection.execute("SET work_mem = '4MB'");
  assert.is(method(), 'external merge');
  connection.execute('RESET work_mem');
  assert.is(method(), 'quicksort');
  connection.execute('BEGIN');
  connection.execute("SET work_mem = '4MB'");
  connection.execute('ROLLBACK');
  assert.is(method(), 'quicksort');
});

test.run();
