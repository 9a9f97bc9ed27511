/** Ranges and multiranges from any bounds and any ranges: checked, canonical, merged. */
import { sqlError } from '../../errors/index.ts';
import type { Oid } from '../type-def.ts';
import { type Bound, compareBounds, compareBoundValues, lowerBound, upperBound } from './bounds.ts';
import { familyOfMultirange, type RangeFamily } from './families.ts';
import { PgMultirange, PgRange } from './range-value.ts';

export function makeRange(family: RangeFamily, lower: Bound, upper: Bound): PgRange {
  const order = compareBoundValues(family, lower, upper);
  if (order > 0) {
    throw sqlError('data_exception', 'range lower bound must be less than or equal to range upper bound');
  }
  const lowerInclusive = lower.inclusive && lower.value !== null;
  const upperInclusive = upper.inclusive && upper.value !== null;
  if (order === 0 && !(lowerInclusive && upperInclusive)) return PgRange.empty(family.oid);
  const { next } = family;
  if (next === null) return new PgRange(family.oid, lower.value, upper.value, lowerInclusive, upperInclusive, false);
  // Infinite dates are values without neighbours: their bounds stay as they are.
  const stepsLower = lower.value !== null && !lowerInclusive && hasNext(lower.value);
  const stepsUpper = upperInclusive && hasNext(upper.value);
  if (!stepsLower && !stepsUpper) {
    return new PgRange(family.oid, lower.value, upper.value, lowerInclusive, upperInclusive, false);
  }
  const from: Bound = stepsLower ? { value: next(lower.value as never), inclusive: true, lower: true } : lower;
  const to: Bound = stepsUpper ? { value: next(upper.value as never), inclusive: false, lower: false } : upper;
  if (compareBoundValues(family, from, to) === 0 && !(from.inclusive && to.inclusive)) return PgRange.empty(family.oid);
  return new PgRange(
    family.oid,
    from.value,
    to.value,
    from.inclusive && from.value !== null,
    to.inclusive && to.value !== null,
    false,
  );
}

function hasNext(value: unknown): boolean {
  return value !== Infinity && value !== -Infinity;
}

/** Whether nothing lies between an upper bound and a lower bound, and no value is in both. */
export function boundsTouch(family: RangeFamily, upper: Bound, lower: Bound): boolean {
  const order = compareBoundValues(family, upper, lower);
  if (order === 0) return upper.value !== null && upper.inclusive !== lower.inclusive;
  if (order > 0 || family.next === null) return false;
  const from: Bound = { value: upper.value, inclusive: !upper.inclusive, lower: true };
  const to: Bound = { value: lower.value, inclusive: !lower.inclusive, lower: false };
  return makeRange(family, from, to).isEmpty;
}

/** Empty ranges first, then by lower, then by upper bound. */
export function compareRanges(family: RangeFamily, a: PgRange, b: PgRange): number {
  if (a.isEmpty || b.isEmpty) return a.isEmpty === b.isEmpty ? 0 : a.isEmpty ? -1 : 1;
  return compareBounds(family, lowerBound(a), lowerBound(b)) || compareBounds(family, upperBound(a), upperBound(b));
}

export function compareMultiranges(family: RangeFamily, a: PgMultirange, b: PgMultirange): number {
  const length = Math.min(a.ranges.length, b.ranges.length);
  for (let i = 0; i < length; i++) {
    const order = compareRanges(family, a.ranges[i]!, b.ranges[i]!);
    if (order !== 0) return order;
  }
  return a.ranges.length - b.ranges.length;
}

/** Puts ranges in any order together; those that overlap or touch become one. */
export function makeMultirange(family: RangeFamily, ranges: readonly PgRange[]): PgMultirange {
  const sorted = ranges.filter((range) => !range.isEmpty).sort((a, b) => compareRanges(family, a, b));
  const merged: PgRange[] = [];
  for (const range of sorted) {
    const last = merged[merged.length - 1];
    if (last === undefined || !reaches(family, upperBound(last), lowerBound(range))) {
      merged.push(range);
    } else merged[merged.length - 1] = spanOf(family, last, range);
  }
  return new PgMultirange(family.multirangeOid, merged);
}

/** From the lower of both to the upper; of bounds that are equal, and may be written in two ways, it has the second's. */
export function spanOf(family: RangeFamily, a: PgRange, b: PgRange): PgRange {
  const first = compareBounds(family, lowerBound(a), lowerBound(b)) < 0 ? a : b;
  const last = compareBounds(family, upperBound(a), upperBound(b)) > 0 ? a : b;
  return makeRange(family, lowerBound(first), upperBound(last));
}

function reaches(family: RangeFamily, upper: Bound, lower: Bound): boolean {
  return compareBounds(family, upper, lower) >= 0 || boundsTouch(family, upper, lower);
}

export function emptyMultirange(multirangeType: Oid): PgMultirange {
  return new PgMultirange(familyOfMultirange(multirangeType)!.multirangeOid, []);
}
