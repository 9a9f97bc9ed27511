/**
 * ASSUME concurrent catalog transactions.
 * ASSERT those that changed different objects both survive commit in either order; the same new name is 23505 for the second;
 *        savepoints and rollback leave no trace.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CatalogStore } from '../../src/catalog/catalog-transaction.ts';
import type { TableDescriptor } from '../../src/catalog/descriptors.ts';
import { publicOid } from '../../src/catalog/well-known.ts';
import type { SqlError } from '../../src/errors/index.ts';

const searchPath = [11, publicOid];

function table(oid: number, name: string): TableDescriptor {
  return {
    kind: 'table',
    oid,
    name,
    schema: publicOid,
    owner: 10,
    comment: null,
    persistence: 'permanent',
    columns: [],
    constraints: [],
    indexes: [],
    referencedBy: [],
    rowType: oid + 2,
    onCommit: 'preserve',
  };
}

test('different objects merge at commit', () => {
  const store = new CatalogStore();
  const a = store.begin();
  const b = store.begin();
  a.put(table(a.allocateOid(), 'one'));
  b.put(table(b.allocateOid(), 'two'));
  assert.is(b.catalog.resolveRelation(['one'], searchPath), undefined, 'uncommitted objects are not seen');
  b.commit();
  a.commit();
  assert.is(store.current.resolveRelation(['one'], searchPath)?.name, 'one');
  assert.is(store.current.resolveRelation(['public', 'two'], searchPath)?.name, 'two');
});

test('the same new name is refused at the second commit, which changes nothing', () => {
  const store = new CatalogStore();
  const a = store.begin();
  const b = store.begin();
  a.put(table(a.allocateOid(), 'same'));
  b.put(table(b.allocateOid(), 'same'));
  a.commit();
  const version = store.current;
  assert.throws(
    () => b.commit(),
    (error: SqlError) => error.code === '23505' && error.constraint === 'pg_type_typname_nsp_index',
  );
  assert.is(store.current, version);
});

test('names may be swapped', () => {
  const store = new CatalogStore();
  const setup = store.begin();
  setup.put(table(20000, 'a'));
  setup.put(table(20010, 'b'));
  setup.commit();
  const swap = store.begin();
  swap.put(table(20000, 'c'));
  swap.put(table(20010, 'a'));
  swap.put(table(20000, 'b'));
  const other = store.begin();
  other.put(table(20020, 'd'));
  other.commit();
  swap.commit();
  assert.is(store.current.relationByName(publicOid, 'a')?.oid, 20010);
  assert.is(store.current.relationByName(publicOid, 'b')?.oid, 20000);
});

test('a savepoint is a position to return to, also after others have committed', () => {
  const store = new CatalogStore();
  const tx = store.begin();
  tx.put(table(20000, 'kept'));
  const mark = tx.mark();
  tx.put(table(20010, 'lost'));
  const other = store.begin();
  other.put(table(20020, 'foreign'));
  other.commit();
  tx.refresh();
  assert.is(tx.catalog.relationByName(publicOid, 'foreign')?.oid, 20020);
  tx.rollbackTo(mark);
  assert.is(tx.catalog.relationByName(publicOid, 'lost'), undefined);
  assert.is(tx.catalog.relationByName(publicOid, 'kept')?.oid, 20000);
  assert.is(tx.catalog.relationByName(publicOid, 'foreign')?.oid, 20020);
  assert.equal(
    tx.changes().map((change) => change.oid),
    [20000],
  );
  tx.rollback();
  assert.is(tx.catalog, store.current);
});

test('system relations are found by name and by OID', () => {
  const { current } = new CatalogStore();
  assert.is(current.resolveRelation(['pg_class'], searchPath)?.oid, 1259);
  assert.is(current.relation(1259)?.name, 'pg_class');
  assert.is(current.resolveRelation(['information_schema', 'tables'], searchPath)?.kind, 'catalogRelation');
  assert.is(current.resolveRelation(['tables'], searchPath), undefined);
});

test.run();
