/** Conversions between geometric types, and the casts that call them. */
import { sqlError } from '../../../errors/index.ts';
import { float8Arithmetic } from '../../../types/float-arithmetic.ts';
import { isZero } from '../../../types/geometry/fuzzy.ts';
import { distance } from '../../../types/geometry/lines.ts';
import { Box, Circle, type Path, Point, Polygon } from '../../../types/geometry/values.ts';
import { exactCosine, exactSine } from '../../double-double.ts';
import type { CastDef } from '../../function-def.ts';
import { boxCenter } from '../../operators/geometry/points.ts';

const { add, subtract, multiply, divide } = float8Arithmetic;

export function makeCircle(center: Point, radius: number): Circle {
  return new Circle(center, radius);
}

/** Through the corners of the box. */
export function circleInBox(box: Box): Circle {
  const center = boxCenter(box);
  return new Circle(center, distance(center, box.high));
}

/** With its corners on the circle. */
export function squareInCircle({ center, radius }: Circle): Box {
  const half = divide(radius, Math.SQRT2);
  return new Box(
    new Point(add(center.x, half), add(center.y, half)),
    new Point(subtract(center.x, half), subtract(center.y, half)),
  );
}

export function polygonOfBox({ high, low }: Box): Polygon {
  return new Polygon([low, new Point(low.x, high.y), high, new Point(high.x, low.y)]);
}

export function polygonOfPath(path: Path): Polygon {
  if (!path.closed) throw sqlError('invalid_parameter_value', 'open path cannot be converted to polygon');
  return new Polygon(path.points);
}

/** More points than this have no room in a value. */
const pointsMax = 67108862;

export function circlePolygon(count: number, { center, radius }: Circle): Polygon {
  if (isZero(radius)) {
    throw sqlError('feature_not_supported', 'cannot convert circle with radius zero to polygon');
  }
  if (count < 2) throw sqlError('invalid_parameter_value', 'must request at least 2 points');
  if (count > pointsMax) throw sqlError('program_limit_exceeded', 'too many points requested');
  const step = divide(multiply(2, Math.PI), count);
  const points: Point[] = [];
  for (let i = 0; i < count; i++) {
    const angle = multiply(step, i);
    points.push(
      new Point(
        subtract(center.x, multiply(radius, exactCosine(angle))),
        add(center.y, multiply(radius, exactSine(angle))),
      ),
    );
  }
  return new Polygon(points);
}

const cast = (source: string, target: string, context: CastDef['context'], proc: number): CastDef => ({
  source,
  target,
  context,
  method: { proc },
});

export const geometryCasts: readonly CastDef[] = [
  cast('point', 'box', 'assignment', 4091),
  cast('lseg', 'point', 'explicit', 1532),
  cast('path', 'polygon', 'assignment', 1449),
  cast('box', 'point', 'explicit', 1534),
  cast('box', 'lseg', 'explicit', 1541),
  cast('box', 'polygon', 'assignment', 1448),
  cast('box', 'circle', 'explicit', 1479),
  cast('polygon', 'point', 'explicit', 1540),
  cast('polygon', 'path', 'assignment', 1447),
  cast('polygon', 'box', 'explicit', 1446),
  cast('polygon', 'circle', 'explicit', 1474),
  cast('circle', 'point', 'explicit', 1416),
  cast('circle', 'box', 'explicit', 1480),
  cast('circle', 'polygon', 'explicit', 1544),
];
