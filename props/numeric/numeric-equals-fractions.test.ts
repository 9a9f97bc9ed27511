/**
 * ASSUME any finite numerics a, b.
 * DO     arithmetic, rounding, comparison on Numeric and on exact fractions.
 * ASSERT the values agree (rounded half away from zero at the result's scale), and scales are what the manual and
 *        PostgreSQL's rules say: the larger one for sums, their sum for products.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { coerceNumeric, parseNumeric } from '../../src/types/numeric-text.ts';
import { Numeric } from '../../src/types/numeric-value.ts';
import { decimalText, nonZeroText } from './arbitraries.ts';
import * as model from './fraction.ts';

const runs = { numRuns: 500 };
const scaleOf = (text: string) => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);

test('text is read and written unchanged', () => {
  void fc.assert(
    fc.property(decimalText, (text) => assert.is(parseNumeric(text).toString(), text)),
    runs,
  );
});

test('sum, difference and product are exact', () => {
  void fc.assert(
    fc.property(decimalText, decimalText, (x, y) => {
      const [a, b] = [parseNumeric(x), parseNumeric(y)];
      const [p, q] = [model.fractionOfText(x), model.fractionOfText(y)];
      const larger = Math.max(scaleOf(x), scaleOf(y));
      assert.is(a.add(b).toString(), model.rounded(model.add(p, q), larger));
      assert.is(a.subtract(b).toString(), model.rounded(model.subtract(p, q), larger));
      assert.is(a.multiply(b).toString(), model.rounded(model.multiply(p, q), scaleOf(x) + scaleOf(y)));
      assert.is(a.negate().toString(), model.rounded(model.fraction(-p.n, p.d), scaleOf(x)));
    }),
    runs,
  );
});

test('a quotient is the nearest decimal of its scale, with enough significant digits', () => {
  void fc.assert(
    fc.property(decimalText, nonZeroText, (x, y) => {
      const result = parseNumeric(x).divide(parseNumeric(y));
      const exact = model.divide(model.fractionOfText(x), model.fractionOfText(y));
      assert.is(result.toString(), model.rounded(exact, result.scale));
      assert.ok(result.scale >= Math.max(scaleOf(x), scaleOf(y)));
      const significant = result.unscaled.toString().replace('-', '').length;
      if (exact.n !== 0n && result.scale < 1000) assert.ok(significant >= 13, `${x} / ${y} = ${result}`);
    }),
    runs,
  );
});

test('quotient cut to an integer times divisor plus remainder is the dividend', () => {
  void fc.assert(
    fc.property(decimalText, nonZeroText, (x, y) => {
      const [a, b] = [parseNumeric(x), parseNumeric(y)];
      const quotient = model.truncate(model.divide(model.fractionOfText(x), model.fractionOfText(y)));
      assert.is(a.divideTruncated(b).toString(), quotient.toString());
      assert.is(a.remainder(b).compare(a.subtract(b.multiply(a.divideTruncated(b)))), 0);
      assert.is(a.remainder(b).scale, Math.max(scaleOf(x), scaleOf(y)));
    }),
    runs,
  );
});

test('division by zero raises 22012', () => {
  for (const operation of ['divide', 'divideTruncated', 'remainder'] as const) {
    assert.throws(
      () => parseNumeric('1.5')[operation](parseNumeric('0.00')),
      (error: { code: string; message: string }) => error.code === '22012' && error.message === 'division by zero',
    );
  }
});

test('round, trunc, floor and ceil', () => {
  void fc.assert(
    fc.property(decimalText, fc.integer({ min: -45, max: 45 }), (x, scale) => {
      const a = parseNumeric(x);
      const p = model.fractionOfText(x);
      assert.is(a.round(scale).toString(), model.rounded(p, scale));
      const unit = scale >= 0 ? { n: 1n, d: 10n ** BigInt(scale) } : { n: 10n ** BigInt(-scale), d: 1n };
      const cut = model.multiply({ n: model.truncate(model.divide(p, unit)), d: 1n }, unit);
      assert.is(a.truncate(scale).toString(), model.rounded(cut, Math.max(scale, 0)));
      assert.is(a.floor().toString(), model.floor(p).toString());
      assert.is(a.ceil().toString(), (-model.floor({ n: -p.n, d: p.d })).toString());
    }),
    runs,
  );
});

test('order and equality are those of the numbers, and equal values hash alike', () => {
  void fc.assert(
    fc.property(decimalText, decimalText, fc.integer({ min: 0, max: 30 }), (x, y, zeros) => {
      const [a, b] = [parseNumeric(x), parseNumeric(y)];
      const order = model.compare(model.fractionOfText(x), model.fractionOfText(y));
      assert.is(Math.sign(a.compare(b)), order);
      assert.is(a.equals(b), order === 0);
      const padded = parseNumeric(`${x.includes('.') ? x : `${x}.`}${'0'.repeat(zeros)}`);
      assert.ok(a.equals(padded));
      assert.is(a.hash(), padded.hash());
      assert.is(padded.trimScale().hash(), a.hash());
    }),
    runs,
  );
});

test('special values: order, arithmetic', () => {
  const infinity = Numeric.infinity;
  const one = parseNumeric('1.0');
  const zero = parseNumeric('0');
  const ordered = [
    Numeric.negativeInfinity,
    parseNumeric('-1e300'),
    zero,
    one,
    parseNumeric('1e300'),
    infinity,
    Numeric.nan,
  ];
  ordered.forEach((a, i) => {
    ordered.forEach((b, j) => {
      assert.is(Math.sign(a.compare(b)), Math.sign(i - j));
    });
  });
  const text = (value: Numeric) => value.toString();
  assert.is(text(infinity.add(one)), 'Infinity');
  assert.is(text(infinity.subtract(infinity)), 'NaN');
  assert.is(text(infinity.add(Numeric.negativeInfinity)), 'NaN');
  assert.is(text(infinity.multiply(zero)), 'NaN');
  assert.is(text(infinity.multiply(parseNumeric('-2'))), '-Infinity');
  assert.is(text(one.divide(infinity)), '0');
  assert.is(text(infinity.divide(infinity)), 'NaN');
  assert.is(text(parseNumeric('2.50').remainder(infinity)), '2.50');
  assert.is(text(Numeric.nan.add(infinity)), 'NaN');
  assert.throws(() => infinity.divide(zero), /division by zero/);
});

test('numeric(p,s) rounds, and refuses what has more digits than p', () => {
  void fc.assert(
    fc.property(
      decimalText,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: -10, max: 45 }),
      (x, precision, scale) => {
        const expected = model.rounded(model.fractionOfText(x), scale);
        const magnitude = model.fractionOfText(expected.replace('-', ''));
        const limit = model.power({ n: 10n, d: 1n }, precision - scale);
        if (model.compare(magnitude, limit) < 0)
          assert.is(coerceNumeric(parseNumeric(x), precision, scale).toString(), expected);
        else {
          assert.throws(
            () => coerceNumeric(parseNumeric(x), precision, scale),
            (error: { code: string; message: string; detail: string }) =>
              error.code === '22003' &&
              error.message === 'numeric field overflow' &&
              error.detail ===
                `A field with precision ${precision}, scale ${scale} must round to an absolute value less than ${precision === scale ? '1' : `10^${precision - scale}`}.`,
          );
        }
      },
    ),
    runs,
  );
});

test('fixed scale: a value is its scaled integer when that is exact and safe, else null', () => {
  void fc.assert(
    fc.property(decimalText, fc.integer({ min: 0, max: 15 }), (x, scale) => {
      const exact = model.multiply(model.fractionOfText(x), { n: 10n ** BigInt(scale), d: 1n });
      const whole = exact.n % exact.d === 0n;
      const units = exact.n / exact.d;
      const safe = whole && units <= 9007199254740991n && units >= -9007199254740991n;
      const scaled = parseNumeric(x).toScaled(scale);
      assert.is(scaled, safe ? Number(units) : null);
      if (scaled !== null) {
        const back = Numeric.fromScaled(scaled, scale);
        assert.is(back.compare(parseNumeric(x)), 0);
        assert.is(back.scale, scale);
      }
    }),
    runs,
  );
  assert.ok(Numeric.fromScaled(Number.NaN, 2).isNaN);
  assert.ok(Number.isNaN(Numeric.nan.toScaled(2)));
  assert.is(Numeric.infinity.toScaled(2), null);
});

test('a short decimal from a double is what its text says', () => {
  const scaled = (max: number) =>
    fc.tuple(fc.integer({ min: -max, max }), fc.integer({ min: 0, max: 6 })).map(([n, scale]) => n / 10 ** scale);
  let taken = 0;
  void fc.assert(
    fc.property(
      fc.oneof(scaled(1e9), scaled(2 ** 53), fc.double({ noNaN: true, noDefaultInfinity: true })),
      (value) => {
        if (Number.isInteger(value)) return;
        const numeric = Numeric.fromShortDecimal(value);
        if (numeric === null) return;
        taken++;
        assert.is(numeric.toString(), parseNumeric(String(value)).toString());
        assert.is(numeric.scale, parseNumeric(String(value)).scale);
      },
    ),
    { ...runs, numRuns: 5000, examples: [[0.1], [-0.25], [99999999999.9999], [0.1 + 0.2], [1e-7], [5e-324]] },
  );
  assert.ok(taken > 100, `${taken} of them short`);
});

test('limits: 131072 digits before the point, 16383 after', () => {
  assert.is(parseNumeric('1e131071').toString().length, 131072);
  assert.throws(() => parseNumeric('1e131072'), /value overflows numeric format/);
  assert.is(parseNumeric('1e-16383').scale, 16383);
  assert.throws(() => parseNumeric('1e-16384'), /value overflows numeric format/);
  const large = parseNumeric('1e100000');
  assert.throws(() => large.multiply(large), /value overflows numeric format/);
});

test.run();
