/**
 * pg_dump, pg_dumpall and pg_restore take our server for PostgreSQL.
 * ASSUME two databases with something of everything, and what pg_dump and pg_dumpall wrote of them on PostgreSQL 15, recorded by
 * record.ts. DO the same with our server; restore archives of every format into it, in parallel, in parts and over what is there.
 * ASSERT each dump is the recorded one, to the byte, but for the lines that name versions.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { roles } from '../dump/databases.ts';
import { cases, kinds, recordedDump } from './recorded.ts';
import { comparable, firstDifference, installed, outputOf, type Target } from './run-program.ts';

const usable = ['pg_dump', 'pg_dumpall', 'pg_restore'].every((program) => installed(program) !== null);
if (!usable) process.stdout.write('skipped: pg_dump, pg_dumpall and pg_restore of PostgreSQL 15 are not installed\n');
const run = usable ? test : test.skip;
const all = process.env['PROGRAMS'] === 'all';
const folder = mkdtempSync(join(tmpdir(), 'aiondb-programs-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

interface Served extends Target {
  readonly database: string;
  close(): Promise<void>;
}

async function serve(script: string): Promise<Served> {
  const db = Database.inMemory();
  if (script !== '') db.connect().execute(script);
  const server = await db.listen({ port: 0, authentication: 'trust' });
  const database = decodeURIComponent(new URL(server.url).pathname.slice(1));
  return { host: '127.0.0.1', port: server.port, database, close: () => server.close() };
}

async function dumpOf(target: Served, ...options: readonly string[]): Promise<string> {
  return comparable(await outputOf('pg_dump', target, [...options, target.database]), target.database);
}

function same(found: string, name: string, kind: string): void {
  assert.is(firstDifference(found, recordedDump(name, kind).trim()), null, `${name}.${kind}`);
}

for (const { name, script } of cases) {
  run(`pg_dump of ${name}`, async () => {
    const target = await serve(script);
    try {
      for (const [kind, options] of Object.entries(kinds)) {
        // The larger one takes its time.
        if (all || kind === 'dump' || name !== 'everything') same(await dumpOf(target, ...options), name, kind);
      }
    } finally {
      await target.close();
    }
  });
}

run('pg_dumpall --globals-only', async () => {
  const target = await serve(`${roles}\n${cases[1]!.script}`);
  try {
    const text = await outputOf('pg_dumpall', target, ['--globals-only', '-l', target.database]);
    assert.is(firstDifference(comparable(text, target.database), recordedDump('globals', '').trim()), null);
  } finally {
    await target.close();
  }
});

run('pg_restore of every format', async () => {
  const { name, script } = cases[0]!;
  const source = await serve(script);
  const files = { c: join(folder, 'custom'), d: join(folder, 'directory'), t: join(folder, 'tar') };
  for (const [format, file] of Object.entries(files)) {
    if (!all && format !== 'd') continue;
    await outputOf('pg_dump', source, ['-F', format, '-f', file, source.database]);
  }
  await source.close();
  const ways: (readonly (readonly string[])[])[] = [[['-j', '2', files.d]]];
  const more: (readonly (readonly string[])[])[] = [
    [
      ['--schema-only', files.c],
      ['--data-only', '--disable-triggers', files.c],
    ],
    [['--single-transaction', files.c]],
    [
      ['--section=pre-data', files.t],
      ['--section=data', files.t],
      ['--section=post-data', files.t],
      ['--clean', '--if-exists', '-j', '2', files.c],
    ],
  ];
  if (all) ways.push(...more);
  for (const steps of ways) {
    const target = await serve(roles);
    try {
      for (const step of steps) await outputOf('pg_restore', target, ['-d', target.database, ...step]);
      same(await dumpOf(target), name, 'dump');
    } finally {
      await target.close();
    }
  }
});

test.run();
