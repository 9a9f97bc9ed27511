#!/usr/bin/env -S node --import tsx
/**
 * Generated statements on PostgreSQL 15 and on both surfaces of the engine: `npm run differential -- --url postgres://… [--minutes N]
 * [--statements N] [--seed S] [--report FILE]`. Exit code 1 when they differ in something that is not explained. Without a server to
 * compare with it is skipped, and says so.
 */
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Difference, runCampaign } from '../props/differential/campaign.ts';
import { EnginePeer, PostgresPeer } from '../props/differential/peers.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    minutes: { type: 'string', default: '5' },
    statements: { type: 'string', default: '1000000000' },
    seed: { type: 'string', default: '1' },
    /** Differences are also written here, as they are found. */
    report: { type: 'string' },
  },
});

async function connect(): Promise<PostgresPeer | null> {
  if (values.url === undefined) return null;
  try {
    return await PostgresPeer.connect(values.url);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return null;
  }
}

function describe({ seed, what, peer, setup, sql, expected, found }: Difference): string {
  return `-- seed ${seed}: ${peer} differs in ${what}\n${setup.join(';\n')};\n${sql};\n--- PostgreSQL\n${expected}\n--- ${peer}\n${found}\n`;
}

const postgres = await connect();
if (postgres === null) {
  process.stdout.write('skipped: there is no PostgreSQL to compare with (--url postgres://…)\n');
} else {
  const started = performance.now();
  const limit = Number(values.statements);
  let done = 0;
  let shownAt = started;
  const engines = [new EnginePeer('embedded'), new EnginePeer('extended')];
  const totals = await runCampaign({
    postgres,
    engines,
    firstSeed: Number(values.seed),
    until: () => done >= limit || performance.now() - started > Number(values.minutes) * 60_000,
    onDifference: (difference) => {
      const text = describe(difference);
      if (values.report === undefined) process.stdout.write(`${text}\n`);
      else appendFileSync(values.report, `${text}\n`);
    },
    onProgress: (statements, seed) => {
      done = statements;
      if (performance.now() - shownAt < 10_000) return;
      shownAt = performance.now();
      process.stderr.write(`seed ${seed}: ${statements} statements\n`);
    },
  });
  for (const peer of [postgres, ...engines]) await peer.close();
  for (const [reason, count] of [...totals.explained].sort(([, a], [, b]) => b - a)) {
    process.stdout.write(`explained ${count} times: ${reason}\n`);
  }
  process.stdout.write(
    `${totals.statements} statements, ${totals.errors} of them errors in PostgreSQL; ${totals.differences.length} unexplained differences\n`,
  );
  process.exitCode = totals.differences.length === 0 ? 0 : 1;
}
