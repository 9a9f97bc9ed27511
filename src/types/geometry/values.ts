/**
 * Values of the geometric types. A box's `high` is its upper right corner; a line is all points with ax + by + c = 0; a path is
 * closed or open; a polygon carries its bounding box.
 */
export class Point {
  readonly x: number;
  readonly y: number;
  constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
  }
}

export class Line {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  constructor(a: number, b: number, c: number) {
    this.a = a;
    this.b = b;
    this.c = c;
  }
}

export class Segment {
  readonly start: Point;
  readonly end: Point;
  constructor(start: Point, end: Point) {
    this.start = start;
    this.end = end;
  }
}

export class Box {
  readonly high: Point;
  readonly low: Point;
  constructor(high: Point, low: Point) {
    this.high = high;
    this.low = low;
  }

  /** As input reads it: corners that are written in order, or equal, stay as they are. */
  static asWritten(first: Point, second: Point): Box {
    const swapX = isAbove(second.x, first.x);
    const swapY = isAbove(second.y, first.y);
    return new Box(
      new Point(swapX ? second.x : first.x, swapY ? second.y : first.y),
      new Point(swapX ? first.x : second.x, swapY ? first.y : second.y),
    );
  }

  /** From any two opposite corners. */
  static ofCorners(a: Point, b: Point): Box {
    const [lowX, highX] = isAbove(a.x, b.x) ? [b.x, a.x] : [a.x, b.x];
    const [lowY, highY] = isAbove(a.y, b.y) ? [b.y, a.y] : [a.y, b.y];
    return new Box(new Point(highX, highY), new Point(lowX, lowY));
  }
}

export class Path {
  readonly closed: boolean;
  readonly points: readonly Point[];
  constructor(closed: boolean, points: readonly Point[]) {
    this.closed = closed;
    this.points = points;
  }
}

export class Polygon {
  readonly points: readonly Point[];
  readonly bounds: Box;
  constructor(points: readonly Point[]) {
    this.points = points;
    this.bounds = boundsOf(points);
  }
}

export class Circle {
  readonly center: Point;
  readonly radius: number;
  constructor(center: Point, radius: number) {
    this.center = center;
    this.radius = radius;
  }
}

export type Geometry = Point | Line | Segment | Box | Path | Polygon | Circle;

/** As floats are ordered: NaN is greater than everything else. */
export function isAbove(a: number, b: number): boolean {
  return a > b || (Number.isNaN(a) && !Number.isNaN(b));
}

export function boundsOf(points: readonly Point[]): Box {
  const first = points[0]!;
  let [lowX, lowY, highX, highY] = [first.x, first.y, first.x, first.y];
  for (const { x, y } of points) {
    if (isAbove(lowX, x)) lowX = x;
    if (isAbove(x, highX)) highX = x;
    if (isAbove(lowY, y)) lowY = y;
    if (isAbove(y, highY)) highY = y;
  }
  return new Box(new Point(highX, highY), new Point(lowX, lowY));
}

/** All numbers of a value, in one order per class: what is stored, sent in binary, and compared for sameness. */
export function numbersOf(value: Geometry): number[] {
  if (value instanceof Point) return [value.x, value.y];
  if (value instanceof Line) return [value.a, value.b, value.c];
  if (value instanceof Segment) return [value.start.x, value.start.y, value.end.x, value.end.y];
  if (value instanceof Box) return [value.high.x, value.high.y, value.low.x, value.low.y];
  if (value instanceof Circle) return [value.center.x, value.center.y, value.radius];
  return value.points.flatMap(({ x, y }) => [x, y]);
}

export function pointsOf(numbers: readonly number[]): Point[] {
  return Array.from({ length: numbers.length / 2 }, (_, i) => new Point(numbers[2 * i]!, numbers[2 * i + 1]!));
}
