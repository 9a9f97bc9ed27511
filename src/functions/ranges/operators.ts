/** Operators over ranges, multiranges and the values in them. */
import {
  asMultirange,
  intersectMultiranges,
  multirangeContains,
  multirangeContainsRange,
  multirangeContainsValue,
  multirangeOverlapsRange,
  multirangesAdjacent,
  multirangesOverlap,
  rangeContainsMultirange,
  spanOf,
  subtractMultirange,
  uniteMultiranges,
} from '../../types/ranges/multirange-operations.ts';
import {
  intersectRanges,
  rangeBefore,
  rangeContains,
  rangeContainsValue,
  rangeOverLeft,
  rangeOverRight,
  rangesAdjacent,
  rangesOverlap,
  subtractRange,
  uniteRanges,
} from '../../types/ranges/range-operations.ts';
import type { PgMultirange, PgRange } from '../../types/ranges/range-value.ts';
import type { OperatorRow } from '../define-operators.ts';

type Test<A, B> = (a: A, b: B) => boolean;
type Operand = 'anyrange' | 'anymultirange' | 'anyelement';

function swapped<A, B>(test: Test<A, B>): Test<B, A> {
  return (b, a) => test(a, b);
}

function row(
  oid: number,
  name: string,
  [left, right]: readonly [Operand, Operand],
  [proc, procName]: readonly [number, string],
  impl: OperatorRow['impl'],
  commutator?: string,
): OperatorRow {
  const base = { oid, name, left, right, result: 'bool', proc, procName, impl };
  return commutator === undefined ? base : { ...base, commutator };
}

const R = 'anyrange';
const M = 'anymultirange';
const E = 'anyelement';

const overlaps: readonly OperatorRow[] = [
  row(3888, '&&', [R, R], [3857, 'range_overlaps'], rangesOverlap, '&&'),
  row(2866, '&&', [R, M], [4246, 'range_overlaps_multirange'], swapped(multirangeOverlapsRange), '&&'),
  row(2867, '&&', [M, R], [4247, 'multirange_overlaps_range'], multirangeOverlapsRange, '&&'),
  row(2868, '&&', [M, M], [4248, 'multirange_overlaps_multirange'], multirangesOverlap, '&&'),
];

const contains: readonly OperatorRow[] = [
  row(3889, '@>', [R, E], [3858, 'range_contains_elem'], rangeContainsValue, '<@'),
  row(3890, '@>', [R, R], [3859, 'range_contains'], rangeContains, '<@'),
  row(4539, '@>', [R, M], [4541, 'range_contains_multirange'], rangeContainsMultirange, '<@'),
  row(2869, '@>', [M, E], [4249, 'multirange_contains_elem'], multirangeContainsValue, '<@'),
  row(2870, '@>', [M, R], [4250, 'multirange_contains_range'], multirangeContainsRange, '<@'),
  row(2871, '@>', [M, M], [4251, 'multirange_contains_multirange'], multirangeContains, '<@'),
  row(3891, '<@', [E, R], [3860, 'elem_contained_by_range'], swapped(rangeContainsValue), '@>'),
  row(3892, '<@', [R, R], [3861, 'range_contained_by'], swapped(rangeContains), '@>'),
  row(4540, '<@', [M, R], [4542, 'multirange_contained_by_range'], swapped(rangeContainsMultirange), '@>'),
  row(2872, '<@', [E, M], [4252, 'elem_contained_by_multirange'], swapped(multirangeContainsValue), '@>'),
  row(2873, '<@', [R, M], [4253, 'range_contained_by_multirange'], swapped(multirangeContainsRange), '@>'),
  row(2874, '<@', [M, M], [4254, 'multirange_contained_by_multirange'], swapped(multirangeContains), '@>'),
];

/** A test of two ranges that only looks at outer bounds, over any mix of ranges and multiranges. */
function ofSpans(test: Test<PgRange, PgRange>) {
  return {
    rangeMulti: (a: PgRange, b: PgMultirange) => test(a, spanOf(b)),
    multiRange: (a: PgMultirange, b: PgRange) => test(spanOf(a), b),
    multis: (a: PgMultirange, b: PgMultirange) => test(spanOf(a), spanOf(b)),
  };
}

const before = ofSpans(rangeBefore);
const rangeAfter = swapped(rangeBefore);
const after = ofSpans(rangeAfter);
const overLeft = ofSpans(rangeOverLeft);
const overRight = ofSpans(rangeOverRight);

const positions: readonly OperatorRow[] = [
  row(3893, '<<', [R, R], [3863, 'range_before'], rangeBefore, '>>'),
  row(4395, '<<', [R, M], [4258, 'range_before_multirange'], before.rangeMulti, '>>'),
  row(4396, '<<', [M, R], [4259, 'multirange_before_range'], before.multiRange, '>>'),
  row(4397, '<<', [M, M], [4260, 'multirange_before_multirange'], before.multis, '>>'),
  row(3894, '>>', [R, R], [3864, 'range_after'], rangeAfter, '<<'),
  row(4398, '>>', [R, M], [4261, 'range_after_multirange'], after.rangeMulti, '<<'),
  row(4399, '>>', [M, R], [4262, 'multirange_after_range'], after.multiRange, '<<'),
  row(4400, '>>', [M, M], [4263, 'multirange_after_multirange'], after.multis, '<<'),
  row(3895, '&<', [R, R], [3865, 'range_overleft'], rangeOverLeft),
  row(2875, '&<', [R, M], [4264, 'range_overleft_multirange'], overLeft.rangeMulti),
  row(2876, '&<', [M, R], [4265, 'multirange_overleft_range'], overLeft.multiRange),
  row(2877, '&<', [M, M], [4266, 'multirange_overleft_multirange'], overLeft.multis),
  row(3896, '&>', [R, R], [3866, 'range_overright'], rangeOverRight),
  row(3585, '&>', [R, M], [4267, 'range_overright_multirange'], overRight.rangeMulti),
  row(4035, '&>', [M, R], [4268, 'multirange_overright_range'], overRight.multiRange),
  row(4142, '&>', [M, M], [4269, 'multirange_overright_multirange'], overRight.multis),
];

function adjacentToRange(a: PgMultirange, b: PgRange): boolean {
  return multirangesAdjacent(a, asMultirange(b));
}

const adjacency: readonly OperatorRow[] = [
  row(3897, '-|-', [R, R], [3862, 'range_adjacent'], rangesAdjacent, '-|-'),
  row(4179, '-|-', [R, M], [4255, 'range_adjacent_multirange'], swapped(adjacentToRange), '-|-'),
  row(4180, '-|-', [M, R], [4257, 'multirange_adjacent_range'], adjacentToRange, '-|-'),
  row(4198, '-|-', [M, M], [4256, 'multirange_adjacent_multirange'], multirangesAdjacent, '-|-'),
];

const sets: readonly OperatorRow[] = [
  { ...row(3898, '+', [R, R], [3867, 'range_union'], uniteRanges, '+'), result: R },
  { ...row(3899, '-', [R, R], [3869, 'range_minus'], subtractRange), result: R },
  { ...row(3900, '*', [R, R], [3868, 'range_intersect'], intersectRanges, '*'), result: R },
  { ...row(4392, '+', [M, M], [4270, 'multirange_union'], uniteMultiranges, '+'), result: M },
  { ...row(4393, '-', [M, M], [4271, 'multirange_minus'], subtractMultirange), result: M },
  { ...row(4394, '*', [M, M], [4272, 'multirange_intersect'], intersectMultiranges, '*'), result: M },
];

export const rangeOperators: readonly OperatorRow[] = [...overlaps, ...contains, ...positions, ...adjacency, ...sets];
