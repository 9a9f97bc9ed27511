/**
 * Vectors as bytes, in chunks of segments and in the log alike.
 *
 *   u8 kind          of the array: as in storage/layout.ts, MIXED for plain arrays
 *   varint count
 *   u8 nulls         0: none · 1: a bitmap of count bits follows, low bit first · 2: all of them, and nothing else follows
 *   u8 encoding
 *     0-3  integers  f64 base, then each value less the base in 0, 1, 2 or 4 bytes
 *     4    doubles   8 bytes each
 *     5    bits      booleans, low bit first
 *     6    ASCII     varint length of each text, then all of them together
 *     7    UTF-8     the same, lengths in bytes
 *     8    datums    as in types/datum-codec.ts
 *
 * Values at nulls are zeros, empty texts or NULLs.
 */
import { type ByteReader, DecodeError } from '../common/byte-reader.ts';
import type { ByteWriter } from '../common/byte-writer.ts';
import { type ColumnArray, KIND_BOOL, KIND_MIXED, NO_NULLS, newVector, SEGMENT_SIZE } from '../storage/layout.ts';
import { readDatum, writeDatum } from '../types/datum-codec.ts';
import type { Datum } from '../types/type-def.ts';

const SOME_NULLS = 1;
const ALL_NULLS = 2;
const widths = [0, 1, 2, 4] as const;
const DOUBLES = 4;
const BITS = 5;
const ASCII = 6;
const UTF8 = 7;
const DATUMS = 8;
/** Texts of more UTF-16 units than these together are no one string: those of V8 end at half a gigabyte. */
const HEAP_UNITS_MAX = 1 << 24;
/** So many texts are joined, or written, between two steps. */
const PIECE_TEXTS = 4096;

/** Slots [from, from + count) of a vector. `kind` is the column's; an INTEGER vector may be a plain array. */
export function writeVector(
  out: ByteWriter,
  kind: number,
  data: ColumnArray,
  nulls: Uint8Array,
  from: number,
  count: number,
): void {
  out.u8(Array.isArray(data) ? KIND_MIXED : kind);
  out.varint(count);
  if (writeNulls(out, nulls, from, count) === count && count > 0) return;
  if (Array.isArray(data)) writeArray(out, data, nulls, from, count);
  else if (kind === KIND_BOOL) writeBits(out, data as Uint8Array, from, count);
  else writeNumbers(out, data as Float64Array, from, count);
}

/** The same bytes for all of a vector, with pauses in it where it is one of many texts. */
export function* vectorSteps(
  out: ByteWriter,
  kind: number,
  data: ColumnArray,
  nulls: Uint8Array,
  count: number,
): Generator<null, void, void> {
  const hasTexts = count > PIECE_TEXTS && Array.isArray(data) && holdsTexts(data, count);
  if (!hasTexts) {
    writeVector(out, kind, data, nulls, 0, count);
    return;
  }
  out.u8(KIND_MIXED);
  out.varint(count);
  if (writeNulls(out, nulls, 0, count) < count)
    yield* textSteps(out, data as readonly (string | null)[], nulls, 0, count);
}

/** How many there are. */
function writeNulls(out: ByteWriter, nulls: Uint8Array, from: number, count: number): number {
  let n = 0;
  if (nulls !== NO_NULLS) for (let i = from; i < from + count; i++) n += nulls[i]!;
  if (n === 0) out.u8(0);
  else if (n === count) out.u8(ALL_NULLS);
  else {
    out.u8(SOME_NULLS);
    writeBitmap(out, nulls, from, count);
  }
  return n;
}

function writeBitmap(out: ByteWriter, bytes: Uint8Array, from: number, count: number): void {
  out.reserve((count >> 3) + 1);
  for (let i = 0; i < count; i += 8) {
    let bits = 0;
    const end = Math.min(8, count - i);
    for (let b = 0; b < end; b++) bits |= (bytes[from + i + b]! & 1) << b;
    out.u8(bits);
  }
}

function readBitmap(input: ByteReader, into: Uint8Array, count: number): void {
  for (let i = 0; i < count; i += 8) {
    const bits = input.u8();
    const end = Math.min(8, count - i);
    for (let b = 0; b < end; b++) into[i + b] = (bits >> b) & 1;
  }
}

function writeBits(out: ByteWriter, data: Uint8Array, from: number, count: number): void {
  out.u8(BITS);
  writeBitmap(out, data, from, count);
}

function writeNumbers(out: ByteWriter, data: Float64Array | Int32Array, from: number, count: number): void {
  const end = from + count;
  let min = Infinity;
  let max = -Infinity;
  let whole = true;
  for (let i = from; i < end; i++) {
    const value = data[i]!;
    // NaN is not equal to itself; minus zero is not zero here.
    if (value !== Math.floor(value) || (value === 0 && 1 / value < 0)) {
      whole = false;
      break;
    }
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (!whole || !Number.isSafeInteger(min) || !(max - min < 4294967296)) {
    writeDoubles(out, data, from, count);
    return;
  }
  const range = max - min;
  const code = range === 0 ? 0 : range < 256 ? 1 : range < 65536 ? 2 : 3;
  out.u8(code);
  out.f64(min);
  out.reserve(count * 4);
  const bytes = out.buffer;
  let at = out.length;
  if (code === 1) for (let i = from; i < end; i++) bytes[at++] = data[i]! - min;
  else if (code === 2) {
    for (let i = from; i < end; i++) {
      const rest = data[i]! - min;
      bytes[at++] = rest;
      bytes[at++] = rest >> 8;
    }
  } else if (code === 3) {
    for (let i = from; i < end; i++) {
      const rest = data[i]! - min;
      bytes[at++] = rest;
      bytes[at++] = rest >>> 8;
      bytes[at++] = rest >>> 16;
      bytes[at++] = rest >>> 24;
    }
  }
  out.length = at;
}

function writeDoubles(out: ByteWriter, data: Float64Array | Int32Array, from: number, count: number): void {
  out.u8(DOUBLES);
  const doubles = data instanceof Float64Array ? data.subarray(from, from + count) : Float64Array.from(data);
  out.raw(new Uint8Array(doubles.buffer, doubles.byteOffset, count * 8));
}

function writeArray(out: ByteWriter, data: readonly Datum[], nulls: Uint8Array, from: number, count: number): void {
  const values = from === 0 && data.length === count ? data : data.slice(from, from + count);
  if (!holdsTexts(values, count)) {
    writeDatumsAt(out, values, nulls, from);
    return;
  }
  const steps = textSteps(out, values as readonly (string | null)[], nulls, from, count);
  while (steps.next().done !== true);
}

function holdsTexts(values: readonly Datum[], count: number): boolean {
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (typeof value !== 'string' && value !== null && value !== undefined) return false;
  }
  return true;
}

function writeDatumsAt(out: ByteWriter, values: readonly Datum[], nulls: Uint8Array, from: number): void {
  out.u8(DATUMS);
  for (let i = 0; i < values.length; i++) writeDatum(out, nulls[from + i] === 1 ? null : (values[i] ?? null));
}

/** Some of the texts, as they follow each other. */
interface Piece {
  readonly texts: readonly string[];
  /** All of them together; null: more than one string can hold. */
  readonly joined: string | null;
  readonly units: number;
  readonly bytes: number;
}

function pieceOf(
  values: readonly (string | null)[],
  nulls: Uint8Array,
  from: number,
  start: number,
  end: number,
): Piece {
  const texts: string[] = [];
  let units = 0;
  for (let i = start; i < end; i++) {
    const text = nulls[from + i] === 1 ? '' : (values[i] ?? '');
    texts.push(text);
    units += text.length;
  }
  if (units > HEAP_UNITS_MAX) {
    let bytes = 0;
    for (const text of texts) bytes += Buffer.byteLength(text);
    return { texts, joined: null, units, bytes };
  }
  // One call for all of them.
  const joined = texts.join('');
  return { texts, joined, units, bytes: Buffer.byteLength(joined) };
}

/** `nulls` has the first value's at `from`. */
function* textSteps(
  out: ByteWriter,
  values: readonly (string | null)[],
  nulls: Uint8Array,
  from: number,
  count: number,
): Generator<null, void, void> {
  const pieces: Piece[] = [];
  let units = 0;
  let bytes = 0;
  for (let start = 0; start < count; start += PIECE_TEXTS) {
    if (start > 0) yield null;
    const piece = pieceOf(values, nulls, from, start, Math.min(start + PIECE_TEXTS, count));
    pieces.push(piece);
    units += piece.units;
    bytes += piece.bytes;
  }
  // One string is made of them when they are read.
  const ascii = bytes === units && units <= HEAP_UNITS_MAX;
  out.u8(ascii ? ASCII : UTF8);
  for (const { texts } of pieces) for (const text of texts) out.varint(ascii ? text.length : Buffer.byteLength(text));
  out.varint(bytes);
  out.reserve(bytes);
  const encoding = ascii ? 'latin1' : 'utf8';
  for (let i = 0; i < pieces.length; i++) {
    if (i > 0) yield null;
    const { texts, joined } = pieces[i]!;
    for (const text of joined === null ? texts : [joined]) out.length += out.buffer.write(text, out.length, encoding);
  }
}

export interface Vector {
  readonly kind: number;
  readonly count: number;
  readonly data: ColumnArray;
  readonly nulls: Uint8Array;
}

/** Typed arrays get `capacity` elements, or as many as there are when that is more. */
export function readVector(input: ByteReader, capacity = 0): Vector {
  const kind = input.u8();
  const count = input.varint();
  if (kind > KIND_MIXED || count > SEGMENT_SIZE) throw new DecodeError('a vector is damaged');
  const length = Math.max(capacity, count);
  const flag = input.u8();
  let nulls = NO_NULLS;
  if (flag !== 0) {
    nulls = new Uint8Array(length);
    if (flag === SOME_NULLS) readBitmap(input, nulls, count);
    else if (flag === ALL_NULLS) nulls.fill(1, 0, count);
    else throw new DecodeError('a vector is damaged');
  }
  if (flag === ALL_NULLS && count > 0) return { kind, count, data: emptyArray(kind, count, length), nulls };
  const encoding = input.u8();
  if (kind === KIND_MIXED) return { kind, count, data: readArray(input, encoding, count, nulls), nulls };
  const data = emptyArray(kind, count, length);
  if (kind === KIND_BOOL) {
    if (encoding !== BITS) throw new DecodeError('a vector is damaged');
    readBitmap(input, data as Uint8Array, count);
  } else readNumbers(input, encoding, data as Float64Array, count);
  return { kind, count, data, nulls };
}

/** Of the column's kind, or plain. */
function emptyArray(kind: number, count: number, length: number): ColumnArray {
  return kind === KIND_MIXED ? new Array<Datum>(count).fill(null) : newVector(kind, length);
}

function readNumbers(input: ByteReader, encoding: number, data: Float64Array | Int32Array, count: number): void {
  if (encoding === DOUBLES) {
    const bytes = input.raw(count * 8);
    data.set(new Float64Array(bytes.buffer, bytes.byteOffset, count));
    return;
  }
  const width = widths[encoding];
  if (width === undefined) throw new DecodeError('a vector is damaged');
  const base = input.f64();
  if (width === 0) {
    data.fill(base, 0, count);
    return;
  }
  const start = input.position;
  input.skip(count * width);
  const bytes = input.buffer;
  let at = start;
  if (width === 1) for (let i = 0; i < count; i++) data[i] = base + bytes[at++]!;
  else if (width === 2) {
    for (let i = 0; i < count; i++) {
      data[i] = base + (bytes[at]! | (bytes[at + 1]! << 8));
      at += 2;
    }
  } else {
    for (let i = 0; i < count; i++) {
      const rest = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
      data[i] = base + rest + bytes[at + 3]! * 16777216;
      at += 4;
    }
  }
}

function readArray(input: ByteReader, encoding: number, count: number, nulls: Uint8Array): Datum[] {
  const data = new Array<Datum>(count);
  if (encoding === DATUMS) {
    for (let i = 0; i < count; i++) data[i] = readDatum(input);
    return data;
  }
  if (encoding !== ASCII && encoding !== UTF8) throw new DecodeError('a vector is damaged');
  const lengths = new Uint32Array(count);
  for (let i = 0; i < count; i++) lengths[i] = input.varint();
  const size = input.varint();
  const start = input.position;
  input.skip(size);
  const heap = encoding === ASCII ? input.buffer.latin1Slice(start, start + size) : null;
  let at = 0;
  for (let i = 0; i < count; i++) {
    const end = at + lengths[i]!;
    if (end > size) throw new DecodeError('a text is too long');
    if (nulls !== NO_NULLS && nulls[i] === 1) data[i] = null;
    else data[i] = heap !== null ? heap.slice(at, end) : input.buffer.utf8Slice(start + at, start + end);
    at = end;
  }
  return data;
}
