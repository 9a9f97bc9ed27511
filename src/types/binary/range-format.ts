/**
 * The binary format of ranges and multiranges. A range: a byte of flags, then each bound that is finite as its length and its
 * value in the subtype's format. A multirange: the number of its ranges, then each as its length and its range.
 */
import { familyOfMultirange, familyOfRange, type RangeFamily } from '../ranges/families.ts';
import { makeMultirange, makeRange } from '../ranges/make.ts';
import { type PgMultirange, PgRange } from '../ranges/range-value.ts';
import type { Datum, Oid, TextContext } from '../type-def.ts';
import { FieldReader } from './field-reader.ts';
import { int32, sizedParts } from './fixed-formats.ts';
import type { BinaryFormats, Decode, Encode } from './user-type-format.ts';

const EMPTY = 1;
const LOWER_INCLUSIVE = 2;
const UPPER_INCLUSIVE = 4;
const LOWER_INFINITE = 8;
const UPPER_INFINITE = 16;

function encodeRange(range: PgRange, family: RangeFamily, formats: BinaryFormats): Buffer {
  if (range.isEmpty) return Buffer.from([EMPTY]);
  const flags =
    (range.lowerInclusive ? LOWER_INCLUSIVE : 0) |
    (range.upperInclusive ? UPPER_INCLUSIVE : 0) |
    (range.lower === null ? LOWER_INFINITE : 0) |
    (range.upper === null ? UPPER_INFINITE : 0);
  const parts: Uint8Array[] = [Buffer.from([flags])];
  for (const bound of [range.lower, range.upper]) {
    if (bound !== null) parts.push(...sizedParts(formats.encoder(family.subtype.oid)(bound)));
  }
  return Buffer.concat(parts);
}

function decodeRange(bytes: Buffer, family: RangeFamily, formats: BinaryFormats, context: TextContext): PgRange {
  const reader = new FieldReader(bytes);
  const flags = reader.byte();
  if ((flags & EMPTY) !== 0) {
    reader.end();
    return PgRange.empty(family.oid);
  }
  const bound = (infinite: number): Datum =>
    (flags & infinite) !== 0 ? null : formats.decoder(family.subtype.oid)(reader.bytes(reader.int32()), context);
  const lower = bound(LOWER_INFINITE);
  const upper = bound(UPPER_INFINITE);
  reader.end();
  return makeRange(
    family,
    { value: lower, inclusive: (flags & LOWER_INCLUSIVE) !== 0, lower: true },
    { value: upper, inclusive: (flags & UPPER_INCLUSIVE) !== 0, lower: false },
  );
}

function encodeMultirange(value: PgMultirange, family: RangeFamily, formats: BinaryFormats): Buffer {
  const parts = value.ranges.flatMap((range) => sizedParts(encodeRange(range, family, formats)));
  return Buffer.concat([int32(value.ranges.length), ...parts]);
}

function decodeMultirange(
  bytes: Buffer,
  family: RangeFamily,
  formats: BinaryFormats,
  context: TextContext,
): PgMultirange {
  const reader = new FieldReader(bytes);
  const count = reader.int32();
  const ranges: PgRange[] = [];
  for (let i = 0; i < count; i++) ranges.push(decodeRange(reader.bytes(reader.int32()), family, formats, context));
  reader.end();
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
