/**
 * ASSUME real files and a real process, which `kill -9` ends at any moment.
 * DO let four clients write to a server: each transaction moves money between two accounts and notes it; kill the server under
 * that load, start it again on the same directory, and go on. KILLS=100 for long runs.
 * ASSERT every acknowledged transaction is there, whole, and the sums are right; the lock of the dead is in nobody's way.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const kills = Number(process.env['KILLS'] ?? 10);
const clients = 4;
const accounts = 50;
const child = fileURLToPath(new URL('kill-child.ts', import.meta.url));

async function startServer(directory: string): Promise<{ process: ChildProcess; url: string }> {
  const server = spawn(process.execPath, ['--import', 'tsx', child, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(server.stdout!, 'data')) as [Buffer];
  return { process: server, url: line.toString().trim() };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // The server is killed: that is what this is about.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Writes until the server is gone; every id in `acknowledged` was answered. */
async function load(url: string, next: () => number, acknowledged: Set<number>): Promise<void> {
  try {
    const client = await connect(url);
    for (;;) {
      const id = next();
      const from = id % accounts;
      const to = (id * 7 + 1) % accounts;
      await client.query('BEGIN');
      await client.query('UPDATE account SET balance = balance - $2 WHERE id = $1', [Math.min(from, to), id % 10]);
      await client.query('UPDATE account SET balance = balance + $2 WHERE id = $1', [Math.max(from, to), id % 10]);
      await client.query('INSERT INTO transfer VALUES ($1, $2, $3)', [id, id % 10, 'x'.repeat(id % 500)]);
      await client.query('COMMIT');
      acknowledged.add(id);
    }
  } catch (error) {
    const { code } = error as { code?: string };
    // Anything that the server answered is a failure; a connection that broke is not.
    if (code !== undefined && /^[0-9A-Z]{5}$/.test(code) && code !== '40P01') throw error;
  }
}

async function check(url: string, acknowledged: Set<number>): Promise<void> {
  const client = await connect(url);
  const { rows } = await client.query('SELECT id, amount, length(note) AS length FROM transfer ORDER BY id');
  const found = new Set<number>(rows.map((row) => row.id));
  for (const id of acknowledged) assert.ok(found.has(id), `acknowledged transaction ${id} is there`);
  for (const { id, amount, length } of rows) assert.equal([amount, length], [id % 10, id % 500]);
  assert.is(found.size, rows.length, 'none is there twice');
  const sum = await client.query('SELECT sum(balance)::int AS sum, count(*)::int AS n FROM account');
  assert.equal(sum.rows, [{ sum: accounts * 1000, n: accounts }]);
  // What is there and was not acknowledged stays.
  for (const id of found) acknowledged.add(id);
  await client.end();
}

test(`${kills} times kill -9 under load`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aiondb-kill-'));
  const directory = join(folder, 'data');
  const acknowledged = new Set<number>();
  let id = 0;
  let server: ChildProcess | null = null;
  try {
    for (let round = 0; round <= kills; round++) {
      const started = await startServer(directory);
      server = started.process;
      if (round === 0) {
        const client = await connect(started.url);
        await client.query('CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL)');
        await client.query('CREATE TABLE transfer (id int PRIMARY KEY, amount int NOT NULL, note text)');
        await client.query(`INSERT INTO account SELECT g, 1000 FROM generate_series(0, ${accounts - 1}) g`);
        await client.end();
      } else await check(started.url, acknowledged);
      if (round === kills) break;
      const exited = once(server, 'exit');
      const loads = Array.from({ length: clients }, () => load(started.url, () => ++id, acknowledged));
      // Not before some were answered, on however busy a machine; then at any moment.
      const enough = acknowledged.size + 6;
      for (let waited = 0; acknowledged.size < enough && waited < 2000; waited++) await pause(5);
      await pause((round * 137) % 400);
      server.kill('SIGKILL');
      await exited;
      await Promise.all(loads);
    }
    assert.ok(acknowledged.size > kills * 5, `${acknowledged.size} transactions were acknowledged`);
    process.stdout.write(`${acknowledged.size} transactions acknowledged over ${kills} kills\n`);
  } finally {
    server?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
