/**
 * ASSUME tables that have been read and changed. DO pg_stat_reset and its family. ASSERT what belongs to the target begins again at 0
 * and is dated, the rest goes on, what happens later is counted, and who is no superuser may not.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/index.ts';

const db = Database.inMemory();
const connection = db.connect();
const value = (sql: string): unknown => Object.values(connection.execute<Record<string, unknown>>(sql).rows[0]!)[0];
const inserted = (table: string): unknown =>
  value(`SELECT n_tup_ins::int FROM pg_stat_user_tables WHERE relname = '${table}'`);
const scans = (index: string): unknown =>
  value(`SELECT idx_scan::int FROM pg_stat_user_indexes WHERE indexrelname = '${index}'`);
const commits = (): number => Number(value('SELECT xact_commit FROM pg_stat_database'));

for (const table of ['t1', 't2']) {
  connection.execute(`CREATE TABLE ${table} (a int PRIMARY KEY)`);
  connection.execute(`INSERT INTO ${table} SELECT * FROM generate_series(1, 5)`);
  connection.execute(`SELECT a FROM ${table} WHERE a = 3`);
}

test('of one table, of one index, of the database', () => {
  assert.equal([inserted('t1'), inserted('t2'), scans('t1_pkey'), scans('t2_pkey')], [5, 5, 1, 1]);
  connection.execute("SELECT pg_stat_reset_single_table_counters('t1'::regclass)");
  assert.equal([inserted('t1'), inserted('t2'), scans('t1_pkey'), scans('t2_pkey')], [0, 5, 1, 1]);
  connection.execute("SELECT pg_stat_reset_single_table_counters('t1_pkey'::regclass)");
  assert.equal([inserted('t1'), inserted('t2'), scans('t1_pkey'), scans('t2_pkey')], [0, 5, 0, 1]);
  connection.execute('INSERT INTO t1 VALUES (6)');
  assert.is(inserted('t1'), 1);
  const before = commits();
  connection.execute('SELECT pg_stat_reset()');
  assert.equal([inserted('t1'), inserted('t2'), scans('t1_pkey'), scans('t2_pkey')], [0, 0, 0, 0]);
  assert.ok(commits() < before);
  connection.execute('SELECT a FROM t2 WHERE a = 1');
  assert.is(scans('t2_pkey'), 1);
});

test('the moment is that of the target alone', () => {
  const dates = (): unknown[] =>
    ['pg_stat_database', 'pg_stat_bgwriter', 'pg_stat_wal'].map((view) =>
      value(`SELECT stats_reset::text FROM ${view}`),
    );
  const [database, writer, wal] = dates();
  connection.execute("SELECT pg_sleep(0.002), pg_stat_reset_shared('wal')");
  const after = dates();
  assert.equal(after.slice(0, 2), [database, writer]);
  assert.ok(String(after[2]) > String(wal));
});

test('superusers only', () => {
  connection.execute('CREATE ROLE plain LOGIN');
  const plain = db.connect({ user: 'plain' });
  for (const fn of ['pg_stat_reset()', "pg_stat_reset_shared('wal')", 'pg_stat_reset_single_table_counters(1)']) {
    assert.throws(
      () => plain.execute(`SELECT ${fn}`),
      (error: Error & { code?: string }) =>
        error.code === '42501' && error.message === `permission denied for function ${fn.replace(/\(.*/, '')}`,
    );
  }
  plain.execute('SELECT pg_stat_clear_snapshot()');
});

test.run();
