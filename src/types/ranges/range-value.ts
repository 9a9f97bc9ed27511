/**
 * Values of range and multirange types. A bound of null is infinite, and then never inclusive; the empty range has no bounds.
 * Ranges of discrete types are kept in canonical form, `[lower,upper)`, so equal ranges have equal bounds.
 * The ranges of a multirange are in order, not empty, and neither overlap nor touch.
 */
import type { Datum, Oid } from '../type-def.ts';

export class PgRange {
  readonly rangeType: Oid;
  readonly lower: Datum;
  readonly upper: Datum;
  readonly lowerInclusive: boolean;
  readonly upperInclusive: boolean;
  readonly isEmpty: boolean;

  /** Bounds that are known to be in order and canonical; `makeRange` takes others. */
  constructor(
    rangeType: Oid,
    lower: Datum,
    upper: Datum,
    lowerInclusive: boolean,
    upperInclusive: boolean,
    isEmpty: boolean,
  ) {
    this.rangeType = rangeType;
    this.lower = lower;
    this.upper = upper;
    this.lowerInclusive = lowerInclusive;
    this.upperInclusive = upperInclusive;
    this.isEmpty = isEmpty;
  }

  static empty(rangeType: Oid): PgRange {
    return new PgRange(rangeType, null, null, false, false, true);
  }
}

export class PgMultirange {
  readonly multirangeType: Oid;
  readonly ranges: readonly PgRange[];

  /** Ranges that are known to be in order and apart; `makeMultirange` takes others. */
  constructor(multirangeType: Oid, ranges: readonly PgRange[]) {
    this.multirangeType = multirangeType;
    this.ranges = ranges;
  }
}
