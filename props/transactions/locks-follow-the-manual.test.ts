/**
 * Locks, waits and deadlocks against the tables and rules of the manual ("Explicit Locking").
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SqlError } from '../../src/errors/index.ts';
import { Storage, type TableStore } from '../../src/storage/index.ts';
import {
  ACCESS_EXCLUSIVE,
  ACCESS_SHARE,
  createIndex,
  DONE,
  deleteRow,
  EXCLUSIVE,
  insertRow,
  KEY_SHARE_LOCK,
  lockName,
  lockRelation,
  lockRow,
  NO_KEY_UPDATE_LOCK,
  ROW_EXCLUSIVE,
  ROW_SHARE,
  SHARE,
  SHARE_LOCK,
  SHARE_ROW_EXCLUSIVE,
  SHARE_UPDATE_EXCLUSIVE,
  type Transaction,
  TransactionManager,
  UPDATE_LOCK,
  updateRow,
  WAIT,
  waitFor,
} from '../../src/transaction/index.ts';

/** Table 13.2, "Conflicting Lock Modes": X where the two conflict. */
const relationModes = [
  ACCESS_SHARE,
  ROW_SHARE,
  ROW_EXCLUSIVE,
  SHARE_UPDATE_EXCLUSIVE,
  SHARE,
  SHARE_ROW_EXCLUSIVE,
  EXCLUSIVE,
  ACCESS_EXCLUSIVE,
];
const relationConflicts = [
  '       X',
  '      XX',
  '    XXXX',
  '   XXXXX',
  '  XX XXX',
  '  XXXXXX',
  ' XXXXXXX',
  'XXXXXXXX',
];
/** Table 13.3, "Conflicting Row-Level Locks". */
const rowStrengths = [KEY_SHARE_LOCK, SHARE_LOCK, NO_KEY_UPDATE_LOCK, UPDATE_LOCK];
const rowConflicts = ['   X', '  XX', ' XXX', 'XXXX'];

function setup(rows = 3): { manager: TransactionManager; table: TableStore } {
  const manager = new TransactionManager();
  const table = new Storage().create(1, ['int32', 'int32']);
  const txn = manager.begin();
  createIndex(txn, table, {
    oid: 2,
    columns: [0],
    orders: [{ scalar: 'number', compare: null, descending: false, nullsFirst: false }],
    method: 'btree',
    unique: true,
    nullsNotDistinct: false,
    deferrable: false,
    keyOf: null,
  });
  for (let i = 0; i < rows; i++) assert.is(insertRow(txn, table, [i, 0]), i);
  manager.commit(txn);
  return { manager, table };
}

function update(txn: Transaction, table: TableStore, rowId: number, id: number | null = null): number {
  const snapshot = txn.takeSnapshot();
  const code =
    id === null
      ? updateRow(txn, table, rowId, [1], [7], snapshot)
      : updateRow(txn, table, rowId, [0, 1], [id, 7], snapshot);
  txn.dropSnapshot(snapshot);
  return code;
}

function lock(txn: Transaction, table: TableStore, rowId: number, strength: number): number {
  const snapshot = txn.takeSnapshot();
  const code = lockRow(txn, table, rowId, strength, snapshot);
  txn.dropSnapshot(snapshot);
  return code;
}

test('relation locks conflict as in table 13.2', () => {
  relationModes.forEach((held, i) => {
    relationModes.forEach((wanted, j) => {
      const manager = new TransactionManager();
      const [first, second] = [manager.begin(), manager.begin()];
      assert.is(lockRelation(first, 5, held), DONE);
      const expected = relationConflicts[i]![j] === 'X' ? WAIT : DONE;
      assert.is(lockRelation(second, 5, wanted), expected, `${held} ${wanted}`);
      assert.is(lockRelation(second, 6, wanted), DONE);
      manager.commit(first);
      if (expected === WAIT) assert.is(lockRelation(second, 5, wanted), DONE);
      manager.abort(second);
      assert.is(manager.relationLocks.get(5)!.held, 0);
    });
  });
});

test('row locks conflict as in table 13.3', () => {
  rowStrengths.forEach((held, i) => {
    rowStrengths.forEach((wanted, j) => {
      const { manager, table } = setup();
      const [first, second] = [manager.begin(), manager.begin()];
      assert.is(lock(first, table, 1, held), DONE);
      assert.is(lock(second, table, 1, wanted), rowConflicts[i]![j] === 'X' ? WAIT : DONE);
      assert.is(lock(second, table, 0, wanted), DONE);
      manager.commit(first);
      assert.is(lock(second, table, 1, wanted), DONE);
      manager.commit(second);
      assert.is(table.rowLocks, null);
    });
  });
});

test('an update locks as FOR NO KEY UPDATE, of a key or a delete as FOR UPDATE', () => {
  for (const [change, conflicts] of [
    ['plain', rowConflicts[2]!],
    ['same key', rowConflicts[2]!],
    ['key', rowConflicts[3]!],
    ['delete', rowConflicts[3]!],
  ] as const) {
    rowStrengths.forEach((strength, j) => {
      const make = (txn: Transaction, table: TableStore): number => {
        if (change === 'delete') return deleteRow(txn, table, 1, txn.takeSnapshot());
        return update(txn, table, 1, change === 'plain' ? null : change === 'key' ? 9 : 1);
      };
      const before = setup();
      const [writer, locker] = [before.manager.begin(), before.manager.begin()];
      assert.is(make(writer, before.table), DONE);
      assert.is(lock(locker, before.table, 1, strength), conflicts[j] === 'X' ? WAIT : DONE, `${change} ${strength}`);
      const after = setup();
      const [holder, later] = [after.manager.begin(), after.manager.begin()];
      assert.is(lock(holder, after.table, 1, strength), DONE);
      assert.is(make(later, after.table), conflicts[j] === 'X' ? WAIT : DONE, `${strength} ${change}`);
    });
  }
});

test('waiters are woken once, by commit, abort and rollback to a savepoint', () => {
  for (const how of ['commit', 'abort', 'savepoint'] as const) {
    const { manager, table } = setup();
    const [first, second] = [manager.begin(), manager.begin()];
    first.savepoint('s');
    assert.is(update(first, table, 1), DONE);
    assert.is(update(second, table, 1), WAIT);
    assert.is(second.conflict.blocker, first);
    let woken = 0;
    waitFor(second, first, () => woken++);
    assert.is(woken, 0);
    if (how === 'savepoint') first.rollbackTo('s');
    else manager[how](first);
    assert.is(woken, 1);
    assert.is(update(second, table, 1), DONE);
    manager.abort(second);
    assert.is(woken, 1);
  }
});

test('rolling back to a savepoint releases the locks taken since, and no others', () => {
  const { manager, table } = setup();
  const [first, second] = [manager.begin(), manager.begin()];
  assert.is(lockRelation(first, 5, SHARE), DONE);
  assert.is(lock(first, table, 0, SHARE_LOCK), DONE);
  first.savepoint('s');
  assert.is(lockRelation(first, 5, EXCLUSIVE), DONE);
  assert.is(lockRelation(first, 6, EXCLUSIVE), DONE);
  assert.is(lock(first, table, 0, UPDATE_LOCK), DONE);
  assert.is(lock(first, table, 1, UPDATE_LOCK), DONE);
  first.rollbackTo('s');
  assert.is(lockRelation(second, 6, EXCLUSIVE), DONE);
  assert.is(lockRelation(second, 5, SHARE), DONE);
  assert.is(lockRelation(second, 5, EXCLUSIVE), WAIT);
  assert.is(lock(second, table, 1, UPDATE_LOCK), DONE);
  assert.is(lock(second, table, 0, SHARE_LOCK), DONE);
  assert.is(lock(second, table, 0, UPDATE_LOCK), WAIT);
});

test('a request waits behind an earlier one it conflicts with, unless its transaction is in already', () => {
  const manager = new TransactionManager();
  const [reader, writer, late] = [manager.begin(), manager.begin(), manager.begin()];
  const order: string[] = [];
  assert.is(lockRelation(reader, 5, ACCESS_SHARE), DONE);
  assert.is(lockRelation(writer, 5, ACCESS_EXCLUSIVE), WAIT);
  waitFor(writer, writer.conflict.blocker!, () => order.push('writer'));
  assert.is(lockRelation(late, 5, ACCESS_SHARE), WAIT);
  assert.is(late.conflict.blocker, writer);
  waitFor(late, writer, () => order.push('late'));
  assert.is(lockRelation(reader, 5, ROW_EXCLUSIVE), DONE);
  manager.commit(reader);
  assert.equal(order, ['writer']);
  assert.is(lockRelation(writer, 5, ACCESS_EXCLUSIVE), DONE);
  manager.commit(writer);
  assert.equal(order, ['writer', 'late']);
  assert.is(lockRelation(late, 5, ACCESS_SHARE), DONE);
});

test('a deadlock is told in PostgreSQL words to the one who closes the circle', () => {
  const { manager, table } = setup();
  manager.databaseOid = 90;
  const txns = [11, 12, 13].map((pid) => manager.begin('read committed', pid));
  const [a, b, c] = txns as [Transaction, Transaction, Transaction];
  txns.forEach((txn, i) => {
    assert.is(update(txn, table, i), DONE);
  });
  assert.is(lockRelation(b, 77, SHARE), DONE);
  assert.is(update(a, table, 1), WAIT);
  waitFor(a, b, () => {});
  assert.is(update(c, table, 0), WAIT);
  waitFor(c, a, () => {});
  assert.is(update(b, table, 2), WAIT);
  let error: unknown = null;
  try {
    waitFor(b, c, () => {});
  } catch (thrown) {
    error = thrown;
  }
  assert.instance(error, SqlError);
  const { code, message, detail } = error as SqlError;
  assert.equal([code, message], ['40P01', 'deadlock detected']);
  assert.is(
    detail,
    `Process 12 waits for ShareLock on transaction ${c.id}; blocked by process 13.\n` +
      `Process 13 waits for ShareLock on transaction ${a.id}; blocked by process 11.\n` +
      `Process 11 waits for ShareLock on transaction ${b.id}; blocked by process 12.`,
  );
  manager.abort(b);
  assert.is(update(a, table, 1), DONE);
});

test('a deadlock over relations names mode, relation and database', () => {
  const manager = new TransactionManager();
  manager.databaseOid = 90;
  const [a, b] = [manager.begin('read committed', 1), manager.begin('read committed', 2)];
  lockRelation(a, 7, ACCESS_EXCLUSIVE);
  lockRelation(b, 8, ACCESS_EXCLUSIVE);
  assert.is(lockRelation(a, 8, ACCESS_SHARE), WAIT);
  waitFor(a, b, () => {});
  assert.is(lockRelation(b, 7, ROW_EXCLUSIVE), WAIT);
  assert.throws(
    () => waitFor(b, a, () => {}),
    (error: SqlError) =>
      error.detail ===
      'Process 2 waits for RowExclusiveLock on relation 7 of database 90; blocked by process 1.\n' +
        'Process 1 waits for AccessShareLock on relation 8 of database 90; blocked by process 2.',
  );
});

test('who waits for a name waits for the transaction that has taken it', () => {
  const manager = new TransactionManager();
  const [a, b] = [manager.begin('read committed', 1), manager.begin('read committed', 2)];
  lockName(a, 'public.t1');
  lockName(b, 'public.t2');
  assert.is(lockName(a, 'public.t2'), WAIT);
  waitFor(a, b, () => {});
  assert.is(lockName(b, 'public.t1'), WAIT);
  assert.throws(
    () => waitFor(b, a, () => {}),
    (error: SqlError) =>
      error.detail ===
      `Process 2 waits for ShareLock on transaction ${a.id}; blocked by process 1.\n` +
        `Process 1 waits for ShareLock on transaction ${b.id}; blocked by process 2.`,
  );
});

test('waiting for a turn in a queue is no deadlock: the waiter is let past', () => {
  const manager = new TransactionManager();
  const [a, b, c] = [manager.begin(), manager.begin(), manager.begin()];
  lockRelation(a, 5, ACCESS_SHARE);
  lockRelation(c, 6, ACCESS_EXCLUSIVE);
  assert.is(lockRelation(b, 5, ACCESS_EXCLUSIVE), WAIT);
  waitFor(b, a, () => {});
  assert.is(lockRelation(c, 5, ACCESS_SHARE), WAIT);
  let woken = false;
  waitFor(c, b, () => {
    woken = true;
  });
  assert.is(lockRelation(a, 6, ACCESS_SHARE), WAIT);
  waitFor(a, c, () => {});
  assert.ok(woken);
  assert.is(lockRelation(c, 5, ACCESS_SHARE), DONE);
});

test('cancelling a wait lets those behind go on', () => {
  const manager = new TransactionManager();
  const [reader, writer, late] = [manager.begin(), manager.begin(), manager.begin()];
  lockRelation(reader, 5, ACCESS_SHARE);
  lockRelation(writer, 5, ACCESS_EXCLUSIVE);
  waitFor(writer, reader, () => assert.unreachable());
  lockRelation(late, 5, ACCESS_SHARE);
  let woken = false;
  waitFor(late, writer, () => {
    woken = true;
  });
  manager.abort(writer);
  assert.ok(woken);
  assert.is(lockRelation(late, 5, ACCESS_SHARE), DONE);
});

test.run();
