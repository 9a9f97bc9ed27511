/**
 * ASSUME positive numerics, and integer exponents.
 * DO     sqrt, power, exp, ln, log.
 * ASSERT each result is the decimal nearest to the true value: square roots and integer powers against exact fractions, exp
 *        and ln against series of fractions summed until the rest is too small to matter; plus values PostgreSQL 15 gave.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { numericExp, numericLn, numericLog, numericPower, numericSqrt } from '../../src/types/numeric-math.ts';
import { parseNumeric } from '../../src/types/numeric-text.ts';
import { positiveText } from './arbitraries.ts';
import * as model from './fraction.ts';

const runs = { numRuns: 200 };

test('a square root is the nearest decimal of its scale', () => {
  void fc.assert(
    fc.property(positiveText, (x) => {
      const root = numericSqrt(parseNumeric(x));
      // (u - 1/2)² ≤ x × 10^2s < (u + 1/2)²
      const target = model.multiply(model.fractionOfText(x), { n: 4n * 10n ** BigInt(2 * root.scale), d: 1n });
      const below = (2n * root.unscaled - 1n) ** 2n;
      const above = (2n * root.unscaled + 1n) ** 2n;
      assert.ok(root.unscaled === 0n || model.compare({ n: below, d: 1n }, target) <= 0, `${x}: ${root}`);
      assert.ok(model.compare(target, { n: above, d: 1n }) < 0, `${x}: ${root}`);
    }),
    runs,
  );
});

test('an integer power is the exact power, rounded', () => {
  const base = fc
    .tuple(fc.integer({ min: -99999, max: 99999 }), fc.integer({ min: 0, max: 4 }))
    .filter(([unscaled]) => unscaled !== 0)
    .map(([unscaled, scale]) => (unscaled / 10 ** scale).toFixed(scale));
  void fc.assert(
    fc.property(base, fc.integer({ min: -30, max: 60 }), (x, exponent) => {
      const result = numericPower(parseNumeric(x), parseNumeric(String(exponent)));
      assert.is(result.scale, 16);
      assert.is(result.toString(), model.rounded(model.power(model.fractionOfText(x), exponent), 16));
    }),
    runs,
  );
});

/** e^x for |x| ≤ 1 by its series, to well below 10^-60. */
function expSeries(x: model.Fraction): model.Fraction {
  const digits = 10n ** 80n;
  let term = digits;
  let sum = digits;
  for (let k = 1n; k < 70n; k++) {
    term = (term * x.n) / (x.d * k);
    sum += term;
  }
  return { n: sum, d: digits };
}

test('exp is the nearest decimal', () => {
  void fc.assert(
    fc.property(fc.integer({ min: -10000, max: 10000 }), (units) => {
      const text = (units / 10000).toFixed(4);
      const result = numericExp(parseNumeric(text));
      assert.is(result.toString(), model.rounded(expSeries(model.fractionOfText(text)), result.scale));
    }),
    runs,
  );
});

/** ln x for 0.5 ≤ x ≤ 2: 2 atanh((x-1)/(x+1)). */
function lnSeries(x: model.Fraction): model.Fraction {
  const digits = 10n ** 80n;
  const ratio = ((x.n - x.d) * digits) / (x.n + x.d);
  const square = (ratio * ratio) / digits;
  let power = ratio;
  let sum = 0n;
  for (let k = 1n; k < 200n; k += 2n) {
    sum += power / k;
    power = (power * square) / digits;
  }
  return { n: 2n * sum, d: digits };
}

test('ln is the nearest decimal', () => {
  void fc.assert(
    fc.property(fc.integer({ min: 5000, max: 20000 }), (units) => {
      const text = (units / 10000).toFixed(4);
      const result = numericLn(parseNumeric(text));
      assert.is(result.toString(), model.rounded(lnSeries(model.fractionOfText(text)), result.scale));
    }),
    runs,
  );
});

test('ln undoes exp to the digits kept', () => {
  void fc.assert(
    fc.property(fc.integer({ min: -200000, max: 200000 }), (units) => {
      const x = parseNumeric((units / 1000).toFixed(3));
      const back = numericLn(numericExp(parseNumeric(`${x}${'0'.repeat(200)}`)));
      assert.is(back.round(100).compare(x), 0);
    }),
    { numRuns: 50 },
  );
});

test('values PostgreSQL 15 gives', () => {
  const power = (base: string, exponent: string) => numericPower(parseNumeric(base), parseNumeric(exponent)).toString();
  assert.is(power('2', '3'), '8.0000000000000000');
  assert.is(power('2', '0.5'), '1.4142135623730950');
  assert.is(power('1.5', '40'), '11057332.3209400121422732');
  assert.is(power('0.00', '2'), '0.0000000000000000');
  assert.is(power('10000', '1.50'), '1000000.0000000000');
  assert.is(power('99999999', '0.5'), '9999.999950000000');
  assert.is(power('-Infinity', '3'), '-Infinity');
  assert.is(numericSqrt(parseNumeric('20000')).toString(), '141.4213562373095');
  assert.is(numericSqrt(parseNumeric('0.00')).toString(), '0.000000000000000');
  assert.is(numericExp(parseNumeric('1.0')).toString(), '2.7182818284590452');
  assert.is(numericLn(parseNumeric('1.00000001')).toString(), '0.000000009999999950000000');
  assert.is(numericLog(parseNumeric('1.000001'), parseNumeric('2')).toString(), '693147.5271334778');
});

test('errors outside the domain', () => {
  const fails = (operation: () => unknown, code: string, message: string) =>
    assert.throws(
      operation,
      (error: { code: string; message: string }) => error.code === code && error.message === message,
    );
  const [zero, minus] = [parseNumeric('0'), parseNumeric('-2')];
  fails(() => numericSqrt(minus), '2201F', 'cannot take square root of a negative number');
  fails(() => numericLn(zero), '2201E', 'cannot take logarithm of zero');
  fails(() => numericLn(minus), '2201E', 'cannot take logarithm of a negative number');
  fails(() => numericPower(zero, minus), '2201F', 'zero raised to a negative power is undefined');
  fails(
    () => numericPower(minus, parseNumeric('0.5')),
    '2201F',
    'a negative number raised to a non-integer power yields a complex result',
  );
  fails(() => numericExp(parseNumeric('10000')), '22003', 'value overflows numeric format');
});

test.run();
