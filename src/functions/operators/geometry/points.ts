/** What operators and functions of several geometric types share: points as vectors and complex numbers, areas, centers. */
import { float8Arithmetic } from '../../../types/float-arithmetic.ts';
import { middle } from '../../../types/geometry/figures.ts';
import { distance, type Nearest } from '../../../types/geometry/lines.ts';
import { type Box, Circle, isAbove, Point, type Polygon } from '../../../types/geometry/values.ts';

const { add, subtract, multiply, divide } = float8Arithmetic;

export function addPoints(a: Point, b: Point): Point {
  return new Point(add(a.x, b.x), add(a.y, b.y));
}
export function subtractPoints(a: Point, b: Point): Point {
  return new Point(subtract(a.x, b.x), subtract(a.y, b.y));
}

/** Products and quotients are those of complex numbers: they turn and stretch. */
export function multiplyPoints(a: Point, b: Point): Point {
  return new Point(subtract(multiply(a.x, b.x), multiply(a.y, b.y)), add(multiply(a.x, b.y), multiply(a.y, b.x)));
}
export function dividePoints(a: Point, b: Point): Point {
  const square = add(multiply(b.x, b.x), multiply(b.y, b.y));
  return new Point(
    divide(add(multiply(a.x, b.x), multiply(a.y, b.y)), square),
    divide(subtract(multiply(a.y, b.x), multiply(a.x, b.y)), square),
  );
}

/** The point of a search, null when there is none. */
export function found(nearest: Nearest): Point | null {
  return Number.isNaN(nearest.distance) ? null : nearest.point;
}

export function lower(a: number, b: number): number {
  return isAbove(b, a) ? a : b;
}
export function higher(a: number, b: number): number {
  return isAbove(a, b) ? a : b;
}

export function boxArea(box: Box): number {
  return multiply(subtract(box.high.x, box.low.x), subtract(box.high.y, box.low.y));
}
export function boxCenter(box: Box): Point {
  return middle(box.high, box.low);
}
export function circleArea(circle: Circle): number {
  return multiply(multiply(circle.radius, circle.radius), Math.PI);
}
export function countPoints(figure: { readonly points: readonly Point[] }): number {
  return figure.points.length;
}

/** Around the mean of the points, with their mean distance from it. */
export function circleOf({ points }: Polygon): Circle {
  const sum = points.reduce(addPoints, new Point(0, 0));
  const center = new Point(divide(sum.x, points.length), divide(sum.y, points.length));
  const lengths = points.reduce((total, point) => add(total, distance(point, center)), 0);
  return new Circle(center, divide(lengths, points.length));
}
