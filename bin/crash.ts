#!/usr/bin/env -S node --import tsx
/**
 * Long runs of the crash properties: `npm run crash -- --seed S --runs N [--points P] [--surface embedded|pgwire|both|faults]`.
 * `--only 3,7` takes these steps of a history alone, as the report of a failure says; `--kills N` kills real processes instead.
 * Exit code 1 at the first counterexample, with its seed.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Kind, runCampaign } from '../props/durability/crash/campaign.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1000000' },
    points: { type: 'string', default: '1000000000' },
    surface: { type: 'string', default: 'both' },
    only: { type: 'string' },
    kills: { type: 'string' },
  },
});
if (values.kills !== undefined) {
  const test = fileURLToPath(new URL('../props/durability/kill.test.ts', import.meta.url));
  const env = { ...process.env, KILLS: values.kills };
  process.exit(spawnSync(process.execPath, ['--import', 'tsx', test], { stdio: 'inherit', env }).status ?? 1);
}
const surfaces: Kind[] = values.surface === 'both' ? ['embedded', 'pgwire'] : [values.surface as Kind];
const only = values.only === undefined ? {} : { only: values.only.split(',').filter(Boolean).map(Number) };
const started = performance.now();
let before = 0;
let shownAt = 0;

function progress(points: number, seed: number, surface: Kind): void {
  const now = performance.now();
  // On a terminal one line that changes, elsewhere one now and then.
  if (now - shownAt < (process.stderr.isTTY ? 1000 : 30_000)) return;
  shownAt = now;
  const rate = ((before + points) / (now - started)) * 1000;
  const line = `${surface}, seed ${seed}: ${before + points} crash points, ${rate.toFixed(0)}/s, 0 lost, 0 phantom`;
  process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
}

try {
  for (const surface of surfaces) {
    if (!['embedded', 'pgwire', 'faults'].includes(surface)) throw new Error(`there is no surface ${surface}`);
    const totals = await runCampaign({
      firstSeed: Number(values.seed),
      points: Math.ceil(Number(values.points) / surfaces.length),
      histories: Number(values.runs),
      surface,
      ...only,
      onHistory: ({ points }, seed) => progress(points, seed, surface),
    });
    before += totals.points;
    process.stdout.write(
      `${surface}, seeds ${values.seed} to ${totals.lastSeed}: ${totals.points} crash points checked (${totals.nested} in recoveries), none lost, none phantom\n`,
    );
  }
} catch (error) {
  process.stderr.write(`\n${(error as Error).message}\n`);
  process.exitCode = 1;
}
