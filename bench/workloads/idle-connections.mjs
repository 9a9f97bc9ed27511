/** What an idle connection holds: 2,000 are opened one after the other and have each run a statement. */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { bothServers } from '../lib/wire.mjs';

const count = 2000;
const resident = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))[1]) * 1024;

async function measure({ url, pid }) {
  const open = async () => {
    const client = new pg.Client(url);
    await client.connect();
    await client.query('SELECT 1');
    return client;
  };
  // What the first ones load is not theirs.
  const clients = [];
  for (let i = 0; i < 200; i++) clients.push(await open());
  const before = resident(pid);
  for (let i = 0; i < count; i++) clients.push(await open());
  const bytes = (resident(pid) - before) / count;
  await Promise.all(clients.map((client) => client.end()));
  return { samples: [bytes] };
}

export default {
  title: 'one idle connection of 2,000 (resident)',
  unit: 'KB',
  scale: 1024,
  rounds: 3,
  floors: [{ atMost: 60 }],
  parties: { aiondb: bothServers(measure).aiondb },
};
