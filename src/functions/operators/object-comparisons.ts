/** Comparison operators of the other types: by the order function of their values. */
import { type ComparisonFamily, textOrder } from './comparison-family.ts';
import { arrayOrder, bpcharOrder, byteaOrder, numericOrder, vectorOrder } from './object-orders.ts';

export const objectComparisons: readonly ComparisonFamily[] = [
  {
    left: 'bpchar',
    right: 'bpchar',
    order: bpcharOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [1058, 1049, 'bpcharlt'],
      '<=': [1059, 1050, 'bpcharle'],
      '=': [1054, 1048, 'bpchareq'],
      '>=': [1061, 1052, 'bpcharge'],
      '>': [1060, 1051, 'bpchargt'],
      '<>': [1057, 1053, 'bpcharne'],
    },
  },
  {
    left: 'bytea',
    right: 'bytea',
    order: byteaOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [1957, 1949, 'bytealt'],
      '<=': [1958, 1950, 'byteale'],
      '=': [1955, 1948, 'byteaeq'],
      '>=': [1960, 1952, 'byteage'],
      '>': [1959, 1951, 'byteagt'],
      '<>': [1956, 1953, 'byteane'],
    },
  },
  {
    left: 'numeric',
    right: 'numeric',
    order: numericOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [1754, 1722, 'numeric_lt'],
      '<=': [1755, 1723, 'numeric_le'],
      '=': [1752, 1718, 'numeric_eq'],
      '>=': [1757, 1721, 'numeric_ge'],
      '>': [1756, 1720, 'numeric_gt'],
      '<>': [1753, 1719, 'numeric_ne'],
    },
  },
  {
    left: 'oidvector',
    right: 'oidvector',
    order: vectorOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [645, 677, 'oidvectorlt'],
      '<=': [647, 678, 'oidvectorle'],
      '=': [649, 679, 'oidvectoreq'],
      '>=': [648, 680, 'oidvectorge'],
      '>': [646, 681, 'oidvectorgt'],
      '<>': [644, 619, 'oidvectorne'],
    },
  },
  {
    left: 'aclitem',
    right: 'aclitem',
    order: textOrder,
    hashes: true,
    rows: {
      '=': [974, 1062, 'aclitemeq'],
    },
  },
  {
    left: 'anyarray',
    right: 'anyarray',
    order: arrayOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [1072, 391, 'array_lt'],
      '<=': [1074, 393, 'array_le'],
      '=': [1070, 744, 'array_eq'],
      '>=': [1075, 396, 'array_ge'],
      '>': [1073, 392, 'array_gt'],
      '<>': [1071, 390, 'array_ne'],
    },
  },
];
