/**
 * What multiranges are to ranges and to each other. The ranges of a multirange are in order and apart, so a range within it is
 * within one of them, and two multiranges are walked side by side.
 */
import { assert } from '../../common/assert.ts';
import type { DatumValue } from '../type-def.ts';
import { lowerBound, upperBound } from './bounds.ts';
import { familyOfMultirange, type RangeFamily } from './families.ts';
import { boundsTouch, makeMultirange, makeRange } from './make.ts';
import {
  compareUppers,
  compareUpperToLower,
  endsBefore,
  familyOf,
  intersectRanges,
  rangeContains,
  rangeContainsValue,
  rangesOverlap,
  splitRange,
} from './range-operations.ts';
import { PgMultirange, PgRange } from './range-value.ts';

export function multirangeFamily(value: PgMultirange): RangeFamily {
  const family = familyOfMultirange(value.multirangeType);
  assert(family !== undefined, `type ${value.multirangeType} is no multirange type`);
  return family;
}

/** From the lowest to the highest bound; empty for the empty multirange. */
export function spanOf(value: PgMultirange): PgRange {
  const { ranges } = value;
  const family = multirangeFamily(value);
  if (ranges.length === 0) return PgRange.empty(family.oid);
  return makeRange(family, lowerBound(ranges[0]!), upperBound(ranges[ranges.length - 1]!));
}

export function asMultirange(range: PgRange): PgMultirange {
  return new PgMultirange(familyOf(range).multirangeOid, range.isEmpty ? [] : [range]);
}

/** Index of the first range for which `passed` no longer holds; it holds for all before that one. */
function firstNot(ranges: readonly PgRange[], passed: (range: PgRange) => boolean): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passed(ranges[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function multirangeContainsValue(whole: PgMultirange, value: DatumValue): boolean {
  const range = whole.ranges[firstNot(whole.ranges, (candidate) => endsBefore(candidate, value))];
  return range !== undefined && rangeContainsValue(range, value);
}

/** The first range that is not wholly left of `range`. */
function firstReaching(ranges: readonly PgRange[], range: PgRange): PgRange | undefined {
  const family = familyOf(range);
  return ranges[firstNot(ranges, (candidate) => compareUpperToLower(family, candidate, range) < 0)];
}

export function multirangeContainsRange(whole: PgMultirange, part: PgRange): boolean {
  if (part.isEmpty) return true;
  const range = firstReaching(whole.ranges, part);
  return range !== undefined && rangeContains(range, part);
}

export function rangeContainsMultirange(whole: PgRange, part: PgMultirange): boolean {
  return rangeContains(whole, spanOf(part));
}

export function multirangeContains(whole: PgMultirange, part: PgMultirange): boolean {
  return part.ranges.every((range) => multirangeContainsRange(whole, range));
}

export function multirangeOverlapsRange(a: PgMultirange, b: PgRange): boolean {
  if (b.isEmpty) return false;
  const range = firstReaching(a.ranges, b);
  return range !== undefined && rangesOverlap(range, b);
}

export function multirangesOverlap(a: PgMultirange, b: PgMultirange): boolean {
  return b.ranges.some((range) => multirangeOverlapsRange(a, range));
}

/** Only the outer ends can touch something that does not reach inside. */
export function multirangesAdjacent(a: PgMultirange, b: PgMultirange): boolean {
  if (a.ranges.length === 0 || b.ranges.length === 0) return false;
  const family = multirangeFamily(a);
  const touches = (left: PgMultirange, right: PgMultirange): boolean =>
    boundsTouch(family, upperBound(left.ranges[left.ranges.length - 1]!), lowerBound(right.ranges[0]!));
  return touches(a, b) || touches(b, a);
}

export function uniteMultiranges(a: PgMultirange, b: PgMultirange): PgMultirange {
  if (a.ranges.length === 0) return b;
  if (b.ranges.length === 0) return a;
  return makeMultirange(multirangeFamily(a), [...a.ranges, ...b.ranges]);
}

export function intersectMultiranges(a: PgMultirange, b: PgMultirange): PgMultirange {
  const family = multirangeFamily(a);
  const common: PgRange[] = [];
  for (let i = 0, j = 0; i < a.ranges.length && j < b.ranges.length; ) {
    const left = a.ranges[i]!;
    const right = b.ranges[j]!;
    const both = intersectRanges(left, right);
    if (!both.isEmpty) common.push(both);
    if (compareUppers(family, left, right) < 0) i++;
    else j++;
  }
  return makeMultirange(family, common);
}

export function subtractMultirange(a: PgMultirange, b: PgMultirange): PgMultirange {
  if (a.ranges.length === 0 || b.ranges.length === 0) return a;
  const family = multirangeFamily(a);
  const kept: PgRange[] = [];
  let j = 0;
  for (const range of a.ranges) {
    let rest: PgRange | null = range;
    while (j < b.ranges.length && compareUpperToLower(family, b.ranges[j]!, rest) < 0) j++;
    for (let k = j; rest !== null && k < b.ranges.length && rangesOverlap(rest, b.ranges[k]!); k++) {
      const parts: { left: PgRange | null; right: PgRange | null } = splitRange(rest, b.ranges[k]!);
      if (parts.left !== null) kept.push(parts.left);
      rest = parts.right;
    }
    if (rest !== null) kept.push(rest);
  }
  return new PgMultirange(a.multirangeType, kept);
}
