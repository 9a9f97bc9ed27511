/** `pgbench -S`: server CPU a transaction, and wall time, from 1, 4 and 16 clients, over both protocols. */
import { median } from '../lib/measure.mjs';
import { bothServers, perSecond, pgbench, transactions, withBareServer } from '../lib/wire.mjs';

const seconds = Number(process.env.AIONDB_BENCH_SECONDS ?? 2);

async function measure({ url, cpuMicros }, mode, clients, hasTables = true) {
  if (hasTables) await pgbench('-i', '-q', '-I', 'dtGvp', '-s', '1', url);
  const options = ['-n', '-S', '-M', mode, '-c', String(clients), '-j', clients === 1 ? '1' : '2', '-T'];
  await pgbench(...options, '2', url);
  const samples = [];
  const wall = [];
  for (let i = 0; i < 2; i++) {
    const before = cpuMicros();
    const output = await pgbench(...options, String(seconds), url);
    samples.push((cpuMicros() - before) / transactions(output));
    wall.push(1e6 / perSecond(output));
  }
  return { samples, note: { 'wall µs': median(wall) } };
}

const select = (mode, clients) => ({
  title: `pgbench -S -M ${mode}, ${clients} client${clients === 1 ? '' : 's'}: server CPU per transaction`,
  unit: 'µs',
  scale: 1,
  // Many and short: the same server costs twice as much in one minute as in another, so the parties have to take turns.
  rounds: 5,
  floors: [
    { peer: 'PostgreSQL 15', times: 1.5 },
    { peer: 'PostgreSQL 15', times: clients === 1 ? 0.9 : 1.2, note: 'wall µs' },
  ],
  parties: {
    ...bothServers((server) => measure(server, mode, clients)),
    'bare Node': () => withBareServer((server) => measure(server, mode, clients, false)),
  },
});

export default ['prepared', 'simple'].flatMap((mode) => [1, 4, 16].map((clients) => select(mode, clients)));
