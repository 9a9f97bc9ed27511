/**
 * The other client programs of PostgreSQL do their work on our server.
 * ASSUME a server with pgbench's tables. DO run each program in its forms. ASSERT exit codes and what is said, as with PostgreSQL 15;
 * what has no counterpart here (partitions, tablespaces, further databases) is refused in so many words.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import type { ProgramRun } from './child-output.ts';
import { installed, outputOf, runProgram } from './run-program.ts';

const programs = ['pgbench', 'vacuumdb', 'reindexdb', 'clusterdb', 'createuser', 'dropuser', 'createdb', 'pg_isready'];
const usable = programs.every((program) => installed(program) !== null);
if (!usable) process.stdout.write(`skipped: ${programs.join(', ')} of PostgreSQL 15 are not installed\n`);
const run = usable ? test : test.skip;

const db = Database.inMemory();
const server = await db.listen({ port: 0, authentication: 'trust' });
test.after(() => server.close());
const target = { host: '127.0.0.1', port: server.port };
const database = decodeURIComponent(new URL(server.url).pathname.slice(1));
const setPath = "SELECT pg_catalog.set_config('search_path', '', false);\n";

const output = (program: string, ...args: string[]): Promise<string> => outputOf(program, target, args);
const attempt = (program: string, ...args: string[]): Promise<ProgramRun> => runProgram(program, target, args);

run('pgbench makes its tables', async () => {
  for (const options of [
    ['-I', 'dtgvp'],
    ['-I', 'dtGvpf', '--unlogged-tables'],
    ['-q', '-F', '80', '--foreign-keys', '-n'],
  ]) {
    const { code, stderr } = await attempt('pgbench', '-i', ...options, database);
    assert.is(code, 0, stderr);
    assert.match(stderr, /done in /);
  }
  const rows = db.connect().executeText('SELECT count(*), max(aid) FROM pgbench_accounts')[0]!.rows;
  assert.equal(rows, [['100000', '100000']]);
});

run('pgbench runs its scripts in every mode', async () => {
  const runs = [
    ['-M', 'simple', '-c', '2', '-t', '5'],
    ['-M', 'extended', '-t', '5', '-r'],
    ['-M', 'prepared', '-c', '2', '-j', '2', '-t', '5', '--max-tries=5'],
    ['-S', '-t', '5', '-C'],
    ['-b', 'simple-update@2', '-b', 'select-only@1', '-t', '5', '-v'],
  ];
  for (const options of runs) {
    const stdout = await pgbenchOutput(options);
    assert.match(stdout, /actually processed: (\d+)\/\1\n/, options.join(' '));
    assert.match(stdout, /failed transactions: 0 /);
  }
});

run('pgbench runs scripts with \\gset, \\aset and pipelines', async () => {
  const script = [
    '\\set aid random(1, 100000 * :scale)',
    '\\if :aid > 0',
    'SELECT abalance FROM pgbench_accounts WHERE aid = :aid \\gset p_',
    '\\endif',
    'SELECT 1 AS a \\; SELECT 2 AS b \\aset x_',
    'UPDATE pgbench_accounts SET abalance = :p_abalance + :x_a + :x_b WHERE aid = :aid;',
  ].join('\n');
  const pipeline = ['\\startpipeline', 'SELECT 1;', 'SELECT 2;', '\\endpipeline'].join('\n');
  const simple = await runProgram('pgbench', target, ['-n', '-t', '3', '-f', '-', database], script);
  assert.match(simple.stdout, /actually processed: 3\/3\n/, simple.stderr);
  const extended = ['-n', '-t', '3', '-M', 'extended', '-f', '-', database];
  assert.match((await runProgram('pgbench', target, extended, pipeline)).stdout, /actually processed: 3\/3\n/);
});

/** What pgbench says of vacuuming comes on the error stream. */
async function pgbenchOutput(options: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await attempt('pgbench', ...options, database);
  assert.is(code, 0, stderr);
  assert.not.match(stderr, /error|ERROR/);
  return stdout;
}

run('what is not here is refused', async () => {
  const refusals: readonly (readonly [readonly string[], RegExp])[] = [
    [['pgbench', '-i', '-I', 'dt', '--partitions=2', database], /ERROR: {2}PARTITION BY is not supported/],
    [['createdb', 'another'], /ERROR: {2}CREATE DATABASE is not supported/],
    [['reindexdb', '-t', 'nothing', database], /ERROR: {2}relation "nothing" does not exist/],
    [
      ['clusterdb', '-t', 'pgbench_tellers', database],
      /there is no previously clustered index for table "pgbench_tellers"/,
    ],
    [['dropuser', 'nobody_of_that_name'], /role "nobody_of_that_name" does not exist/],
  ];
  // pgbench has dropped its tables before it fails.
  await attempt('pgbench', '-i', '-I', 'dtp', database);
  for (const [[program, ...args], message] of refusals) {
    const { code, stderr } = await attempt(program!, ...args);
    assert.is(code, 1, program);
    assert.match(stderr, message);
  }
  await attempt('pgbench', '-i', '-I', 'dtp', database);
});

run('vacuumdb, reindexdb and clusterdb', async () => {
  const vacuum = `${setPath}VACUUM (ANALYZE, PARALLEL 2) public.pgbench_tellers;\n`;
  assert.match(await output('vacuumdb', '-e', '-z', '-P', '2', '-t', 'pgbench_tellers', database), vacuum);
  assert.match(await output('vacuumdb', '-j', '2', '-f', database), /vacuuming database/);
  assert.match(await output('vacuumdb', '--analyze-in-stages', database), /Generating default \(full\) optimizer stat/);
  assert.match(await output('vacuumdb', '-a', '-Z'), /vacuuming database/);
  const reindexed = `${setPath}REINDEX TABLE CONCURRENTLY public.pgbench_tellers;\n`;
  assert.match(await output('reindexdb', '-e', '--concurrently', '-t', 'pgbench_tellers', database), reindexed);
  const { code, stderr } = await attempt('reindexdb', '-j', '2', '-S', 'public', database);
  assert.is(`${code} ${stderr}`, '0 NOTICE:  table "pgbench_history" has no indexes to reindex\n');
  assert.is(await output('reindexdb', '-i', 'pgbench_tellers_pkey', database), '');
  assert.match(await output('reindexdb', '-a'), /reindexing database/);
  db.connect().execute('CLUSTER pgbench_branches USING pgbench_branches_pkey');
  assert.match(
    await output('clusterdb', '-e', '-t', 'pgbench_branches', database),
    'CLUSTER public.pgbench_branches;\n',
  );
  assert.match(await output('clusterdb', '-a'), /clustering database/);
});

run('createuser and dropuser', async () => {
  assert.is(
    await output('createuser', '-e', '-d', '-c', '5', '--replication', 'one'),
    `${setPath}CREATE ROLE one NOSUPERUSER CREATEDB NOCREATEROLE INHERIT LOGIN REPLICATION CONNECTION LIMIT 5;\n`,
  );
  assert.match(
    await output('createuser', '-e', '-L', '-g', 'one', 'two'),
    / NOLOGIN NOREPLICATION NOBYPASSRLS IN ROLE one;|IN ROLE one;/,
  );
  const rows = db
    .connect()
    .executeText(
      "SELECT pg_has_role('two', 'one', 'member'), rolconnlimit FROM pg_roles WHERE rolname = 'one'",
    )[0]!.rows;
  assert.equal(rows, [['t', '5']]);
  assert.is(await output('dropuser', '-e', 'two'), `${setPath}DROP ROLE two;\n`);
  assert.is(await output('dropuser', '--if-exists', 'one'), '');
  assert.match(await output('pg_isready'), / - accepting connections\n/);
});

test.run();
