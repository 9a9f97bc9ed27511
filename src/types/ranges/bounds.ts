/**
 * Bounds of ranges as values of their own, and their order: an infinite lower bound is below and an infinite upper bound above
 * everything; at one value an exclusive upper bound comes before an inclusive one, and that before an exclusive lower bound.
 */
import type { Datum, DatumValue } from '../type-def.ts';
import type { RangeFamily } from './families.ts';
import type { PgRange } from './range-value.ts';

export interface Bound {
  /** null: infinite */
  readonly value: Datum;
  readonly inclusive: boolean;
  readonly lower: boolean;
}

export function lowerBound(range: PgRange): Bound {
  return { value: range.lower, inclusive: range.lowerInclusive, lower: true };
}

export function upperBound(range: PgRange): Bound {
  return { value: range.upper, inclusive: range.upperInclusive, lower: false };
}

/** The bound that ends where this one starts, or starts where it ends. */
export function oppositeBound(bound: Bound): Bound {
  return { value: bound.value, inclusive: !bound.inclusive, lower: !bound.lower };
}

export function compareValues(family: RangeFamily, a: DatumValue, b: DatumValue): number {
  // Bounds are scalars of the family's subtype.
  return family.compare(a as never, b as never);
}

/** By value alone. */
export function compareBoundValues(family: RangeFamily, a: Bound, b: Bound): number {
  if (a.value === null) {
    if (b.value === null && a.lower === b.lower) return 0;
    return a.lower ? -1 : 1;
  }
  if (b.value === null) return b.lower ? 1 : -1;
  return compareValues(family, a.value, b.value);
}

export function compareBounds(family: RangeFamily, a: Bound, b: Bound): number {
  const order = compareBoundValues(family, a, b);
  if (order !== 0 || a.value === null) return order;
  return side(a) - side(b);
}

/** Where a bound lies next to its value: just before, at, or just after it. */
function side(bound: Bound): number {
  if (bound.inclusive) return 0;
  return bound.lower ? 1 : -1;
}
