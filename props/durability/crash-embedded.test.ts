/**
 * ASSUME a disk that keeps what was synced, and of the rest any part, torn and in any order.
 * DO run random histories of several sessions through the embedded API on a simulated disk; at each write, sync and change of a
 * name take the disk as after a power failure (or a kill), open it, and open some again after a second failure during recovery.
 * ASSERT every acknowledged commit is there, the one in flight as a whole or not at all, nothing else; indexes equal their tables;
 * what was recovered can be used, and fails as well. The seeds and so the number of points are fixed.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCampaign } from './crash/campaign.ts';

const points = Number(process.env['CRASH_POINTS'] ?? 12000);
const firstSeed = Number(process.env['CRASH_SEED'] ?? 1);

test('committed means committed, through embedded', async () => {
  const totals = await runCampaign({ firstSeed, points, histories: 10_000, surface: 'embedded' });
  assert.ok(totals.points >= points, `${totals.points} crash points`);
  process.stdout.write(
    `seeds ${firstSeed} to ${totals.lastSeed}: ${totals.points} crash points, ${totals.nested} of them in recoveries\n`,
  );
});

test.run();
