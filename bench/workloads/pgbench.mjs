import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { processMicros, threadMicros } from '../lib/measure.mjs';
import { Absent, distUrl, postgresUrl } from '../lib/peers.mjs';

const run = promisify(execFile);
const seconds = 4;
const options = ['-n', '-S', '-M', 'prepared', '-c', '1', '-T', String(seconds)];

async function pgbench(...args) {
  try {
    return (await run('pgbench', args)).stdout;
  } catch (error) {
    if (error.code === 'ENOENT') throw new Absent('pgbench is not installed');
    throw error;
  }
}
function transactions(output) {
  return Number(/number of transactions actually processed: (\d+)/.exec(output)[1]);
}

/** 100,000 accounts made on the server's side: `pgbench -i` with generation by INSERT ... SELECT. */
async function load(url) {
  await pgbench('-i', '-q', '-I', 'dtGvp', '-s', '1', url);
}

async function ownServer() {
  const port = 54_400 + (process.pid % 500);
  const server = spawn(
    process.execPath,
    [new URL('bin/aiondb.js', distUrl).pathname, '--ephemeral', '--listen-addr', `127.0.0.1:${port}`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    await new Promise((resolve, reject) => {
      server.stdout.once('data', resolve);
      server.once('exit', (code) => reject(new Error(`the server left with ${code}`)));
    });
    const url = `postgres://postgres@127.0.0.1:${port}/default`;
    await load(url);
    await pgbench(...options, url);
    const samples = [];
    for (let i = 0; i < 3; i++) {
      const before = processMicros(server.pid);
      const count = transactions(await pgbench(...options, url));
      samples.push((processMicros(server.pid) - before) / count);
    }
    return { samples };
  } finally {
    server.kill('SIGTERM');
  }
}

/** The backend that serves pgbench is found by its application name and read until it is gone. */
async function realServer() {
  if (postgresUrl === undefined) throw new Absent('AIONDB_BENCH_POSTGRES_URL is not set');
  const { default: pg } = await import('pg');
  const client = new pg.Client(postgresUrl);
  await client.connect().catch((error) => {
    throw new Absent(error.message);
  });
  const name = `aiondb_bench_${process.pid}`;
  await client.query(`CREATE DATABASE ${name}`);
  try {
    const url = new URL(postgresUrl);
    url.pathname = `/${name}`;
    await load(url.href);
    await pgbench(...options, url.href);
    const samples = [];
    for (let i = 0; i < 3; i++) {
      let done = false;
      const output = pgbench(...options, url.href).finally(() => {
        done = true;
      });
      let last = 0;
      let pid = 0;
      while (!done) {
        if (pid === 0) {
          const sql = "SELECT pid FROM pg_stat_activity WHERE datname = $1 AND query LIKE 'SELECT abalance%'";
          pid = (await client.query(sql, [name])).rows[0]?.pid ?? 0;
        } else {
          try {
            last = threadMicros(pid);
          } catch {
            // It has just ended.
          }
        }
        await new Promise((resume) => setTimeout(resume, 10));
      }
      samples.push(last / transactions(await output));
    }
    return { samples };
  } finally {
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await client.end();
  }
}

export default {
  title: 'pgbench -S -M prepared, server CPU per transaction',
  unit: 'µs',
  scale: 1,
  rounds: 2,
  floors: [{ peer: 'PostgreSQL 15', times: 1 }],
  parties: { aiondb: ownServer, 'PostgreSQL 15': realServer },
};
