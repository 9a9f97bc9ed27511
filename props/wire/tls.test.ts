/**
 * TLS, channel binding, client certificates, host rules, and the limits of start-up, over TCP ("SSL Session Encryption", "SASL
 * Authentication").
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import pg from 'pg';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeHost } from '../../src/host/index.ts';
import { type ListenOptions, listen, type Server } from '../../src/server/index.ts';
import { DatabaseCore, scramVerifier } from '../../src/session/index.ts';
import { startupPacket, WireClient } from './wire-client.ts';

const pem = (name: string): string => readFileSync(new URL(`certificates/${name}`, import.meta.url), 'utf8');
const tls = { certificate: pem('server.crt'), key: pem('server.key') };
const ca = pem('ca.crt');

const running: Server[] = [];
test.after(async () => {
  await Promise.all(running.map((server) => server.close()));
});

/** Roles postgres and alice have the password "sesame", limited may connect once, late's password has expired, nobody cannot log in. */
async function serve(options: ListenOptions): Promise<Server> {
  const core = DatabaseCore.create({ name: 'default', host: nodeHost, bootstrapUser: 'postgres' });
  const ddl = core.catalog.begin();
  const password = scramVerifier('sesame', core.host);
  const postgres = { ...ddl.catalog.roleByName('postgres')!, login: true, password };
  ddl.put(postgres);
  const plain = { ...postgres, superuser: false };
  ddl.put({ ...plain, oid: ddl.allocateOid(), name: 'alice' });
  ddl.put({ ...plain, oid: ddl.allocateOid(), name: 'limited', connectionLimit: 1 });
  ddl.put({ ...plain, oid: ddl.allocateOid(), name: 'late', validUntil: '2001-02-03 04:05:06+00' });
  ddl.put({ ...plain, oid: ddl.allocateOid(), name: 'nobody', login: false });
  ddl.commit();
  const server = await listen(core, { port: 0, authentication: 'scram', authFailureBackoffMs: 0, ...options });
  running.push(server);
  return server;
}

interface Try extends pg.ClientConfig {
  readonly enableChannelBinding?: boolean;
}

/** What became of connecting: 'connected', or the code and message of the error. */
async function attempt(server: Server, more: Try = {}): Promise<string> {
  const config = {
    host: '127.0.0.1',
    port: server.port,
    user: 'postgres',
    database: 'default',
    password: 'sesame',
    ...more,
  };
  const client = new pg.Client(config);
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query('SELECT 1 AS one');
    assert.equal(rows, [{ one: 1 }]);
    return 'connected';
  } catch (error) {
    const { code = '', message } = error as pg.DatabaseError;
    return `${code} ${message}`.trim();
  } finally {
    await client.end().catch(() => {});
  }
}

test('prefer: with TLS and without, with channel binding and without', async () => {
  const server = await serve({ tls });
  assert.is(await attempt(server), 'connected');
  assert.is(await attempt(server, { ssl: { ca } }), 'connected');
  assert.is(await attempt(server, { ssl: { ca }, enableChannelBinding: true }), 'connected');
  assert.match(await attempt(server, { ssl: { ca }, enableChannelBinding: true, password: 'wrong' }), /^28P01/);
});

test('require: nothing without TLS', async () => {
  const server = await serve({ tls: { ...tls, mode: 'require' } });
  assert.is(await attempt(server, { ssl: { ca } }), 'connected');
  assert.is(
    await attempt(server),
    '28000 no pg_hba.conf entry for host "127.0.0.1", user "postgres", database "default", no encryption',
  );
});

test('disable: the server says no', async () => {
  const server = await serve({});
  assert.match(await attempt(server, { ssl: { ca } }), /does not support SSL/);
});

test('certificates of clients', async () => {
  const hostRules = 'hostssl all alice all cert\nhostssl all all all scram-sha-256';
  const server = await serve({ tls: { ...tls, clientCa: ca }, hostRules });
  const ssl = { ca, cert: pem('alice.crt'), key: pem('alice.key') };
  assert.is(await attempt(server, { ssl, user: 'alice', password: 'not asked for' }), 'connected');
  assert.is(await attempt(server, { ssl }), 'connected', 'with a certificate and a password');
  const lacking = '28000 connection requires a valid client certificate';
  assert.is(await attempt(server, { ssl: { ca } }), lacking, 'without a certificate');
  const other = { ...ssl, cert: pem('other.crt'), key: pem('other.key') };
  assert.is(await attempt(server, { ssl: other, user: 'alice' }), lacking, 'signed by nobody known');
  assert.is(
    await attempt(server, { ssl, user: 'postgres', password: 'wrong' }),
    '28P01 password authentication failed for user "postgres"',
  );
  const ofAlice = await serve({ tls: { ...tls, clientCa: ca }, hostRules: 'hostssl all all all cert' });
  assert.is(
    await attempt(ofAlice, { ssl, user: 'postgres' }),
    '28000 certificate authentication failed for user "postgres"',
  );
});

test('what is sent in clear behind SSLRequest ends the connection', async () => {
  const server = await serve({ tls });
  const socket = await WireClient.tcp(server.port);
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('close', () => resolve(text));
  });
  const start = startupPacket(3 << 16, Buffer.from('user\0postgres\0\0'));
  socket.write(Buffer.concat([startupPacket(80877103), start]));
  assert.match(await answer, /^E[^S]*S.*received unencrypted data after SSL request/s);
});

test('a handshake that is none ends the connection', async () => {
  const server = await serve({ tls });
  const socket = await WireClient.tcp(server.port);
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.once('data', () => socket.write('this is not TLS\n'.repeat(10)));
  socket.write(startupPacket(80877103));
  await closed;
  assert.is(await attempt(server, { ssl: { ca } }), 'connected');
});

test('renew: later connections find the new rules; what cannot be used changes nothing', async () => {
  const server = await serve({ tls });
  server.renew({ tls, hostRules: 'host all all all reject' });
  assert.match(await attempt(server), /^28000 pg_hba.conf rejects connection for host "127.0.0.1", user "postgres"/);
  assert.throws(
    () => server.renew({ tls: { ...tls, key: pem('alice.key') }, authentication: 'scram' }),
    /not that of the certificate/,
  );
  assert.throws(() => server.renew({ hostRules: 'nonsense' }), /a rule begins with/);
  assert.match(await attempt(server), /^28000/);
  server.renew({ tls, authentication: 'scram' });
  assert.is(await attempt(server, { ssl: { ca } }), 'connected');
});

test('what a role may', async () => {
  const server = await serve({});
  assert.match(await attempt(server, { user: 'late' }), /^28P01 password authentication failed for user "late"/);
  assert.match(await attempt(server, { user: 'nobody' }), /^28000 role "nobody" is not permitted to log in/);
  assert.match(await attempt(server, { user: 'missing' }), /^28P01 password authentication failed for user "missing"/);
  const first = new pg.Client({
    host: '127.0.0.1',
    port: server.port,
    user: 'limited',
    database: 'default',
    password: 'sesame',
  });
  await first.connect();
  assert.match(await attempt(server, { user: 'limited' }), /^53300 too many connections for role "limited"/);
  await first.end();
});

test('too many connections', async () => {
  const server = await serve({ maxConnections: 4 });
  const clients: pg.Client[] = [];
  const open = async (user: string): Promise<void> => {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: server.port,
      user,
      database: 'default',
      password: 'sesame',
    });
    await client.connect();
    clients.push(client);
  };
  await open('alice');
  assert.match(await attempt(server, { user: 'alice' }), /^53300 remaining connection slots are reserved/);
  for (let i = 0; i < 3; i++) await open('postgres');
  assert.match(await attempt(server), /^53300 sorry, too many clients already/);
  await Promise.all(clients.map((client) => client.end()));
  const perAddress = await serve({ maxConnectionsPerIp: 1 });
  const idle = await WireClient.tcp(perAddress.port);
  assert.match(await attempt(perAddress), /^53300 too many connections from "127.0.0.1"/);
  idle.destroy();
});

test('failures lock an address out', async () => {
  const server = await serve({ authFailureBackoffMs: 1, authMaxFailures: 2 });
  assert.match(await attempt(server, { password: 'wrong' }), /^28P01/);
  assert.match(await attempt(server, { password: 'wrong' }), /^28P01/);
  assert.match(await attempt(server), /^28000 too many failed authentication attempts from "127.0.0.1"/);
});

test('who is slow to start is sent away', async () => {
  const server = await serve({ startupTimeoutMs: 100 });
  const ended = (socket: Socket): Promise<string> =>
    new Promise((resolve) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
      socket.on('error', () => {});
      socket.on('close', () => resolve(text));
    });
  const silent = ended(connect(server.port, '127.0.0.1'));
  const half = connect(server.port, '127.0.0.1');
  half.write(startupPacket(3 << 16, Buffer.from('user\0postgres\0\0')));
  assert.is(await silent, '');
  assert.match(await ended(half), /canceling authentication due to timeout/);
});

test('listening beyond loopback without TLS is refused', async () => {
  const core = DatabaseCore.create({ name: 'default', host: nodeHost, bootstrapUser: 'postgres' });
  const refused = await listen(core, { host: '0.0.0.0', port: 0 }).catch((error: Error) => error.message);
  assert.is(refused, 'listening on 0.0.0.0 without TLS is refused');
  const allowed = await listen(core, { host: '0.0.0.0', port: 0, allowPlaintext: true });
  await allowed.close();
});

test('drained: idle sessions end at once, transactions when they end, the rest after the grace time', async () => {
  const server = await serve({});
  const open = async (): Promise<{ client: pg.Client; ended: Promise<string> }> => {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: server.port,
      user: 'postgres',
      database: 'default',
      password: 'sesame',
    });
    const ended = new Promise<string>((resolve) =>
      client.on('error', (error) => resolve((error as pg.DatabaseError).code ?? '')),
    );
    await client.connect();
    return { client, ended };
  };
  const idle = await open();
  const working = await open();
  const stuck = await open();
  await working.client.query('BEGIN');
  await stuck.client.query('BEGIN');
  const closed = server.close({ graceMs: 300 });
  assert.is(await idle.ended, '57P01');
  assert.equal((await working.client.query('SELECT 2 AS two')).rows, [{ two: 2 }]);
  await working.client.query('COMMIT').catch(() => {});
  assert.is(await working.ended, '57P01');
  assert.is(await stuck.ended, '57P01');
  await closed;
  assert.match(await attempt(server), /ECONNREFUSED/);
});

test.run();
