/**
 * ASSUME a client of SCRAM-SHA-256 that gets one part of its messages wrong, and what PostgreSQL 15 told each (without TLS, the
 * role's password being right unless said otherwise). DO the same here. ASSERT the same is told.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeHost } from '../../src/host/index.ts';
import { listen } from '../../src/server/index.ts';
import { DatabaseCore, scramVerifier } from '../../src/session/index.ts';
import { finalMessage, finalParts, initialResponse } from './scram-client.ts';
import { rawMessage, serialize, WireClient } from './wire-client.ts';

const password = 'Sesame-12345!';
const core = DatabaseCore.create({ name: 'default', host: nodeHost, bootstrapUser: 'postgres' });
const ddl = core.catalog.begin();
ddl.put({ ...ddl.catalog.roleByName('postgres')!, login: true, password: scramVerifier(password, core.host) });
ddl.commit();
const options = { port: 0, authentication: 'scram', authFailureBackoffMs: 0, authMaxFailures: 1000 } as const;
const server = await listen(core, options);
test.after(() => server.close());

interface Case {
  readonly mechanism?: string;
  readonly gs2?: string;
  readonly bare?: string;
  readonly length?: number | null;
  readonly password?: string;
  /** Of client-final-message before it is signed. */
  readonly change?: (withoutProof: string) => string;
  readonly final?: (withoutProof: Buffer, proof: Buffer) => Buffer;
  readonly told: string;
}

const malformed = (detail: string): string => `08P01 malformed SCRAM message | ${detail}`;
const garbled = (part: (withoutProof: string, proof: string) => string): NonNullable<Case['final']> => {
  return (withoutProof, proof) =>
    Buffer.from(part(withoutProof.toString('latin1'), proof.toString('base64')), 'latin1');
};
const badProof = malformed('Malformed proof in client-final-message.');
const mechanismError = '08P01 client selected an invalid SASL authentication mechanism';
const printable = '08P01 non-printable characters in SCRAM nonce';

const cases: readonly Case[] = [
  { told: 'ok' },
  { gs2: 'y,,', told: 'ok' },
  { bare: 'n=whoever,r=abc', told: 'ok' },
  { bare: 'n=,r=', told: 'ok' },
  { bare: 'n=,r=abc,x=1', told: 'ok' },
  { bare: 'n=,r=abc,', told: 'ok' },
  { bare: 'n=\xff,r=abc', told: 'ok' },
  { password: 'x', told: '28P01 password authentication failed for user "postgres"' },
  { mechanism: 'PLAIN', told: mechanismError },
  { mechanism: 'SCRAM-SHA-256-PLUS', told: mechanismError },
  { mechanism: '', told: mechanismError },
  { length: null, gs2: '', bare: '', told: malformed('The message is empty.') },
  { gs2: '', bare: '', told: malformed('The message is empty.') },
  { length: 1000, told: '08P01 insufficient data left in message' },
  { length: -5, told: '08P01 insufficient data left in message' },
  { length: 3, told: '08P01 invalid message format' },
  { bare: 'n=\0,r=abc', told: malformed('Message length does not match input length.') },
  { gs2: 'x,,', told: malformed('Unexpected channel-binding flag "\'x\'".') },
  { gs2: 'n', told: malformed('Comma expected, but found character "\'n\'".') },
  { gs2: 'n,a=bob,', told: '0A000 client uses authorization identity, but it is not supported' },
  { gs2: 'n,b,', told: malformed('Unexpected attribute "\'b\'" in client-first-message.') },
  { bare: 'm=x,n=,r=abc', told: '0A000 client requires an unsupported SCRAM extension' },
  { bare: 'r=abc', told: malformed('Expected attribute "n" but found "\'r\'".') },
  { bare: 'n', told: malformed('Expected character "=" for attribute "n".') },
  { bare: 'n=', told: malformed('Expected attribute "r" but found "0x00".') },
  { bare: 'n=,r=a\x07b', told: printable },
  { bare: 'n=,r=é', told: printable },
  { bare: 'n=,r=a b', told: printable },
  { bare: 'n=,r=abc,1', told: malformed('Attribute expected, but found invalid character "\'1\'".') },
  { final: garbled(() => ''), told: malformed('The message is empty.') },
  { final: garbled(() => 'garbage'), told: malformed('Expected attribute "c" but found "\'g\'".') },
  { final: garbled((text) => text), told: malformed('Attribute expected, but found end of string.') },
  { final: garbled((text) => `${text},p=AAAA`), told: badProof },
  { final: garbled((text) => `${text},p=`), told: badProof },
  { final: garbled((text, proof) => `${text},p=${proof.slice(0, -1)}`), told: badProof },
  { final: garbled((text, proof) => `${text},p= ${proof}`), told: badProof },
  { final: garbled((text, proof) => `${text},p=${proof},`), told: 'ok' },
  {
    final: garbled((text, proof) => `${text},p=${proof},x`),
    told: malformed('Garbage found at the end of client-final-message.'),
  },
  {
    final: garbled((text, proof) => `${text},p=${proof}\0`),
    told: malformed('Message length does not match input length.'),
  },
  { change: (text) => `${text},x=1`, told: 'ok' },
  { change: (text) => `${text},x`, told: malformed('Expected character "=" for attribute "x".') },
  {
    change: (text) => text.replace('biws', 'eSws'),
    told: '08P01 unexpected SCRAM channel-binding attribute in client-final-message',
  },
  { change: (text) => text.replace(/^c=[^,]*,/, ''), told: malformed('Expected attribute "c" but found "\'r\'".') },
  { change: (text) => `${text}x`, told: '08P01 invalid SCRAM response | Nonce does not match.' },
  { change: (text) => text.slice(0, -1), told: '08P01 invalid SCRAM response | Nonce does not match.' },
];

async function told(given: Case): Promise<string> {
  const { mechanism = 'SCRAM-SHA-256', gs2 = 'n,,', bare = 'n=,r=abcdef', length } = given;
  const wire = new WireClient(await WireClient.tcp(server.port));
  try {
    wire.send(serialize.startup({ user: 'postgres', database: 'default' }));
    await wire.until('authenticationSASL');
    const first = Buffer.from(gs2 + bare, 'latin1');
    wire.send(initialResponse(mechanism, first, length === undefined ? first.length : length));
    const [answer] = await wire.until('authenticationSASLContinue');
    if (answer?.name === 'authenticationSASLContinue') {
      const change = given.change && ((text: Buffer) => Buffer.from(given.change!(text.toString('latin1')), 'latin1'));
      const serverFirst = Buffer.from(String(answer['data']), 'latin1');
      const parts = finalParts(given.password ?? password, gs2, Buffer.from(bare, 'latin1'), serverFirst, change);
      const { withoutProof, proof } = parts ?? { withoutProof: Buffer.alloc(0), proof: Buffer.alloc(0) };
      wire.send(rawMessage('p', parts === null ? Buffer.alloc(0) : (given.final ?? finalMessage)(withoutProof, proof)));
    }
    const answers = await wire.until('readyForQuery');
    if (answers.some(({ name }) => name === 'readyForQuery')) return 'ok';
    const error = [...(answer === undefined ? [] : [answer]), ...answers].find(({ name }) => name === 'error');
    if (error === undefined) return 'closed';
    return `${error['code']} ${error['message']}${error['detail'] ? ` | ${error['detail']}` : ''}`;
  } finally {
    wire.stream.destroy();
  }
}

test('one thing wrong at a time', async () => {
  for (const [i, given] of cases.entries()) assert.is(await told(given), given.told, `case ${i}`);
});

test.run();
