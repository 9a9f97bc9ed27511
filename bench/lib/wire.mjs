/** What the workloads over the wire share: both servers in processes of their own, pgbench, and wall and CPU time side by side. */
import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { distIndex, inDirectory, withPostgres } from './durable.mjs';
import { processMicros } from './measure.mjs';
import { Absent } from './peers.mjs';

const run = promisify(execFile);

export const password = 'Correct-horse-battery-1';

/** Our server with a database in memory: `{ url, cpuMicros, residentBytes }`. */
async function withMemoryServer(body, listen) {
  const source = `import { Database } from '${distIndex}';
    const db = Database.inMemory();
    const server = await db.listen({ port: 0, maxConnections: 10_000, ...${JSON.stringify(listen)} });
    db.connect().execute("CREATE ROLE bench LOGIN SUPERUSER PASSWORD '${password}'");
    console.log(server.port);
    process.on('SIGTERM', () => process.exit(0));`;
  return withProcess(['--input-type=module', '-e', source], `bench:${encodeURIComponent(password)}`, body);
}

/** A server that costs nothing but Node: `body` is given what our server's is. */
export function withBareServer(body) {
  return withProcess([fileURLToPath(new URL('bare-server.mjs', import.meta.url))], 'bench', body);
}

async function withProcess(args, user, body) {
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = await new Promise((resolve, reject) => {
      server.stdout.once('data', (data) => resolve(Number(String(data))));
      server.once('exit', (code) => reject(new Error(`the server left with ${code}`)));
    });
    const url = `postgres://${user}@127.0.0.1:${port}/postgres`;
    return await body({ url, pid: server.pid, cpuMicros: () => processMicros(server.pid) });
  } finally {
    server.kill('SIGKILL');
  }
}

/** The parties of a workload: `measure` is given `{ url, cpuMicros }` of a new server. */
export function bothServers(measure, { scram = false } = {}) {
  return {
    aiondb: () => withMemoryServer(measure, { authentication: scram ? 'scram' : 'trust' }),
    'PostgreSQL 15': () =>
      inDirectory((directory) =>
        withPostgres(directory, measure, { password: scram ? password : null, settings: ['jit=off'] }),
      ),
  };
}

export async function pgbench(...args) {
  try {
    return (await run('pgbench', args)).stdout;
  } catch (error) {
    if (error.code === 'ENOENT') throw new Absent('pgbench is not installed');
    throw error;
  }
}
export const transactions = (output) => Number(/number of transactions actually processed: (\d+)/.exec(output)[1]);
export const perSecond = (output) => Number(/tps = ([\d.]+)/.exec(output)[1]);
