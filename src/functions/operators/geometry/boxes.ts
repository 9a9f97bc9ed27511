/** Operators of boxes. Boxes compare by area. */

import {
  boxesOverlap,
  boxHolds,
  boxHoldsBox,
  boxMeetsLine,
  boxMeetsSegment,
  nearestOfBox,
  nearestOfBoxToSegment,
} from '../../../types/geometry/figures.ts';
import {
  areEqual,
  isGreater,
  isGreaterOrEqual,
  isLess,
  isLessOrEqual,
  samePoint,
} from '../../../types/geometry/fuzzy.ts';
import { distance } from '../../../types/geometry/lines.ts';
import { Box, type Line, Point, type Segment } from '../../../types/geometry/values.ts';
import type { OperatorRow } from '../../define-operators.ts';
import { binary, prefix } from '../operator-row.ts';
import {
  addPoints,
  boxArea,
  boxCenter,
  dividePoints,
  found,
  higher,
  lower,
  multiplyPoints,
  subtractPoints,
} from './points.ts';

/** Where one box lies as seen from another. */
const position = {
  left: (a: Box, b: Box) => isLess(a.high.x, b.low.x),
  overLeft: (a: Box, b: Box) => isLessOrEqual(a.high.x, b.high.x),
  overRight: (a: Box, b: Box) => isGreaterOrEqual(a.low.x, b.low.x),
  right: (a: Box, b: Box) => isGreater(a.low.x, b.high.x),
  below: (a: Box, b: Box) => isLess(a.high.y, b.low.y),
  overBelow: (a: Box, b: Box) => isLessOrEqual(a.high.y, b.high.y),
  overAbove: (a: Box, b: Box) => isGreaterOrEqual(a.low.y, b.low.y),
  above: (a: Box, b: Box) => isGreater(a.low.y, b.high.y),
};

function byArea(test: (a: number, b: number) => boolean): (a: Box, b: Box) => boolean {
  return (a, b) => test(boxArea(a), boxArea(b));
}
function sameBox(a: Box, b: Box): boolean {
  return samePoint(a.high, b.high) && samePoint(a.low, b.low);
}
function intersection(a: Box, b: Box): Box | null {
  if (!boxesOverlap(a, b)) return null;
  return new Box(
    new Point(lower(a.high.x, b.high.x), lower(a.high.y, b.high.y)),
    new Point(higher(a.low.x, b.low.x), higher(a.low.y, b.low.y)),
  );
}

export const boxOperators: readonly OperatorRow[] = [
  binary(433, '@>', 'box point bool', 193, 'box_contain_pt', boxHolds, { commutator: '<@' }),
  binary(493, '<<', 'box box bool', 188, 'box_left', position.left),
  binary(494, '&<', 'box box bool', 189, 'box_overleft', position.overLeft),
  binary(495, '&>', 'box box bool', 190, 'box_overright', position.overRight),
  binary(496, '>>', 'box box bool', 191, 'box_right', position.right),
  binary(497, '<@', 'box box bool', 192, 'box_contained', (a: Box, b: Box) => boxHoldsBox(b, a), { commutator: '@>' }),
  binary(498, '@>', 'box box bool', 187, 'box_contain', boxHoldsBox, { commutator: '<@' }),
  binary(499, '~=', 'box box bool', 186, 'box_same', sameBox, { commutator: '~=' }),
  binary(500, '&&', 'box box bool', 125, 'box_overlap', boxesOverlap, { commutator: '&&' }),
  binary(501, '>=', 'box box bool', 126, 'box_ge', byArea(isGreaterOrEqual), { commutator: '<=', negator: '<' }),
  binary(502, '>', 'box box bool', 127, 'box_gt', byArea(isGreater), { commutator: '<', negator: '<=' }),
  binary(503, '=', 'box box bool', 128, 'box_eq', byArea(areEqual), { commutator: '=' }),
  binary(504, '<', 'box box bool', 129, 'box_lt', byArea(isLess), { commutator: '>', negator: '>=' }),
  binary(505, '<=', 'box box bool', 130, 'box_le', byArea(isLessOrEqual), { commutator: '>=', negator: '>' }),
  binary(511, '<@', 'point box bool', 136, 'on_pb', (p: Point, box: Box) => boxHolds(box, p), { commutator: '@>' }),
  prefix(513, '@@', 'box point', 138, 'box_center', boxCenter),
  binary(606, '<->', 'box point float8', 357, 'dist_bp', (box: Box, p: Point) => nearestOfBox(box, p).distance, {
    commutator: '<->',
  }),
  binary(615, '<->', 'point box float8', 364, 'dist_pb', (p: Point, box: Box) => nearestOfBox(box, p).distance, {
    commutator: '<->',
  }),
  binary(
    617,
    '<->',
    'lseg box float8',
    365,
    'dist_sb',
    (s: Segment, box: Box) => nearestOfBoxToSegment(box, s).distance,
    { commutator: '<->' },
  ),
  binary(706, '<->', 'box box float8', 978, 'box_distance', (a: Box, b: Box) => distance(boxCenter(a), boxCenter(b)), {
    commutator: '<->',
  }),
  binary(
    763,
    '<->',
    'box lseg float8',
    381,
    'dist_bs',
    (box: Box, s: Segment) => nearestOfBoxToSegment(box, s).distance,
    { commutator: '<->' },
  ),
  binary(800, '>^', 'box box bool', 115, 'box_above_eq', (a: Box, b: Box) => isGreaterOrEqual(a.low.y, b.high.y)),
  binary(801, '<^', 'box box bool', 116, 'box_below_eq', (a: Box, b: Box) => isLessOrEqual(a.high.y, b.low.y)),
  binary(802, '?#', 'box box bool', 125, 'box_overlap', boxesOverlap),
  binary(803, '#', 'box box box', 980, 'box_intersect', intersection),
  binary(
    804,
    '+',
    'box point box',
    1422,
    'box_add',
    (a: Box, p: Point) => new Box(addPoints(a.high, p), addPoints(a.low, p)),
  ),
  binary(
    805,
    '-',
    'box point box',
    1423,
    'box_sub',
    (a: Box, p: Point) => new Box(subtractPoints(a.high, p), subtractPoints(a.low, p)),
  ),
  binary(806, '*', 'box point box', 1424, 'box_mul', (a: Box, p: Point) =>
    Box.ofCorners(multiplyPoints(a.high, p), multiplyPoints(a.low, p)),
  ),
  binary(807, '/', 'box point box', 1425, 'box_div', (a: Box, p: Point) =>
    Box.ofCorners(dividePoints(a.high, p), dividePoints(a.low, p)),
  ),
  binary(1538, '?#', 'lseg box bool', 373, 'inter_sb', (s: Segment, box: Box) => boxMeetsSegment(box, s)),
  binary(1539, '?#', 'line box bool', 278, 'inter_lb', (line: Line, box: Box) => boxMeetsLine(box, line)),
  binary(
    1549,
    '<@',
    'lseg box bool',
    372,
    'on_sb',
    (s: Segment, box: Box) => boxHolds(box, s.start) && boxHolds(box, s.end),
  ),
  binary(1559, '##', 'point box point', 367, 'close_pb', (p: Point, box: Box) => found(nearestOfBox(box, p))),
  binary(1567, '##', 'lseg box point', 368, 'close_sb', (s: Segment, box: Box) => found(nearestOfBoxToSegment(box, s))),
  binary(2570, '<<|', 'box box bool', 2562, 'box_below', position.below),
  binary(2571, '&<|', 'box box bool', 2563, 'box_overbelow', position.overBelow),
  binary(2572, '|&>', 'box box bool', 2564, 'box_overabove', position.overAbove),
  binary(2573, '|>>', 'box box bool', 2565, 'box_above', position.above),
];
