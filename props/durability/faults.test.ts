/**
 * ASSUME writes and syncs that fail: EIO, a full disk, writes that arrive in part.
 * DO run random histories on a simulated disk with such faults at its boundaries. ASSERT the statement that meets one fails with
 * 53100 or 58030 and leaves nothing; after a failed sync the database is read-only and says so; after a full disk it writes again;
 * what the next opening finds is what was acknowledged, and of what failed at its sync any whole part.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { conditionsOf } from './crash/conditions.ts';
import { FaultRun } from './crash/fault-run.ts';

const histories = Number(process.env['FAULT_RUNS'] ?? 40);
const firstSeed = Number(process.env['FAULT_SEED'] ?? 1);

test('faults of the disk fail statements, and lose nothing', () => {
  const totals = { points: 0, nested: 0, histories: 0, faults: 0, failed: 0, readOnly: 0 };
  for (let seed = firstSeed; seed < firstSeed + histories; seed++) {
    const run = new FaultRun(conditionsOf(seed, 'embedded'), totals);
    try {
      run.run();
    } catch (error) {
      const script = run.script.slice(-20).join('\n');
      throw new Error(`FAULT_SEED=${seed} FAULT_RUNS=1: ${(error as Error).message}\n${script}`, { cause: error });
    }
  }
  assert.ok(totals.faults > histories, 'faults were met');
  assert.ok(totals.readOnly > 0, 'some syncs failed');
  process.stdout.write(
    `${totals.faults} faults, ${totals.failed} statements failed by them, ${totals.readOnly} read-only\n`,
  );
});

test.run();
