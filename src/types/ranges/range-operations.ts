/**
 * What two ranges of one type are to each other, and the ranges made from them (the manual, "Range Functions and Operators").
 * An empty range contains nothing, is contained in every range, and lies neither left nor right of any.
 */
import { sqlError } from '../../errors/index.ts';
import type { DatumValue } from '../type-def.ts';
import { compareBounds, compareValues, lowerBound, oppositeBound, upperBound } from './bounds.ts';
import { type RangeFamily, rangeFamily } from './families.ts';
import { boundsTouch, makeRange, spanOf } from './make.ts';
import { PgRange } from './range-value.ts';

export function familyOf(range: PgRange): RangeFamily {
  return rangeFamily(range.rangeType);
}

export function compareLowers(family: RangeFamily, a: PgRange, b: PgRange): number {
  return compareBounds(family, lowerBound(a), lowerBound(b));
}

export function compareUppers(family: RangeFamily, a: PgRange, b: PgRange): number {
  return compareBounds(family, upperBound(a), upperBound(b));
}

/** Where the upper bound of `a` lies against the lower one of `b`. */
export function compareUpperToLower(family: RangeFamily, a: PgRange, b: PgRange): number {
  return compareBounds(family, upperBound(a), lowerBound(b));
}

export function rangeContainsValue(range: PgRange, value: DatumValue): boolean {
  if (range.isEmpty) return false;
  return !startsAfter(range, value) && !endsBefore(range, value);
}

export function startsAfter(range: PgRange, value: DatumValue): boolean {
  if (range.lower === null) return false;
  const order = compareValues(familyOf(range), range.lower, value);
  return order > 0 || (order === 0 && !range.lowerInclusive);
}

export function endsBefore(range: PgRange, value: DatumValue): boolean {
  if (range.upper === null) return false;
  const order = compareValues(familyOf(range), range.upper, value);
  return order < 0 || (order === 0 && !range.upperInclusive);
}

export function rangeContains(whole: PgRange, part: PgRange): boolean {
  if (part.isEmpty) return true;
  if (whole.isEmpty) return false;
  const family = familyOf(whole);
  return compareLowers(family, whole, part) <= 0 && compareUppers(family, whole, part) >= 0;
}

export function rangesOverlap(a: PgRange, b: PgRange): boolean {
  if (a.isEmpty || b.isEmpty) return false;
  const family = familyOf(a);
  return compareUpperToLower(family, a, b) >= 0 && compareUpperToLower(family, b, a) >= 0;
}

export function rangeBefore(a: PgRange, b: PgRange): boolean {
  return !a.isEmpty && !b.isEmpty && compareUpperToLower(familyOf(a), a, b) < 0;
}

/** `&<`: does not extend to the right of. */
export function rangeOverLeft(a: PgRange, b: PgRange): boolean {
  return !a.isEmpty && !b.isEmpty && compareUppers(familyOf(a), a, b) <= 0;
}

/** `&>`: does not extend to the left of. */
export function rangeOverRight(a: PgRange, b: PgRange): boolean {
  return !a.isEmpty && !b.isEmpty && compareLowers(familyOf(a), a, b) >= 0;
}

export function rangesAdjacent(a: PgRange, b: PgRange): boolean {
  if (a.isEmpty || b.isEmpty) return false;
  const family = familyOf(a);
  return boundsTouch(family, upperBound(a), lowerBound(b)) || boundsTouch(family, upperBound(b), lowerBound(a));
}

/** The smallest range over both, what lies between them included. */
export function mergeRanges(a: PgRange, b: PgRange): PgRange {
  if (a.isEmpty) return b;
  if (b.isEmpty) return a;
  return spanOf(familyOf(a), a, b);
}

export function uniteRanges(a: PgRange, b: PgRange): PgRange {
  if (!a.isEmpty && !b.isEmpty && !rangesOverlap(a, b) && !rangesAdjacent(a, b)) {
    throw sqlError('data_exception', 'result of range union would not be contiguous');
  }
  return mergeRanges(a, b);
}

export function intersectRanges(a: PgRange, b: PgRange): PgRange {
  if (!rangesOverlap(a, b)) return PgRange.empty(a.rangeType);
  const family = familyOf(a);
  const first = compareLowers(family, a, b) >= 0 ? a : b;
  const last = compareUppers(family, a, b) <= 0 ? a : b;
  return makeRange(family, lowerBound(first), upperBound(last));
}

/** What is left of `b` and what is right of it in `a`; either may be null. They are not empty. */
export function splitRange(a: PgRange, b: PgRange): { readonly left: PgRange | null; readonly right: PgRange | null } {
  const family = familyOf(a);
  const left = compareLowers(family, a, b) < 0 ? makeRange(family, lowerBound(a), oppositeBound(lowerBound(b))) : null;
  const right = compareUppers(family, a, b) > 0 ? makeRange(family, oppositeBound(upperBound(b)), upperBound(a)) : null;
  return { left: left?.isEmpty ? null : left, right: right?.isEmpty ? null : right };
}

export function subtractRange(a: PgRange, b: PgRange): PgRange {
  if (!rangesOverlap(a, b)) return a;
  const family = familyOf(a);
  if (compareLowers(family, a, b) < 0 && compareUppers(family, a, b) > 0) {
    throw sqlError('data_exception', 'result of range difference would not be contiguous');
  }
  const { left, right } = splitRange(a, b);
  return left ?? right ?? PgRange.empty(a.rangeType);
}
