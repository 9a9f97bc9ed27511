/**
 * ASSUME a table whose rows change in commits, and a transaction that exports a snapshot between two of them, perhaps with changes of
 * its own. DO import it after any number of further commits, and read as others go on committing.
 * ASSERT the importer sees what was committed when it was exported, to its end, also after the exporter has ended; the name is no
 * good any more by then; and when all have ended no undo records are kept.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Connection, Database } from '../../src/index.ts';

const count = (connection: Connection) => connection.execute('SELECT sum(b)::int AS s, count(*)::int AS c FROM t').rows;

function change(connection: Connection, kind: number): void {
  if (kind === 0) connection.execute('INSERT INTO t SELECT max(a) + 1, 1000 FROM t');
  else if (kind === 1) connection.execute('DELETE FROM t WHERE a = (SELECT max(a) FROM t)');
  else connection.execute(`UPDATE t SET b = b + ${kind} WHERE a % 3 = ${kind % 3}`);
}

const levels = ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const;
const changes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 });

test('an importer sees what the exporter saw', () => {
  const law = fc.property(
    fc.constantFrom(...levels),
    fc.boolean(),
    changes,
    changes,
    changes,
    fc.boolean(),
    (level, own, before, between, after, ends) => {
      const db = Database.inMemory();
      const writer = db.connect();
      writer.execute('CREATE TABLE t (a int PRIMARY KEY, b int)');
      writer.execute('INSERT INTO t SELECT x, x FROM generate_series(1, 20) x');
      for (const kind of before) change(writer, kind);
      const seen = count(writer);
      const exporter = db.connect();
      exporter.execute(`BEGIN ISOLATION LEVEL ${level}`);
      if (own) exporter.execute('INSERT INTO t VALUES (1000, 1000)');
      const [{ id }] = exporter.execute('SELECT pg_export_snapshot() AS id').rows as [{ id: string }];
      for (const kind of between) change(writer, kind);
      const importer = db.connect();
      importer.execute(`BEGIN ISOLATION LEVEL ${level === 'SERIALIZABLE' ? level : 'REPEATABLE READ'}`);
      importer.execute(`SET TRANSACTION SNAPSHOT '${id}'`);
      assert.equal(count(importer), seen);
      if (ends) exporter.execute('ROLLBACK');
      for (const kind of after) change(writer, kind);
      assert.equal(count(importer), seen);
      importer.execute('ROLLBACK');
      if (!ends) exporter.execute('ROLLBACK');
      importer.execute('BEGIN ISOLATION LEVEL REPEATABLE READ');
      assert.throws(() => importer.execute(`SET TRANSACTION SNAPSHOT '${id}'`), /invalid snapshot identifier/);
      importer.execute('ROLLBACK');
      assert.is(db.core.transactions.keptCount, 0);
      assert.is(db.core.transactions.exported.size, 0);
    },
  );
  fc.assert(law, { numRuns: 60, seed: 715 });
});

function serializable(db: Database, modes = ''): Connection {
  const connection = db.connect();
  connection.execute(`BEGIN ISOLATION LEVEL SERIALIZABLE${modes}`);
  return connection;
}
const exported = (connection: Connection): string =>
  (connection.execute('SELECT pg_export_snapshot() AS id').rows[0] as { id: string }).id;

test('serializable transactions import from their like only', () => {
  const db = Database.inMemory();
  const other = db.connect();
  other.execute('BEGIN ISOLATION LEVEL REPEATABLE READ');
  const refused = (connection: Connection, id: string, message: RegExp): void => {
    assert.throws(() => connection.execute(`SET TRANSACTION SNAPSHOT '${id}'`), message);
  };
  refused(serializable(db), exported(other), /^a serializable transaction cannot import a snapshot from a non-/);
  const reader = exported(serializable(db, ' READ ONLY'));
  refused(
    serializable(db),
    reader,
    /^a non-read-only serializable transaction cannot import a snapshot from a read-only /,
  );
  refused(serializable(db, ' READ ONLY DEFERRABLE'), reader, /must not be READ ONLY DEFERRABLE$/);
  serializable(db, ' READ ONLY').execute(`SET TRANSACTION SNAPSHOT '${reader}'`);
});

test('what an importer reads counts for who is serializable', () => {
  const db = Database.inMemory();
  const setup = db.connect();
  setup.execute('CREATE TABLE t (a int PRIMARY KEY, b int)');
  setup.execute('INSERT INTO t VALUES (1, 1), (2, 2)');
  const one = serializable(db);
  const two = serializable(db);
  two.execute(`SET TRANSACTION SNAPSHOT '${exported(one)}'`);
  count(one);
  count(two);
  one.execute('UPDATE t SET b = 5 WHERE a = 1');
  two.execute('UPDATE t SET b = 5 WHERE a = 2');
  one.execute('COMMIT');
  assert.throws(() => two.execute('COMMIT'), /could not serialize access/);
});

test.run();
