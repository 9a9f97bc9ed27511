/** Floating-point arithmetic with PostgreSQL's checks: an infinite result of finite operands, or a zero one that is not exact, is an error. */
import { sqlError } from '../errors/index.ts';
import {
  checkOverflow,
  checkProduct,
  checkQuotient,
  floatOverflow,
  floatUnderflow,
  isInfinite,
  zeroDivide,
} from '../types/float-arithmetic.ts';
import { exactPower } from './double-double.ts';

export { float8Arithmetic, floatOverflow, floatUnderflow } from '../types/float-arithmetic.ts';

// The double result of one operation on singles, rounded once more, is the correctly rounded single.
export const float4Arithmetic = {
  add: (a: number, b: number) => checkOverflow(Math.fround(a + b), a, b),
  subtract: (a: number, b: number) => checkOverflow(Math.fround(a - b), a, b),
  multiply: (a: number, b: number) => checkProduct(Math.fround(a * b), a, b),
  divide: (a: number, b: number) => checkQuotient(b === 0 ? zeroDivide(a) : Math.fround(a / b), a, b),
};

export function squareRoot(value: number): number {
  if (value < 0) throw sqlError('invalid_argument_for_power_function', 'cannot take square root of a negative number');
  return Math.sqrt(value);
}

/** pow(): POSIX's special cases, which differ from JavaScript's for 1 and -1. */
export function power(base: number, exponent: number): number {
  if (base === 0 && exponent < 0) {
    throw sqlError('invalid_argument_for_power_function', 'zero raised to a negative power is undefined');
  }
  if (base < 0 && !isInfinite(exponent) && Math.floor(exponent) !== exponent && !Number.isNaN(exponent)) {
    throw sqlError(
      'invalid_argument_for_power_function',
      'a negative number raised to a non-integer power yields a complex result',
    );
  }
  if (base === 1 || (base === -1 && isInfinite(exponent))) return 1;
  const result = exactPower(base, exponent);
  if (isInfinite(base) || isInfinite(exponent)) return result;
  if (isInfinite(result)) floatOverflow();
  if (result === 0 && base !== 0) floatUnderflow();
  return result;
}

/** rint(): the nearest integer, the even one of two; negative values that round to zero give -0. */
export function roundTiesToEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction < 0.5 || (fraction === 0.5 && floor % 2 === 0)) return floor;
  return value < 0 && floor === -1 ? -0 : floor + 1;
}
