/**
 * Checkpoints that somebody waits for, beside commits that move them on.
 * ASSUME synchronous commits between the turns of the event loop, and a checkpoint that is asked for or begins by itself.
 * DO run both. ASSERT the request is answered; no root takes its place before it was synced; a process does not end over it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { File, OpenMode } from '../../src/host/index.ts';
import { SimulatedDisk } from '../../src/host/simulated/index.ts';
import { Database } from '../../src/index.ts';

const pause = (ms: number): Promise<'late'> => new Promise((resolve) => setTimeout(resolve, ms, 'late'));

test('CHECKPOINT is answered, though commits have moved it on to a sync', async () => {
  const db = Database.open('/db', { files: new SimulatedDisk() });
  const writer = db.connect();
  writer.execute('CREATE TABLE t (id int, v text)');
  const asked = db.connect().query('CHECKPOINT');
  await pause(0);
  for (let i = 0; i < 200; i++) writer.execute('INSERT INTO t VALUES ($1, $2)', [i, 'x'.repeat(1000)]);
  const answer = await Promise.race([asked, pause(5000)]);
  assert.is.not(answer, 'late');
  db.close();
});

/** A disk on which the sync of a root takes longer than that of any other file. */
class SlowRoots extends SimulatedDisk {
  readonly events: string[] = [];

  override open(path: string, mode: OpenMode): File {
    const file = super.open(path, mode);
    if (!path.endsWith('root.new')) return file;
    const { events } = this;
    const { sync, syncLater } = file;
    file.sync = () => {
      sync.call(file);
      events.push('synced');
    };
    file.syncLater = async () => {
      await pause(20);
      await syncLater.call(file);
      events.push('synced');
    };
    events.push('written');
    return file;
  }

  override rename(from: string, to: string): void {
    if (from.endsWith('root.new')) this.events.push('published');
    super.rename(from, to);
  }
}

test('a root is synced before it takes its place', async () => {
  const disk = new SlowRoots();
  const db = Database.open('/db', { files: disk, checkpointWalBytes: 2000 });
  const writer = db.connect();
  writer.execute('CREATE TABLE t (id int, v text)');
  disk.events.length = 0;
  // Far behind, a commit syncs the data file at once, which has been begun for later; then the root is begun for later.
  for (let i = 0; disk.events.length === 0; i++) writer.execute('INSERT INTO t VALUES ($1, $2)', [i, 'x'.repeat(1000)]);
  await pause(100);
  assert.equal(disk.events.slice(0, 3), ['written', 'synced', 'published']);
  db.close();
});

test('a process does not end over a checkpoint that it waits for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aiondb-checkpoint-'));
  try {
    const source = `
      import { Database } from '${new URL('../../src/index.ts', import.meta.url).href}';
      const db = Database.open(${JSON.stringify(join(folder, 'db'))}, { allowUnencryptedStorage: true });
      const connection = db.connect();
      connection.execute('CREATE TABLE t AS SELECT g, md5(g::text) FROM generate_series(1, 50000) g');
      await connection.query('CHECKPOINT');
      console.log('answered');
      db.close();`;
    const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
      encoding: 'utf8',
    });
    assert.is(child.stdout, 'answered\n', child.stderr);
    assert.is(child.status, 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('whoever waits for a commit when the database is closed is answered', async () => {
  const disk = new SimulatedDisk();
  const db = Database.open('/db', { files: disk });
  const connection = db.connect();
  connection.execute('CREATE TABLE t (id int)');
  const inserted = connection.query('INSERT INTO t VALUES (1)');
  // Begun, and in the log, but the sync is not done.
  while (db.core.durable!.log.appendedLsn === db.core.durable!.log.syncedLsn) await null;
  db.close();
  const answer = await Promise.race([inserted, pause(5000)]);
  assert.is.not(answer, 'late');
  assert.equal(
    Database.open('/db', { files: disk.crash(1, 'drop') })
      .connect()
      .execute('SELECT id FROM t').rows,
    [{ id: 1 }],
  );
});

test.run();
