#!/usr/bin/env -S node --import tsx
/**
 * Damaged message streams against a server in this process: `npm run fuzz:wire -- --messages N --seed S`. Exit code 1 at the first
 * failure, with the seed of its round; `--messages 1 --seed` of that repeats the round.
 */
import { parseArgs } from 'node:util';
import { type FuzzTotals, runFuzz } from '../props/wire/fuzz/campaign.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, messages: { type: 'string', default: '1000000' } },
});
const started = performance.now();
let shownAt = 0;

/** With --expose-gc: what is really kept. */
function kept(): string {
  if (globalThis.gc === undefined) return '';
  globalThis.gc();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return `, kept ${megabytes(heapUsed)} of heap and ${megabytes(external + arrayBuffers)} outside`;
}

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MB`;

function line(totals: FuzzTotals): string {
  const { messages, streams, answered, closed, unfinished, exchanges, admitted, rssAtStart, rss } = totals;
  const rate = (messages / (performance.now() - started)) * 1000;
  const ends = `${answered} answered, ${closed} closed, ${unfinished} left in a message`;
  return `${messages} messages in ${streams} streams (${ends}) and ${exchanges} SCRAM exchanges (${admitted} let in), ${rate.toFixed(0)}/s, RSS ${megabytes(rssAtStart)} at the start, ${megabytes(rss)} now${kept()}`;
}

try {
  const totals = await runFuzz({
    seed: Number(values.seed),
    messages: Number(values.messages),
    onRound: (now) => {
      // On a terminal one line that changes, elsewhere one now and then.
      if (performance.now() - shownAt < (process.stderr.isTTY ? 1000 : 30_000)) return;
      shownAt = performance.now();
      process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line(now)}` : `${line(now)}\n`);
    },
  });
  process.stdout.write(`seeds from ${values.seed}: ${line(totals)}\n`);
} catch (error) {
  const { message, cause } = error as Error;
  process.stderr.write(`\n${message}\n${cause instanceof Error ? (cause.stack ?? cause.message) : ''}\n`);
  process.exitCode = 1;
}
process.exit();
