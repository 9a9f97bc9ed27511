/** Sums, averages and variances. Integers and numeric are exact; float8 follows Youngs and Cramer's recurrence. */

import { addIntervals, divideInterval } from '../../types/datetime/interval-arithmetic.ts';
import { addInt8, canonicalInteger, type Int8 } from '../../types/int8.ts';
import { Interval } from '../../types/interval-value.ts';
import { integerSquareRoot } from '../../types/numeric-math.ts';
import { divisionScale, Numeric, powerOfTen } from '../../types/numeric-value.ts';
import { float4Arithmetic, float8Arithmetic, floatOverflow } from '../float-math.ts';
import type { AggregateDef } from '../function-def.ts';
import { addMoney } from '../operators/money-arithmetic.ts';
import { type Accumulation, aggregate, associative, fold } from './define.ts';

/** Exact sum of integers; only a sum beyond 2^53 costs a bigint. */
function addExact(a: Int8, b: Int8): Int8 {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return canonicalInteger(BigInt(a) + BigInt(b));
}

const sumToInt8: Accumulation<Int8 | null> = fold<Int8>(addInt8);
const sumToNumeric: Accumulation<Int8 | null> = {
  ...fold<Int8>(addExact),
  final: (state) => (state === null ? null : Numeric.fromInteger(state)),
};

class IntegerMean {
  count = 0;
  sum: Int8 = 0;
}
const averageOfIntegers: Accumulation<IntegerMean> = {
  strict: true,
  init: () => new IntegerMean(),
  step: (state, value: Int8) => {
    state.count++;
    state.sum = addExact(state.sum, value);
    return state;
  },
  final: (state) =>
    state.count === 0 ? null : Numeric.fromInteger(state.sum).divide(Numeric.fromInteger(state.count)),
};

class NumericMean {
  count = 0;
  sum: Numeric = Numeric.zero;
}
const averageOfNumerics: Accumulation<NumericMean> = {
  strict: true,
  init: () => new NumericMean(),
  step: (state, value: Numeric) => {
    state.count++;
    state.sum = state.sum.add(value);
    return state;
  },
  final: (state) => (state.count === 0 ? null : state.sum.divide(Numeric.fromInteger(state.count))),
};

class IntervalMean {
  count = 0;
  sum: Interval = Interval.zero;
}
const averageOfIntervals: Accumulation<IntervalMean> = {
  strict: true,
  init: () => new IntervalMean(),
  merge: (a: IntervalMean, b: IntervalMean) => {
    const both = new IntervalMean();
    both.count = a.count + b.count;
    both.sum = addIntervals(a.sum, b.sum);
    return both;
  },
  step: (state, value: Interval) => {
    state.count++;
    state.sum = addIntervals(state.sum, value);
    return state;
  },
  final: (state) => (state.count === 0 ? null : divideInterval(state.sum, state.count)),
};

// ---- variance of floats

class FloatMoments {
  count = 0;
  sum = 0;
  /** Sum of squared deviations from the mean. */
  squares = 0;
}

function isInfinite(value: number): boolean {
  return value === Infinity || value === -Infinity;
}

function addToMoments(state: FloatMoments, value: number): FloatMoments {
  const before = state.count;
  const sumBefore = state.sum;
  state.count = before + 1;
  state.sum += value;
  if (before > 0) {
    const deviation = value * state.count - state.sum;
    state.squares += (deviation * deviation) / (state.count * before);
    if (isInfinite(state.sum) || isInfinite(state.squares)) {
      if (!isInfinite(sumBefore) && !isInfinite(value)) floatOverflow();
      state.squares = Number.NaN;
    }
  } else if (!Number.isFinite(value)) state.squares = Number.NaN;
  return state;
}

function ofMoments(final: (state: FloatMoments) => number | null): Accumulation<FloatMoments> {
  return { strict: true, init: () => new FloatMoments(), step: addToMoments as never, final };
}

const averageOfFloats = ofMoments((state) => (state.count === 0 ? null : state.sum / state.count));
const floatVariance = {
  pop: ofMoments((state) => (state.count === 0 ? null : state.squares / state.count)),
  samp: ofMoments((state) => (state.count <= 1 ? null : state.squares / (state.count - 1))),
};
const floatDeviation = {
  pop: ofMoments((state) => (state.count === 0 ? null : Math.sqrt(state.squares / state.count))),
  samp: ofMoments((state) => (state.count <= 1 ? null : Math.sqrt(state.squares / (state.count - 1)))),
};

// ---- variance of exact numbers

class ExactMoments {
  count = 0;
  /** Digits after the point of both sums: `scale` and twice `scale`. */
  scale = 0;
  sum = 0n;
  squares = 0n;
  /** NaN or an infinity was among the values. */
  spoiled = false;
}

function addToExact(state: ExactMoments, unscaled: bigint, scale: number): ExactMoments {
  state.count++;
  let value = unscaled;
  if (scale > state.scale) {
    const factor = powerOfTen(scale - state.scale);
    state.sum *= factor;
    state.squares *= factor * factor;
    state.scale = scale;
  } else if (scale < state.scale) value *= powerOfTen(state.scale - scale);
  state.sum += value;
  state.squares += value * value;
  return state;
}

function mergeExact(a: ExactMoments, b: ExactMoments): ExactMoments {
  const both = new ExactMoments();
  both.count = a.count + b.count;
  both.scale = Math.max(a.scale, b.scale);
  for (const part of [a, b]) {
    const factor = powerOfTen(both.scale - part.scale);
    both.sum += part.sum * factor;
    both.squares += part.squares * factor * factor;
  }
  both.spoiled = a.spoiled || b.spoiled;
  return both;
}

function addInteger(state: ExactMoments, value: Int8): ExactMoments {
  return addToExact(state, BigInt(value), 0);
}

function addNumeric(state: ExactMoments, value: Numeric): ExactMoments {
  if (value.isFinite) return addToExact(state, value.unscaled, value.scale);
  state.count++;
  state.spoiled = true;
  return state;
}

function exactSpread(state: ExactMoments, sample: boolean, root: boolean): Numeric | null {
  const count = BigInt(state.count);
  if (state.count === 0 || (sample && state.count <= 1)) return null;
  if (state.spoiled) return Numeric.nan;
  // N Σx² − (Σx)² over N (N − 1), or N².
  const numerator = count * state.squares - state.sum * state.sum;
  if (numerator <= 0n) return Numeric.zero;
  const dividend = new Numeric(numerator, state.scale * 2);
  const divisor = Numeric.fromInteger(sample ? count * (count - 1n) : count * count);
  const scale = divisionScale(dividend, divisor);
  const variance = dividend.divideAt(divisor, scale);
  if (!root) return variance;
  // Nearest root at the same scale: floor(2√x), then half of it rounded up.
  const doubled = integerSquareRoot(variance.unscaledAt(scale * 2) * 4n);
  return new Numeric((doubled + 1n) / 2n, scale);
}

function ofExact(
  step: (state: ExactMoments, value: never) => ExactMoments,
  sample: boolean,
  root: boolean,
): Accumulation<ExactMoments> {
  return {
    strict: true,
    init: () => new ExactMoments(),
    step,
    merge: mergeExact,
    final: (state) => exactSpread(state, sample, root),
  };
}

type Spread = readonly [name: string, sample: boolean, root: boolean, oids: readonly number[]];

/** OIDs for int8, int4, int2, float4, float8, numeric. */
const spreads: readonly Spread[] = [
  ['stddev', true, true, [2154, 2155, 2156, 2157, 2158, 2159]],
  ['stddev_pop', false, true, [2724, 2725, 2726, 2727, 2728, 2729]],
  ['stddev_samp', true, true, [2712, 2713, 2714, 2715, 2716, 2717]],
  ['var_pop', false, false, [2718, 2719, 2720, 2721, 2722, 2723]],
  ['var_samp', true, false, [2641, 2642, 2643, 2644, 2645, 2646]],
  ['variance', true, false, [2148, 2149, 2150, 2151, 2152, 2153]],
];

function spreadAggregates(): AggregateDef[] {
  return spreads.flatMap(([name, sample, root, oids]) => {
    const integers = ofExact(addInteger, sample, root);
    const floats = (root ? floatDeviation : floatVariance)[sample ? 'samp' : 'pop'];
    return [
      aggregate(oids[0]!, name, 'int8', 'numeric', integers),
      aggregate(oids[1]!, name, 'int4', 'numeric', integers),
      aggregate(oids[2]!, name, 'int2', 'numeric', integers),
      aggregate(oids[3]!, name, 'float4', 'float8', floats),
      aggregate(oids[4]!, name, 'float8', 'float8', floats),
      aggregate(oids[5]!, name, 'numeric', 'numeric', ofExact(addNumeric, sample, root)),
    ];
  });
}

export const numberAggregates: readonly AggregateDef[] = [
  aggregate(2107, 'sum', 'int8', 'numeric', sumToNumeric),
  aggregate(2108, 'sum', 'int4', 'int8', sumToInt8),
  aggregate(2109, 'sum', 'int2', 'int8', sumToInt8),
  aggregate(2110, 'sum', 'float4', 'float4', fold<number>(float4Arithmetic.add)),
  aggregate(2111, 'sum', 'float8', 'float8', fold<number>(float8Arithmetic.add)),
  aggregate(2112, 'sum', 'money', 'money', associative<Int8>(addMoney)),
  aggregate(2113, 'sum', 'interval', 'interval', associative<Interval>(addIntervals)),
  aggregate(
    2114,
    'sum',
    'numeric',
    'numeric',
    fold<Numeric>((a, b) => a.add(b)),
  ),
  aggregate(2100, 'avg', 'int8', 'numeric', averageOfIntegers),
  aggregate(2101, 'avg', 'int4', 'numeric', averageOfIntegers),
  aggregate(2102, 'avg', 'int2', 'numeric', averageOfIntegers),
  aggregate(2103, 'avg', 'numeric', 'numeric', averageOfNumerics),
  aggregate(2104, 'avg', 'float4', 'float8', averageOfFloats),
  aggregate(2105, 'avg', 'float8', 'float8', averageOfFloats),
  aggregate(2106, 'avg', 'interval', 'interval', averageOfIntervals),
  ...spreadAggregates(),
];
