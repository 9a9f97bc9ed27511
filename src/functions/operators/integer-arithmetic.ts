/**
 * Arithmetic and bit operators of smallint, integer and bigint, across widths as PostgreSQL has them. A result outside the
 * result type raises 22003. Results are never -0.
 */
import { sqlError } from '../../errors/index.ts';
import {
  absInt8,
  addInt8,
  divideInt8,
  type Int8,
  multiplyInt8,
  negateInt8,
  normalizeInt8,
  remainderInt8,
  subtractInt8,
} from '../../types/int8.ts';
import { divisionByZero } from '../../types/numeric-value.ts';
import type { OperatorRow } from '../define-operators.ts';

/** A result of int2 arithmetic, checked. */
export function checkInt2(value: number): number {
  if (value > 32767 || value < -32768) throw sqlError('numeric_value_out_of_range', 'smallint out of range');
  return value + 0;
}

/** A result of int4 arithmetic, checked: a product that a double rounds is far outside the range anyway. */
export function checkInt4(value: number): number {
  if (value > 2147483647 || value < -2147483648) throw sqlError('numeric_value_out_of_range', 'integer out of range');
  return value + 0;
}

function quotient(a: number, b: number): number {
  if (b === 0) divisionByZero();
  return Math.trunc(a / b);
}

function remainder(a: number, b: number): number {
  if (b === 0) divisionByZero();
  return (a % b) + 0;
}

const int2 = {
  add: (a: number, b: number) => checkInt2(a + b),
  subtract: (a: number, b: number) => checkInt2(a - b),
  multiply: (a: number, b: number) => checkInt2(a * b),
  divide: (a: number, b: number) => checkInt2(quotient(a, b)),
};
const int4 = {
  add: (a: number, b: number) => checkInt4(a + b),
  subtract: (a: number, b: number) => checkInt4(a - b),
  multiply: (a: number, b: number) => checkInt4(a * b),
  divide: (a: number, b: number) => checkInt4(quotient(a, b)),
};
const int8 = { add: addInt8, subtract: subtractInt8, multiply: multiplyInt8, divide: divideInt8 };

type FourOids = readonly [operator: number, proc: number];
function fourOperators(
  left: string,
  right: string,
  result: string,
  prefix: string,
  arithmetic: Record<'add' | 'subtract' | 'multiply' | 'divide', OperatorRow['impl']>,
  oids: { readonly '+': FourOids; readonly '-': FourOids; readonly '*': FourOids; readonly '/': FourOids },
): OperatorRow[] {
  const row = (name: '+' | '-' | '*' | '/', suffix: string, impl: OperatorRow['impl']): OperatorRow => ({
    oid: oids[name][0],
    name,
    left,
    right,
    result,
    proc: oids[name][1],
    procName: prefix + suffix,
    ...(name === '+' || name === '*' ? { commutator: name } : {}),
    impl,
  });
  return [
    row('+', 'pl', arithmetic.add),
    row('-', 'mi', arithmetic.subtract),
    row('*', 'mul', arithmetic.multiply),
    row('/', 'div', arithmetic.divide),
  ];
}

/** Both numbers within int32, where JavaScript's bit operators are right. */
function bothSmall(a: Int8, b: Int8): boolean {
  return typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b;
}

function int8And(a: Int8, b: Int8): Int8 {
  return bothSmall(a, b) ? (a as number) & (b as number) : normalizeInt8(BigInt(a) & BigInt(b));
}
function int8Or(a: Int8, b: Int8): Int8 {
  return bothSmall(a, b) ? (a as number) | (b as number) : normalizeInt8(BigInt(a) | BigInt(b));
}
function int8Xor(a: Int8, b: Int8): Int8 {
  return bothSmall(a, b) ? (a as number) ^ (b as number) : normalizeInt8(BigInt(a) ^ BigInt(b));
}
// The shift count is taken modulo the width, as processors do.
function int8ShiftLeft(a: Int8, count: number): Int8 {
  return normalizeInt8(BigInt.asIntN(64, BigInt(a) << BigInt(count & 63)));
}
function int8ShiftRight(a: Int8, count: number): Int8 {
  return normalizeInt8(BigInt(a) >> BigInt(count & 63));
}
function toInt2(value: number): number {
  return (value << 16) >> 16;
}

function binary(
  oid: number,
  name: string,
  left: string,
  right: string,
  proc: number,
  procName: string,
  impl: OperatorRow['impl'],
): OperatorRow {
  const commutes = name === '&' || name === '|' || name === '#';
  return { oid, name, left, right, result: left, proc, procName, ...(commutes ? { commutator: name } : {}), impl };
}

function prefix(
  oid: number,
  name: string,
  type: string,
  proc: number,
  procName: string,
  impl: OperatorRow['impl'],
): OperatorRow {
  return { oid, name, left: null, right: type, result: type, proc, procName, impl };
}

export const integerArithmetic: readonly OperatorRow[] = [
  ...fourOperators('int2', 'int2', 'int2', 'int2', int2, {
    '+': [550, 176],
    '-': [554, 180],
    '*': [526, 152],
    '/': [527, 153],
  }),
  ...fourOperators('int2', 'int4', 'int4', 'int24', int4, {
    '+': [552, 178],
    '-': [556, 182],
    '*': [544, 170],
    '/': [546, 172],
  }),
  ...fourOperators('int2', 'int8', 'int8', 'int28', int8, {
    '+': [822, 841],
    '-': [823, 942],
    '*': [824, 943],
    '/': [825, 948],
  }),
  ...fourOperators('int4', 'int2', 'int4', 'int42', int4, {
    '+': [553, 179],
    '-': [557, 183],
    '*': [545, 171],
    '/': [547, 173],
  }),
  ...fourOperators('int4', 'int4', 'int4', 'int4', int4, {
    '+': [551, 177],
    '-': [555, 181],
    '*': [514, 141],
    '/': [528, 154],
  }),
  ...fourOperators('int4', 'int8', 'int8', 'int48', int8, {
    '+': [692, 1278],
    '-': [693, 1279],
    '*': [694, 1280],
    '/': [695, 1281],
  }),
  ...fourOperators('int8', 'int2', 'int8', 'int82', int8, {
    '+': [818, 837],
    '-': [819, 838],
    '*': [820, 839],
    '/': [821, 840],
  }),
  ...fourOperators('int8', 'int4', 'int8', 'int84', int8, {
    '+': [688, 1274],
    '-': [689, 1275],
    '*': [690, 1276],
    '/': [691, 1277],
  }),
  ...fourOperators('int8', 'int8', 'int8', 'int8', int8, {
    '+': [684, 463],
    '-': [685, 464],
    '*': [686, 465],
    '/': [687, 466],
  }),

  binary(529, '%', 'int2', 'int2', 155, 'int2mod', remainder),
  binary(530, '%', 'int4', 'int4', 156, 'int4mod', remainder),
  binary(439, '%', 'int8', 'int8', 945, 'int8mod', remainderInt8),

  binary(1874, '&', 'int2', 'int2', 1892, 'int2and', (a: number, b: number) => a & b),
  binary(1875, '|', 'int2', 'int2', 1893, 'int2or', (a: number, b: number) => a | b),
  binary(1876, '#', 'int2', 'int2', 1894, 'int2xor', (a: number, b: number) => a ^ b),
  binary(1878, '<<', 'int2', 'int4', 1896, 'int2shl', (a: number, b: number) => toInt2(a << b)),
  binary(1879, '>>', 'int2', 'int4', 1897, 'int2shr', (a: number, b: number) => a >> b),
  binary(1880, '&', 'int4', 'int4', 1898, 'int4and', (a: number, b: number) => a & b),
  binary(1881, '|', 'int4', 'int4', 1899, 'int4or', (a: number, b: number) => a | b),
  binary(1882, '#', 'int4', 'int4', 1900, 'int4xor', (a: number, b: number) => a ^ b),
  binary(1884, '<<', 'int4', 'int4', 1902, 'int4shl', (a: number, b: number) => a << b),
  binary(1885, '>>', 'int4', 'int4', 1903, 'int4shr', (a: number, b: number) => a >> b),
  binary(1886, '&', 'int8', 'int8', 1904, 'int8and', int8And),
  binary(1887, '|', 'int8', 'int8', 1905, 'int8or', int8Or),
  binary(1888, '#', 'int8', 'int8', 1906, 'int8xor', int8Xor),
  binary(1890, '<<', 'int8', 'int4', 1908, 'int8shl', int8ShiftLeft),
  binary(1891, '>>', 'int8', 'int4', 1909, 'int8shr', int8ShiftRight),

  prefix(1917, '+', 'int2', 1911, 'int2up', (a: number) => a),
  prefix(1918, '+', 'int4', 1912, 'int4up', (a: number) => a),
  prefix(1916, '+', 'int8', 1910, 'int8up', (a: Int8) => a),
  prefix(559, '-', 'int2', 213, 'int2um', (a: number) => checkInt2(0 - a)),
  prefix(558, '-', 'int4', 212, 'int4um', (a: number) => checkInt4(0 - a)),
  prefix(484, '-', 'int8', 462, 'int8um', negateInt8),
  prefix(682, '@', 'int2', 1253, 'int2abs', (a: number) => checkInt2(Math.abs(a))),
  prefix(773, '@', 'int4', 1251, 'int4abs', (a: number) => checkInt4(Math.abs(a))),
  prefix(473, '@', 'int8', 1230, 'int8abs', absInt8),
  prefix(1877, '~', 'int2', 1895, 'int2not', (a: number) => ~a),
  prefix(1883, '~', 'int4', 1901, 'int4not', (a: number) => ~a),
  prefix(1889, '~', 'int8', 1907, 'int8not', (a: Int8) =>
    typeof a === 'number' && a < 9007199254740991 ? -1 - a : normalizeInt8(~BigInt(a)),
  ),
];
