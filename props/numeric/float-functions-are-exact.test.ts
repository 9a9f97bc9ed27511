/**
 * ASSUME doubles whose exact decimal value numeric can hold.
 * DO     exp, ln, log10, power and cube root of the doubles, and of numerics with the same value and 60 digits.
 * ASSERT the double result is the double nearest to the numeric one; V8's own functions are not, one time in sixteen.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exactCubeRoot, exactExp, exactLn, exactLog10, exactPower } from '../../src/functions/double-double.ts';
import { numericExp, numericLn, numericLog10, numericPower } from '../../src/types/numeric-math.ts';
import { Numeric } from '../../src/types/numeric-value.ts';

const runs = { numRuns: 500 };

/** The exact decimal expansion, padded to 60 digits after the point so that results carry as many. */
function exactly(value: number): Numeric {
  let mantissa = value;
  let halvings = 0;
  for (; !Number.isInteger(mantissa); mantissa *= 2) halvings++;
  return new Numeric(BigInt(mantissa) * 5n ** BigInt(halvings), halvings).round(Math.max(halvings, 60));
}

const ordinary = fc.double({ min: 1e-6, max: 1e12, noNaN: true });

test('exp', () => {
  const argument = fc.double({ min: -20, max: 30, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-6);
  void fc.assert(
    fc.property(argument, (x) => assert.is(exactExp(x), numericExp(exactly(x)).toNumber())),
    runs,
  );
});

test('ln and log10', () => {
  void fc.assert(
    fc.property(ordinary, (x) => {
      assert.is(exactLn(x), numericLn(exactly(x)).toNumber());
      assert.is(exactLog10(x), numericLog10(exactly(x)).toNumber());
    }),
    runs,
  );
});

test('power', () => {
  const exponent = fc.oneof(
    fc.integer({ min: -3, max: 12 }),
    fc.double({ min: 0.001, max: 3, noNaN: true }),
    fc.constantFrom(0.5, 1.5, 2.5, -0.5),
  );
  void fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1e6, noNaN: true }), exponent, (x, y) => {
      // A numeric to an integer power shows 16 digits after the point unless the base shows more.
      const expected = numericPower(exactly(x), exactly(y)).toNumber();
      assert.is(exactPower(x, y), expected, `${x} ^ ${y}`);
    }),
    runs,
  );
});

test('a cube root is nearer than its neighbours', () => {
  void fc.assert(
    fc.property(ordinary, (x) => {
      const root = exactCubeRoot(x);
      const target = exactly(x);
      const distance = (candidate: number) => {
        const value = exactly(candidate);
        return value.multiply(value).multiply(value).subtract(target).abs();
      };
      const unit = 2 ** (Math.floor(Math.log2(root)) - 52);
      assert.ok(distance(root).compare(distance(root + unit)) <= 0);
      assert.ok(distance(root).compare(distance(root - unit)) <= 0);
    }),
    runs,
  );
});

test.run();
