/** Comparison operators of real and double precision: NaN equals NaN and is greatest. */
import { type ComparisonFamily, floatOrder } from './comparison-family.ts';

export const floatComparisons: readonly ComparisonFamily[] = [
  {
    left: 'float4',
    right: 'float4',
    order: floatOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [622, 289, 'float4lt'],
      '<=': [624, 290, 'float4le'],
      '=': [620, 287, 'float4eq'],
      '>=': [625, 292, 'float4ge'],
      '>': [623, 291, 'float4gt'],
      '<>': [621, 288, 'float4ne'],
    },
  },
  {
    left: 'float4',
    right: 'float8',
    order: floatOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [1122, 301, 'float48lt'],
      '<=': [1124, 302, 'float48le'],
      '=': [1120, 299, 'float48eq'],
      '>=': [1125, 304, 'float48ge'],
      '>': [1123, 303, 'float48gt'],
      '<>': [1121, 300, 'float48ne'],
    },
  },
  {
    left: 'float8',
    right: 'float4',
    order: floatOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [1132, 307, 'float84lt'],
      '<=': [1134, 308, 'float84le'],
      '=': [1130, 305, 'float84eq'],
      '>=': [1135, 310, 'float84ge'],
      '>': [1133, 309, 'float84gt'],
      '<>': [1131, 306, 'float84ne'],
    },
  },
  {
    left: 'float8',
    right: 'float8',
    order: floatOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [672, 295, 'float8lt'],
      '<=': [673, 296, 'float8le'],
      '=': [670, 293, 'float8eq'],
      '>=': [675, 298, 'float8ge'],
      '>': [674, 297, 'float8gt'],
      '<>': [671, 294, 'float8ne'],
    },
  },
];
