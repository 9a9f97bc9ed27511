/** Operators of circles. Circles compare by area. */

import { float8Arithmetic } from '../../../types/float-arithmetic.ts';
import { polygonDistanceToPoint } from '../../../types/geometry/figures.ts';
import {
  areEqual,
  areUnequal,
  isGreater,
  isGreaterOrEqual,
  isLess,
  isLessOrEqual,
  samePoint,
} from '../../../types/geometry/fuzzy.ts';
import { distance, hypotenuse } from '../../../types/geometry/lines.ts';
import { Circle, type Point, type Polygon } from '../../../types/geometry/values.ts';
import type { OperatorRow } from '../../define-operators.ts';
import { binary, prefix } from '../operator-row.ts';
import { addPoints, circleArea, dividePoints, multiplyPoints, subtractPoints } from './points.ts';

const { add, subtract, multiply, divide } = float8Arithmetic;

const west = (c: Circle) => subtract(c.center.x, c.radius);
const east = (c: Circle) => add(c.center.x, c.radius);
const south = (c: Circle) => subtract(c.center.y, c.radius);
const north = (c: Circle) => add(c.center.y, c.radius);

/** Where one circle lies as seen from another. */
const extent = {
  left: (a: Circle, b: Circle) => isLess(east(a), west(b)),
  overLeft: (a: Circle, b: Circle) => isLessOrEqual(east(a), east(b)),
  overRight: (a: Circle, b: Circle) => isGreaterOrEqual(west(a), west(b)),
  right: (a: Circle, b: Circle) => isGreater(west(a), east(b)),
  below: (a: Circle, b: Circle) => isLess(north(a), south(b)),
  overBelow: (a: Circle, b: Circle) => isLessOrEqual(north(a), north(b)),
  overAbove: (a: Circle, b: Circle) => isGreaterOrEqual(south(a), south(b)),
  above: (a: Circle, b: Circle) => isGreater(south(a), north(b)),
};

function byCircleArea(test: (a: number, b: number) => boolean): (a: Circle, b: Circle) => boolean {
  return (a, b) => test(circleArea(a), circleArea(b));
}
function sameCircle(a: Circle, b: Circle): boolean {
  const radii = (Number.isNaN(a.radius) && Number.isNaN(b.radius)) || areEqual(a.radius, b.radius);
  return radii && samePoint(a.center, b.center);
}
function circleHolds(circle: Circle, p: Point): boolean {
  return distance(circle.center, p) <= circle.radius;
}
function circleHoldsCircle(a: Circle, b: Circle): boolean {
  return isLessOrEqual(distance(a.center, b.center), subtract(a.radius, b.radius));
}

/** What is left of a distance behind a radius; nothing inside. */
function beyond(length: number, radius: number): number {
  const rest = subtract(length, radius);
  return rest < 0 ? 0 : rest;
}
function polygonCircleDistance(circle: Circle, polygon: Polygon): number {
  return beyond(polygonDistanceToPoint(polygon, circle.center), circle.radius);
}

export const circleOperators: readonly OperatorRow[] = [
  binary(
    758,
    '<@',
    'point circle bool',
    1478,
    'pt_contained_circle',
    (p: Point, circle: Circle) => circleHolds(circle, p),
    { commutator: '@>' },
  ),
  binary(759, '@>', 'circle point bool', 1477, 'circle_contain_pt', circleHolds, { commutator: '<@' }),
  binary(
    1383,
    '<->',
    'polygon circle float8',
    785,
    'dist_polyc',
    (polygon: Polygon, circle: Circle) => polygonCircleDistance(circle, polygon),
    { commutator: '<->' },
  ),
  prefix(1420, '@@', 'circle point', 1472, 'circle_center', (circle: Circle) => circle.center),
  binary(1500, '=', 'circle circle bool', 1462, 'circle_eq', byCircleArea(areEqual), {
    commutator: '=',
    negator: '<>',
  }),
  binary(1501, '<>', 'circle circle bool', 1463, 'circle_ne', byCircleArea(areUnequal), {
    commutator: '<>',
    negator: '=',
  }),
  binary(1502, '<', 'circle circle bool', 1464, 'circle_lt', byCircleArea(isLess), { commutator: '>', negator: '>=' }),
  binary(1503, '>', 'circle circle bool', 1465, 'circle_gt', byCircleArea(isGreater), {
    commutator: '<',
    negator: '<=',
  }),
  binary(1504, '<=', 'circle circle bool', 1466, 'circle_le', byCircleArea(isLessOrEqual), {
    commutator: '>=',
    negator: '>',
  }),
  binary(1505, '>=', 'circle circle bool', 1467, 'circle_ge', byCircleArea(isGreaterOrEqual), {
    commutator: '<=',
    negator: '<',
  }),
  binary(1506, '<<', 'circle circle bool', 1454, 'circle_left', extent.left),
  binary(1507, '&<', 'circle circle bool', 1455, 'circle_overleft', extent.overLeft),
  binary(1508, '&>', 'circle circle bool', 1456, 'circle_overright', extent.overRight),
  binary(1509, '>>', 'circle circle bool', 1457, 'circle_right', extent.right),
  binary(
    1510,
    '<@',
    'circle circle bool',
    1458,
    'circle_contained',
    (a: Circle, b: Circle) => circleHoldsCircle(b, a),
    { commutator: '@>' },
  ),
  binary(1511, '@>', 'circle circle bool', 1453, 'circle_contain', circleHoldsCircle, { commutator: '<@' }),
  binary(1512, '~=', 'circle circle bool', 1452, 'circle_same', sameCircle, { commutator: '~=' }),
  binary(
    1513,
    '&&',
    'circle circle bool',
    1459,
    'circle_overlap',
    (a: Circle, b: Circle) => isLessOrEqual(distance(a.center, b.center), add(a.radius, b.radius)),
    { commutator: '&&' },
  ),
  binary(1514, '|>>', 'circle circle bool', 1461, 'circle_above', extent.above),
  binary(1515, '<<|', 'circle circle bool', 1460, 'circle_below', extent.below),
  binary(
    1516,
    '+',
    'circle point circle',
    1146,
    'circle_add_pt',
    (a: Circle, p: Point) => new Circle(addPoints(a.center, p), a.radius),
  ),
  binary(
    1517,
    '-',
    'circle point circle',
    1147,
    'circle_sub_pt',
    (a: Circle, p: Point) => new Circle(subtractPoints(a.center, p), a.radius),
  ),
  binary(
    1518,
    '*',
    'circle point circle',
    1148,
    'circle_mul_pt',
    (a: Circle, p: Point) => new Circle(multiplyPoints(a.center, p), multiply(a.radius, hypotenuse(p.x, p.y))),
  ),
  binary(
    1519,
    '/',
    'circle point circle',
    1149,
    'circle_div_pt',
    (a: Circle, p: Point) => new Circle(dividePoints(a.center, p), divide(a.radius, hypotenuse(p.x, p.y))),
  ),
  binary(
    1520,
    '<->',
    'circle circle float8',
    1471,
    'circle_distance',
    (a: Circle, b: Circle) => beyond(distance(a.center, b.center), add(a.radius, b.radius)),
    { commutator: '<->' },
  ),
  binary(
    1522,
    '<->',
    'point circle float8',
    1476,
    'dist_pc',
    (p: Point, circle: Circle) => beyond(distance(p, circle.center), circle.radius),
    { commutator: '<->' },
  ),
  binary(1523, '<->', 'circle polygon float8', 728, 'dist_cpoly', polygonCircleDistance, { commutator: '<->' }),
  binary(2589, '&<|', 'circle circle bool', 2587, 'circle_overbelow', extent.overBelow),
  binary(2590, '|&>', 'circle circle bool', 2588, 'circle_overabove', extent.overAbove),
  binary(
    3291,
    '<->',
    'circle point float8',
    3290,
    'dist_cpoint',
    (circle: Circle, p: Point) => beyond(distance(p, circle.center), circle.radius),
    { commutator: '<->' },
  ),
];
