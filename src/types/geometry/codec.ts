/** Geometric values as bytes: a letter of its class behind the common tag, the number of coordinates, the coordinates. */
import { type ByteReader, DecodeError } from '../../common/byte-reader.ts';
import type { ByteWriter } from '../../common/byte-writer.ts';
import { Box, Circle, type Geometry, Line, numbersOf, Path, Point, Polygon, pointsOf, Segment } from './values.ts';

const POINT = 1;
const LINE = 2;
const SEGMENT = 3;
const BOX = 4;
const CIRCLE = 5;
const OPEN_PATH = 6;
const CLOSED_PATH = 7;
const POLYGON = 8;

export function isGeometry(value: object): value is Geometry {
  return (
    value instanceof Point ||
    value instanceof Line ||
    value instanceof Segment ||
    value instanceof Box ||
    value instanceof Circle ||
    value instanceof Path ||
    value instanceof Polygon
  );
}

function kindOf(value: Geometry): number {
  if (value instanceof Point) return POINT;
  if (value instanceof Line) return LINE;
  if (value instanceof Segment) return SEGMENT;
  if (value instanceof Box) return BOX;
  if (value instanceof Circle) return CIRCLE;
  if (value instanceof Polygon) return POLYGON;
  return value.closed ? CLOSED_PATH : OPEN_PATH;
}

export function writeGeometry(out: ByteWriter, value: Geometry): void {
  const numbers = numbersOf(value);
  out.u8(kindOf(value));
  out.varint(numbers.length);
  for (const number of numbers) out.f64(number);
}

/** Numbers of the classes that have always as many. */
const sizes: Readonly<Record<number, number>> = { [POINT]: 2, [LINE]: 3, [SEGMENT]: 4, [BOX]: 4, [CIRCLE]: 3 };

export function readGeometry(from: ByteReader): Geometry {
  const kind = from.u8();
  const count = from.count(8);
  const size = sizes[kind];
  if (kind < POINT || kind > POLYGON || (size === undefined ? count === 0 || count % 2 !== 0 : count !== size)) {
    throw new DecodeError('a geometric value is damaged');
  }
  const numbers = Array.from({ length: count }, () => from.f64());
  return makeGeometry(kind, numbers);
}

function makeGeometry(kind: number, numbers: readonly number[]): Geometry {
  const [a, b, c] = numbers as [number, number, number];
  if (kind === LINE) return new Line(a, b, c);
  if (kind === CIRCLE) return new Circle(new Point(a, b), c);
  const points = pointsOf(numbers);
  switch (kind) {
    case POINT:
      return points[0]!;
    case SEGMENT:
      return new Segment(points[0]!, points[1]!);
    case BOX:
      return new Box(points[0]!, points[1]!);
    case POLYGON:
      return new Polygon(points);
    default:
      return new Path(kind === CLOSED_PATH, points);
  }
}
