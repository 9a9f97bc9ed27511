/** Operators of points, lines and segments. */
import { float8Arithmetic } from '../../../types/float-arithmetic.ts';
import { compareFloats } from '../../../types/floats.ts';
import { middle } from '../../../types/geometry/figures.ts';
import {
  areEqual,
  isGreater,
  isGreaterOrEqual,
  isLess,
  isLessOrEqual,
  isZero,
  samePoint,
} from '../../../types/geometry/fuzzy.ts';
import {
  distance,
  inverseSegmentSlope,
  lineDistance,
  lineHolds,
  lineMeeting,
  lineSlope,
  nearestOfLine,
  nearestOfSegment,
  nearestOfSegments,
  nearestToLine,
  segmentHolds,
  segmentLineMeeting,
  segmentMeeting,
  segmentSlope,
} from '../../../types/geometry/lines.ts';
import type { Line, Point, Segment } from '../../../types/geometry/values.ts';
import type { OperatorRow } from '../../define-operators.ts';
import { binary, prefix } from '../operator-row.ts';
import { addPoints, dividePoints, found, multiplyPoints, subtractPoints } from './points.ts';

const { multiply, divide } = float8Arithmetic;

function segmentLength(s: Segment): number {
  return distance(s.start, s.end);
}
function byLength(test: (a: number, b: number) => boolean): (a: Segment, b: Segment) => boolean {
  return (a, b) => test(segmentLength(a), segmentLength(b));
}
function sameSegment(a: Segment, b: Segment): boolean {
  return samePoint(a.start, b.start) && samePoint(a.end, b.end);
}
function parallelSegments(a: Segment, b: Segment): boolean {
  return areEqual(segmentSlope(a), segmentSlope(b));
}
function perpendicularSegments(a: Segment, b: Segment): boolean {
  return areEqual(segmentSlope(a), inverseSegmentSlope(b));
}

function perpendicularLines(l: Line, m: Line): boolean {
  if (isZero(l.a)) return isZero(m.b);
  if (isZero(m.a)) return isZero(l.b);
  if (isZero(l.b)) return isZero(m.a);
  if (isZero(m.b)) return isZero(l.a);
  return areEqual(divide(multiply(l.a, m.a), multiply(l.b, m.b)), -1);
}

/** Lines whose numbers are in proportion are the same; where a NaN is among them, only those of equal numbers are. */
function sameLine(l: Line, m: Line): boolean {
  if ([l.a, l.b, l.c, m.a, m.b, m.c].some(Number.isNaN)) {
    return compareFloats(l.a, m.a) === 0 && compareFloats(l.b, m.b) === 0 && compareFloats(l.c, m.c) === 0;
  }
  let ratio = 1;
  if (!isZero(m.a)) ratio = divide(l.a, m.a);
  else if (!isZero(m.b)) ratio = divide(l.b, m.b);
  else if (!isZero(m.c)) ratio = divide(l.c, m.c);
  return (
    areEqual(l.a, multiply(ratio, m.a)) && areEqual(l.b, multiply(ratio, m.b)) && areEqual(l.c, multiply(ratio, m.c))
  );
}

/** Nothing is closest where the two are parallel. */
function closeOnSegment(line: Line, s: Segment): Point | null {
  return segmentSlope(s) === lineSlope(line) ? null : found(nearestToLine(s, line));
}
function closeSegments(a: Segment, b: Segment): Point | null {
  return segmentSlope(a) === segmentSlope(b) ? null : found(nearestOfSegments(b, a));
}

export const lineOperators: readonly OperatorRow[] = [
  binary(506, '>^', 'point point bool', 131, 'point_above', (a: Point, b: Point) => isGreater(a.y, b.y)),
  binary(507, '<<', 'point point bool', 132, 'point_left', (a: Point, b: Point) => isLess(a.x, b.x)),
  binary(508, '>>', 'point point bool', 133, 'point_right', (a: Point, b: Point) => isGreater(a.x, b.x)),
  binary(509, '<^', 'point point bool', 134, 'point_below', (a: Point, b: Point) => isLess(a.y, b.y)),
  binary(510, '~=', 'point point bool', 135, 'point_eq', samePoint, { commutator: '~=', negator: '<>' }),
  binary(517, '<->', 'point point float8', 991, 'point_distance', distance, { commutator: '<->' }),
  binary(613, '<->', 'point line float8', 725, 'dist_pl', (p: Point, line: Line) => nearestOfLine(line, p).distance, {
    commutator: '<->',
  }),
  binary(614, '<->', 'point lseg float8', 363, 'dist_ps', (p: Point, s: Segment) => nearestOfSegment(s, p).distance, {
    commutator: '<->',
  }),
  binary(616, '<->', 'lseg line float8', 727, 'dist_sl', (s: Segment, line: Line) => nearestToLine(s, line).distance, {
    commutator: '<->',
  }),
  binary(708, '<->', 'line line float8', 239, 'line_distance', lineDistance, { commutator: '<->' }),
  binary(
    709,
    '<->',
    'lseg lseg float8',
    361,
    'lseg_distance',
    (a: Segment, b: Segment) => nearestOfSegments(a, b).distance,
    { commutator: '<->' },
  ),
  binary(713, '<>', 'point point bool', 988, 'point_ne', (a: Point, b: Point) => !samePoint(a, b), {
    commutator: '<>',
    negator: '~=',
  }),
  binary(731, '+', 'point point point', 1441, 'point_add', addPoints, { commutator: '+' }),
  binary(732, '-', 'point point point', 1442, 'point_sub', subtractPoints),
  binary(733, '*', 'point point point', 1443, 'point_mul', multiplyPoints, { commutator: '*' }),
  binary(734, '/', 'point point point', 1444, 'point_div', dividePoints),
  binary(760, '<->', 'line point float8', 702, 'dist_lp', (line: Line, p: Point) => nearestOfLine(line, p).distance, {
    commutator: '<->',
  }),
  binary(761, '<->', 'lseg point float8', 380, 'dist_sp', (s: Segment, p: Point) => nearestOfSegment(s, p).distance, {
    commutator: '<->',
  }),
  binary(762, '<->', 'line lseg float8', 704, 'dist_ls', (line: Line, s: Segment) => nearestToLine(s, line).distance, {
    commutator: '<->',
  }),
  binary(808, '?-', 'point point bool', 990, 'point_horiz', (a: Point, b: Point) => areEqual(a.y, b.y), {
    commutator: '?-',
  }),
  binary(809, '?|', 'point point bool', 989, 'point_vert', (a: Point, b: Point) => areEqual(a.x, b.x), {
    commutator: '?|',
  }),
  prefix(969, '@@', 'lseg point', 225, 'lseg_center', (s: Segment) => middle(s.start, s.end)),
  binary(
    1525,
    '?#',
    'lseg lseg bool',
    994,
    'lseg_intersect',
    (a: Segment, b: Segment) => segmentMeeting(a, b) !== null,
    { commutator: '?#' },
  ),
  binary(1526, '?||', 'lseg lseg bool', 995, 'lseg_parallel', parallelSegments, { commutator: '?||' }),
  binary(1527, '?-|', 'lseg lseg bool', 996, 'lseg_perp', perpendicularSegments, { commutator: '?-|' }),
  prefix(1528, '?-', 'lseg bool', 998, 'lseg_horizontal', (s: Segment) => areEqual(s.start.y, s.end.y)),
  prefix(1529, '?|', 'lseg bool', 997, 'lseg_vertical', (s: Segment) => areEqual(s.start.x, s.end.x)),
  binary(1535, '=', 'lseg lseg bool', 999, 'lseg_eq', sameSegment, { commutator: '=', negator: '<>' }),
  binary(1536, '#', 'lseg lseg point', 362, 'lseg_interpt', segmentMeeting, { commutator: '#' }),
  binary(
    1537,
    '?#',
    'lseg line bool',
    277,
    'inter_sl',
    (s: Segment, line: Line) => segmentLineMeeting(s, line) !== null,
  ),
  binary(1546, '<@', 'point line bool', 959, 'on_pl', (p: Point, line: Line) => lineHolds(line, p)),
  binary(1547, '<@', 'point lseg bool', 369, 'on_ps', (p: Point, s: Segment) => segmentHolds(s, p)),
  binary(
    1548,
    '<@',
    'lseg line bool',
    960,
    'on_sl',
    (s: Segment, line: Line) => lineHolds(line, s.start) && lineHolds(line, s.end),
  ),
  binary(1557, '##', 'point line point', 961, 'close_pl', (p: Point, line: Line) => found(nearestOfLine(line, p))),
  binary(1558, '##', 'point lseg point', 366, 'close_ps', (p: Point, s: Segment) => found(nearestOfSegment(s, p))),
  binary(1577, '##', 'line lseg point', 1488, 'close_ls', closeOnSegment),
  binary(1578, '##', 'lseg lseg point', 1489, 'close_lseg', closeSegments),
  binary(1586, '<>', 'lseg lseg bool', 1482, 'lseg_ne', (a: Segment, b: Segment) => !sameSegment(a, b), {
    commutator: '<>',
    negator: '=',
  }),
  binary(1587, '<', 'lseg lseg bool', 1483, 'lseg_lt', byLength(isLess), { commutator: '>', negator: '>=' }),
  binary(1588, '<=', 'lseg lseg bool', 1484, 'lseg_le', byLength(isLessOrEqual), { commutator: '>=', negator: '>' }),
  binary(1589, '>', 'lseg lseg bool', 1485, 'lseg_gt', byLength(isGreater), { commutator: '<', negator: '<=' }),
  binary(1590, '>=', 'lseg lseg bool', 1486, 'lseg_ge', byLength(isGreaterOrEqual), { commutator: '<=', negator: '<' }),
  prefix(1591, '@-@', 'lseg float8', 1487, 'lseg_length', segmentLength),
  binary(1611, '?#', 'line line bool', 1495, 'line_intersect', (a: Line, b: Line) => lineMeeting(a, b) !== null, {
    commutator: '?#',
  }),
  binary(1612, '?||', 'line line bool', 1496, 'line_parallel', (a: Line, b: Line) => lineMeeting(a, b) === null, {
    commutator: '?||',
  }),
  binary(1613, '?-|', 'line line bool', 1497, 'line_perp', perpendicularLines, { commutator: '?-|' }),
  prefix(1614, '?-', 'line bool', 1499, 'line_horizontal', (line: Line) => isZero(line.a)),
  prefix(1615, '?|', 'line bool', 1498, 'line_vertical', (line: Line) => isZero(line.b)),
  binary(1616, '=', 'line line bool', 1492, 'line_eq', sameLine, { commutator: '=' }),
  binary(1617, '#', 'line line point', 1494, 'line_interpt', lineMeeting, { commutator: '#' }),
  binary(4161, '|>>', 'point point bool', 131, 'point_above', (a: Point, b: Point) => isGreater(a.y, b.y)),
  binary(4162, '<<|', 'point point bool', 134, 'point_below', (a: Point, b: Point) => isLess(a.y, b.y)),
];
