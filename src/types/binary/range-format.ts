/**
 * The binary format of ranges and multiranges. A range: a byte of flags, then each bound that is finite as its length and its
 * value in the subtype's format. A multirange: the number of its ranges, then each as its length and its range.
 */
import { SqlError } from '../../errors/index.ts';
import { familyOfMultirange, familyOfRange, type RangeFamily } from '../ranges/families.ts';
import { makeMultirange, makeRange } from '../ranges/make.ts';
import { type PgMultirange, PgRange } from '../ranges/range-value.ts';
import type { Datum, Oid, TextContext } from '../type-def.ts';
import type { BinaryFormats, Decode, Encode } from './user-type-format.ts';

const EMPTY = 1;
const LOWER_INCLUSIVE = 2;
const UPPER_INCLUSIVE = 4;
const LOWER_INFINITE = 8;
const UPPER_INFINITE = 16;

function invalid(): SqlError {
  return new SqlError('22P03', 'incorrect binary data format in bind parameter');
}

function withLength(bytes: Uint8Array): Buffer {
  const length = Buffer.allocUnsafe(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Values behind their lengths. */
class Parts {
  private readonly bytes: Buffer;
  private at: number;

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  next(): Buffer {
    if (this.at + 4 > this.bytes.length) throw insufficient();
    const length = this.bytes.readInt32BE(this.at);
    const start = this.at + 4;
    if (length < 0 || start + length > this.bytes.length) throw insufficient();
    this.at = start + length;
    return this.bytes.subarray(start, this.at);
  }

  end(): void {
    if (this.at !== this.bytes.length) throw invalid();
  }
}

function insufficient(): SqlError {
  return new SqlError('08P01', 'insufficient data left in message');
}

function encodeRange(range: PgRange, family: RangeFamily, formats: BinaryFormats): Buffer {
  if (range.isEmpty) return Buffer.from([EMPTY]);
  const flags =
    (range.lowerInclusive ? LOWER_INCLUSIVE : 0) |
    (range.upperInclusive ? UPPER_INCLUSIVE : 0) |
    (range.lower === null ? LOWER_INFINITE : 0) |
    (range.upper === null ? UPPER_INFINITE : 0);
  const parts: Buffer[] = [Buffer.from([flags])];
  for (const bound of [range.lower, range.upper]) {
    if (bound !== null) parts.push(withLength(formats.encoder(family.subtype.oid)(bound)));
  }
  return Buffer.concat(parts);
}

function decodeRange(bytes: Buffer, family: RangeFamily, formats: BinaryFormats, context: TextContext): PgRange {
  const flags = bytes[0];
  if (flags === undefined) throw insufficient();
  const parts = new Parts(bytes, 1);
  if ((flags & EMPTY) !== 0) {
    parts.end();
    return PgRange.empty(family.oid);
  }
  const bound = (infinite: number): Datum =>
    (flags & infinite) !== 0 ? null : formats.decoder(family.subtype.oid)(parts.next(), context);
  const lower = bound(LOWER_INFINITE);
  const upper = bound(UPPER_INFINITE);
  parts.end();
  return makeRange(
    family,
    { value: lower, inclusive: (flags & LOWER_INCLUSIVE) !== 0, lower: true },
    { value: upper, inclusive: (flags & UPPER_INCLUSIVE) !== 0, lower: false },
  );
}

function encodeMultirange(value: PgMultirange, family: RangeFamily, formats: BinaryFormats): Buffer {
  const count = Buffer.allocUnsafe(4);
  count.writeInt32BE(value.ranges.length);
  return Buffer.concat([count, ...value.ranges.map((range) => withLength(encodeRange(range, family, formats)))]);
}

function decodeMultirange(
  bytes: Buffer,
  family: RangeFamily,
  formats: BinaryFormats,
  context: TextContext,
): PgMultirange {
  if (bytes.length < 4) throw insufficient();
  const count = bytes.readInt32BE();
  const parts = new Parts(bytes, 4);
  const ranges: PgRange[] = [];
  for (let i = 0; i < count; i++) ranges.push(decodeRange(parts.next(), family, formats, context));
  parts.end();
  return makeMultirange(family, ranges);
}

/** null for a type that is no range or multirange. */
export function rangeEncoder(type: Oid, formats: BinaryFormats): Encode | null {
  const range = familyOfRange(type);
  if (range !== undefined) return (value) => encodeRange(value as PgRange, range, formats);
  const multirange = familyOfMultirange(type);
  return multirange === undefined ? null : (value) => encodeMultirange(value as PgMultirange, multirange, formats);
}

export function rangeDecoder(type: Oid, formats: BinaryFormats): Decode | null {
  const range = familyOfRange(type);
  if (range !== undefined) return (bytes, context) => decodeRange(bytes, range, formats, context);
  const multirange = familyOfMultirange(type);
  if (multirange === undefined) return null;
  return (bytes, context) => decodeMultirange(bytes, multirange, formats, context);
}
