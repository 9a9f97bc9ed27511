/**
 * ASSUME indexes that say another version of ICU ordered them, over a table with rows. DO REINDEX the table, an index, or the schema.
 * ASSERT all indexes of the table are of the version at hand, and rows are found by them as before; without REINDEX they stay.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/index.ts';
import { collationVersion } from '../../src/types/collation/index.ts';

function outdated(): Database {
  const db = Database.inMemory();
  const connection = db.connect();
  connection.execute('CREATE TABLE t (a text COLLATE "de-x-icu" PRIMARY KEY, b text)');
  connection.execute('CREATE INDEX t_b ON t (b COLLATE "sv-x-icu")');
  connection.execute('INSERT INTO t SELECT x::text, (x % 7)::text FROM generate_series(1, 200) x');
  const { catalog } = db.core;
  for (const relation of catalog.current.userRelations()) {
    if (relation.kind !== 'index') continue;
    const keys = relation.keys.map((key) => ({ ...key, orderVersion: '1.0' }));
    catalog.current = catalog.current.put({ ...relation, keys });
  }
  return db;
}

function versions(db: Database): (string | undefined)[] {
  return db.core.catalog.current
    .userRelations()
    .flatMap((relation) => (relation.kind === 'index' ? [relation.keys[0]!.orderVersion] : []));
}

for (const command of [
  'REINDEX TABLE t',
  'REINDEX INDEX t_b',
  'REINDEX SCHEMA public',
  'REINDEX TABLE CONCURRENTLY t',
]) {
  test(command, () => {
    const db = outdated();
    assert.equal(versions(db), ['1.0', '1.0']);
    const connection = db.connect();
    const before = connection.execute('SELECT a, b FROM t ORDER BY b COLLATE "sv-x-icu", a').rows;
    connection.execute(command);
    assert.equal(versions(db), [collationVersion, collationVersion]);
    assert.equal(connection.execute('SELECT a, b FROM t ORDER BY b COLLATE "sv-x-icu", a').rows, before);
    assert.equal(connection.execute("SELECT b FROM t WHERE a = '13'").rows, [{ b: '6' }]);
    assert.throws(() => connection.execute("INSERT INTO t VALUES ('13')"), /duplicate key/);
  });
}

test('a rollback keeps the indexes as they were', () => {
  const db = outdated();
  const connection = db.connect();
  connection.execute('BEGIN');
  connection.execute('REINDEX TABLE t');
  connection.execute('ROLLBACK');
  assert.equal(versions(db), ['1.0', '1.0']);
  assert.equal(connection.execute("SELECT b FROM t WHERE a = '13'").rows, [{ b: '6' }]);
});

test.run();
