/**
 * ASSUME a client that begins a SCRAM exchange with parts that are right, odd or damaged, over TCP without TLS, for a role with a password, a role
 * without one and a role that does not exist; it knows the password, or does not. DO what it says, in pieces of any size.
 * ASSERT the server answers, or ends the connection, in time; nobody is let in who does not know the password of a role that has one,
 * and who says all of it right is let in; who was let in can ask, and others cannot.
 */
import fc from 'fast-check';
import type { Database, Server } from '../../../src/server/index.ts';
import { listen } from '../../../src/server/index.ts';
import { scramVerifier } from '../../../src/session/index.ts';
import { finalMessage, finalParts, initialResponse } from '../scram-client.ts';
import { rawMessage, serialize, WireClient } from '../wire-client.ts';
import type { FuzzTotals } from './campaign.ts';

const password = 'Sesame-12345!';

/** Role `guarded` has the password, `open` has none. */
export async function guardedServer(db: Database): Promise<Server> {
  const ddl = db.core.catalog.begin();
  const plain = { ...ddl.catalog.roleByName('postgres')!, login: true, superuser: false };
  ddl.put({ ...plain, oid: ddl.allocateOid(), name: 'guarded', password: verifier(db) });
  ddl.put({ ...plain, oid: ddl.allocateOid(), name: 'open' });
  ddl.commit();
  return listen(db.core, { port: 0, authentication: 'scram', authFailureBackoffMs: 0, authMaxFailures: 1_000_000 });
}

let known: string | null = null;
function verifier(db: Database): string {
  known ??= scramVerifier(password, db.core.host);
  return known;
}

interface Damage {
  readonly at: number;
  readonly kind: 'set' | 'drop' | 'repeat' | 'cut';
  readonly value: number;
}

const odd = fc.oneof(fc.constantFrom(0, 44, 61, 110, 112, 128, 255), fc.nat(255));
const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.nat(10_000),
  kind: fc.constantFrom<Damage['kind']>('set', 'set', 'set', 'drop', 'repeat', 'cut'),
  value: odd,
});
/** Sound most often, so that what is odd is met on all the way. */
function mostly<T>(sound: T, odds: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(sound) }, { weight: 1, arbitrary: fc.constantFrom(...odds) });
}
const damages = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Damage[]>([]) },
  { weight: 1, arbitrary: fc.array(damage, { minLength: 1, maxLength: 3 }) },
);

const exchange = fc.record({
  role: mostly('guarded', ['open', 'nobody']),
  password: mostly(password, ['wrong', '']),
  mechanism: mostly('SCRAM-SHA-256', ['SCRAM-SHA-256-PLUS', 'PLAIN', '']),
  gs2: mostly('n,,', ['y,,', 'p=tls-server-end-point,,', 'p=x,,', 'n,a=x,', 'x,,', '']),
  bare: mostly('n=,r=abcdef', [
    ...['n=who,r=x,e=1', 'm=1,n=,r=x', 'n=,r=', 'r=x', 'n=,r=\x01', '', `n=,r=${'r'.repeat(5000)}`],
  ]),
  length: mostly<'right' | number | null>('right', [null, 0, -2, 100_000]),
  /** Of what is signed: it stays right. */
  extension: mostly('', [',x=1', ',x', ',']),
  firstDamages: damages,
  finalDamages: damages,
  /** Instead of the client's final message. */
  instead: mostly<string | null>(null, ['Q', 'X', 'empty', 'long']),
  pieces: fc.oneof(fc.constant([1_000_000]), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 })),
});
type Exchange = typeof exchange extends fc.Arbitrary<infer T> ? T : never;

export function exchangeProperty(
  server: Server,
  totals: FuzzTotals,
  escaped: unknown[],
): fc.IAsyncProperty<[Exchange]> {
  return fc.asyncProperty(exchange, async (given) => {
    totals.exchanges++;
    const outcome = await play(server, given, totals);
    if (outcome === 'admitted') totals.admitted++;
    if (escaped.length > 0) throw escaped.shift();
    if (outcome === 'admitted' && (given.role !== 'guarded' || given.password !== password)) {
      throw new Error('somebody without the password was let in');
    }
    if (outcome !== 'admitted' && isSound(given)) throw new Error('somebody with the password was not let in');
  });
}

function isSound(given: Exchange): boolean {
  const { role, mechanism, gs2, bare, length, extension, firstDamages, finalDamages, instead } = given;
  return (
    role === 'guarded' &&
    given.password === password &&
    mechanism === 'SCRAM-SHA-256' &&
    (gs2 === 'n,,' || gs2 === 'y,,') &&
    /^n=\w*,r=[\w]*(,e=1)?$/.test(bare) &&
    length === 'right' &&
    (extension === '' || extension === ',x=1') &&
    firstDamages.length === 0 &&
    finalDamages.length === 0 &&
    instead === null
  );
}

async function play(server: Server, given: Exchange, totals: FuzzTotals): Promise<'admitted' | 'refused'> {
  const { role, mechanism, gs2, bare, length, extension, instead, pieces } = given;
  const wire = new WireClient(await WireClient.tcp(server.port));
  const send = (bytes: Buffer): void => {
    totals.messages++;
    let at = 0;
    for (let i = 0; at < bytes.length; i++) {
      const size = pieces[i % pieces.length]!;
      wire.send(bytes.subarray(at, at + size));
      at += size;
    }
  };
  try {
    send(serialize.startup({ user: role, database: 'fuzz' }));
    await wire.until('authenticationSASL');
    const first = damaged(Buffer.from(gs2 + bare, 'latin1'), given.firstDamages);
    send(initialResponse(mechanism, first, length === 'right' ? first.length : length));
    let [answer] = await wire.until('authenticationSASLContinue');
    if (answer?.name === 'authenticationSASLContinue' && answer['data'] === '') {
      // It was not sent with the mechanism, and is asked for.
      send(rawMessage('p', first));
      [answer] = await wire.until('authenticationSASLContinue');
    }
    if (answer?.name !== 'authenticationSASLContinue') return await refused(wire);
    send(final());
    send(serialize.query("SELECT 'in'"));
    await wire.wait(() => wire.answers.some(({ name }) => name === 'dataRow' || name === 'error'));
    const isIn = wire.answers.some(({ name }) => name === 'dataRow');
    if (!isIn) return await refused(wire);
    wire.send(Buffer.from(serialize.end()));
    await wire.wait(() => wire.closed);
    return 'admitted';

    function final(): Buffer {
      if (instead === 'Q') return serialize.query('SELECT 1');
      if (instead === 'X') return Buffer.from(serialize.end());
      if (instead === 'empty') return rawMessage('p', Buffer.alloc(0));
      if (instead === 'long') return rawMessage('p', Buffer.alloc(60_000, 'x'));
      const serverFirst = Buffer.from(String(answer!['data']), 'latin1');
      const signed = Buffer.from(bare, 'latin1');
      const change = (text: Buffer): Buffer => Buffer.concat([text, Buffer.from(extension)]);
      const parts = finalParts(given.password, gs2, signed, serverFirst, change);
      const message = parts === null ? Buffer.alloc(0) : finalMessage(parts.withoutProof, parts.proof);
      return rawMessage('p', damaged(message, given.finalDamages));
    }
  } finally {
    wire.stream.destroy();
  }
}

/** The connection ends, with an error or without a word. */
async function refused(wire: WireClient): Promise<'refused'> {
  await wire.wait(() => wire.closed);
  return 'refused';
}

function damaged(bytes: Buffer, list: readonly Damage[]): Buffer {
  let result = Buffer.from(bytes);
  for (const { at, kind, value } of list) {
    if (result.length === 0) break;
    const place = at % result.length;
    if (kind === 'set') result[place] = value;
    else if (kind === 'cut') result = result.subarray(0, place);
    else if (kind === 'drop')
      result = Buffer.concat([result.subarray(0, place), result.subarray(place + 1 + (value % 4))]);
    else result = Buffer.concat([result.subarray(0, place + 1), result.subarray(place)]);
  }
  return result;
}
