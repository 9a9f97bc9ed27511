/** Hypothetical-set aggregates: the place that the direct arguments would have as a row among the others. */
import type { Datum } from '../../types/type-def.ts';
import type { AggregateDef, OrderedSet, SortedRows } from '../function-def.ts';
import { orderedSet } from './define.ts';

type Row = readonly Datum[];
type Compare = (a: Row, b: Row) => number;

/** Rows are sorted: how many come before the given one, or are its equals too. */
function countBefore(rows: SortedRows, row: Row, compare: Compare, equals: boolean): number {
  let from = 0;
  let to = rows.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const order = compare(rows.at(middle)!, row);
    if (order < 0 || (equals && order === 0)) from = middle + 1;
    else to = middle;
  }
  return from;
}

function place(answer: (rows: SortedRows, row: Row, compare: Compare) => number): OrderedSet {
  return { hypothetical: true, answer };
}

const rank = place((rows, row, compare) => countBefore(rows, row, compare, false) + 1);
const percentRank = place((rows, row, compare) =>
  rows.length === 0 ? 0 : countBefore(rows, row, compare, false) / rows.length,
);
const cumulative = place((rows, row, compare) => (countBefore(rows, row, compare, true) + 1) / (rows.length + 1));
const denseRank = place((rows, row, compare) => {
  const before = countBefore(rows, row, compare, false);
  let distinct = 0;
  for (let i = 0; i < before; i++) if (i === 0 || compare(rows.at(i - 1)!, rows.at(i)!) !== 0) distinct++;
  return distinct + 1;
});

export const hypotheticalSetAggregates: readonly AggregateDef[] = [
  { ...orderedSet(3986, 'rank', 'any', 'int8', rank), variadic: true },
  { ...orderedSet(3988, 'percent_rank', 'any', 'float8', percentRank), variadic: true },
  { ...orderedSet(3990, 'cume_dist', 'any', 'float8', cumulative), variadic: true },
  { ...orderedSet(3992, 'dense_rank', 'any', 'int8', denseRank), variadic: true },
];
