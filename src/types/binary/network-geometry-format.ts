/** The binary formats of bit strings, network addresses and geometric types. */
import { SqlError } from '../../errors/index.ts';
import { isZero } from '../geometry/fuzzy.ts';
import {
  Box,
  Circle,
  type Geometry,
  Line,
  numbersOf,
  Path,
  Point,
  Polygon,
  pointsOf,
  Segment,
} from '../geometry/values.ts';
import { canonicalInteger } from '../int8.ts';
import { familyBits, hostMask, NetworkAddress } from '../network/address.ts';
import { widenMac } from '../network/mac-text.ts';
import { typeOid } from '../oids.ts';
import type { Datum, DatumValue, Oid } from '../type-def.ts';
import { type BinaryFormat, badBinary, fixedFormat, insufficientData } from './fixed-formats.ts';

// ---- bit strings: the number of bits, then the bits, the last byte filled with zeros

function encodeBits(value: DatumValue): Buffer {
  const bits = value as string;
  const buffer = Buffer.alloc(4 + Math.ceil(bits.length / 8));
  buffer.writeInt32BE(bits.length);
  for (let i = 0; i < bits.length; i += 8) {
    buffer[4 + i / 8] = Number.parseInt(bits.slice(i, i + 8).padEnd(8, '0'), 2);
  }
  return buffer;
}

function decodeBits(bytes: Buffer): string {
  if (bytes.length < 4) throw insufficientData();
  const count = bytes.readInt32BE();
  if (count < 0) throw new SqlError('22P03', 'invalid length in external bit string');
  const size = Math.ceil(count / 8);
  if (bytes.length < 4 + size) throw insufficientData();
  if (bytes.length > 4 + size) throw badBinary();
  const parts: string[] = [];
  for (let i = 0; i < size; i++) parts.push(bytes[4 + i]!.toString(2).padStart(8, '0'));
  return parts.join('').slice(0, count);
}

// ---- addresses: family, bits, whether it is a cidr, the number of bytes, the bytes

const familyCodes = { 4: 2, 6: 3 } as const;

function addressFormat(name: 'inet' | 'cidr'): BinaryFormat {
  const invalid = (what: string) => new SqlError('22P03', `invalid ${what} in external "${name}" value`);
  return [
    (value) => {
      const { family, bits, address } = value as NetworkAddress;
      const size = familyBits(family) / 8;
      const digits = address.toString(16).padStart(size * 2, '0');
      return Buffer.concat([
        Buffer.from([familyCodes[family], bits, name === 'cidr' ? 1 : 0, size]),
        Buffer.from(digits, 'hex'),
      ]);
    },
    (bytes) => {
      if (bytes.length < 4) throw insufficientData();
      const [code, bits, , size] = bytes as unknown as [number, number, number, number];
      if (code !== 2 && code !== 3) throw invalid('address family');
      const family = code === 2 ? 4 : 6;
      if (bits > familyBits(family)) throw invalid('bits');
      if (size !== familyBits(family) / 8) throw invalid('length');
      if (bytes.length < 4 + size) throw insufficientData();
      if (bytes.length > 4 + size) throw badBinary();
      const address = BigInt(`0x${bytes.toString('hex', 4)}`);
      if (name === 'cidr' && (address & hostMask(family, bits)) !== 0n) {
        throw new SqlError('22P03', 'invalid external "cidr" value', {
          detail: 'Value has bits set to right of mask.',
        });
      }
      return new NetworkAddress(family, bits, address);
    },
  ];
}

const macaddr = fixedFormat(
  6,
  (buffer, value) => buffer.writeUIntBE(value as number, 0, 6),
  (bytes) => bytes.readUIntBE(0, 6),
);
const macaddr8 = fixedFormat(
  8,
  (buffer, value) => buffer.writeBigUInt64BE(BigInt(value as number | bigint)),
  (bytes) => canonicalInteger(bytes.readBigUInt64BE()),
);

// ---- geometric types: their coordinates as doubles

function encodeNumbers(value: DatumValue, head: readonly number[] = []): Buffer {
  const numbers = numbersOf(value as Geometry);
  const buffer = Buffer.allocUnsafe(head.length + numbers.length * 8);
  buffer.set(head);
  for (let i = 0; i < numbers.length; i++) buffer.writeDoubleBE(numbers[i]!, head.length + i * 8);
  return buffer;
}

function readNumbers(bytes: Buffer, from: number, count: number): number[] {
  if (bytes.length < from + count * 8) throw insufficientData();
  if (bytes.length > from + count * 8) throw badBinary();
  return Array.from({ length: count }, (_, i) => bytes.readDoubleBE(from + i * 8));
}

function coordinates(count: number, make: (numbers: readonly number[]) => Datum): BinaryFormat {
  return [(value) => encodeNumbers(value), (bytes) => make(readNumbers(bytes, 0, count))];
}

/** A number of points behind `headSize` bytes that end in it. */
function readPoints(bytes: Buffer, headSize: number, typeName: string): readonly Point[] {
  if (bytes.length < headSize) throw insufficientData();
  const count = bytes.readInt32BE(headSize - 4);
  if (count <= 0) throw new SqlError('22P03', `invalid number of points in external "${typeName}" value`);
  return pointsOf(readNumbers(bytes, headSize, count * 2));
}

function countBytes(count: number): number[] {
  return [(count >>> 24) & 255, (count >>> 16) & 255, (count >>> 8) & 255, count & 255];
}

function makeLine([a, b, c]: readonly number[]): Line {
  if (isZero(a!) && isZero(b!)) {
    throw new SqlError('22P03', 'invalid line specification: A and B cannot both be zero');
  }
  return new Line(a!, b!, c!);
}

function makeCircle([x, y, radius]: readonly number[]): Circle {
  if (radius! < 0) throw new SqlError('22P03', 'invalid radius in external "circle" value');
  return new Circle(new Point(x!, y!), radius!);
}

export const networkGeometryFormats: readonly (readonly [Oid, BinaryFormat])[] = [
  [typeOid.bit, [encodeBits, decodeBits]],
  [typeOid.varbit, [encodeBits, decodeBits]],
  [typeOid.inet, addressFormat('inet')],
  [typeOid.cidr, addressFormat('cidr')],
  [typeOid.macaddr, macaddr],
  // Six bytes are taken as well, and widened.
  [
    typeOid.macaddr8,
    [macaddr8[0], (bytes) => (bytes.length === 6 ? widenMac(bytes.readUIntBE(0, 6)) : macaddr8[1](bytes))],
  ],
  [typeOid.point, coordinates(2, (numbers) => pointsOf(numbers)[0]!)],
  [typeOid.line, coordinates(3, makeLine)],
  [
    typeOid.lseg,
    coordinates(4, (numbers) => {
      const [start, end] = pointsOf(numbers);
      return new Segment(start!, end!);
    }),
  ],
  [
    typeOid.box,
    coordinates(4, (numbers) => {
      const [a, b] = pointsOf(numbers);
      return Box.asWritten(a!, b!);
    }),
  ],
  [typeOid.circle, coordinates(3, makeCircle)],
  [
    typeOid.path,
    [
      (value) => {
        const path = value as Path;
        return encodeNumbers(path, [path.closed ? 1 : 0, ...countBytes(path.points.length)]);
      },
      (bytes) => new Path(bytes[0] !== 0, readPoints(bytes, 5, 'path')),
    ],
  ],
  [
    typeOid.polygon,
    [
      (value) => encodeNumbers(value, countBytes((value as Polygon).points.length)),
      (bytes) => new Polygon(readPoints(bytes, 4, 'polygon')),
    ],
  ],
];
