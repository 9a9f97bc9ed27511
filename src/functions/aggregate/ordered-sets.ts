/** Ordered-set aggregates: percentiles and mode. */
import { sqlError } from '../../errors/index.ts';
import { PgArray } from '../../types/array-value.ts';
import { addIntervals, multiplyInterval, subtractIntervals } from '../../types/datetime/interval-arithmetic.ts';
import type { Interval } from '../../types/interval-value.ts';
import { typeByOid } from '../../types/registry.ts';
import type { Datum } from '../../types/type-def.ts';
import type { AggregateDef, OrderedSet, SortedRows } from '../function-def.ts';
import { shortFloat } from '../short-float.ts';
import { orderedSet } from './define.ts';

type Rows = SortedRows;

function valueAt(rows: Rows, index: number): Datum {
  return rows.at(index)![0]!;
}

function checkedFraction(fraction: number): number {
  if (fraction < 0 || fraction > 1 || Number.isNaN(fraction)) {
    throw sqlError('numeric_value_out_of_range', `percentile value ${shortFloat(fraction)} is not between 0 and 1`);
  }
  return fraction;
}

/** The first value whose place is not before the fraction. */
function discrete(rows: Rows, fraction: number): Datum {
  return valueAt(rows, Math.max(1, Math.ceil(fraction * rows.length)) - 1);
}

type Between = (low: Datum, high: Datum, part: number) => Datum;

function continuous(between: Between): (rows: Rows, fraction: number) => Datum {
  return (rows, fraction) => {
    const place = fraction * (rows.length - 1);
    const low = valueAt(rows, Math.floor(place));
    if (Math.floor(place) === Math.ceil(place)) return low;
    return between(low, valueAt(rows, Math.ceil(place)), place - Math.floor(place));
  };
}

const betweenFloats: Between = (low, high, part) => (low as number) + part * ((high as number) - (low as number));
const betweenIntervals: Between = (low, high, part) =>
  addIntervals(multiplyInterval(subtractIntervals(high as Interval, low as Interval), part), low as Interval);

function single(at: (rows: Rows, fraction: number) => Datum): OrderedSet {
  return {
    hypothetical: false,
    answer: (rows, [fraction]) => {
      if (fraction === null || fraction === undefined) return null;
      const checked = checkedFraction(fraction as number);
      return rows.length === 0 ? null : at(rows, checked);
    },
  };
}

/** An array of fractions gives an array of the same shape; null fractions give nulls. */
function several(at: (rows: Rows, fraction: number) => Datum): OrderedSet {
  return {
    hypothetical: false,
    answer: (rows, [fractions], _compare, { resultType }) => {
      if (rows.length === 0 || fractions === null || fractions === undefined) return null;
      const { dims, lowerBounds, values } = fractions as PgArray;
      const element = typeByOid(resultType)!.elementOid;
      if (values.length === 0) return PgArray.of(element, []);
      for (const fraction of values) if (fraction !== null) checkedFraction(fraction as number);
      const results = values.map((fraction) => (fraction === null ? null : at(rows, fraction as number)));
      return new PgArray(element, dims, lowerBounds, results);
    },
  };
}

/** The most frequent value, the first in the order among several. */
const mode: OrderedSet = {
  hypothetical: false,
  answer: (rows, _direct, compare) => {
    let best: Datum = null;
    let most = 0;
    for (let from = 0; from < rows.length; ) {
      let to = from + 1;
      const first = rows.at(from)!;
      while (to < rows.length && compare(first, rows.at(to)!) === 0) to++;
      if (to - from > most) {
        most = to - from;
        best = first[0]!;
      }
      from = to;
    }
    return best;
  },
};

const atFloat = continuous(betweenFloats);
const atInterval = continuous(betweenIntervals);

export const orderedSetAggregates: readonly AggregateDef[] = [
  orderedSet(3972, 'percentile_disc', 'float8 anyelement', 'anyelement', single(discrete)),
  orderedSet(3974, 'percentile_cont', 'float8 float8', 'float8', single(atFloat)),
  orderedSet(3976, 'percentile_cont', 'float8 interval', 'interval', single(atInterval)),
  orderedSet(3978, 'percentile_disc', '_float8 anyelement', 'anyarray', several(discrete)),
  orderedSet(3980, 'percentile_cont', '_float8 float8', '_float8', several(atFloat)),
  orderedSet(3982, 'percentile_cont', '_float8 interval', '_interval', several(atInterval)),
  orderedSet(3984, 'mode', 'anyelement', 'anyelement', mode),
];
