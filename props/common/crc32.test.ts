/**
 * ASSUME zlib's CRC-32 is right. DO take checksums of any bytes, any part of them and in any pieces.
 * ASSERT the tables and the function that chooses agree with it, before and after zlib was loaded.
 */
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { crc32ByTables } from '../../src/common/crc32.ts';
import { crc32 } from '../../src/common/index.ts';

/** Bit by bit, as the standard has it: what to compare with where zlib has no crc32. */
function plain(bytes: Uint8Array, seed = 0): number {
  let crc = ~seed;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
/** zlib itself forgets the seed of an empty input. */
function reference(bytes: Uint8Array, seed = 0): number {
  const found = zlibCrc32 as typeof zlibCrc32 | undefined;
  return found === undefined || bytes.length === 0 ? plain(bytes, seed) : found(bytes, seed);
}

const part = fc
  .tuple(fc.uint8Array({ maxLength: 2000, size: 'max' }), fc.nat(), fc.nat(), fc.nat({ max: 0xffffffff }))
  .map(([bytes, a, b, seed]) => {
    const [start, end] = [a % (bytes.length + 1), b % (bytes.length + 1)].sort((x, y) => x - y) as [number, number];
    return { bytes, start, end, seed };
  });

test('the check value of the catalogue of CRCs', () => {
  const digits = new TextEncoder().encode('123456789');
  assert.is(crc32(digits), 0xcbf43926);
  assert.is(plain(digits), 0xcbf43926);
  assert.is(crc32(new Uint8Array()), 0);
  assert.is(crc32(new Uint8Array(4)), 0x2144df1c);
});

function agree(): void {
  fc.assert(
    fc.property(part, ({ bytes, start, end, seed }) => {
      const expected = reference(bytes.subarray(start, end), seed);
      assert.is(crc32(bytes, start, end, seed), expected);
      assert.is(crc32ByTables(bytes, start, end, seed), expected);
    }),
    { numRuns: 500 },
  );
}

test('tables agree with zlib on every part, with every seed', agree);

test('so does zlib, once long inputs were worth loading it', () => {
  const megabyte = Uint8Array.from({ length: 1 << 20 }, (_, i) => i * 31);
  const expected = reference(megabyte);
  for (let i = 0; i < 6; i++) assert.is(crc32(megabyte), expected);
  agree();
});

test('pieces go on from one another', () => {
  fc.assert(
    fc.property(part, ({ bytes, start, end }) => {
      const whole = crc32(bytes);
      assert.is(crc32(bytes, end, bytes.length, crc32(bytes, start, end, crc32(bytes, 0, start))), whole);
    }),
  );
});

test('a flipped bit shows', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 600 }), fc.nat(), (bytes, at) => {
      const other = bytes.slice();
      other[(at >> 3) % bytes.length]! ^= 1 << (at & 7);
      assert.is.not(crc32(other), crc32(bytes));
    }),
  );
});

test.run();
