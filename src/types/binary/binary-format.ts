/** The binary format of common types, both ways; others raise 0A000 when a client asks for it. */
import { unsupported } from '../../errors/index.ts';
import type { Charset } from '../charsets/index.ts';
import { MICROS_PER_DAY } from '../datetime/calendar.ts';
import { isValidDay } from '../datetime/date.ts';
import { datetimeOutOfRange } from '../datetime/input-errors.ts';
import { checkTimestamp } from '../datetime/timestamp.ts';
import { canonicalInteger } from '../int8.ts';
import { typeOid } from '../oids.ts';
import { typeByOid } from '../registry.ts';
import type { DatumValue, Oid } from '../type-def.ts';
import { arrayDecoder, arrayEncoder } from './array-format.ts';
import { fixedFormat, signed64 } from './fixed-formats.ts';
import { intervalFormat, timeTzFormat } from './interval-format.ts';
import { networkGeometryFormats } from './network-geometry-format.ts';
import { numericFormat } from './numeric-format.ts';
import { rangeDecoder, rangeEncoder } from './range-format.ts';
import { systemFormats } from './system-formats.ts';
import { plainText, textFormats } from './text-formats.ts';
import { type BinaryFormats, type Decode, type Encode, userTypeDecoder, userTypeEncoder } from './user-type-format.ts';

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
  [typeOid.numeric, numericFormat],
  [typeOid.interval, intervalFormat],
  [typeOid.timetz, timeTzFormat],
  [typeOid.bytea, [(value) => value as Uint8Array, (bytes) => new Uint8Array(bytes)]],
  [
    typeOid.uuid,
    fixedFormat(
      16,
      (buffer, value) => buffer.write((value as string).replaceAll('-', ''), 'hex'),
      (bytes) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    ),
  ],
  [typeOid.date, date],
  [typeOid.time, time],
  [typeOid.timestamp, timestamp],
  [typeOid.timestamptz, timestamp],
]);

/** The formats for a client's character set. Those without text are the same in all. */
class FormatsOf implements BinaryFormats {
  readonly text: readonly [Encode, Decode];
  private readonly formats: ReadonlyMap<Oid, readonly [Encode, Decode]>;

  constructor(charset: Charset | null) {
    this.text = plainText(charset);
    this.formats = new Map([...formats, ...textFormats(charset)]);
  }

  encoder(type: Oid): Encode {
    const encode =
      this.formats.get(type)?.[0] ??
      userTypeEncoder(type, this) ??
      arrayEncoder(type, this) ??
      rangeEncoder(type, this);
    if (encode === null) throw unsupported(`the binary format of type ${typeByOid(type)?.displayName ?? type}`);
    return encode;
  }

  decoder(type: Oid): Decode {
    const decode =
      this.formats.get(type)?.[1] ??
      userTypeDecoder(type, this) ??
      arrayDecoder(type, this) ??
      rangeDecoder(type, this);
    if (decode === null) throw unsupported(`the binary format of type ${typeByOid(type)?.displayName ?? type}`);
    return decode;
  }
}

const inUtf8 = new FormatsOf(null);
const inOthers = new Map<Charset, FormatsOf>();

function formatsOf(charset: Charset | null): FormatsOf {
  if (charset === null) return inUtf8;
  let found = inOthers.get(charset);
  if (found === undefined) {
    found = new FormatsOf(charset);
    inOthers.set(charset, found);
  }
  return found;
}

/** `charset`: of the client; null is UTF-8. */
export function binaryEncoder(type: Oid, charset: Charset | null = null): Encode {
  return formatsOf(charset).encoder(type);
}
export function binaryDecoder(type: Oid, charset: Charset | null = null): Decode {
  return formatsOf(charset).decoder(type);
}
