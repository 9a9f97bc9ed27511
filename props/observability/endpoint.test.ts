/**
 * ASSUME a server with its endpoint.
 * DO ask it in each of its states; as pages of other sites would; with methods, headers, addresses and bodies it does not take.
 * ASSERT the answers promised in docs/operations/observability.md, that nothing that is refused is done, and no secret is told.
 */
import { connect } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isKnownHost, isSameOrigin } from '../../src/server/observability/host-check.ts';
import { startObservability } from '../../src/server/observability/index.ts';
import { ask, askJson, type HttpAnswer, type ObservedServer, observedServer } from './observed-server.ts';

const password = 'Correct-Horse-1';

test('health follows the state', async () => {
  const server = await startObservability({ port: 0, version: '1', failFast: true });
  try {
    const status = async (path: string): Promise<number> => (await ask(server.url!, path)).status;
    for (const state of ['starting', 'recovering', 'draining'] as const) {
      server.setState(state);
      assert.is(await status('/livez'), 200);
      assert.is(await status('/readyz'), 503);
      assert.is(await status('/healthz'), 503);
      assert.equal(JSON.parse((await ask(server.url!, '/readyz')).body), { status: state });
    }
    assert.is(await status('/metrics'), 503);
    server.setState('ready');
    assert.is(await status('/readyz'), 200);
    assert.is(await status('/healthz?verbose'), 200);
    assert.is((await ask(server.url!, '/readyz', { method: 'HEAD' })).body, '');
    assert.is(await status('/missing'), 404);
  } finally {
    await server.close();
  }
});

test('a port that cannot be had is an error, or a warning', async () => {
  const first = await startObservability({ port: 0, version: '1', failFast: true });
  try {
    const port = Number(new URL(first.url!).port);
    const warnings: string[] = [];
    const second = await startObservability({ port, version: '1', onWarning: (text) => warnings.push(text) });
    assert.is(second.url, null);
    assert.match(warnings[0]!, /EADDRINUSE/);
    await second.close();
    const error = await startObservability({ port, version: '1', failFast: true }).catch((reason: unknown) => reason);
    assert.is((error as NodeJS.ErrnoException).code, 'EADDRINUSE');
  } finally {
    await first.close();
  }
});

test('facts are told without secrets', async () => {
  const configuration = {
    listen: '127.0.0.1:5432',
    bootstrapPassword: password,
    tls_key: 'x',
    apiToken: 'y',
    unset: null,
  };
  const server = await observedServer({ endpoint: { configuration } });
  try {
    const info = JSON.parse((await ask(server.observability.url!, '/info')).body);
    assert.is(info.version, '1.2.3');
    assert.is(info.backend, 'in_memory');
    assert.type(info.uptimeSeconds, 'number');
    assert.equal(info.configuration, {
      listen: '127.0.0.1:5432',
      bootstrapPassword: '***',
      tls_key: '***',
      apiToken: '***',
      unset: null,
    });
  } finally {
    await server.close();
  }
});

test('hosts that are known', () => {
  for (const host of ['localhost', 'localhost:9187', '127.0.0.1:1', '[::1]:9187', '10.0.0.8', 'db.internal:9187']) {
    assert.ok(isKnownHost(host, ['db.internal']), host);
  }
  for (const host of [
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'a b',
    '127.0.0.1.evil:80',
    '[evil]',
    'localhost:x',
  ]) {
    assert.not.ok(isKnownHost(host, ['db.internal']), host);
  }
  assert.ok(isSameOrigin('a:1', {}));
  assert.ok(isSameOrigin('a:1', { origin: 'http://a:1', 'sec-fetch-site': 'same-origin' }));
  assert.not.ok(isSameOrigin('a:1', { origin: 'http://b:1' }));
  assert.not.ok(isSameOrigin('a:1', { 'sec-fetch-site': 'cross-site' }));
});

async function refusals(server: ObservedServer): Promise<void> {
  const base = server.observability.url!;
  const status = async (answer: Promise<HttpAnswer>): Promise<number> => (await answer).status;
  assert.is(await status(ask(base, '/metrics', { headers: { host: 'evil.example' } })), 421);
  assert.is(await status(ask(base, '/metrics', { method: 'POST' })), 405);
  assert.is(await status(ask(base, '/', { method: 'DELETE' })), 405);
  assert.is(await status(ask(base, `/metrics?${'x'.repeat(3000)}`)), 414);
  assert.is(await status(ask(base, '/livez', { headers: { 'x-long': 'x'.repeat(10_000) } })), 431);
  const { token } = JSON.parse((await ask(base, '/api/state')).body);
  const headers = { 'x-aiondb-token': token };
  const query = { text: 'SELECT 1', readOnly: true };
  assert.is(await status(askJson(base, '/api/query', query, headers)), 200);
  assert.is(await status(askJson(base, '/api/query', query)), 403);
  assert.is(await status(askJson(base, '/api/query', query, { 'x-aiondb-token': 'x'.repeat(token.length) })), 403);
  assert.is(await status(askJson(base, '/api/query', query, { ...headers, origin: 'http://evil.example' })), 403);
  assert.is(await status(askJson(base, '/api/query', query, { ...headers, 'sec-fetch-site': 'cross-site' })), 403);
  assert.is(await status(ask(base, '/api/query', { headers })), 405);
  assert.is(await status(ask(base, '/api/query', { method: 'POST', headers, body: '{}' })), 415);
  assert.is(await status(askJson(base, '/api/query', { text: 1 }, headers)), 400);
  assert.is(await status(askJson(base, '/api/query', { text: `SELECT '${'x'.repeat(300_000)}'` }, headers)), 413);
  assert.is(await status(askJson(base, '/api/cancel', { pid: '1; DROP TABLE t' }, headers)), 400);
  assert.is(await status(askJson(base, '/api/login', { user: 'postgres', password: '' })), 404);
}

test('what is not asked as it should be is refused', async () => {
  const server = await observedServer();
  try {
    await refusals(server);
    const { headers } = await ask(server.observability.url!, '/');
    assert.is(headers['access-control-allow-origin'], undefined);
    assert.match(
      String(headers['content-security-policy']),
      /default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-/,
    );
    assert.is(headers['x-frame-options'], 'DENY');
    // Not HTTP at all, and half of it.
    for (const text of ['\x16\x03\x01nonsense\r\n\r\n', 'GET / HTTP/1.1\r\nHost: localhost\r\n']) {
      const socket = connect(Number(new URL(server.observability.url!).port), '127.0.0.1');
      await new Promise<void>((resolve) => socket.write(text, () => resolve()));
      socket.destroy();
    }
    assert.is((await ask(server.observability.url!, '/livez')).status, 200);
  } finally {
    await server.close();
  }
});

test('the console asks for the password of a role', async () => {
  const server = await observedServer({ authentication: 'password', settings: { log_statement: 'all' } });
  try {
    const base = server.observability.url!;
    const { runQuery } = await import('../../src/server/observability/console-query.ts');
    const made = await runQuery(server.core, {
      user: 'postgres',
      text: `CREATE ROLE ann LOGIN PASSWORD '${password}'`,
      readOnly: false,
    });
    assert.is(made.error, null);
    assert.is((await ask(base, '/api/overview')).status, 401);
    for (const [user, given] of [
      ['ann', 'wrong'],
      ['nobody', password],
      ['postgres', ''],
    ] as const) {
      assert.is((await askJson(base, '/api/login', { user, password: given })).status, 401);
    }
    const login = await askJson(base, '/api/login', { user: 'ann', password });
    assert.is(login.status, 200);
    const cookie = String(login.headers['set-cookie']);
    assert.match(cookie, /^aiondb_console=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/);
    const headers = { cookie: cookie.split(';')[0]!, 'x-aiondb-token': JSON.parse(login.body).token as string };
    const query = await askJson(base, '/api/query', { text: 'SELECT current_user' }, headers);
    assert.equal(JSON.parse(query.body).results[0].rows, [['ann']]);
    // What ann may not do, she may not do here.
    const set = await askJson(base, '/api/query', { text: "SET log_statement = 'none'" }, headers);
    assert.is(JSON.parse(set.body).error.code, '42501');
    assert.is((await askJson(base, '/api/logout', {}, headers)).status, 200);
    assert.is((await askJson(base, '/api/query', { text: 'SELECT 1' }, headers)).status, 401);
    assert.not.match(JSON.stringify(server.log), new RegExp(password));
    assert.match(JSON.stringify(server.log), /PASSWORD '\*\*\*'/);
  } finally {
    await server.close();
  }
});

test('many failures lock the address out', async () => {
  const server = await observedServer({ authentication: 'password' });
  const { FailedAttempts } = await import('../../src/server/access/failed-attempts.ts');
  try {
    const base = server.observability.url!;
    server.observability.serve({
      core: server.core,
      authentication: 'password',
      attempts: new FailedAttempts(server.core.host, 1, 3),
    });
    const attempt = async (): Promise<number> =>
      (await askJson(base, '/api/login', { user: 'postgres', password: 'x' })).status;
    assert.equal([await attempt(), await attempt(), await attempt(), await attempt()], [401, 401, 401, 429]);
  } finally {
    await server.close();
  }
});

test('reads only, unless writes are asked for; large results are cut', async () => {
  const server = await observedServer();
  try {
    const base = server.observability.url!;
    const { token } = JSON.parse((await ask(base, '/api/state')).body);
    const run = async (path: string, value: object): Promise<Record<string, never>> =>
      JSON.parse((await askJson(base, path, value, { 'x-aiondb-token': token })).body);
    const create = 'CREATE TABLE t AS SELECT i AS a FROM generate_series(1, 5000) i';
    const refused = (await run('/api/query', { text: create }))['error'] as unknown as { code: string };
    assert.is(refused.code, '25006');
    assert.is((await run('/api/query', { text: create, readOnly: false }))['error'], null);
    const [result] = (await run('/api/query', { text: 'SELECT a, NULL AS b FROM t ORDER BY a' }))[
      'results'
    ] as unknown as {
      columns: unknown[];
      rows: unknown[][];
      rowCount: number;
    }[];
    assert.is(result!.rowCount, 5000);
    assert.is(result!.rows.length, 1000);
    assert.equal(result!.rows[1], ['2', null]);
    const failed = (await run('/api/query', { text: 'SELECT nonsense' }))['error'] as unknown as { position: number };
    assert.is(failed.position, 8);
    const explained = await run('/api/explain', { text: 'SELECT nonsense' });
    assert.is((explained['error'] as unknown as { position: number }).position, 8);
    const { plan } = (await run('/api/explain', { text: 'SELECT * FROM t', analyze: true })) as unknown as {
      plan: [{ Plan: Record<string, unknown> }];
    };
    assert.is(plan[0].Plan['Actual Rows'], 5000);
    // A session of its own each: what is left open is undone.
    const left = await run('/api/query', { text: 'BEGIN; DELETE FROM t', readOnly: false });
    assert.match(String(left['notices']), /rolled back/);
    assert.is(server.core.sessions.size, 0);
  } finally {
    await server.close();
  }
});

test.run();
