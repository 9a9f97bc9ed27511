/** Arbitraries for bit strings, network addresses and geometric figures. */
import fc from 'fast-check';
import { Box, Circle, Line, Path, Point, Polygon, Segment } from '../../src/types/geometry/values.ts';
import { canonicalInteger } from '../../src/types/int8.ts';
import { NetworkAddress, networkMask } from '../../src/types/network/address.ts';
import type { DatumValue } from '../../src/types/type-def.ts';

/** Addresses of which many share a network part. */
const address = fc
  .oneof(
    fc.record({
      family: fc.constant(4 as const),
      bits: fc.oneof(fc.integer({ min: 0, max: 32 }), fc.constant(32)),
      value: fc.oneof(
        fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }),
        fc.bigInt({ min: 0n, max: 3n }),
        fc.constantFrom(0x0a000000n, 0x0a000001n, 0xffffffffn),
      ),
    }),
    fc.record({
      family: fc.constant(6 as const),
      bits: fc.oneof(fc.integer({ min: 0, max: 128 }), fc.constant(128)),
      value: fc.oneof(
        fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
        fc.bigInt({ min: 0n, max: 3n }),
        fc.bigInt({ min: 0n, max: 2n ** 36n }),
        fc.bigInt({ min: 0n, max: 65535n }).map((low) => (low << 64n) | low),
      ),
    }),
  )
  .map(({ family, bits, value }) => new NetworkAddress(family, bits, value));

const network = address.map(
  ({ family, bits, address: all }) => new NetworkAddress(family, bits, all & networkMask(family, bits)),
);

const digits = fc
  .oneof(fc.array(fc.boolean(), { maxLength: 20 }), fc.array(fc.boolean(), { maxLength: 3 }))
  .map((bits) => bits.map(Number).join(''));

const coordinate = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double());
const point = fc.tuple(coordinate, coordinate).map(([x, y]) => new Point(x, y));
const points = fc.array(point, { minLength: 1, maxLength: 5 });
const line = fc
  .tuple(coordinate, coordinate, coordinate)
  .filter(([a, b]) => !(Math.abs(a) <= 1e-6 && Math.abs(b) <= 1e-6))
  .map(([a, b, c]) => new Line(a, b, c));

/** Lines by their equation: the text form does not tell through which points one was drawn. */
export const networkGeometryScalars: Readonly<Record<string, fc.Arbitrary<DatumValue>>> = {
  bit: digits,
  varbit: digits,
  inet: address,
  cidr: network,
  macaddr: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  macaddr8: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(canonicalInteger),
  point,
  line,
  lseg: fc.tuple(point, point).map(([start, end]) => new Segment(start, end)),
  box: fc.tuple(point, point).map(([a, b]) => Box.ofCorners(a, b)),
  path: fc.tuple(fc.boolean(), points).map(([closed, all]) => new Path(closed, all)),
  polygon: points.map((all) => new Polygon(all)),
  circle: fc
    .tuple(
      point,
      coordinate.map((radius) => Math.abs(radius)),
    )
    .map(([center, radius]) => new Circle(center, radius)),
};
