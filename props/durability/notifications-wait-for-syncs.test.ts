/**
 * A notification tells of a commit, so nobody hears it before that commit is durable; and whoever waits for a sync of their own is not
 * held up by it. The disk's syncs end when the test lets them.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { File, FileSystem } from '../../src/host/index.ts';
import { SimulatedDisk } from '../../src/host/simulated/index.ts';
import { Database } from '../../src/server/index.ts';
import { WireClient } from '../wire/wire-client.ts';

/** A disk whose later syncs wait while it is held. */
class HeldDisk extends SimulatedDisk implements FileSystem {
  private held: Promise<void> | null = null;
  private release: () => void = () => {};

  /** Syncs that begin from now on wait for the next call of `hold` or `let`. */
  hold(): void {
    this.let();
    this.held = new Promise((resolve) => {
      this.release = resolve;
    });
  }
  let(): void {
    this.held = null;
    this.release();
  }

  override open(...args: Parameters<FileSystem['open']>): File {
    const file = super.open(...args);
    const syncLater = file.syncLater.bind(file);
    file.syncLater = async () => {
      await this.held;
      await syncLater();
    };
    return file;
  }
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

async function names(client: WireClient, count: number): Promise<string[]> {
  await client.wait(() => client.answers.length >= count);
  await turn();
  return client.answers.splice(0).map(({ name }) => name);
}

test('a client that waits for its own sync is answered with that, and told when the other one is done', async () => {
  const disk = new HeldDisk();
  const db = Database.open('/db', { files: disk, name: 'postgres' });
  const [one, two] = [new WireClient(db.stream()), new WireClient(db.stream())];
  for (const client of [one, two]) await client.start();
  await one.query('LISTEN c');
  await one.query('CREATE TABLE t (a int)');
  disk.hold();
  const insert = one.query('INSERT INTO t VALUES (1)');
  await turn();
  const notify = two.query("INSERT INTO t VALUES (2); NOTIFY c, 'x'");
  await turn();
  assert.is(one.answers.length, 0);
  // The first sync ends; that of the second commit begins, and waits.
  disk.hold();
  assert.equal(
    (await insert).map(({ name }) => name),
    ['commandComplete', 'readyForQuery'],
  );
  await turn();
  assert.is(one.answers.length, 0);
  disk.let();
  await notify;
  assert.equal(await names(one, 1), ['notification']);
  db.close();
});

test('a program is told when the commit is durable, whatever its connection does meanwhile', async () => {
  const disk = new HeldDisk();
  const db = Database.open('/db', { files: disk, name: 'postgres' });
  const two = new WireClient(db.stream());
  await two.start();
  const heard: string[] = [];
  const one = db.connect({ onNotification: ({ payload }) => heard.push(payload) });
  one.execute('LISTEN c');
  one.execute('CREATE TABLE t (a int)');
  const sleeping = one.query('SELECT pg_sleep(0.05)');
  disk.hold();
  const notify = two.query("INSERT INTO t VALUES (2); NOTIFY c, 'x'");
  await sleeping;
  await turn();
  assert.equal(heard, []);
  disk.let();
  await notify;
  await turn();
  assert.equal(heard, ['x']);
  // Its own, too.
  disk.hold();
  const own = one.query("INSERT INTO t VALUES (3); NOTIFY c, 'y'");
  await turn();
  assert.equal(heard, ['x']);
  disk.let();
  await own;
  await turn();
  assert.equal(heard, ['x', 'y']);
  db.close();
});

test.run();
