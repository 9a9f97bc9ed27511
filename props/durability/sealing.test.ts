/**
 * ASSUME node:crypto's primitives are right. DO seal any bytes, open them, and change anything between.
 * ASSERT what is opened is what was sealed, or nothing; key files are read or refused without showing what they hold.
 */
import { createDecipheriv, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createSealer, deriveFileKey, keyCheck, readKeyFile, tagBytes } from '../../src/durability/sealing.ts';
import type { SqlError } from '../../src/errors/index.ts';

const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const block = fc.record({
  key: exactly(32),
  counter: fc.oneof(fc.nat(), fc.maxSafeNat()),
  context: fc.uint8Array({ maxLength: 40 }),
  plain: fc.uint8Array({ maxLength: 300 }),
  before: fc.nat({ max: 20 }),
});
type Block = typeof block extends fc.Arbitrary<infer T> ? T : never;
const flipped = (bytes: Uint8Array, bit: number) => {
  const other = bytes.slice();
  other[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7);
  return other;
};

/** The sealed block alone, sealed at some offset of a larger array. */
function sealed({ key, counter, context, plain, before }: Block): Uint8Array {
  const target = new Uint8Array(before + plain.length + tagBytes + 5);
  const end = createSealer(key).seal(plain, 0, plain.length, counter, context, target, before);
  assert.is(end, before + plain.length + tagBytes);
  assert.ok(target.subarray(end).every((byte) => byte === 0));
  return target.slice(before, end);
}

test('what was sealed opens, and only so', () => {
  fc.assert(
    fc.property(block, fc.nat(), fc.nat({ max: 5 }), (given, bit, what) => {
      const { key, counter, context, plain } = given;
      const bytes = sealed(given);
      const sealer = createSealer(key);
      assert.is(bytes.length, plain.length + sealer.overhead);
      assert.equal(sealer.open(bytes, 0, bytes.length, counter, context), plain);
      // One change, whichever it is, and nothing comes out.
      if (what === 0) assert.is(createSealer(flipped(key, bit)).open(bytes, 0, bytes.length, counter, context), null);
      if (what === 1) assert.is(sealer.open(flipped(bytes, bit), 0, bytes.length, counter, context), null);
      if (what === 2) assert.is(sealer.open(bytes, 0, bytes.length, counter === 0 ? 1 : counter - 1, context), null);
      if (what === 3) assert.is(sealer.open(bytes, 0, bytes.length, counter, Uint8Array.of(...context, 0)), null);
      if (what === 4) assert.is(sealer.open(bytes, 0, bit % bytes.length, counter, context), null);
      if (what === 5) assert.is(sealer.open(bytes, 1, bytes.length, counter, context), null);
    }),
    { numRuns: 400 },
  );
});

test('the layout is AES-256-GCM with 0000 and the counter as its nonce', () => {
  fc.assert(
    fc.property(block, (given) => {
      const bytes = sealed(given);
      const nonce = Buffer.alloc(12);
      nonce.writeBigUInt64BE(BigInt(given.counter), 4);
      const decipher = createDecipheriv('aes-256-gcm', given.key, nonce, { authTagLength: 16 });
      decipher.setAAD(given.context);
      decipher.setAuthTag(bytes.subarray(-16));
      const plain = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
      assert.equal(new Uint8Array(plain), given.plain);
    }),
  );
});

test('a block can be sealed in place', () => {
  fc.assert(
    fc.property(block, (given) => {
      const { plain } = given;
      const buffer = new Uint8Array(plain.length + 40);
      buffer.set(plain, 8);
      createSealer(given.key).seal(buffer, 8, 8 + plain.length, given.counter, given.context, buffer, 3);
      assert.equal(buffer.slice(3, 3 + plain.length + tagBytes), sealed(given));
    }),
  );
});

test('keys of files differ by key, salt and purpose, and are those of RFC 5869', () => {
  const [key, salt] = [new Uint8Array(32).fill(1), new Uint8Array(16).fill(2)];
  const wal = deriveFileKey(key, salt, 'aiondb wal');
  assert.equal(wal, new Uint8Array(hkdfSync('sha256', key, salt, 'aiondb wal', 32)));
  const others = [
    deriveFileKey(key, salt, 'aiondb data'),
    deriveFileKey(flipped(key, 0), salt, 'aiondb wal'),
    deriveFileKey(key, flipped(salt, 0), 'aiondb wal'),
  ];
  assert.is(new Set([wal, ...others].map(String)).size, 4);
});

test('the check of a key is that of this key alone', () => {
  const key = Uint8Array.from({ length: 32 }, (_, i) => i);
  assert.is(keyCheck(key).length, 8);
  assert.equal(keyCheck(key), keyCheck(key.slice()));
  assert.not.equal(keyCheck(key), keyCheck(flipped(key, 77)));
});

test('a counter that is no whole number is a bug', () => {
  const sealer = createSealer(new Uint8Array(32));
  for (const counter of [-1, 0.5, 2 ** 53, Number.NaN]) {
    assert.throws(() => sealer.open(new Uint8Array(16), 0, 16, counter, new Uint8Array()), /counter/);
  }
});

test('key files: 32 bytes or 64 hexadecimal digits', () => {
  const varied = exactly(32).filter((key) => new Set(key).size > 16);
  const space = fc.array(fc.constantFrom(' ', '\n', '\r\n', '\t'), { minLength: 64, maxLength: 64 });
  fc.assert(
    fc.property(varied, space, fc.boolean(), (key, spaces, upper) => {
      assert.equal(readKeyFile(key, 'k'), key);
      const hex = Buffer.from(key).toString('hex');
      const digits = [...(upper ? hex.toUpperCase() : hex)];
      assert.equal(readKeyFile(Buffer.from(digits.join('')), 'k'), key);
      assert.equal(readKeyFile(Buffer.from(`${digits.join('')}\n`), 'k'), key);
      assert.equal(readKeyFile(Buffer.from(digits.map((digit, i) => digit + spaces[i]!).join('')), 'k'), key);
    }),
  );
});

test('other key files are refused, and what is in them stays there', () => {
  const refused = (content: Uint8Array | string, detail: string) => {
    try {
      readKeyFile(Buffer.from(content as string), '/etc/aiondb.key');
    } catch (error) {
      const { code, message, detail: found, hint } = error as SqlError;
      assert.is(code, 'F0000');
      assert.is(message, 'key file "/etc/aiondb.key" does not hold a key');
      assert.is(found, detail);
      assert.is(hint, 'Make one with: openssl rand -hex 32');
      return;
    }
    assert.unreachable(String(content));
  };
  const rule = 'a key is 32 bytes, or 64 hexadecimal digits.';
  refused('', `It has 0 bytes; ${rule}`);
  refused('secret', `It has 6 bytes; ${rule}`);
  refused(new Uint8Array(33), `It has 33 bytes; ${rule}`);
  refused(new Uint8Array(1 << 20), `It has 1048576 bytes; ${rule}`);
  refused('0123456789abcdef0123456789abcdef', `It has 32 hexadecimal digits; ${rule}`);
  refused(`${'0123456789abcdef'.repeat(4)}0`, `It has 65 hexadecimal digits; ${rule}`);
  refused(`${'0123456789abcdef'.repeat(3)}0123456789abcdeg`, `It has 64 bytes; ${rule}`);
  refused(new Uint8Array(32), 'All its bytes are the same.');
  refused('00'.repeat(32), 'All its bytes are the same.');
});

test.run();
