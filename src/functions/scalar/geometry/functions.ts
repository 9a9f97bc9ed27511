/** Functions of the geometric types ("Geometric Functions"). */
import { sqlError } from '../../../errors/index.ts';
import { float8Arithmetic } from '../../../types/float-arithmetic.ts';
import { middle, pathLength } from '../../../types/geometry/figures.ts';
import { areEqual, isZero, samePoint } from '../../../types/geometry/fuzzy.ts';
import { distance, lineThrough, slope } from '../../../types/geometry/lines.ts';
import { Box, type Circle, type Line, Path, Point, type Polygon, Segment } from '../../../types/geometry/values.ts';
import { functionsOf } from '../../define-operators.ts';
import { lineOperators } from '../../operators/geometry/lines.ts';
import {
  boxArea,
  boxCenter,
  circleArea,
  circleOf,
  countPoints,
  higher,
  lower,
} from '../../operators/geometry/points.ts';
import { scalar } from '../define.ts';
import { circleInBox, circlePolygon, makeCircle, polygonOfBox, polygonOfPath, squareInCircle } from './conversions.ts';

const { add, subtract, multiply, divide } = float8Arithmetic;

function pathArea(path: Path): number | null {
  if (!path.closed) return null;
  const { points } = path;
  let area = 0;
  for (let i = 0; i < points.length; i++) {
    const p = points[i]!;
    const q = points[(i + 1) % points.length]!;
    area = subtract(add(area, multiply(p.x, q.y)), multiply(p.y, q.x));
  }
  return divide(Math.abs(area), 2);
}

function boundBox(a: Box, b: Box): Box {
  return new Box(
    new Point(higher(a.high.x, b.high.x), higher(a.high.y, b.high.y)),
    new Point(lower(a.low.x, b.low.x), lower(a.low.y, b.low.y)),
  );
}

function makeLine(a: Point, b: Point): Line {
  if (samePoint(a, b)) {
    throw sqlError('invalid_parameter_value', 'invalid line specification: must be two distinct points');
  }
  return lineThrough(a, b);
}

const diagonal = (box: Box) => new Segment(box.high, box.low);
const segmentCenter = (s: Segment) => middle(s.start, s.end);
const circleCenter = (circle: Circle) => circle.center;
const segmentLength = (s: Segment) => distance(s.start, s.end);

/** The function behind an operator of lines or segments, under the name it is called by. */
const behind = new Map(functionsOf(lineOperators).map((def) => [def.name, def.impl]));

export const geometryFunctions = [
  scalar(975, 'area', 'box', 'float8', boxArea),
  scalar(979, 'area', 'path', 'float8', pathArea),
  scalar(1468, 'area', 'circle', 'float8', circleArea),
  scalar(976, 'width', 'box', 'float8', (box: Box) => subtract(box.high.x, box.low.x)),
  scalar(977, 'height', 'box', 'float8', (box: Box) => subtract(box.high.y, box.low.y)),
  scalar(981, 'diagonal', 'box', 'lseg', diagonal),
  scalar(1469, 'diameter', 'circle', 'float8', (circle: Circle) => multiply(circle.radius, 2)),
  scalar(1470, 'radius', 'circle', 'float8', (circle: Circle) => circle.radius),
  scalar(1542, 'center', 'box', 'point', boxCenter),
  scalar(1543, 'center', 'circle', 'point', circleCenter),
  scalar(1530, 'length', 'lseg', 'float8', segmentLength),
  scalar(1531, 'length', 'path', 'float8', pathLength),
  scalar(1545, 'npoints', 'path', 'int4', countPoints),
  scalar(1556, 'npoints', 'polygon', 'int4', countPoints),
  scalar(992, 'slope', 'point point', 'float8', slope),
  scalar(1430, 'isclosed', 'path', 'bool', (path: Path) => path.closed),
  scalar(1431, 'isopen', 'path', 'bool', (path: Path) => !path.closed),
  scalar(1433, 'pclose', 'path', 'path', (path: Path) => new Path(true, path.points)),
  scalar(1434, 'popen', 'path', 'path', (path: Path) => new Path(false, path.points)),
  scalar(4067, 'bound_box', 'box box', 'box', boundBox),
  scalar(1406, 'isvertical', 'point point', 'bool', (a: Point, b: Point) => areEqual(a.x, b.x)),
  scalar(1407, 'ishorizontal', 'point point', 'bool', (a: Point, b: Point) => areEqual(a.y, b.y)),
  scalar(1408, 'isparallel', 'lseg lseg', 'bool', behind.get('lseg_parallel')!),
  scalar(1409, 'isperp', 'lseg lseg', 'bool', behind.get('lseg_perp')!),
  scalar(1410, 'isvertical', 'lseg', 'bool', behind.get('lseg_vertical')!),
  scalar(1411, 'ishorizontal', 'lseg', 'bool', behind.get('lseg_horizontal')!),
  scalar(1412, 'isparallel', 'line line', 'bool', behind.get('line_parallel')!),
  scalar(1413, 'isperp', 'line line', 'bool', behind.get('line_perp')!),
  scalar(1414, 'isvertical', 'line', 'bool', (line: Line) => isZero(line.b)),
  scalar(1415, 'ishorizontal', 'line', 'bool', (line: Line) => isZero(line.a)),
  scalar(1440, 'point', 'float8 float8', 'point', (x: number, y: number) => new Point(x, y)),
  scalar(993, 'lseg', 'point point', 'lseg', (a: Point, b: Point) => new Segment(a, b)),
  scalar(1493, 'line', 'point point', 'line', makeLine),
  scalar(1421, 'box', 'point point', 'box', (a: Point, b: Point) => Box.ofCorners(a, b)),
  scalar(1473, 'circle', 'point float8', 'circle', makeCircle),
  scalar(1475, 'polygon', 'int4 circle', 'polygon', circlePolygon),
  scalar(1416, 'point', 'circle', 'point', circleCenter),
  scalar(1532, 'point', 'lseg', 'point', segmentCenter),
  scalar(1534, 'point', 'box', 'point', boxCenter),
  scalar(1540, 'point', 'polygon', 'point', (polygon: Polygon) => circleOf(polygon).center),
  scalar(1541, 'lseg', 'box', 'lseg', diagonal),
  scalar(1446, 'box', 'polygon', 'box', (polygon: Polygon) => polygon.bounds),
  scalar(1480, 'box', 'circle', 'box', squareInCircle),
  scalar(4091, 'box', 'point', 'box', (p: Point) => new Box(p, p)),
  scalar(1447, 'path', 'polygon', 'path', (polygon: Polygon) => new Path(true, polygon.points)),
  scalar(1448, 'polygon', 'box', 'polygon', polygonOfBox),
  scalar(1449, 'polygon', 'path', 'polygon', polygonOfPath),
  scalar(1544, 'polygon', 'circle', 'polygon', (circle: Circle) => circlePolygon(12, circle)),
  scalar(1474, 'circle', 'polygon', 'circle', circleOf),
  scalar(1479, 'circle', 'box', 'circle', circleInBox),
];
