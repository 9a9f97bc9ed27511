/** Aggregates that gather ranges into a multirange, or keep what all of them share. */
import { familyOfMultirange } from '../../types/ranges/families.ts';
import { makeMultirange } from '../../types/ranges/make.ts';
import { intersectMultiranges } from '../../types/ranges/multirange-operations.ts';
import { intersectRanges } from '../../types/ranges/range-operations.ts';
import type { PgMultirange, PgRange } from '../../types/ranges/range-value.ts';
import type { Oid } from '../../types/type-def.ts';
import { type Accumulation, aggregate, fold } from '../aggregate/define.ts';
import type { AggregateDef, CallInfo } from '../function-def.ts';

class GatheredRanges {
  readonly multirangeType: Oid;
  /** Whether there was a value, even an empty one. */
  any = false;
  readonly ranges: PgRange[] = [];

  constructor(multirangeType: Oid) {
    this.multirangeType = multirangeType;
  }
}

function gather<Value>(rangesOf: (value: Value) => readonly PgRange[]): Accumulation<GatheredRanges> {
  return {
    strict: true,
    keeps: true,
    callInfo: true,
    init: (info: CallInfo) => new GatheredRanges(info.resultType),
    step: (state, value: Value) => {
      state.any = true;
      for (const range of rangesOf(value)) state.ranges.push(range);
      return state;
    },
    final: (state) => (state.any ? makeMultirange(familyOfMultirange(state.multirangeType)!, state.ranges) : null),
  };
}

export const rangeAggregates: readonly AggregateDef[] = [
  aggregate(
    4301,
    'range_agg',
    'anyrange',
    'anymultirange',
    gather((value: PgRange) => [value]),
  ),
  aggregate(
    6227,
    'range_agg',
    'anymultirange',
    'anymultirange',
    gather((value: PgMultirange) => value.ranges),
  ),
  aggregate(4450, 'range_intersect_agg', 'anyrange', 'anyrange', fold<PgRange>(intersectRanges)),
  aggregate(4389, 'range_intersect_agg', 'anymultirange', 'anymultirange', fold<PgMultirange>(intersectMultiranges)),
];
