/** Arithmetic operators of money: cents, rounded to the nearest (ties to even) where a factor is a float. */
import { canonicalInteger, type Int8, int8Max, int8Min } from '../../types/int8.ts';
import { divisionByZero } from '../../types/numeric-value.ts';
import { outOfRange } from '../../types/text-scan.ts';
import type { OperatorRow } from '../define-operators.ts';
import { float8Arithmetic, roundTiesToEven } from '../float-math.ts';

function checkMoney(cents: bigint): Int8 {
  if (cents > int8Max || cents < int8Min) throw outOfRange('money');
  return canonicalInteger(cents);
}

function fromFloat(cents: number): Int8 {
  if (!(cents >= -(2 ** 63) && cents < 2 ** 63)) throw outOfRange('money');
  return canonicalInteger(BigInt(roundTiesToEven(cents)));
}

const byFloat = (a: Int8, b: number) => fromFloat(float8Arithmetic.multiply(Number(a), b));
const floatBy = (a: number, b: Int8) => fromFloat(float8Arithmetic.multiply(a, Number(b)));
const byInteger = (a: Int8, b: Int8) => checkMoney(BigInt(a) * BigInt(b));
const divideByFloat = (a: Int8, b: number) => fromFloat(float8Arithmetic.divide(Number(a), b));
function divideByInteger(a: Int8, b: Int8): Int8 {
  if (b === 0) divisionByZero();
  return checkMoney(BigInt(a) / BigInt(b));
}
function ratio(a: Int8, b: Int8): number {
  if (b === 0) divisionByZero();
  return Number(a) / Number(b);
}

function row(
  oid: number,
  name: string,
  left: string,
  right: string,
  proc: number,
  procName: string,
  impl: OperatorRow['impl'],
): OperatorRow {
  const commutes = name === '+' || name === '*';
  return {
    oid,
    name,
    left,
    right,
    result: impl === ratio ? 'float8' : 'money',
    proc,
    procName,
    ...(commutes ? { commutator: name } : {}),
    impl,
  };
}

export function addMoney(a: Int8, b: Int8): Int8 {
  return checkMoney(BigInt(a) + BigInt(b));
}

export const moneyArithmetic: readonly OperatorRow[] = [
  row(906, '+', 'money', 'money', 894, 'cash_pl', addMoney),
  row(907, '-', 'money', 'money', 895, 'cash_mi', (a: Int8, b: Int8) => checkMoney(BigInt(a) - BigInt(b))),
  row(3825, '/', 'money', 'money', 3822, 'cash_div_cash', ratio),
  row(843, '*', 'money', 'float4', 846, 'cash_mul_flt4', byFloat),
  row(844, '/', 'money', 'float4', 847, 'cash_div_flt4', divideByFloat),
  row(908, '*', 'money', 'float8', 896, 'cash_mul_flt8', byFloat),
  row(909, '/', 'money', 'float8', 897, 'cash_div_flt8', divideByFloat),
  row(914, '*', 'money', 'int2', 866, 'cash_mul_int2', byInteger),
  row(915, '/', 'money', 'int2', 867, 'cash_div_int2', divideByInteger),
  row(912, '*', 'money', 'int4', 864, 'cash_mul_int4', byInteger),
  row(913, '/', 'money', 'int4', 865, 'cash_div_int4', divideByInteger),
  row(3346, '*', 'money', 'int8', 3344, 'cash_mul_int8', byInteger),
  row(3347, '/', 'money', 'int8', 3345, 'cash_div_int8', divideByInteger),
  row(845, '*', 'float4', 'money', 848, 'flt4_mul_cash', floatBy),
  row(916, '*', 'float8', 'money', 919, 'flt8_mul_cash', floatBy),
  row(918, '*', 'int2', 'money', 863, 'int2_mul_cash', byInteger),
  row(917, '*', 'int4', 'money', 862, 'int4_mul_cash', byInteger),
  row(3349, '*', 'int8', 'money', 3399, 'int8_mul_cash', byInteger),
];
