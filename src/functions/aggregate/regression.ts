/** Covariance, correlation and least-squares regression of (y, x) pairs of float8. */
import { floatOverflow } from '../float-math.ts';
import type { AggregateDef } from '../function-def.ts';
import { aggregate } from './define.ts';

class PairMoments {
  count = 0;
  sumX = 0;
  /** Sums of squared deviations, and of the product of both. */
  squaresX = 0;
  sumY = 0;
  squaresY = 0;
  products = 0;
}

function isInfinite(value: number): boolean {
  return value === Infinity || value === -Infinity;
}

/** The recurrence of Youngs and Cramer, for two variables. */
function addPair(state: PairMoments, y: number, x: number): PairMoments {
  const before = state.count;
  const sumX = state.sumX;
  const sumY = state.sumY;
  state.count = before + 1;
  state.sumX += x;
  state.sumY += y;
  if (before > 0) {
    const deviationX = x * state.count - state.sumX;
    const deviationY = y * state.count - state.sumY;
    const scale = 1 / (state.count * before);
    state.squaresX += deviationX * deviationX * scale;
    state.squaresY += deviationY * deviationY * scale;
    state.products += deviationX * deviationY * scale;
    const overX = isInfinite(state.sumX) || isInfinite(state.squaresX);
    const overY = isInfinite(state.sumY) || isInfinite(state.squaresY);
    const overBoth = isInfinite(state.products);
    if (overX || overY || overBoth) {
      const finiteX = !isInfinite(sumX) && !isInfinite(x);
      const finiteY = !isInfinite(sumY) && !isInfinite(y);
      if ((overX && finiteX) || (overY && finiteY) || (overBoth && finiteX && finiteY)) floatOverflow();
      if (isInfinite(state.squaresX)) state.squaresX = Number.NaN;
      if (isInfinite(state.squaresY)) state.squaresY = Number.NaN;
      if (isInfinite(state.products)) state.products = Number.NaN;
    }
  } else {
    if (!Number.isFinite(x)) state.squaresX = state.products = Number.NaN;
    if (!Number.isFinite(y)) state.squaresY = state.products = Number.NaN;
  }
  return state;
}

/** `final` is asked only when there were at least `least` pairs. */
function ofPairs(oid: number, name: string, least: number, final: (s: PairMoments) => number | null): AggregateDef {
  return aggregate<PairMoments>(oid, name, 'float8 float8', 'float8', {
    strict: true,
    init: () => new PairMoments(),
    step: addPair as never,
    final: (state) => (state.count < least ? null : final(state)),
  });
}

export const regressionAggregates: readonly AggregateDef[] = [
  // It counts and sums up nothing, so nothing of it can overflow.
  aggregate<number>(2818, 'regr_count', 'float8 float8', 'int8', {
    strict: true,
    init: () => 0,
    step: (state) => state + 1,
    final: (state) => state,
  }),
  ofPairs(2819, 'regr_sxx', 1, (s) => s.squaresX),
  ofPairs(2820, 'regr_syy', 1, (s) => s.squaresY),
  ofPairs(2821, 'regr_sxy', 1, (s) => s.products),
  ofPairs(2822, 'regr_avgx', 1, (s) => s.sumX / s.count),
  ofPairs(2823, 'regr_avgy', 1, (s) => s.sumY / s.count),
  ofPairs(2824, 'regr_r2', 1, (s) => {
    if (s.squaresX === 0) return null;
    return s.squaresY === 0 ? 1 : (s.products * s.products) / (s.squaresX * s.squaresY);
  }),
  ofPairs(2825, 'regr_slope', 1, (s) => (s.squaresX === 0 ? null : s.products / s.squaresX)),
  ofPairs(2826, 'regr_intercept', 1, (s) =>
    s.squaresX === 0 ? null : (s.sumY - (s.sumX * s.products) / s.squaresX) / s.count,
  ),
  ofPairs(2827, 'covar_pop', 1, (s) => s.products / s.count),
  ofPairs(2828, 'covar_samp', 2, (s) => s.products / (s.count - 1)),
  ofPairs(2829, 'corr', 1, (s) =>
    s.squaresX === 0 || s.squaresY === 0 ? null : s.products / Math.sqrt(s.squaresX * s.squaresY),
  ),
];
