/** Comparison operators of jsonb; json has none. */
import { compareJsonb } from '../../types/json/jsonb-value.ts';
import { type ComparisonFamily, orderBy } from '../operators/comparison-family.ts';

export const jsonbComparisons: readonly ComparisonFamily[] = [
  {
    left: 'jsonb',
    right: 'jsonb',
    order: orderBy(compareJsonb),
    hashes: true,
    btree: true,
    rows: {
      '<': [3242, 4039, 'jsonb_lt'],
      '<=': [3244, 4041, 'jsonb_le'],
      '=': [3240, 4043, 'jsonb_eq'],
      '>=': [3245, 4042, 'jsonb_ge'],
      '>': [3243, 4040, 'jsonb_gt'],
      '<>': [3241, 4038, 'jsonb_ne'],
    },
  },
];
