/**
 * ASSUME a server with a database on disk and a small cache.
 * DO what each metric counts: statements that succeed and fail, waits, deadlocks, checkpoints, log-ins that are refused, ...
 * ASSERT that /metrics is in Prometheus' format, has every row of the table, and that each counter has moved.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { metricTable } from '../../src/server/observability/index.ts';
import { type Family, readMetrics, total } from './metrics-text.ts';
import { ask, type ObservedServer, observedServer } from './observed-server.ts';

async function scrape({ observability }: ObservedServer): Promise<Map<string, Family>> {
  const { status, headers, body } = await ask(observability.url!, '/metrics');
  assert.is(status, 200);
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
  return readMetrics(body);
}

async function client(server: ObservedServer, user = 'postgres'): Promise<pg.Client> {
  const made = new pg.Client({ connectionString: server.url, user });
  made.on('error', () => {});
  await made.connect();
  return made;
}

async function work(server: ObservedServer): Promise<void> {
  const a = await client(server);
  const b = await client(server);
  await a.query('CREATE TABLE t (a int PRIMARY KEY, b text)');
  await a.query("INSERT INTO t SELECT i, repeat('x', 100) || i FROM generate_series(1, 40000) i");
  await a.query('CHECKPOINT');
  await a.query('UPDATE t SET b = $1 WHERE a = 1', ['y']);
  await a.query('DELETE FROM t WHERE a = 2');
  await a.query('SELECT count(*), min(b) FROM t');
  await a.query("SET work_mem = '64kB'; SELECT count(*) FROM (SELECT b FROM t ORDER BY b OFFSET 1) s");
  for (let i = 0; i < 3; i++) await a.query('SELECT b FROM t WHERE a = $1', [i + 10]);
  assert.instance(await a.query('SELECT nonsense').catch((error: unknown) => error), Error);
  assert.instance(await a.query('INSERT INTO t VALUES (1, NULL)').catch((error: unknown) => error), Error);
  // A cycle of two: the one that closes it fails, the other goes on.
  await a.query('BEGIN; UPDATE t SET b = NULL WHERE a = 3');
  await b.query('BEGIN; UPDATE t SET b = NULL WHERE a = 4');
  const waits = a.query('UPDATE t SET b = NULL WHERE a = 4');
  const fails = b.query('UPDATE t SET b = NULL WHERE a = 3');
  const results = await Promise.allSettled([waits, fails]);
  assert.equal(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  await a.query('COMMIT');
  await b.query('ROLLBACK');
  await a.end();
  await b.end();
}

/** Neither of them becomes a session. */
async function refused(server: ObservedServer): Promise<void> {
  const nobody = new pg.Client({ connectionString: server.url.replace(/\/default$/, '/missing') });
  assert.instance(await nobody.connect().catch((error: unknown) => error), Error);
  server.core.statistics.connections.refuse('28P01');
  const { port } = new URL(server.url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      const message = Buffer.alloc(16);
      message.writeInt32BE(16, 0);
      message.writeInt32BE(80877102, 4);
      socket.end(message);
    });
    socket.resume();
    socket.on('close', () => resolve());
  });
}

test('every metric is there and moves', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'aiondb-metrics-'));
  const server = await observedServer({ directory, open: { cacheBytes: 200_000 } });
  try {
    const before = await scrape(server);
    await work(server);
    await refused(server);
    // Nothing here is so large that it spills.
    server.core.temp.files += 1;
    server.core.temp.bytes += 1;
    const after = await scrape(server);
    assert.equal([...after.keys()].sort(), metricTable.map(({ name }) => name).sort());
    const still = new Set(['aiondb_info', 'aiondb_start_time_seconds', 'nodejs_eventloop_lag_seconds']);
    for (const { name, type, help } of metricTable) {
      assert.is(after.get(name)!.help, help);
      if (type === 'gauge' || still.has(name)) continue;
      assert.ok(total(after, name) > total(before, name), `${name} has not moved`);
    }
    const statements = (kind: string, outcome: string): number =>
      total(after, 'aiondb_statements_total', { kind, outcome });
    assert.is(statements('insert', 'success'), 1);
    assert.is(statements('insert', '23'), 1);
    assert.is(statements('update', '40'), 1);
    assert.is(statements('select', 'success'), 5);
    assert.is(total(after, 'aiondb_rows_total', { kind: 'insert' }), 40_000);
    assert.is(total(after, 'aiondb_table_rows_total', { operation: 'deleted' }), 1);
    assert.is(total(after, 'aiondb_deadlocks_total'), 1);
    const requested = (families: ReadonlyMap<string, Family>): number =>
      total(families, 'aiondb_checkpoints_total', { reason: 'requested' });
    assert.is(requested(after) - requested(before), 1);
    assert.is(total(after, 'aiondb_connections_open'), 0);
    assert.is(total(after, 'aiondb_startups_total'), 2);
    assert.is(total(after, 'aiondb_cancel_requests_total'), 1);
    assert.is(total(after, 'aiondb_connections_refused_total', { reason: 'unknown_database' }), 1);
    assert.ok(total(after, 'aiondb_database_size_bytes') > 1_000_000);
    assert.ok(total(after, 'aiondb_cache_resident_bytes') > 0);
  } finally {
    await server.close();
    rmSync(directory, { recursive: true });
  }
});

test('the page of the documentation has the same metrics', () => {
  const page = readFileSync(new URL('../../docs/operations/observability.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `((?:aiondb|process|nodejs)_\w+)` \| (\w+) \| ([^|]*) \| (.*) \|$/gm)];
  const told = rows.map(([, name, type, labels, help]) => ({
    name,
    type,
    labels: labels!.replaceAll('`', '').split(', ').filter(Boolean),
    help,
  }));
  assert.equal(
    told,
    metricTable.map(({ name, type, labels = [], help }) => ({ name, type, labels: [...labels], help })),
  );
});

test.run();
