/**
 * ASSUME any two 64-bit integers, in canonical form (a number while safe, else a bigint).
 * DO     arithmetic on them and on plain bigints.
 * ASSERT same value in canonical form, or 22003 exactly when the bigint result does not fit 64 bits; never -0.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as int8 from '../../src/types/int8.ts';

const [min, max] = [-(2n ** 63n), 2n ** 63n - 1n];
const integer = fc.oneof(
  fc.bigInt({ min, max }),
  fc.bigInt({ min: -20n, max: 20n }),
  fc
    .tuple(
      fc.constantFrom(0n, 2n ** 31n, 2n ** 32n, 2n ** 53n, -(2n ** 53n), -(2n ** 31n), 3037000500n),
      fc.bigInt({ min: -3n, max: 3n }),
    )
    .map(([base, offset]) => base + offset),
  fc.constantFrom(min, min + 1n, max, max - 1n),
);
const canonical = (value: bigint) => (value >= -(2n ** 53n - 1n) && value <= 2n ** 53n - 1n ? Number(value) : value);

function agrees(actual: () => int8.Int8, expected: bigint): void {
  if (expected < min || expected > max) {
    assert.throws(
      actual,
      (error: { code: string; message: string }) => error.code === '22003' && error.message === 'bigint out of range',
    );
    return;
  }
  const value = actual();
  assert.ok(Object.is(value, canonical(expected)), `${String(value)} (${typeof value}) is not ${expected}`);
}

test('arithmetic', () => {
  void fc.assert(
    fc.property(integer, integer, (x, y) => {
      const [a, b] = [canonical(x), canonical(y)];
      agrees(() => int8.addInt8(a, b), x + y);
      agrees(() => int8.subtractInt8(a, b), x - y);
      agrees(() => int8.multiplyInt8(a, b), x * y);
      agrees(() => int8.negateInt8(a), -x);
      agrees(() => int8.absInt8(a), x < 0n ? -x : x);
      if (y !== 0n) {
        agrees(() => int8.divideInt8(a, b), x / y);
        agrees(() => int8.remainderInt8(a, b), x % y);
      }
      agrees(() => int8.parseInt8(` ${x} `), x);
      assert.is(a < b, x < y);
      assert.is(a === b, x === y);
    }),
    { numRuns: 3000 },
  );
});

test('division by zero', () => {
  assert.throws(() => int8.divideInt8(1, 0), /division by zero/);
  assert.throws(() => int8.remainderInt8(9223372036854775807n, 0), /division by zero/);
});

test.run();
