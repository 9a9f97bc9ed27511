/** Order and equality of ranges and multiranges: that of their types. */
import { compareMultiranges, compareRanges } from '../../types/ranges/make.ts';
import { multirangeFamily } from '../../types/ranges/multirange-operations.ts';
import { familyOf } from '../../types/ranges/range-operations.ts';
import type { PgMultirange, PgRange } from '../../types/ranges/range-value.ts';
import { type ComparisonFamily, orderBy } from '../operators/comparison-family.ts';
import { scalar } from '../scalar/define.ts';

function compareTwoRanges(a: PgRange, b: PgRange): number {
  return compareRanges(familyOf(a), a, b);
}

function compareTwoMultiranges(a: PgMultirange, b: PgMultirange): number {
  return compareMultiranges(multirangeFamily(a), a, b);
}

export const rangeComparisons: readonly ComparisonFamily[] = [
  {
    left: 'anyrange',
    right: 'anyrange',
    order: orderBy(compareTwoRanges),
    hashes: true,
    btree: true,
    rows: {
      '<': [3884, 3871, 'range_lt'],
      '<=': [3885, 3872, 'range_le'],
      '=': [3882, 3855, 'range_eq'],
      '>=': [3886, 3873, 'range_ge'],
      '>': [3887, 3874, 'range_gt'],
      '<>': [3883, 3856, 'range_ne'],
    },
  },
  {
    left: 'anymultirange',
    right: 'anymultirange',
    order: orderBy(compareTwoMultiranges),
    hashes: true,
    btree: true,
    rows: {
      '<': [2862, 4274, 'multirange_lt'],
      '<=': [2863, 4275, 'multirange_le'],
      '=': [2860, 4244, 'multirange_eq'],
      '>=': [2864, 4276, 'multirange_ge'],
      '>': [2865, 4277, 'multirange_gt'],
      '<>': [2861, 4245, 'multirange_ne'],
    },
  },
];

export const rangeOrderFunctions = [
  scalar(3870, 'range_cmp', 'anyrange anyrange', 'int4', (a: PgRange, b: PgRange) => Math.sign(compareTwoRanges(a, b))),
  scalar(4273, 'multirange_cmp', 'anymultirange anymultirange', 'int4', (a: PgMultirange, b: PgMultirange) =>
    Math.sign(compareTwoMultiranges(a, b)),
  ),
];
