/** Mathematical functions over integers. */
import { sqlError } from '../../../errors/index.ts';
import { absInt8, canonicalInteger, type Int8, int8Max, remainderInt8 } from '../../../types/int8.ts';
import { divisionByZero, Numeric, numericOverflow } from '../../../types/numeric-value.ts';
import { outOfRange } from '../../../types/text-scan.ts';
import { scalar } from '../define.ts';

function absolute(limit: number, typeName: string): (value: number) => number {
  return (value) => {
    const result = Math.abs(value);
    if (result > limit) throw outOfRange(typeName);
    return result;
  };
}

function remainder(a: number, b: number): number {
  if (b === 0) divisionByZero();
  return (a % b) + 0;
}

function gcd(a: number, b: number): number {
  let x = Math.abs(a);
  let y = Math.abs(b);
  while (y !== 0) [x, y] = [y, x % y];
  if (x > 2147483647) throw outOfRange('integer');
  return x;
}

function lcm(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  // Below 2^31 each, so that only the product can pass 2^53; it is then out of range in any case.
  const result = Math.abs(a / wideGcd(a, b)) * Math.abs(b);
  if (result > 2147483647) throw outOfRange('integer');
  return result;
}

function wideGcd(a: number, b: number): number {
  let x = Math.abs(a);
  let y = Math.abs(b);
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

export function bigGcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function checkedInt8(value: bigint): Int8 {
  if (value > int8Max) throw outOfRange('bigint');
  return canonicalInteger(value);
}

function gcd8(a: Int8, b: Int8): Int8 {
  return checkedInt8(bigGcd(BigInt(a), BigInt(b)));
}

function lcm8(a: Int8, b: Int8): Int8 {
  if (a === 0 || b === 0) return 0;
  const x = BigInt(a);
  const y = BigInt(b);
  const product = (x / bigGcd(x, y)) * y;
  return checkedInt8(product < 0n ? -product : product);
}

/** The largest argument whose factorial numeric can hold. */
const MAX_FACTORIAL = 32177;

function factorial(value: Int8): Numeric {
  if (value < 0) throw sqlError('numeric_value_out_of_range', 'factorial of a negative number is undefined');
  if (value > MAX_FACTORIAL) numericOverflow();
  return new Numeric(rangeProduct(1, Number(value)), 0);
}

/** Product of from … to; halving keeps the factors of like size, which is much faster than one after the other. */
function rangeProduct(from: number, to: number): bigint {
  if (from > to) return 1n;
  if (to - from < 8) {
    let product = BigInt(from);
    for (let factor = from + 1; factor <= to; factor++) product *= BigInt(factor);
    return product;
  }
  const middle = Math.floor((from + to) / 2);
  return rangeProduct(from, middle) * rangeProduct(middle + 1, to);
}

export const integerFunctions = [
  scalar(1398, 'abs', 'int2', 'int2', absolute(32767, 'smallint')),
  scalar(1397, 'abs', 'int4', 'int4', absolute(2147483647, 'integer')),
  scalar(1396, 'abs', 'int8', 'int8', absInt8),
  scalar(940, 'mod', 'int2 int2', 'int2', remainder),
  scalar(941, 'mod', 'int4 int4', 'int4', remainder),
  scalar(947, 'mod', 'int8 int8', 'int8', remainderInt8),
  scalar(5044, 'gcd', 'int4 int4', 'int4', gcd),
  scalar(5045, 'gcd', 'int8 int8', 'int8', gcd8),
  scalar(5046, 'lcm', 'int4 int4', 'int4', lcm),
  scalar(5047, 'lcm', 'int8 int8', 'int8', lcm8),
  scalar(1376, 'factorial', 'int8', 'numeric', factorial),
];
