/** Arithmetic of double precision with PostgreSQL's checks: an infinite result of finite operands, or a zero one that is not exact, is an error. */
import { sqlError } from '../errors/index.ts';
import { divisionByZero } from './numeric-value.ts';

export function floatOverflow(): never {
  throw sqlError('numeric_value_out_of_range', 'value out of range: overflow');
}
export function floatUnderflow(): never {
  throw sqlError('numeric_value_out_of_range', 'value out of range: underflow');
}

export function isInfinite(value: number): boolean {
  return value === Infinity || value === -Infinity;
}

export function checkOverflow(result: number, a: number, b: number): number {
  if (isInfinite(result) && !isInfinite(a) && !isInfinite(b)) floatOverflow();
  return result;
}

export const float8Arithmetic = {
  add: (a: number, b: number) => checkOverflow(a + b, a, b),
  subtract: (a: number, b: number) => checkOverflow(a - b, a, b),
  multiply: (a: number, b: number) => checkProduct(a * b, a, b),
  divide: (a: number, b: number) => checkQuotient(b === 0 ? zeroDivide(a) : a / b, a, b),
};

export function checkProduct(result: number, a: number, b: number): number {
  if (result === 0 && a !== 0 && b !== 0) floatUnderflow();
  return checkOverflow(result, a, b);
}

export function checkQuotient(result: number, a: number, b: number): number {
  if (isInfinite(result) && !isInfinite(a)) floatOverflow();
  if (result === 0 && a !== 0 && !isInfinite(b)) floatUnderflow();
  return result;
}

export function zeroDivide(dividend: number): number {
  if (!Number.isNaN(dividend)) divisionByZero();
  return Number.NaN;
}
