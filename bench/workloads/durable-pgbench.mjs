/** TPC-B of pgbench: 16 clients, each transaction on the disk before it is acknowledged, on both sides. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inDirectory, withOwnServer, withPostgres } from '../lib/durable.mjs';
import { Absent } from '../lib/peers.mjs';

const run = promisify(execFile);
const seconds = 6;

async function pgbench(...args) {
  try {
    return (await run('pgbench', args)).stdout;
  } catch (error) {
    if (error.code === 'ENOENT') throw new Absent('pgbench is not installed');
    throw error;
  }
}

async function measure({ url, cpuMicros }, mode, scale) {
  await pgbench('-i', '-q', '-I', 'dtGvp', '-s', String(scale), url);
  const options = ['-n', '-M', mode, '-c', '16', '-j', '2', '-T'];
  await pgbench(...options, '3', url);
  const samples = [];
  const cpu = [];
  for (let i = 0; i < 3; i++) {
    const before = cpuMicros();
    const output = await pgbench(...options, String(seconds), url);
    const tps = Number(/tps = ([\d.]+)/.exec(output)[1]);
    const failed = Number(/number of failed transactions: (\d+)/.exec(output)?.[1] ?? 0);
    if (failed > 0) throw new Error(`${failed} transactions failed`);
    samples.push(1e6 / tps);
    cpu.push((cpuMicros() - before) / Number(/number of transactions actually processed: (\d+)/.exec(output)[1]));
  }
  return { samples, note: { 'CPU µs': cpu.sort((a, b) => a - b)[1] } };
}

const durablePgbench = (mode, scale) => ({
  title: `pgbench TPC-B, 16 clients, -M ${mode}, scale ${scale}, durable: wall time per transaction`,
  unit: 'µs',
  scale: 1,
  rounds: 2,
  floors: [{ peer: 'PostgreSQL 15', times: 1 }],
  parties: {
    aiondb: () => inDirectory((directory) => withOwnServer(directory, (server) => measure(server, mode, scale))),
    'PostgreSQL 15': () =>
      inDirectory((directory) => withPostgres(directory, (server) => measure(server, mode, scale))),
  },
});

export default ['simple', 'prepared'].flatMap((mode) => [1, 10].map((scale) => durablePgbench(mode, scale)));
