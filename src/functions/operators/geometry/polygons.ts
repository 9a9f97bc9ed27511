/** Operators of polygons. Their positions are those of their bounding boxes, compared exactly. */
import { polygonHolds, polygonsOverlap } from '../../../types/geometry/containment.ts';
import {
  boxesOverlap,
  leastDistance,
  polygonDistanceToPoint,
  ringHolds,
  sameRing,
  segmentsOf,
} from '../../../types/geometry/figures.ts';
import type { Point, Polygon } from '../../../types/geometry/values.ts';
import type { OperatorRow } from '../../define-operators.ts';
import { binary, prefix } from '../operator-row.ts';
import { circleOf, countPoints } from './points.ts';

function overlap(a: Polygon, b: Polygon): boolean {
  return boxesOverlap(a.bounds, b.bounds) && polygonsOverlap(a, b);
}
function apart(a: Polygon, b: Polygon): number | null {
  return overlap(a, b) ? 0 : leastDistance(segmentsOf(a.points, true), segmentsOf(b.points, true));
}

export const polygonOperators: readonly OperatorRow[] = [
  binary(
    485,
    '<<',
    'polygon polygon bool',
    341,
    'poly_left',
    (a: Polygon, b: Polygon) => a.bounds.high.x < b.bounds.low.x,
  ),
  binary(
    486,
    '&<',
    'polygon polygon bool',
    342,
    'poly_overleft',
    (a: Polygon, b: Polygon) => a.bounds.high.x <= b.bounds.high.x,
  ),
  binary(
    487,
    '&>',
    'polygon polygon bool',
    343,
    'poly_overright',
    (a: Polygon, b: Polygon) => a.bounds.low.x >= b.bounds.low.x,
  ),
  binary(
    488,
    '>>',
    'polygon polygon bool',
    344,
    'poly_right',
    (a: Polygon, b: Polygon) => a.bounds.low.x > b.bounds.high.x,
  ),
  binary(489, '<@', 'polygon polygon bool', 345, 'poly_contained', (a: Polygon, b: Polygon) => polygonHolds(b, a), {
    commutator: '@>',
  }),
  binary(490, '@>', 'polygon polygon bool', 340, 'poly_contain', polygonHolds, { commutator: '<@' }),
  binary(
    491,
    '~=',
    'polygon polygon bool',
    339,
    'poly_same',
    (a: Polygon, b: Polygon) => a.points.length === b.points.length && sameRing(a.points, b.points),
    { commutator: '~=' },
  ),
  binary(492, '&&', 'polygon polygon bool', 346, 'poly_overlap', overlap, { commutator: '&&' }),
  binary(712, '<->', 'polygon polygon float8', 729, 'poly_distance', apart, { commutator: '<->' }),
  binary(
    756,
    '<@',
    'point polygon bool',
    1429,
    'pt_contained_poly',
    (p: Point, polygon: Polygon) => ringHolds(polygon.points, p),
    { commutator: '@>' },
  ),
  binary(
    757,
    '@>',
    'polygon point bool',
    1428,
    'poly_contain_pt',
    (polygon: Polygon, p: Point) => ringHolds(polygon.points, p),
    { commutator: '<@' },
  ),
  prefix(971, '@@', 'polygon point', 227, 'poly_center', (polygon: Polygon) => circleOf(polygon).center),
  prefix(1521, '#', 'polygon int4', 1445, 'poly_npoints', countPoints),
  binary(
    2574,
    '<<|',
    'polygon polygon bool',
    2566,
    'poly_below',
    (a: Polygon, b: Polygon) => a.bounds.high.y < b.bounds.low.y,
  ),
  binary(
    2575,
    '&<|',
    'polygon polygon bool',
    2567,
    'poly_overbelow',
    (a: Polygon, b: Polygon) => a.bounds.high.y <= b.bounds.high.y,
  ),
  binary(
    2576,
    '|&>',
    'polygon polygon bool',
    2568,
    'poly_overabove',
    (a: Polygon, b: Polygon) => a.bounds.low.y >= b.bounds.low.y,
  ),
  binary(
    2577,
    '|>>',
    'polygon polygon bool',
    2569,
    'poly_above',
    (a: Polygon, b: Polygon) => a.bounds.low.y > b.bounds.high.y,
  ),
  binary(
    3276,
    '<->',
    'point polygon float8',
    3275,
    'dist_ppoly',
    (p: Point, polygon: Polygon) => polygonDistanceToPoint(polygon, p),
    { commutator: '<->' },
  ),
  binary(3289, '<->', 'polygon point float8', 3292, 'dist_polyp', polygonDistanceToPoint, { commutator: '<->' }),
];
