/**
 * ASSUME two tables of a served database to which rows are added together all the time. DO let pg_dump read them: by two workers at a
 * time that share a snapshot (-j 2), and by a deferrable snapshot. ASSERT in what it wrote, restored here, the tables are of one
 * moment.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { installed, outputOf, type Target } from '../programs/run-program.ts';
import { restored } from './databases.ts';

const usable = installed('pg_dump') !== null && installed('pg_restore') !== null;
if (!usable) process.stdout.write('skipped: pg_dump and pg_restore of PostgreSQL 15 are not installed\n');
const run = usable ? test : test.skip;

function targetOf(url: string): Target {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}

function dumped(url: string, ...options: string[]): Promise<string> {
  return outputOf('pg_dump', targetOf(url), ['--dbname', url, ...options]);
}

run('workers that share a snapshot, and a deferrable one, are of one moment', async () => {
  const db = Database.inMemory();
  const connection = db.connect();
  connection.execute('CREATE TABLE a (x int PRIMARY KEY, y text); CREATE TABLE b (x int PRIMARY KEY, y text)');
  const add = (from: number, to: number): void => {
    connection.execute('BEGIN ISOLATION LEVEL SERIALIZABLE');
    for (const table of ['a', 'b']) {
      connection.execute(`INSERT INTO ${table} SELECT x, repeat('y', 50) FROM generate_series(${from}, ${to}) x`);
    }
    connection.execute('COMMIT');
  };
  add(1, 500);
  const server = await db.listen({ port: 0 });
  const directory = mkdtempSync(join(tmpdir(), 'aiondb-dump-'));
  let next = 501;
  let stopped = false;
  const writing = (async (): Promise<void> => {
    while (!stopped) {
      add(next, next + 9);
      next += 10;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  try {
    const place = join(directory, 'd');
    await dumped(server.url, '--format=directory', '--jobs=2', `--file=${place}`);
    const texts = [
      await outputOf('pg_restore', targetOf(server.url), ['--file=-', place]),
      await dumped(server.url, '--serializable-deferrable'),
    ];
    for (const text of texts) {
      const copy = (await restored(text, {}, '')).connect();
      const [{ a, b, n }] = copy.execute(
        'SELECT (SELECT max(x) FROM a) AS a, (SELECT max(x) FROM b) AS b, (SELECT count(*)::int FROM a) AS n',
      ).rows as [{ a: number; b: number; n: number }];
      assert.is(a, b);
      assert.is(n, a);
      assert.ok(n >= 500);
    }
  } finally {
    stopped = true;
    await writing;
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  }
});

test.run();
