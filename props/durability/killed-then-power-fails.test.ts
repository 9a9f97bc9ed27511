/**
 * A process that is killed leaves files that are written and not durable; the next one builds on them, and then the power fails.
 * Found by `npm run crash` (seed 100021): the name of a log segment, and a root that had been renamed, were lost behind what the second
 * process had made durable.
 * ASSUME kill -9 at every boundary of a history with checkpoints and many small log segments.
 * DO open what is left, commit once more, and let the power fail at every boundary of that. ASSERT it opens with all that was
 * acknowledged.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SimulatedDisk } from '../../src/host/simulated/index.ts';
import { Database } from '../../src/index.ts';

const open = (files: SimulatedDisk) =>
  Database.open('/db', { files, walSegmentBytes: 512, checkpointWalBytes: 1 << 26, checkpointTimeoutMs: 0 });
const count = (db: Database) => Number(db.connect().execute('SELECT count(*) AS n FROM t').rows[0]!['n']);

/** Images at every boundary of the work. */
function imagesOf(disk: SimulatedDisk, image: () => SimulatedDisk[], work: () => void): SimulatedDisk[] {
  const images: SimulatedDisk[] = [];
  disk.onStep = () => images.push(...image());
  work();
  disk.onStep = null;
  return images;
}

test('what a killed process left is made durable before anything is built on it', () => {
  const disk = new SimulatedDisk();
  const db = open(disk);
  const connection = db.connect();
  connection.execute('CREATE TABLE t (id int PRIMARY KEY, v text)');
  const kept: { readonly image: SimulatedDisk; readonly acknowledged: number }[] = [];
  for (let i = 0; i < 6; i++) {
    const images = imagesOf(
      disk,
      () => [disk.killProcess()],
      () => {
        connection.execute('INSERT INTO t VALUES ($1, $2)', [i, 'x'.repeat(300)]);
        if (i % 3 === 2) connection.execute('CHECKPOINT');
      },
    );
    for (const image of images) kept.push({ image, acknowledged: i });
  }
  let points = 0;
  for (const { image, acknowledged } of kept) {
    const again = open(image);
    const before = count(again);
    assert.ok(before >= acknowledged, 'nothing was lost by the kill');
    const crashed = imagesOf(
      image,
      () => [image.crash(points, 'drop'), image.crash(points + 1), image.crash(points + 2)],
      () => again.connect().execute("INSERT INTO t VALUES (100, 'after')"),
    );
    // The very last state, with the commit acknowledged.
    const done = image.crash(points + 3, 'drop');
    for (const last of crashed) {
      points++;
      const found = count(open(last));
      assert.ok(found === before || found === before + 1, `${found} rows after ${before}`);
    }
    assert.is(count(open(done)), before + 1);
  }
  assert.ok(points > 1000, `${points} power failures`);
});

test.run();
