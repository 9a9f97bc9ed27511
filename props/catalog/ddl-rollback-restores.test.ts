/**
 * ASSUME a database with tables, rows, keys, a view and sequences.
 * DO     start a transaction, run random DDL and inserts in it, each in a savepoint of its own that a failure rolls back to; then roll
 *        back to the savepoint at its start, or all of it.
 * ASSERT catalog and rows are what they were, and every table still takes a row. A fork taken meanwhile has the state from before.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Connection, Database } from '../../src/embedded/index.ts';
import { SqlError } from '../../src/errors/index.ts';

const setup = [
  'CREATE TABLE t1 (id serial PRIMARY KEY, a int DEFAULT 1 CHECK (a > 0), b numeric(8,2), c text)',
  "INSERT INTO t1 (a, b, c) SELECT i, i * 1.25, 'row ' || i FROM generate_series(1, 20) i",
  'CREATE TABLE t2 (k int REFERENCES t1 ON DELETE CASCADE, v text UNIQUE)',
  "INSERT INTO t2 SELECT i, 'v' || i FROM generate_series(1, 5) i",
  'CREATE VIEW v1 AS SELECT id, a FROM t1 WHERE a > 3',
  'CREATE INDEX i1 ON t1 (b DESC, lower(c)) WHERE a > 2',
  'CREATE SEQUENCE s1',
];

const statements = [
  'DROP TABLE t1',
  'DROP TABLE t1 CASCADE',
  'DROP TABLE t2',
  'DROP VIEW v1',
  'DROP INDEX i1',
  'DROP SEQUENCE s1',
  'CREATE TABLE t1 (x int)',
  'CREATE TABLE t3 AS SELECT * FROM t1',
  'CREATE TABLE t4 (LIKE t1 INCLUDING ALL)',
  'CREATE INDEX i1 ON t2 (v)',
  'CREATE UNIQUE INDEX i2 ON t1 (a)',
  'CREATE OR REPLACE VIEW v1 AS SELECT id, a, b FROM t1',
  'ALTER TABLE t1 ADD COLUMN d int DEFAULT 7',
  'ALTER TABLE t1 ADD COLUMN e serial',
  'ALTER TABLE t1 DROP COLUMN b',
  'ALTER TABLE t1 DROP COLUMN c CASCADE',
  'ALTER TABLE t1 DROP COLUMN a CASCADE',
  'ALTER TABLE t1 ALTER COLUMN b TYPE text',
  'ALTER TABLE t1 ALTER COLUMN id TYPE bigint',
  'ALTER TABLE t1 ALTER COLUMN a TYPE numeric(6,1)',
  'ALTER TABLE t1 RENAME TO t5',
  'ALTER TABLE t1 RENAME COLUMN a TO aa',
  'ALTER TABLE t1 ADD CONSTRAINT c1 CHECK (a < 100)',
  'ALTER TABLE t1 DROP CONSTRAINT t1_pkey CASCADE',
  'ALTER TABLE t2 DROP CONSTRAINT t2_k_fkey',
  'ALTER TABLE t2 ADD FOREIGN KEY (k) REFERENCES t1',
  'ALTER TABLE t1 ALTER COLUMN c SET NOT NULL',
  'ALTER SEQUENCE s1 RESTART WITH 50',
  'TRUNCATE t1 CASCADE',
  'TRUNCATE t2',
  'TRUNCATE t1, t2 RESTART IDENTITY',
  'CREATE SCHEMA q CREATE TABLE t1 (y text)',
  'ALTER TABLE t2 SET SCHEMA q',
  "COMMENT ON TABLE t1 IS 'one'",
  'INSERT INTO t1 (a) VALUES (30)',
  'UPDATE t1 SET b = b + 1, c = c || c WHERE id < 8',
  'DELETE FROM t1 WHERE id > 10',
  "INSERT INTO t2 VALUES (1, 'new')",
  'DROP SCHEMA q CASCADE',
];

/** Catalog and rows, as text. */
function dump(conn: Connection): string {
  const { catalog } = conn.session;
  const objects = [...catalog.schemas(), ...catalog.userRelations()];
  const shape = JSON.stringify(objects, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
  const rows = catalog
    .userRelations()
    .flatMap((relation) =>
      relation.kind === 'table' ? [`${catalog.schema(relation.schema)!.name}.${relation.name}`] : [],
    )
    .map((name) =>
      conn
        .executeText(`SELECT * FROM ${name}`)[0]!
        .rows.map((row) => row.join('|'))
        .sort()
        .join(' '),
    );
  return [shape, ...rows].join('\n');
}

function tryInSavepoint(conn: Connection, sql: string): void {
  conn.execute('SAVEPOINT one');
  try {
    conn.execute(sql);
    conn.execute('RELEASE one');
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    conn.execute('ROLLBACK TO one');
  }
}

function assertUsable(conn: Connection): void {
  conn.execute("INSERT INTO t1 (a, b, c) VALUES (77, 7.77, 'seven')");
  const id = conn.executeText('SELECT id FROM t1 WHERE a = 77')[0]!.rows[0]![0];
  conn.execute(`INSERT INTO t2 VALUES (${id}, 'seventh')`);
  const byIndex = conn.executeText('SELECT c FROM t1 WHERE b = 7.77 AND a > 2')[0]!.rows;
  assert.equal(byIndex, [['seven']]);
  assert.throws(
    () => conn.execute("INSERT INTO t2 VALUES (1, 'seventh')"),
    (error: SqlError) => error.code === '23505',
  );
  assert.throws(
    () => conn.execute("INSERT INTO t2 VALUES (-1, 'orphan')"),
    (error: SqlError) => error.code === '23503',
  );
}

const work = fc.array(fc.constantFrom(...statements), { minLength: 1, maxLength: 6 });

test('rolling back, wholly or to a savepoint, leaves no trace', () => {
  const base = Database.inMemory();
  const builder = base.connect();
  for (const sql of setup) builder.execute(sql);
  fc.assert(
    fc.property(work, fc.boolean(), (chosen, wholly) => {
      const db = base.fork();
      const conn = db.connect();
      const before = dump(conn);
      conn.execute('BEGIN');
      conn.execute('SAVEPOINT start');
      for (const sql of chosen) tryInSavepoint(conn, sql);
      const meanwhile = db.fork().connect();
      assert.is(dump(meanwhile), before, 'a fork sees what is committed');
      if (wholly) conn.execute('ROLLBACK');
      else {
        conn.execute('ROLLBACK TO start');
        assert.is(dump(conn), before);
        conn.execute('COMMIT');
      }
      assert.is(dump(conn), before);
      assertUsable(conn);
      assertUsable(meanwhile);
    }),
    { numRuns: 40 },
  );
});

test('what is committed is there for the next transaction, and for a fork', () => {
  const base = Database.inMemory();
  const builder = base.connect();
  for (const sql of setup) builder.execute(sql);
  fc.assert(
    fc.property(work, (chosen) => {
      const db = base.fork();
      const conn = db.connect();
      conn.execute('BEGIN');
      for (const sql of chosen) tryInSavepoint(conn, sql);
      const inside = dump(conn);
      conn.execute('COMMIT');
      assert.is(dump(conn), inside);
      assert.is(dump(db.connect()), inside);
      assert.is(dump(db.fork().connect()), inside);
    }),
    { numRuns: 40 },
  );
});

test.run();
