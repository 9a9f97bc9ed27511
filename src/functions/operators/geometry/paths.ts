/** Operators of paths. Paths compare by their number of points. */

import { float8Arithmetic } from '../../../types/float-arithmetic.ts';
import {
  boxesOverlap,
  leastDistance,
  pathDistanceToPoint,
  pathLength,
  ringHolds,
  segmentsOf,
} from '../../../types/geometry/figures.ts';
import { areEqual } from '../../../types/geometry/fuzzy.ts';
import { distance, segmentMeeting } from '../../../types/geometry/lines.ts';
import { boundsOf, Path, type Point, type Segment } from '../../../types/geometry/values.ts';
import type { OperatorRow } from '../../define-operators.ts';
import { binary, prefix } from '../operator-row.ts';
import { addPoints, countPoints, dividePoints, multiplyPoints, subtractPoints } from './points.ts';

function sidesOfPath(path: Path): readonly Segment[] {
  return segmentsOf(path.points, path.closed);
}
function byCount(test: (a: number, b: number) => boolean): (a: Path, b: Path) => boolean {
  return (a, b) => test(a.points.length, b.points.length);
}

/** On the line of an open path; within a closed one. */
function pathHolds(path: Path, p: Point): boolean {
  if (path.closed) return ringHolds(path.points, p);
  return sidesOfPath(path).some((s) =>
    areEqual(float8Arithmetic.add(distance(p, s.start), distance(p, s.end)), distance(s.start, s.end)),
  );
}

/** Only open paths are joined. */
function joinPaths(a: Path, b: Path): Path | null {
  return a.closed || b.closed ? null : new Path(false, [...a.points, ...b.points]);
}
function movePath(move: (a: Point, b: Point) => Point): (path: Path, p: Point) => Path {
  return (path, p) =>
    new Path(
      path.closed,
      path.points.map((point) => move(point, p)),
    );
}

function pathsMeet(a: Path, b: Path): boolean {
  if (!boxesOverlap(boundsOf(a.points), boundsOf(b.points))) return false;
  const sides = sidesOfPath(b);
  return sidesOfPath(a).some((s) => sides.some((t) => segmentMeeting(s, t) !== null));
}

export const pathOperators: readonly OperatorRow[] = [
  binary(512, '<@', 'point path bool', 137, 'on_ppath', (p: Point, path: Path) => pathHolds(path, p), {
    commutator: '@>',
  }),
  binary(618, '<->', 'point path float8', 371, 'dist_ppath', (p: Point, path: Path) => pathDistanceToPoint(path, p), {
    commutator: '<->',
  }),
  binary(
    707,
    '<->',
    'path path float8',
    370,
    'path_distance',
    (a: Path, b: Path) => leastDistance(sidesOfPath(a), sidesOfPath(b)),
    { commutator: '<->' },
  ),
  binary(735, '+', 'path path path', 1435, 'path_add', joinPaths, { commutator: '+' }),
  binary(736, '+', 'path point path', 1436, 'path_add_pt', movePath(addPoints)),
  binary(737, '-', 'path point path', 1437, 'path_sub_pt', movePath(subtractPoints)),
  binary(738, '*', 'path point path', 1438, 'path_mul_pt', movePath(multiplyPoints)),
  binary(739, '/', 'path point path', 1439, 'path_div_pt', movePath(dividePoints)),
  binary(755, '@>', 'path point bool', 1426, 'path_contain_pt', pathHolds, { commutator: '<@' }),
  binary(784, '<->', 'path point float8', 421, 'dist_pathp', pathDistanceToPoint, { commutator: '<->' }),
  binary(
    792,
    '=',
    'path path bool',
    984,
    'path_n_eq',
    byCount((a, b) => a === b),
    { commutator: '=' },
  ),
  binary(
    793,
    '<',
    'path path bool',
    982,
    'path_n_lt',
    byCount((a, b) => a < b),
    { commutator: '>' },
  ),
  binary(
    794,
    '>',
    'path path bool',
    983,
    'path_n_gt',
    byCount((a, b) => a > b),
    { commutator: '<' },
  ),
  binary(
    795,
    '<=',
    'path path bool',
    985,
    'path_n_le',
    byCount((a, b) => a <= b),
    { commutator: '>=' },
  ),
  binary(
    796,
    '>=',
    'path path bool',
    986,
    'path_n_ge',
    byCount((a, b) => a >= b),
    { commutator: '<=' },
  ),
  prefix(797, '#', 'path int4', 1432, 'path_npoints', countPoints),
  binary(798, '?#', 'path path bool', 973, 'path_inter', pathsMeet),
  prefix(799, '@-@', 'path float8', 987, 'path_length', pathLength),
];
