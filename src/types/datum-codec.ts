/**
 * Datums as bytes, for the log and for vectors of mixed values: a tag, then the value. What each class stores is its own
 * constructor's arguments, so reading gives an equal value, display scale and bounds of arrays included.
 *
 * Tags are part of the file format: a new class takes a new number, and none is used again.
 */
import { assert } from '../common/assert.ts';
import { type ByteReader, DecodeError } from '../common/byte-reader.ts';
import { ByteWriter } from '../common/byte-writer.ts';
import { SqlError } from '../errors/index.ts';
import { PgArray } from './array-value.ts';
import { isGeometry, readGeometry, writeGeometry } from './geometry/codec.ts';
import { Interval } from './interval-value.ts';
import { formatJsonb, parseJsonb } from './json/jsonb-text.ts';
import { Jsonb } from './json/jsonb-value.ts';
import { JsonPath } from './jsonpath/json-path.ts';
import { parseJsonPath } from './jsonpath/parse.ts';
import { familyBits, NetworkAddress } from './network/address.ts';
import { Numeric } from './numeric-value.ts';
import { PgMultirange, PgRange } from './ranges/range-value.ts';
import { PgRecord } from './record-value.ts';
import { readTsQuery, readTsVector, writeTsQuery, writeTsVector } from './textsearch/codec.ts';
import { TsQuery } from './textsearch/tsquery-value.ts';
import { TsVector } from './textsearch/tsvector-value.ts';
import { TimeTz } from './timetz-value.ts';
import type { Datum } from './type-def.ts';

const NULL = 0;
const FALSE = 1;
const TRUE = 2;
/** A non-negative safe integer; and the negative of one minus 1. */
const POSITIVE = 3;
const NEGATIVE = 4;
const DOUBLE = 5;
const BIG = 6;
const TEXT = 7;
const BYTES = 8;
const NUMERIC = 9;
const INTERVAL = 10;
const ARRAY = 11;
const RECORD = 12;
const TIMETZ = 13;
const JSONB = 14;
const JSONPATH = 15;
const RANGE = 20;
const MULTIRANGE = 21;
const TSVECTOR = 22;
const TSQUERY = 23;
const ADDRESS = 24;
const GEOMETRY = 25;

/** Deeper nesting than this is damage. */
const DEPTH_MAX = 64;

/** How many bytes a value takes, its tag among them. */
export function datumBytes(value: Datum): number {
  const out = new ByteWriter();
  writeDatum(out, value);
  return out.bytes.length;
}

export function writeDatum(out: ByteWriter, value: Datum): void {
  if (value === null) {
    out.u8(NULL);
    return;
  }
  switch (typeof value) {
    case 'number':
      writeNumber(out, value);
      return;
    case 'string':
      out.u8(TEXT);
      out.text(value);
      return;
    case 'boolean':
      out.u8(value ? TRUE : FALSE);
      return;
    case 'bigint':
      out.u8(BIG);
      writeBigInt(out, value);
      return;
    default:
      writeObject(out, value);
  }
}

function writeNumber(out: ByteWriter, value: number): void {
  if (Number.isSafeInteger(value) && value !== 0) {
    if (value > 0) {
      out.u8(POSITIVE);
      out.varint(value);
    } else {
      out.u8(NEGATIVE);
      out.varint(-value - 1);
    }
  } else if (Object.is(value, 0)) {
    out.u8(POSITIVE);
    out.varint(0);
  } else {
    out.u8(DOUBLE);
    out.f64(value);
  }
}

function writeObject(out: ByteWriter, value: object): void {
  if (value instanceof Numeric) {
    out.u8(NUMERIC);
    writeDatum(out, value.scale);
    writeBigInt(out, value.unscaled);
  } else if (value instanceof Uint8Array) {
    out.u8(BYTES);
    out.blob(value);
  } else if (value instanceof Interval) {
    out.u8(INTERVAL);
    writeDatum(out, value.months);
    writeDatum(out, value.days);
    writeDatum(out, value.micros);
  } else if (value instanceof PgArray) {
    out.u8(ARRAY);
    out.varint(value.elementType);
    out.varint(value.dims.length);
    for (let d = 0; d < value.dims.length; d++) {
      out.varint(value.dims[d]!);
      writeDatum(out, value.lowerBounds[d]!);
    }
    writeDatums(out, value.values);
  } else if (value instanceof PgRecord) {
    out.u8(RECORD);
    out.varint(value.types.length);
    for (const type of value.types) out.varint(type);
    writeDatums(out, value.values);
  } else if (value instanceof NetworkAddress) {
    out.u8(ADDRESS);
    out.u8(value.family);
    out.u8(value.bits);
    writeBigInt(out, value.address);
  } else if (isGeometry(value)) {
    out.u8(GEOMETRY);
    writeGeometry(out, value);
  } else if (value instanceof Jsonb) {
    // As text, which reads back to the same value: numbers keep their scale in it.
    out.u8(JSONB);
    out.text(formatJsonb(value));
  } else if (value instanceof JsonPath) {
    out.u8(JSONPATH);
    out.text(value.source);
  } else if (value instanceof PgRange) {
    out.u8(RANGE);
    writeRange(out, value);
  } else if (value instanceof PgMultirange) {
    out.u8(MULTIRANGE);
    out.varint(value.multirangeType);
    out.varint(value.ranges.length);
    for (const range of value.ranges) writeRange(out, range);
  } else if (value instanceof TsVector) {
    out.u8(TSVECTOR);
    writeTsVector(out, value);
  } else if (value instanceof TsQuery) {
    out.u8(TSQUERY);
    writeTsQuery(out, value);
  } else {
    assert(value instanceof TimeTz, `a value of class ${value.constructor.name} cannot be stored`);
    out.u8(TIMETZ);
    writeDatum(out, value.micros);
    writeDatum(out, value.zone);
  }
}

function writeRange(out: ByteWriter, range: PgRange): void {
  out.varint(range.rangeType);
  out.u8((range.isEmpty ? 1 : 0) | (range.lowerInclusive ? 2 : 0) | (range.upperInclusive ? 4 : 0));
  writeDatum(out, range.lower);
  writeDatum(out, range.upper);
}

function readRange(from: ByteReader, depth: number): PgRange {
  const type = from.varint();
  const flags = from.u8();
  const lower = readDatum(from, depth + 1);
  const upper = readDatum(from, depth + 1);
  return new PgRange(type, lower, upper, (flags & 2) !== 0, (flags & 4) !== 0, (flags & 1) !== 0);
}

/** Behind their number. */
export function writeDatums(out: ByteWriter, values: readonly Datum[]): void {
  out.varint(values.length);
  for (let i = 0; i < values.length; i++) writeDatum(out, values[i]!);
}

/** Sign, then the magnitude's bytes behind their number, low first. */
export function writeBigInt(out: ByteWriter, value: bigint): void {
  out.u8(value < 0n ? 1 : 0);
  let digits = (value < 0n ? -value : value).toString(16);
  if (digits.length % 2 === 1) digits = `0${digits}`;
  const size = digits === '00' ? 0 : digits.length / 2;
  out.varint(size);
  if (size > 0) out.raw(Buffer.from(digits, 'hex'));
}

export function readBigInt(from: ByteReader): bigint {
  const negative = from.u8() === 1;
  const size = from.count();
  if (size === 0) return 0n;
  const magnitude = BigInt(`0x${Buffer.from(from.raw(size)).toString('hex')}`);
  return negative ? -magnitude : magnitude;
}

export function readDatum(from: ByteReader, depth = 0): Datum {
  const tag = from.u8();
  switch (tag) {
    case NULL:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case POSITIVE:
      return from.varint();
    case NEGATIVE:
      return -from.varint() - 1;
    case DOUBLE:
      return from.f64();
    case BIG:
      return readBigInt(from);
    case TEXT:
      return from.text();
    case BYTES:
      return from.blob();
    default:
      return readObject(tag, from, depth);
  }
}

function readObject(tag: number, from: ByteReader, depth: number): Datum {
  if (depth > DEPTH_MAX) throw new DecodeError('values are nested too deep');
  switch (tag) {
    case NUMERIC: {
      const scale = readNumber(from);
      return new Numeric(readBigInt(from), scale);
    }
    case INTERVAL: {
      const months = readNumber(from);
      const days = readNumber(from);
      const micros = readDatum(from);
      if (typeof micros !== 'number' && typeof micros !== 'bigint') throw new DecodeError('an interval is damaged');
      return new Interval(months, days, micros);
    }
    case ARRAY: {
      const elementType = from.varint();
      const dims: number[] = [];
      const lowerBounds: number[] = [];
      for (let d = from.count(2); d > 0; d--) {
        dims.push(from.varint());
        lowerBounds.push(readNumber(from));
      }
      return new PgArray(elementType, dims, lowerBounds, readDatums(from, depth + 1));
    }
    case RECORD: {
      const types: number[] = [];
      for (let n = from.count(); n > 0; n--) types.push(from.varint());
      return new PgRecord(types, readDatums(from, depth + 1));
    }
    case RANGE:
      return readRange(from, depth);
    case MULTIRANGE: {
      const type = from.varint();
      const ranges: PgRange[] = [];
      for (let n = from.count(); n > 0; n--) ranges.push(readRange(from, depth));
      return new PgMultirange(type, ranges);
    }
    case TSVECTOR:
      return readTsVector(from);
    case TSQUERY:
      return readTsQuery(from);
    case TIMETZ: {
      const micros = readNumber(from);
      return new TimeTz(micros, readNumber(from)) as unknown as Datum;
    }
    case ADDRESS: {
      const family = from.u8();
      const bits = from.u8();
      if ((family !== 4 && family !== 6) || bits > familyBits(family)) throw new DecodeError('an address is damaged');
      return new NetworkAddress(family, bits, readBigInt(from));
    }
    case GEOMETRY:
      return readGeometry(from);
    case JSONB:
      return readText(from, parseJsonb, 'a jsonb is damaged');
    case JSONPATH:
      return readText(from, parseJsonPath, 'a jsonpath is damaged');
    default:
      throw new DecodeError(`there is no value with tag ${tag}`);
  }
}

function readText(from: ByteReader, parse: (text: string) => Datum, damage: string): Datum {
  const text = from.text();
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof SqlError) throw new DecodeError(damage);
    throw error;
  }
}

function readNumber(from: ByteReader): number {
  const value = readDatum(from);
  if (typeof value !== 'number') throw new DecodeError('a number was expected');
  return value;
}

export function readDatums(from: ByteReader, depth = 0): Datum[] {
  const values = new Array<Datum>(from.count());
  for (let i = 0; i < values.length; i++) values[i] = readDatum(from, depth);
  return values;
}
