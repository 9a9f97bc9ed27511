/** Lines and segments: slopes, where they meet, which of their points is nearest, how far they are apart. */
import { float8Arithmetic, floatOverflow, floatUnderflow, isInfinite } from '../float-arithmetic.ts';
import { areEqual, isZero, samePoint } from './fuzzy.ts';
import { isAbove, Line, Point, type Segment } from './values.ts';

const { add, subtract, multiply, divide } = float8Arithmetic;

/** Length of the hypotenuse, without overflow on the way. */
export function hypotenuse(a: number, b: number): number {
  if (isInfinite(a) || isInfinite(b)) return Infinity;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  const x = Math.max(Math.abs(a), Math.abs(b));
  const y = Math.min(Math.abs(a), Math.abs(b));
  if (y === 0) return x;
  const ratio = y / x;
  const result = x * Math.sqrt(1 + ratio * ratio);
  if (isInfinite(result)) floatOverflow();
  if (result === 0) floatUnderflow();
  return result;
}

export function distance(a: Point, b: Point): number {
  return hypotenuse(subtract(a.x, b.x), subtract(a.y, b.y));
}

/** Infinite for a vertical line. */
export function slope(a: Point, b: Point): number {
  if (areEqual(a.x, b.x)) return Infinity;
  if (areEqual(a.y, b.y)) return 0;
  return divide(subtract(a.y, b.y), subtract(a.x, b.x));
}

/** Slope of what is perpendicular. */
export function inverseSlope(a: Point, b: Point): number {
  if (areEqual(a.x, b.x)) return 0;
  if (areEqual(a.y, b.y)) return Infinity;
  return divide(subtract(a.x, b.x), subtract(b.y, a.y));
}

export function segmentSlope(s: Segment): number {
  return slope(s.start, s.end);
}
export function inverseSegmentSlope(s: Segment): number {
  return inverseSlope(s.start, s.end);
}

export function lineSlope(line: Line): number {
  if (isZero(line.a)) return 0;
  if (isZero(line.b)) return Infinity;
  return divide(line.a, -line.b);
}
function inverseLineSlope(line: Line): number {
  if (isZero(line.a)) return Infinity;
  if (isZero(line.b)) return 0;
  return divide(line.b, line.a);
}

function lineFrom(point: Point, incline: number): Line {
  if (isInfinite(incline)) return new Line(-1, 0, point.x);
  if (incline === 0) return new Line(0, -1, point.y);
  // Adding zero turns -0 into 0.
  return new Line(incline, -1, subtract(point.y, multiply(incline, point.x)) + 0);
}

export function lineThrough(a: Point, b: Point): Line {
  return lineFrom(a, slope(a, b));
}
function segmentLine(s: Segment): Line {
  return lineFrom(s.start, segmentSlope(s));
}

/** Where two lines meet; null when they are parallel. */
export function lineMeeting(l: Line, m: Line): Point | null {
  let first = l;
  let second = m;
  if (isZero(l.b)) {
    if (isZero(m.b)) return null;
    first = m;
    second = l;
  }
  if (areEqual(second.a, multiply(first.a, divide(second.b, first.b)))) return null;
  const x = divide(
    subtract(multiply(first.b, second.c), multiply(second.b, first.c)),
    subtract(multiply(first.a, second.b), multiply(second.a, first.b)),
  );
  const y = divide(-add(multiply(first.a, x), first.c), first.b);
  return new Point(x + 0, y + 0);
}

export function lineHolds(line: Line, p: Point): boolean {
  return isZero(add(add(multiply(line.a, p.x), multiply(line.b, p.y)), line.c));
}

export function segmentHolds(s: Segment, p: Point): boolean {
  return areEqual(add(distance(p, s.start), distance(p, s.end)), distance(s.start, s.end));
}

/** Where a segment meets a line: one of its ends exactly, when it is as near to that as makes no difference. */
export function segmentLineMeeting(s: Segment, line: Line): Point | null {
  const point = lineMeeting(segmentLine(s), line);
  if (point === null || !segmentHolds(s, point)) return null;
  if (samePoint(s.start, point)) return s.start;
  return samePoint(s.end, point) ? s.end : point;
}

export function segmentMeeting(s: Segment, t: Segment): Point | null {
  const point = segmentLineMeeting(s, segmentLine(t));
  return point !== null && segmentHolds(t, point) ? point : null;
}

/** A point of some figure, and its distance from what it was sought for; NaN when there is none. */
export interface Nearest {
  readonly point: Point;
  readonly distance: number;
}

/** The nearer one, the first where both are as near. */
export function nearer(a: Nearest, b: Nearest): Nearest {
  return isAbove(a.distance, b.distance) ? b : a;
}

export function nearestOfLine(line: Line, p: Point): Nearest {
  const foot = lineMeeting(lineFrom(p, inverseLineSlope(line)), line);
  return foot === null ? { point: p, distance: Number.NaN } : { point: foot, distance: distance(foot, p) };
}

/** The point of the segment that is nearest to the line. */
export function nearestToLine(s: Segment, line: Line): Nearest {
  const meeting = segmentLineMeeting(s, line);
  if (meeting !== null) return { point: meeting, distance: 0 };
  const start = nearestOfLine(line, s.start).distance;
  const end = nearestOfLine(line, s.end).distance;
  return start < end ? { point: s.start, distance: start } : { point: s.end, distance: end };
}

export function nearestOfSegment(s: Segment, p: Point): Nearest {
  const { point } = nearestToLine(s, lineFrom(p, inverseSegmentSlope(s)));
  return { point, distance: distance(point, p) };
}

/** The point of `s` that is nearest to `t`. */
export function nearestOfSegments(s: Segment, t: Segment): Nearest {
  const meeting = segmentMeeting(s, t);
  if (meeting !== null) return { point: meeting, distance: 0 };
  const found = nearer(nearestOfSegment(s, t.start), nearestOfSegment(s, t.end));
  const start = { point: s.start, distance: nearestOfSegment(t, s.start).distance };
  const end = { point: s.end, distance: nearestOfSegment(t, s.end).distance };
  return nearer(nearer(found, start), end);
}

export function lineDistance(l: Line, m: Line): number {
  if (lineMeeting(l, m) !== null) return 0;
  const usable = (a: number, b: number) => !isZero(a) && !Number.isNaN(a) && !isZero(b) && !Number.isNaN(b);
  let ratio = 1;
  if (usable(l.a, m.a)) ratio = divide(l.a, m.a);
  else if (usable(l.b, m.b)) ratio = divide(l.b, m.b);
  return divide(Math.abs(subtract(l.c, multiply(ratio, m.c))), hypotenuse(l.a, l.b));
}
