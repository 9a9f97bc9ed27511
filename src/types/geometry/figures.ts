/** Boxes, paths, polygons and circles against points and segments: containment, crossing, nearness. */
import { checkInterruption } from '../../common/interruption.ts';
import { float8Arithmetic } from '../float-arithmetic.ts';
import { isGreater, isGreaterOrEqual, isLess, isLessOrEqual, isZero, samePoint } from './fuzzy.ts';
import {
  distance,
  type Nearest,
  nearer,
  nearestOfSegment,
  nearestOfSegments,
  segmentLineMeeting,
  segmentMeeting,
} from './lines.ts';
import { Box, isAbove, type Line, type Path, Point, type Polygon, Segment } from './values.ts';

const { add, subtract, multiply, divide } = float8Arithmetic;

export function middle(a: Point, b: Point): Point {
  return new Point(divide(add(a.x, b.x), 2), divide(add(a.y, b.y), 2));
}

// ---- boxes

export function boxesOverlap(a: Box, b: Box): boolean {
  return (
    isLessOrEqual(a.low.x, b.high.x) &&
    isLessOrEqual(b.low.x, a.high.x) &&
    isLessOrEqual(a.low.y, b.high.y) &&
    isLessOrEqual(b.low.y, a.high.y)
  );
}

export function boxHoldsBox(a: Box, b: Box): boolean {
  return (
    isGreaterOrEqual(a.high.x, b.high.x) &&
    isLessOrEqual(a.low.x, b.low.x) &&
    isGreaterOrEqual(a.high.y, b.high.y) &&
    isLessOrEqual(a.low.y, b.low.y)
  );
}

export function boxHolds(box: Box, p: Point): boolean {
  return box.high.x >= p.x && box.low.x <= p.x && box.high.y >= p.y && box.low.y <= p.y;
}

/** The four sides, in the order in which the first of equally near ones wins. */
function sidesOf({ high, low }: Box): readonly Segment[] {
  const upperLeft = new Point(low.x, high.y);
  const lowerRight = new Point(high.x, low.y);
  return [
    new Segment(low, upperLeft),
    new Segment(high, upperLeft),
    new Segment(low, lowerRight),
    new Segment(high, lowerRight),
  ];
}

export function boxMeetsSegment(box: Box, s: Segment): boolean {
  if (!boxesOverlap(Box.ofCorners(s.start, s.end), box)) return false;
  if (boxHolds(box, s.start) || boxHolds(box, s.end)) return true;
  return sidesOf(box).some((side) => segmentMeeting(side, s) !== null);
}

export function boxMeetsLine(box: Box, line: Line): boolean {
  return sidesOf(box).some((side) => segmentLineMeeting(side, line) !== null);
}

export function nearestOfBox(box: Box, p: Point): Nearest {
  if (boxHolds(box, p)) return { point: p, distance: 0 };
  return sidesOf(box)
    .map((side) => nearestOfSegment(side, p))
    .reduce(nearer);
}

/** The point of the box nearest to a segment; where they meet, that of the segment nearest to the box's center. */
export function nearestOfBoxToSegment(box: Box, s: Segment): Nearest {
  if (boxMeetsSegment(box, s)) {
    return { point: nearestOfSegment(s, middle(box.high, box.low)).point, distance: 0 };
  }
  return sidesOf(box)
    .map((side) => nearestOfSegments(side, s))
    .reduce(nearer);
}

// ---- rings of points

/** Segments between neighbours; of a closed figure, first the one from its last point to its first. */
export function segmentsOf(points: readonly Point[], closed: boolean): Segment[] {
  const segments: Segment[] = [];
  for (let i = closed ? 0 : 1; i < points.length; i++) {
    segments.push(new Segment(points[i === 0 ? points.length - 1 : i - 1]!, points[i]!));
  }
  return segments;
}

const onEdge = Number.MAX_SAFE_INTEGER;

/** How the way from the previous point to this one crosses the positive x axis: its half turns, or that it passes the origin. */
function crossing(x: number, y: number, previousX: number, previousY: number): number {
  if (isZero(y)) {
    if (isZero(x)) return onEdge;
    if (isGreater(x, 0)) {
      if (isZero(previousY)) return isGreater(previousX, 0) ? 0 : onEdge;
      return isLess(previousY, 0) ? 1 : -1;
    }
    if (isZero(previousY)) return isLess(previousX, 0) ? 0 : onEdge;
    return 0;
  }
  const sign = isGreater(y, 0) ? 1 : -1;
  if (isZero(previousY)) return isLess(previousX, 0) ? 0 : sign;
  if ((sign < 0 && isLess(previousY, 0)) || (sign > 0 && isGreater(previousY, 0))) return 0;
  if (isGreaterOrEqual(x, 0) && isGreater(previousX, 0)) return 2 * sign;
  if (isLess(x, 0) && isLessOrEqual(previousX, 0)) return 0;
  const z = subtract(multiply(subtract(x, previousX), y), multiply(subtract(y, previousY), x));
  if (isZero(z)) return onEdge;
  if ((sign < 0 && isLess(z, 0)) || (sign > 0 && isGreater(z, 0))) return 0;
  return 2 * sign;
}

/** Inside the ring or on its edge: whether the turns around the point add up to anything. */
export function ringHolds(points: readonly Point[], p: Point): boolean {
  const first = points[0]!;
  const firstX = subtract(first.x, p.x);
  const firstY = subtract(first.y, p.y);
  let previousX = firstX;
  let previousY = firstY;
  let turns = 0;
  for (let i = 1; i < points.length; i++) {
    const x = subtract(points[i]!.x, p.x);
    const y = subtract(points[i]!.y, p.y);
    const crossed = crossing(x, y, previousX, previousY);
    if (crossed === onEdge) return true;
    turns += crossed;
    previousX = x;
    previousY = y;
  }
  const crossed = crossing(firstX, firstY, previousX, previousY);
  return crossed === onEdge || turns + crossed !== 0;
}

/** The same ring of points, from any of them on and in either direction. */
export function sameRing(a: readonly Point[], b: readonly Point[]): boolean {
  const count = a.length;
  const matches = (start: number, step: 1 | -1) =>
    a.every((point, i) => samePoint(b[(start + step * i + count * 2) % count]!, point));
  for (let start = 0; start < count; start++) {
    if (samePoint(b[start]!, a[0]!) && (matches(start, 1) || matches(start, -1))) return true;
  }
  return false;
}

export function pathLength(path: Path): number {
  return segmentsOf(path.points, path.closed).reduce((sum, s) => add(sum, distance(s.start, s.end)), 0);
}

export function pathDistanceToPoint(path: Path, p: Point): number {
  const all = segmentsOf(path.points, path.closed).map((s) => nearestOfSegment(s, p));
  return all.length === 0 ? 0 : all.reduce(nearer).distance;
}

export function polygonDistanceToPoint(polygon: Polygon, p: Point): number {
  if (ringHolds(polygon.points, p)) return 0;
  const { points } = polygon;
  // In which direction a side goes decides how its distance is rounded; the closing one goes backwards here.
  const closing = new Segment(points[0]!, points[points.length - 1]!);
  return [closing, ...segmentsOf(points, false)].map((s) => nearestOfSegment(s, p)).reduce(nearer).distance;
}

/** The least distance between sides of two figures; null where one has none. */
export function leastDistance(a: readonly Segment[], b: readonly Segment[]): number | null {
  let least: number | null = null;
  for (const s of a) {
    checkInterruption();
    for (const t of b) {
      const { distance: length } = nearestOfSegments(s, t);
      if (least === null || isAbove(least, length)) least = length;
    }
  }
  return least;
}
