/** Order and equality of tsvector and tsquery: PostgreSQL's, by stored size first. */
import { compareTsQueries, type TsQuery } from '../../types/textsearch/tsquery-value.ts';
import { compareTsVectors, type TsVector } from '../../types/textsearch/tsvector-value.ts';
import { type ComparisonFamily, orderBy } from '../operators/comparison-family.ts';
import { scalar } from '../scalar/define.ts';

export const textSearchComparisons: readonly ComparisonFamily[] = [
  {
    left: 'tsvector',
    right: 'tsvector',
    order: orderBy(compareTsVectors),
    btree: true,
    rows: {
      '<': [3627, 3616, 'tsvector_lt'],
      '<=': [3628, 3617, 'tsvector_le'],
      '=': [3629, 3618, 'tsvector_eq'],
      '>=': [3631, 3620, 'tsvector_ge'],
      '>': [3632, 3621, 'tsvector_gt'],
      '<>': [3630, 3619, 'tsvector_ne'],
    },
  },
  {
    left: 'tsquery',
    right: 'tsquery',
    order: orderBy(compareTsQueries),
    btree: true,
    rows: {
      '<': [3674, 3662, 'tsquery_lt'],
      '<=': [3675, 3663, 'tsquery_le'],
      '=': [3676, 3664, 'tsquery_eq'],
      '>=': [3678, 3666, 'tsquery_ge'],
      '>': [3679, 3667, 'tsquery_gt'],
      '<>': [3677, 3665, 'tsquery_ne'],
    },
  },
];

export const textSearchOrderFunctions = [
  scalar(3622, 'tsvector_cmp', 'tsvector tsvector', 'int4', (a: TsVector, b: TsVector) =>
    Math.sign(compareTsVectors(a, b)),
  ),
  scalar(3668, 'tsquery_cmp', 'tsquery tsquery', 'int4', (a: TsQuery, b: TsQuery) => Math.sign(compareTsQueries(a, b))),
];
