/**
 * ASSUME a value of a type with a binary format. DO send it as a binary parameter and ask for the result in binary and as text.
 * ASSERT the same bytes come back, and the text is that of the value.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { serialize, WireClient } from './wire-client.ts';

const wire = new WireClient(Database.inMemory().stream());
const started = wire.start();

function bytes(size: number, write: (buffer: Buffer) => void): Buffer {
  const buffer = Buffer.alloc(size);
  write(buffer);
  return buffer;
}
const received: Buffer[] = [];
wire.stream.on('data', (chunk: Buffer) => received.push(chunk));

/** The only column of the only DataRow among the bytes received: pg-protocol gives fields as text. */
function column(): Buffer {
  const all = Buffer.concat(received);
  for (let at = 0; at < all.length; at += 1 + all.readInt32BE(at + 1)) {
    if (all[at] === 68) return all.subarray(at + 11, at + 11 + all.readInt32BE(at + 7));
  }
  throw new Error('no row');
}

async function run(text: string, values: readonly Buffer[], binary: boolean): Promise<void> {
  await started;
  received.length = 0;
  const bound = serialize.bind({ values: [...values], binary });
  const answers = await wire.extended(serialize.parse({ text }), bound, serialize.execute());
  const error = answers.find(({ name }) => name === 'error');
  if (error !== undefined) throw new Error(`${text}: ${error['message']}`);
}

/** The result of `SELECT $1::type` in the format asked for, with the value sent as binary. */
async function roundTrip(type: string, value: Buffer, binary: boolean): Promise<Buffer> {
  await run(`SELECT $1::${type}`, [value], binary);
  return column();
}

const cases: Record<string, [fc.Arbitrary<Buffer>, (buffer: Buffer) => string]> = {
  int2: [
    fc.integer({ min: -32768, max: 32767 }).map((n) => bytes(2, (b) => b.writeInt16BE(n))),
    (b) => String(b.readInt16BE()),
  ],
  int4: [fc.integer().map((n) => bytes(4, (b) => b.writeInt32BE(n))), (b) => String(b.readInt32BE())],
  int8: [
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => bytes(8, (b) => b.writeBigInt64BE(n))),
    (b) => String(b.readBigInt64BE()),
  ],
  bool: [fc.boolean().map((on) => Buffer.from([on ? 1 : 0])), (b) => (b[0] === 1 ? 't' : 'f')],
  text: [fc.string({ unit: 'grapheme' }).map((s) => Buffer.from(s.replaceAll('\0', ''))), (b) => b.toString()],
  bytea: [fc.uint8Array().map((array) => Buffer.from(array)), (b) => `\\x${b.toString('hex')}`],
  uuid: [
    fc.uint8Array({ minLength: 16, maxLength: 16 }).map((array) => Buffer.from(array)),
    (b) => b.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  ],
};
/** Flags, then the finite bounds behind their lengths: `[lower,upper)`. */
function int4range(lower: number | null, upper: number | null): Buffer {
  const flags = (lower === null ? 8 : 2) | (upper === null ? 16 : 0);
  const bound = (value: number | null): Buffer =>
    value === null
      ? Buffer.alloc(0)
      : bytes(8, (b) => {
          b.writeInt32BE(4);
          b.writeInt32BE(value, 4);
        });
  return Buffer.concat([Buffer.from([flags]), bound(lower), bound(upper)]);
}
function int4multirange(...ranges: readonly Buffer[]): Buffer {
  const sized = ranges.map((range) => Buffer.concat([bytes(4, (b) => b.writeInt32BE(range.length)), range]));
  return Buffer.concat([bytes(4, (b) => b.writeInt32BE(ranges.length)), ...sized]);
}
/** `'a' & !'b':A*` and `'a' <2> 'b'`: an operator, its right side, its left side. */
const queries: readonly (readonly [type: string, value: Buffer, text: string])[] = [
  ['tsquery', Buffer.from('00000004' + '0202' + '0201' + '0108016200' + '0100006100', 'hex'), "'a' & !'b':*A"],
  ['tsquery', Buffer.from('00000003' + '02040002' + '0100006200' + '0100006100', 'hex'), "'a' <2> 'b'"],
  ['tsquery', Buffer.from('00000000', 'hex'), ''],
  ['tsvector', Buffer.from('00000002' + '6100' + '0002' + '0001' + 'c003' + '6200' + '0000', 'hex'), "'a':1,3A 'b'"],
  ['tsvector', Buffer.from('00000000', 'hex'), ''],
];
const ranges: readonly (readonly [type: string, value: Buffer, text: string])[] = [
  ['int4range', int4range(1, 5), '[1,5)'],
  ['int4range', int4range(null, 5), '(,5)'],
  ['int4range', int4range(-7, null), '[-7,)'],
  ['int4range', int4range(null, null), '(,)'],
  ['int4range', Buffer.from([1]), 'empty'],
  ['int4multirange', int4multirange(), '{}'],
  ['int4multirange', int4multirange(int4range(1, 5), int4range(7, null)), '{[1,5),[7,)}'],
];
for (const [type, value, text] of [...ranges, ...queries]) {
  test(`${type} ${text}`, async () => {
    assert.is((await roundTrip(type, value, false)).toString(), text);
    assert.equal(await roundTrip(type, value, true), value);
  });
}

/** Microseconds and days from 2000-01-01; the ends of the range are the infinities. */
const moments: readonly (readonly [type: string, value: bigint, text: string])[] = [
  ['timestamp', 0n, '2000-01-01 00:00:00'],
  ['timestamp', -1n, '1999-12-31 23:59:59.999999'],
  ['timestamp', 2n ** 63n - 1n, 'infinity'],
  ['timestamp', -(2n ** 63n), '-infinity'],
  ['date', 59n, '2000-02-29'],
  ['date', 2n ** 31n - 1n, 'infinity'],
  ['float8', 0x7ff0000000000000n, 'Infinity'],
  ['float8', 0x3fb999999999999an, '0.1'],
];
for (const [type, value, text] of moments) {
  test(`${type} ${text}`, async () => {
    const sent =
      type === 'date' ? bytes(4, (b) => b.writeInt32BE(Number(value))) : bytes(8, (b) => b.writeBigInt64BE(value));
    assert.is((await roundTrip(type, sent, false)).toString(), text);
    assert.equal(await roundTrip(type, sent, true), sent);
  });
}

for (const [type, [values, text]] of Object.entries(cases)) {
  test(type, async () => {
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        assert.is((await roundTrip(type, value, false)).toString(), text(value));
        assert.equal(await roundTrip(type, value, true), value);
      }),
      { numRuns: 60 },
    );
  });
}

/** As PostgreSQL 15's array_send() gives it. */
test('rows in an array', async () => {
  await run("SELECT ARRAY[ROW(1, 'a'::text), NULL]", [], true);
  const row =
    '000008c9' + '00000002' + '00000001' + '00000019' + '00000002' + '0000001700000004000000010000001900000001' + '61';
  assert.is(column().toString('hex'), `${'00000001' + '00000001'}${row}ffffffff`);
});

test('what gives nothing gives no bytes, which are not null', async () => {
  await run("SELECT pg_notify('c', 'x')", [], true);
  assert.is(column().length, 0);
});

/** asyncpg sends the base type's OID for elements of a domain; PostgreSQL 15 compares OIDs only where both are its own. */
test('elements and fields of a domain may be sent as its base type', async () => {
  await run('CREATE DOMAIN positive AS int4 CHECK (VALUE > 0)', [], false);
  await run('CREATE TYPE holder AS (a positive)', [], false);
  const array = (value: string): Buffer =>
    Buffer.from(`00000001000000000000001700000001${'00000001'}00000004${value}`, 'hex');
  assert.is((await roundTrip('positive[]', array('00000007'), false)).toString(), '{7}');
  const row = (value: string): Buffer => Buffer.from(`000000010000001700000004${value}`, 'hex');
  assert.is((await roundTrip('holder', row('00000007'), false)).toString(), '(7)');
  for (const [type, value] of [
    ['positive[]', array('ffffffff')],
    ['holder', row('ffffffff')],
  ] as const) {
    let message = '';
    await roundTrip(type, value, false).catch((error: Error) => {
      message = error.message;
    });
    assert.match(message, 'value for domain positive violates check constraint "positive_check"');
  }
});

test.run();
