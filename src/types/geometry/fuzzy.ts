/** Comparisons of coordinates: two that differ by no more than a millionth are equal. */
import { compareFloats } from '../floats.ts';
import type { Point } from './values.ts';

const epsilon = 1.0e-6;

export function isZero(a: number): boolean {
  return Math.abs(a) <= epsilon;
}
export function areEqual(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= epsilon;
}
/** Not the negation of areEqual where a NaN is among them. */
export function areUnequal(a: number, b: number): boolean {
  return a !== b && Math.abs(a - b) > epsilon;
}
export function isLess(a: number, b: number): boolean {
  return b - a > epsilon;
}
export function isLessOrEqual(a: number, b: number): boolean {
  return a - b <= epsilon;
}
export function isGreater(a: number, b: number): boolean {
  return a - b > epsilon;
}
export function isGreaterOrEqual(a: number, b: number): boolean {
  return b - a <= epsilon;
}

/** Where a NaN is among the coordinates, only the very same ones are equal. */
export function samePoint(a: Point, b: Point): boolean {
  if (Number.isNaN(a.x) || Number.isNaN(a.y) || Number.isNaN(b.x) || Number.isNaN(b.y)) {
    return compareFloats(a.x, b.x) === 0 && compareFloats(a.y, b.y) === 0;
  }
  return areEqual(a.x, b.x) && areEqual(a.y, b.y);
}
