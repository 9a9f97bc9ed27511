/**
 * ASSUME columns of integers, numerics and floats with nulls.
 * DO     run the aggregates row by row, in the given order and in another.
 * ASSERT sums, means and variances of exact types are those of fractions of bigints; order does not matter to them; min and max
 *        are elements that nothing lies beyond.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { aggregates } from '../../src/functions/aggregate/index.ts';
import type { AggregateDef } from '../../src/functions/function-def.ts';
import { canonicalInteger, type Int8 } from '../../src/types/int8.ts';
import { Numeric } from '../../src/types/numeric-value.ts';
import type { Datum } from '../../src/types/type-def.ts';

function run(name: string, args: string, rows: readonly (readonly Datum[])[]): Datum {
  const def = aggregates.find((row) => row.name === name && row.args.join(' ') === args) as AggregateDef;
  const step = def.step as (state: unknown, ...values: Datum[]) => unknown;
  let state = (def.init as () => unknown)();
  for (const row of rows) if (!def.strict || !row.includes(null)) state = step(state, ...row);
  return (def.final as (state: unknown) => Datum)(state);
}

const int8: fc.Arbitrary<Int8 | null> = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -1000, max: 1000 }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(canonicalInteger),
);
const numeric: fc.Arbitrary<Numeric | null> = fc.oneof(
  fc.constant(null),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 8 }))
    .map(([u, s]) => new Numeric(u, s)),
);
const column = <T>(value: fc.Arbitrary<T>) => fc.array(value, { maxLength: 20 });
const rowsOf = (values: readonly Datum[]) => values.map((value) => [value]);

function holds(name: string, property: fc.IRawProperty<unknown>): void {
  test(name, () => void fc.assert(property as fc.IProperty<unknown>, { numRuns: 1000 }));
}

/** |answer − dividend / divisor| is at most half of the answer's last digit. */
function isRounded(answer: Numeric, dividend: bigint, divisor: bigint): boolean {
  const scale = 10n ** BigInt(answer.scale);
  const error = answer.unscaled * divisor - dividend * scale;
  return (error < 0n ? -error : error) * 2n <= divisor;
}

holds(
  'sum and avg of int8',
  fc.property(column(int8), (values) => {
    const present = values.filter((value) => value !== null).map(BigInt);
    const sum = present.reduce((a, b) => a + b, 0n);
    const total = run('sum', 'int8', rowsOf(values)) as Numeric | null;
    const mean = run('avg', 'int8', rowsOf(values)) as Numeric | null;
    assert.is(run('count', 'any', rowsOf(values)), present.length);
    if (present.length === 0) {
      assert.is(total, null);
      assert.is(mean, null);
      return;
    }
    assert.is(total!.toString(), sum.toString());
    assert.ok(isRounded(mean!, sum, BigInt(present.length)), `${mean}`);
    assert.equal(run('sum', 'int8', rowsOf([...values].reverse())), total);
  }),
);

holds(
  'sum and variance of numeric',
  fc.property(column(numeric), (values) => {
    const present = values.filter((value) => value !== null);
    const unscaled = present.map((value) => value.unscaledAt(8));
    const sum = unscaled.reduce((a, b) => a + b, 0n);
    const total = run('sum', 'numeric', rowsOf(values)) as Numeric | null;
    if (total !== null) assert.is(total.unscaledAt(8), sum);
    const variance = run('var_samp', 'numeric', rowsOf(values)) as Numeric | null;
    if (present.length < 2) {
      assert.is(variance, null);
      return;
    }
    const n = BigInt(present.length);
    const squares = unscaled.reduce((a, b) => a + b * b, 0n);
    assert.ok(isRounded(variance!, n * squares - sum * sum, n * (n - 1n) * 10n ** 16n), `${variance}`);
    assert.equal(run('var_samp', 'numeric', rowsOf([...values].reverse())), variance);
    const deviation = run('stddev_samp', 'numeric', rowsOf(values)) as Numeric;
    const scale = deviation.scale;
    // The root of the rounded variance, rounded: its square is within one step of it.
    const low = 2n * deviation.unscaled - 1n;
    const high = 2n * deviation.unscaled + 1n;
    const target =
      4n *
      variance!.unscaledAt(Math.max(scale, variance!.scale)) *
      10n ** BigInt(scale * 2 - Math.max(scale, variance!.scale));
    assert.ok((low < 0n || low * low <= target) && target <= high * high, `${deviation} of ${variance}`);
  }),
);

holds(
  'float variance is close to the two-pass one, and never negative',
  fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 20 }), (values) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const wanted = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    const variance = run('var_pop', 'float8', rowsOf(values)) as number;
    assert.ok(variance >= 0);
    assert.ok(
      Math.abs(variance - wanted) <= 1e-9 * Math.max(1, ...values.map((value) => value * value)),
      `${variance} ${wanted}`,
    );
    const pairs = values.map((value) => [2 * value + 1, value]);
    const slope = run('regr_slope', 'float8 float8', pairs) as number | null;
    if (slope !== null && wanted > 1) assert.ok(Math.abs(slope - 2) < 1e-6);
  }),
);

holds(
  'min and max',
  fc.property(column(int8), (values) => {
    const present = values.filter((value) => value !== null);
    const least = run('min', 'int8', rowsOf(values)) as Int8 | null;
    const greatest = run('max', 'int8', rowsOf(values)) as Int8 | null;
    if (present.length === 0) {
      assert.is(least, null);
      return;
    }
    assert.ok(present.includes(least!) && present.includes(greatest!));
    assert.ok(present.every((value) => value >= least! && value <= greatest!));
  }),
);

test.run();
