/** Connecting with `pg` and a password, SCRAM-SHA-256, until the first answer. */
import pg from 'pg';
import { bothServers } from '../lib/wire.mjs';

const count = 100;

async function measure({ url, cpuMicros }) {
  const connect = async (times) => {
    for (let i = 0; i < times; i++) {
      const client = new pg.Client(url);
      await client.connect();
      await client.end();
    }
  };
  await connect(count);
  const samples = [];
  const cpuBefore = cpuMicros();
  for (let i = 0; i < 4; i++) {
    const before = performance.now();
    await connect(count);
    samples.push(((performance.now() - before) * 1000) / count);
  }
  return { samples, note: { 'server CPU µs': (cpuMicros() - cpuBefore) / (4 * count) } };
}

export default {
  title: 'connect and authenticate with pg (SCRAM), wall time',
  unit: 'µs',
  scale: 1,
  rounds: 3,
  floors: [{ peer: 'PostgreSQL 15', times: 1 }],
  parties: bothServers(measure, { scram: true }),
};
