/** Start-up, authentication, cancellation and shutdown over TCP ("Message Flow → Start-up", "SASL Authentication"). */
import pg from 'pg';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeHost } from '../../src/host/index.ts';
import { Database, listen, type Server } from '../../src/server/index.ts';
import { DatabaseCore, scramVerifier } from '../../src/session/index.ts';
import { outline, rawMessage, serialize, startupPacket, WireClient } from './wire-client.ts';

const running: Server[] = [];
test.after(async () => {
  await Promise.all(running.map((server) => server.close()));
});
async function serve(): Promise<Server> {
  const server = await Database.inMemory().listen({ port: 0 });
  running.push(server);
  return server;
}
/** With SCRAM, and role `postgres` with password "sesame". */
async function serveScram(): Promise<Server> {
  const core = DatabaseCore.create({ name: 'default', host: nodeHost, bootstrapUser: 'postgres' });
  const ddl = core.catalog.begin();
  ddl.put({ ...ddl.catalog.roleByName('postgres')!, login: true, password: scramVerifier('sesame', core.host) });
  ddl.commit();
  const server = await listen(core, { port: 0, authentication: 'scram' });
  running.push(server);
  return server;
}
async function client(server: Server): Promise<WireClient> {
  return new WireClient(await WireClient.tcp(server.port));
}
async function codeOf(connecting: Promise<unknown>): Promise<string> {
  try {
    await connecting;
    return 'connected';
  } catch (error) {
    return String((error as { code?: string }).code);
  }
}

test('SSLRequest and GSSENCRequest are refused with N, and start-up goes on', async () => {
  const server = await serve();
  for (const code of [80877103, 80877104]) {
    const socket = await WireClient.tcp(server.port);
    const answer = new Promise<Buffer>((resolve) => socket.once('data', resolve));
    socket.write(startupPacket(code));
    assert.is((await answer).toString(), 'N');
    const wire = new WireClient(socket);
    const answers = await wire.start();
    assert.match(outline(answers), /^authenticationOk (?:parameterStatus )+backendKeyData ready:I$/);
    wire.send(serialize.end());
    await wire.wait(() => wire.closed);
  }
});

test('what is told at the start', async () => {
  const wire = await client(await serve());
  const answers = await wire.start({ application_name: 'probe', options: '-c search_path=x,y --datestyle=German' });
  const told = Object.fromEntries(answers.map((answer) => [answer['parameterName'], answer['parameterValue']]));
  assert.is(told['client_encoding'], 'UTF8');
  assert.is(told['standard_conforming_strings'], 'on');
  assert.is(told['integer_datetimes'], 'on');
  assert.is(told['application_name'], 'probe');
  assert.is(told['session_authorization'], 'postgres');
  assert.match(told['server_version'] as string, /^15/);
  assert.match(outline(await wire.query('SHOW search_path')), /row:x, ?y /);
  assert.match(outline(await wire.query('SHOW datestyle')), /row:German/);
  assert.match(outline(await wire.query('SHOW application_name')), /row:probe /);
});

test('protocol 3.2 and unknown protocol options are negotiated down', async () => {
  const server = await serve();
  const wire = await client(server);
  const raw: Buffer[] = [];
  wire.stream.on('data', (chunk: Buffer) => raw.push(chunk));
  wire.send(startupPacket(3 * 65536 + 2, Buffer.from('user\0postgres\0database\0postgres\0_pq_.colour\0red\0\0')));
  // As PostgreSQL 15 answers: version 3.0 whole, then the options it does not know.
  const expected = rawMessage(
    'v',
    Buffer.concat([Buffer.from([0, 3, 0, 0, 0, 0, 0, 1]), Buffer.from('_pq_.colour\0')]),
  );
  await wire.until('readyForQuery');
  assert.equal(Buffer.concat(raw).subarray(0, expected.length), expected);
});

test('who and where must be right', async () => {
  const server = await serve();
  const nobody = await client(server);
  nobody.send(startupPacket(3 * 65536, Buffer.from('\0')));
  assert.is(outline(await nobody.until('error')), 'error:28000');
  const nowhere = await client(server);
  nowhere.send(serialize.startup({ user: 'postgres', database: 'missing' }));
  const answers = await nowhere.until('readyForQuery');
  assert.is(answers.at(-1)!['code'], '3D000');
  assert.is(answers.at(-1)!['severity'], 'FATAL');
});

test('SCRAM: the right password, a wrong one, none, and a role that is not there', async () => {
  const { port } = await serveScram();
  const as = (user: string, password: string | undefined): pg.ClientConfig => {
    const config = { host: '127.0.0.1', port, user, database: 'postgres' };
    return password === undefined ? config : { ...config, password };
  };
  const good = new pg.Client(as('postgres', 'sesame'));
  await good.connect();
  assert.equal((await good.query('SELECT current_user AS u')).rows, [{ u: 'postgres' }]);
  await good.end();
  assert.is(await codeOf(new pg.Client(as('postgres', 'Sesame')).connect()), '28P01');
  assert.is(await codeOf(new pg.Client(as('nobody', 'sesame')).connect()), '28P01');
});

test('before authentication nothing else is heard, and long messages are refused', async () => {
  const server = await serveScram();
  const early = await client(server);
  early.send(serialize.startup({ user: 'postgres', database: 'postgres' }));
  await early.until('authenticationSASL');
  early.send(serialize.query('SELECT 1'));
  assert.is(outline(await early.until('readyForQuery')), 'error:08P01');
  const long = await client(server);
  long.send(serialize.startup({ user: 'postgres', database: 'postgres' }));
  await long.until('authenticationSASL');
  const head = Buffer.from('p\0\0\0\0', 'latin1');
  head.writeInt32BE(100_000_000, 1);
  long.send(head);
  assert.is(outline(await long.until('readyForQuery')), 'error:08P01');
});

test('CancelRequest ends the statement, given the right secret', async () => {
  const server = await serve();
  const wire = await client(server);
  const key = (await wire.start()).find(({ name }) => name === 'backendKeyData')!;
  const request = (secret: number): Buffer => {
    const body = Buffer.alloc(8);
    body.writeInt32BE(key['processID'] as number, 0);
    body.writeInt32BE(secret, 4);
    return startupPacket(80877102, body);
  };
  wire.send(serialize.query('SELECT pg_sleep(0.3)'));
  const wrong = await client(server);
  wrong.send(request((key['secretKey'] as number) ^ 1));
  await wrong.wait(() => wrong.closed);
  assert.match(outline(await wire.until('readyForQuery')), /complete:SELECT 1 ready:I$/);
  wire.send(serialize.query('SELECT pg_sleep(60)'));
  const right = await client(server);
  right.send(request(key['secretKey'] as number));
  assert.match(outline(await wire.until('readyForQuery')), /error:57014 ready:I$/);
});

test('shutdown ends sessions with 57P01, idle ones and running ones', async () => {
  const server = await serve();
  const [idle, busy] = [await client(server), await client(server)];
  await idle.start();
  await busy.start();
  busy.send(serialize.query('SELECT pg_sleep(60)'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.is(server.connectionCount, 2);
  await server.close();
  for (const wire of [idle, busy]) {
    const answers = await wire.until('readyForQuery');
    assert.is(answers.filter(({ name }) => name === 'error').length, 1);
    assert.is(answers.at(-1)!['code'], '57P01');
  }
  assert.is(server.connectionCount, 0);
});

test.run();
