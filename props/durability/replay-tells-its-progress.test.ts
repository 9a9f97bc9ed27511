/**
 * ASSUME a database whose log has several segments, because nothing was checkpointed. DO open it again. ASSERT the opening tells of each
 * segment in turn, and what it replayed is there.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/index.ts';
import { SimulatedDisk } from '../../src/testing.ts';

test('replay tells of the segments of the log', () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const options = { files: disk, allowUnencryptedStorage: true, walSegmentBytes: 1 << 20, checkpointWalBytes: 1 << 30 };
  const first = Database.open('/db', options);
  const connection = first.connect();
  connection.execute('CREATE TABLE t (v text)');
  for (let i = 0; i < 40; i++)
    connection.execute("INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 100)");
  const told: (readonly [number, number])[] = [];
  const again = Database.open('/db', {
    ...options,
    files: disk.crash(1),
    onReplay: (done, total) => told.push([done, total]),
  });
  assert.equal(again.connect().execute('SELECT count(*)::int AS n FROM t').rows, [{ n: 4000 }]);
  again.close();
  const total = told[0]![1];
  assert.ok(total >= 4, `${total} segments`);
  assert.equal(
    told,
    Array.from({ length: total }, (_, i) => [i, total]),
  );
});

test.run();
