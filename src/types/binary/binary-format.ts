/** The binary format of common types, both ways; others raise 0A000 when a client asks for it. */
import { SqlError, unsupported } from '../../errors/index.ts';
import { MICROS_PER_DAY } from '../datetime/calendar.ts';
import { isValidDay } from '../datetime/date.ts';
import { datetimeOutOfRange } from '../datetime/input-errors.ts';
import { checkTimestamp } from '../datetime/timestamp.ts';
import { canonicalInteger } from '../int8.ts';
import { decodeText } from '../invalid-text.ts';
import { formatJsonb, parseJsonb } from '../json/jsonb-text.ts';
import type { Jsonb } from '../json/jsonb-value.ts';
import type { JsonPath } from '../jsonpath/json-path.ts';
import { parseJsonPath } from '../jsonpath/parse.ts';
import { typeOid } from '../oids.ts';
import { defaultTextContext, typeByOid } from '../registry.ts';
import { nameBytesMax } from '../text.ts';
import type { TsQuery } from '../textsearch/tsquery-value.ts';
import type { TsVector } from '../textsearch/tsvector-value.ts';
import type { Datum, DatumValue, Oid } from '../type-def.ts';
import { arrayDecoder, arrayEncoder } from './array-format.ts';
import { fixedFormat, signed64 } from './fixed-formats.ts';
import { intervalFormat, timeTzFormat } from './interval-format.ts';
import { networkGeometryFormats } from './network-geometry-format.ts';
import { numericFormat } from './numeric-format.ts';
import { rangeDecoder, rangeEncoder } from './range-format.ts';
import { systemFormats } from './system-formats.ts';
import { decodeTsQuery, decodeTsVector, encodeTsQuery, encodeTsVector } from './textsearch-format.ts';
import { type BinaryFormats, type Decode, type Encode, userTypeDecoder, userTypeEncoder } from './user-type-format.ts';

const text: [Encode, Decode] = [(value) => Buffer.from(value as string, 'utf8'), (bytes) => decodeText(bytes)];
const wide = (value: DatumValue): bigint => {
  if (value === Number.POSITIVE_INFINITY) return 9223372036854775807n;
  if (value === Number.NEGATIVE_INFINITY) return -9223372036854775808n;
  return BigInt(value as number | bigint);
};
/** The ends of the integers are the infinities. */
const timestamp = fixedFormat(
  8,
  (buffer, value) => buffer.writeBigInt64BE(wide(value)),
  (bytes) => {
    const micros = bytes.readBigInt64BE();
    if (micros === 9223372036854775807n) return Number.POSITIVE_INFINITY;
    return micros === -9223372036854775808n ? Number.NEGATIVE_INFINITY : checkTimestamp(canonicalInteger(micros));
  },
);
const time = fixedFormat(
  8,
  (buffer, value) => buffer.writeBigInt64BE(wide(value)),
  (bytes) => {
    const micros = canonicalInteger(bytes.readBigInt64BE());
    if (micros < 0 || micros > MICROS_PER_DAY) throw datetimeOutOfRange('time');
    return micros;
  },
);
const date = fixedFormat(
  4,
  (buffer, value) => {
    const days = value as number;
    buffer.writeInt32BE(Number.isFinite(days) ? days : days > 0 ? 2147483647 : -2147483648);
  },
  (bytes) => {
    const days = bytes.readInt32BE();
    if (days === 2147483647) return Number.POSITIVE_INFINITY;
    if (days === -2147483648) return Number.NEGATIVE_INFINITY;
    if (!isValidDay(days)) throw datetimeOutOfRange('date');
    return days;
  },
);
const name: [Encode, Decode] = [
  text[0],
  (bytes) => {
    if (bytes.length > nameBytesMax) throw new SqlError('42622', 'identifier too long');
    return decodeText(bytes);
  },
];

/** Text behind the number of its version, which is 1. */
function versioned(
  type: 'jsonb' | 'jsonpath',
  write: (value: DatumValue) => string,
  read: (text: string) => Datum,
): [Encode, Decode] {
  return [
    (value) => Buffer.concat([versionOne, Buffer.from(write(value), 'utf8')]),
    (bytes) => {
      const version = bytes[0];
      if (version === undefined) throw new SqlError('08P01', 'no data left in message');
      if (version !== 1) throw new SqlError('XX000', `unsupported ${type} version number ${version}`);
      return read(decodeText(bytes.subarray(1)));
    },
  ];
}
const versionOne = Buffer.from([1]);

const formats = new Map<Oid, readonly [Encode, Decode]>([
  ...networkGeometryFormats,
  ...systemFormats,
  [
    typeOid.bool,
    fixedFormat(
      1,
      (b, v) => b.writeUInt8(v === true ? 1 : 0),
      (b) => b[0] !== 0,
    ),
  ],
  [
    typeOid.int2,
    fixedFormat(
      2,
      (b, v) => b.writeInt16BE(v as number),
      (b) => b.readInt16BE(),
    ),
  ],
  [
    typeOid.int4,
    fixedFormat(
      4,
      (b, v) => b.writeInt32BE(v as number),
      (b) => b.readInt32BE(),
    ),
  ],
  [typeOid.int8, signed64],
  [
    typeOid.float4,
    fixedFormat(
      4,
      (b, v) => b.writeFloatBE(v as number),
      (b) => b.readFloatBE(),
    ),
  ],
  [
    typeOid.float8,
    fixedFormat(
      8,
      (b, v) => b.writeDoubleBE(v as number),
      (b) => b.readDoubleBE(),
    ),
  ],
  [typeOid.text, text],
  [typeOid.varchar, text],
  [typeOid.bpchar, text],
  [typeOid.name, name],
  [typeOid.unknown, text],
  [typeOid.refcursor, text],
  [typeOid.numeric, numericFormat],
  [typeOid.interval, intervalFormat],
  [typeOid.timetz, timeTzFormat],
  [typeOid.json, [text[0], (bytes) => typeByOid(typeOid.json)!.input(decodeText(bytes), -1, defaultTextContext)]],
  [typeOid.jsonb, versioned('jsonb', (value) => formatJsonb(value as Jsonb), parseJsonb)],
  [typeOid.jsonpath, versioned('jsonpath', (value) => (value as JsonPath).text, parseJsonPath)],
  [typeOid.bytea, [(value) => value as Uint8Array, (bytes) => new Uint8Array(bytes)]],
  [
    typeOid.uuid,
    fixedFormat(
      16,
      (buffer, value) => buffer.write((value as string).replaceAll('-', ''), 'hex'),
      (bytes) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    ),
  ],
  [typeOid.tsvector, [(value) => encodeTsVector(value as TsVector), decodeTsVector]],
  [typeOid.tsquery, [(value) => encodeTsQuery(value as TsQuery), decodeTsQuery]],
  [typeOid.date, date],
  [typeOid.time, time],
  [typeOid.timestamp, timestamp],
  [typeOid.timestamptz, timestamp],
]);

const all: BinaryFormats = { encoder: binaryEncoder, decoder: binaryDecoder };

export function binaryEncoder(type: Oid): Encode {
  const encode =
    formats.get(type)?.[0] ?? userTypeEncoder(type, all) ?? arrayEncoder(type, all) ?? rangeEncoder(type, all);
  if (encode === null) throw unsupported(`the binary format of type ${typeByOid(type)?.displayName ?? type}`);
  return encode;
}
export function binaryDecoder(type: Oid): Decode {
  const decode =
    formats.get(type)?.[1] ?? userTypeDecoder(type, all) ?? arrayDecoder(type, all) ?? rangeDecoder(type, all);
  if (decode === null) throw unsupported(`the binary format of type ${typeByOid(type)?.displayName ?? type}`);
  return decode;
}
