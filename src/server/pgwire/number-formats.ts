/** The binary formats of numeric (digits to the base 10000), interval, timetz, snapshots, names of objects and of cursors. */
import { SqlError } from '../../errors/index.ts';
import { canonicalInteger } from '../../types/int8.ts';
import { Interval } from '../../types/interval-value.ts';
import { Numeric } from '../../types/numeric-value.ts';
import { typeOid } from '../../types/oids.ts';
import { typeByName } from '../../types/registry.ts';
import { parseSnapshot, snapshotParts } from '../../types/snapshot.ts';
import { TimeTz, timeTzDatum } from '../../types/timetz-value.ts';
import type { Datum, DatumValue, Oid } from '../../types/type-def.ts';
import { type BinaryFormat, badBinary, fixedFormat, insufficientData } from './fixed-formats.ts';
import { decodeText } from './message-reader.ts';

const positive = 0x0000;
const negative = 0x4000;
const notANumber = 0xc000;
const infinite = 0xd000;
const negativeInfinite = 0xf000;

const special = new Map<Numeric, number>([
  [Numeric.nan, notANumber],
  [Numeric.infinity, infinite],
  [Numeric.negativeInfinity, negativeInfinite],
]);

function specialSign(value: Numeric): number | null {
  for (const [known, sign] of special) if (known.scale === value.scale) return sign;
  return null;
}

function numericHead(digits: number, weight: number, sign: number, scale: number): Buffer {
  const buffer = Buffer.alloc(8 + 2 * digits);
  buffer.writeInt16BE(digits, 0);
  buffer.writeInt16BE(weight, 2);
  buffer.writeUInt16BE(sign, 4);
  buffer.writeUInt16BE(scale, 6);
  return buffer;
}

function encodeNumeric(datum: DatumValue): Uint8Array {
  const value = datum as Numeric;
  const sign = specialSign(value);
  if (sign !== null) return numericHead(0, 0, sign, sign === notANumber ? 0 : 0x20);
  const { unscaled, scale } = value;
  const text = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale);
  const left = whole.padStart(Math.ceil(whole.length / 4) * 4, '0');
  const right = fraction.padEnd(Math.ceil(fraction.length / 4) * 4, '0');
  const groups = (left + right).match(/.{4}/g)!.map(Number);
  let weight = left.length / 4 - 1;
  while (groups.length > 0 && groups[0] === 0) {
    groups.shift();
    weight--;
  }
  while (groups.length > 0 && groups[groups.length - 1] === 0) groups.pop();
  if (groups.length === 0) return numericHead(0, 0, positive, scale);
  const buffer = numericHead(groups.length, weight, unscaled < 0n ? negative : positive, scale);
  for (const [i, group] of groups.entries()) buffer.writeInt16BE(group, 8 + 2 * i);
  return buffer;
}

function badNumeric(what: string): SqlError {
  return new SqlError('22P03', `invalid ${what} in external "numeric" value`);
}

/** Digits beyond the scale are cut off. */
function decodeNumeric(bytes: Buffer): Datum {
  if (bytes.length < 8) throw insufficientData();
  const count = bytes.readUInt16BE(0);
  const weight = bytes.readInt16BE(2);
  const sign = bytes.readUInt16BE(4);
  const scale = bytes.readUInt16BE(6);
  for (const [known, code] of special) if (code === sign) return known;
  if (sign !== positive && sign !== negative) throw badNumeric('sign');
  if (scale > 0x3fff) throw badNumeric('scale');
  if (bytes.length < 8 + 2 * count) throw insufficientData();
  if (bytes.length > 8 + 2 * count) throw badBinary();
  let text = '';
  for (let i = 0; i < count; i++) {
    const digit = bytes.readInt16BE(8 + 2 * i);
    if (digit < 0 || digit >= 10000) throw badNumeric('digit');
    text += String(digit).padStart(4, '0');
  }
  // How many decimal digits there are before the point, then behind it.
  const whole = (weight + 1) * 4;
  const length = whole + scale;
  const digits = length <= 0 ? '' : text.slice(0, length).padEnd(length, '0');
  const unscaled = BigInt(digits === '' ? 0 : digits);
  return new Numeric(sign === negative ? -unscaled : unscaled, scale);
}

const interval = fixedFormat(
  16,
  (buffer, value) => {
    const { micros, days, months } = value as Interval;
    buffer.writeBigInt64BE(BigInt(micros), 0);
    buffer.writeInt32BE(days, 8);
    buffer.writeInt32BE(months, 12);
  },
  (bytes) =>
    new Interval(bytes.readInt32BE(12), bytes.readInt32BE(8), canonicalInteger(bytes.readBigInt64BE(0)) as number),
);

const dayMicros = 86_400_000_000n;
const zoneLimit = 16 * 3600;
const timetz = fixedFormat(
  12,
  (buffer, value) => {
    const { micros, zone } = value as unknown as TimeTz;
    buffer.writeBigInt64BE(BigInt(micros), 0);
    buffer.writeInt32BE(zone, 8);
  },
  (bytes) => {
    const micros = bytes.readBigInt64BE(0);
    const zone = bytes.readInt32BE(8);
    if (micros < 0n || micros > dayMicros) throw new SqlError('22008', 'time out of range');
    if (Math.abs(zone) >= zoneLimit) throw new SqlError('22009', 'time zone displacement out of range');
    return timeTzDatum(new TimeTz(Number(micros), zone));
  },
);

function encodeSnapshot(value: DatumValue): Uint8Array {
  const { xmin, xmax, running } = snapshotParts(value as string);
  const buffer = Buffer.alloc(20 + 8 * running.length);
  buffer.writeInt32BE(running.length, 0);
  for (const [i, id] of [xmin, xmax, ...running].entries()) buffer.writeBigUInt64BE(id, 4 + 8 * i);
  return buffer;
}

function decodeSnapshot(bytes: Buffer): Datum {
  const invalid = () => new SqlError('22P03', 'invalid external pg_snapshot data');
  if (bytes.length < 20) throw insufficientData();
  const count = bytes.readInt32BE(0);
  if (count < 0) throw invalid();
  if (bytes.length < 20 + 8 * count) throw insufficientData();
  if (bytes.length > 20 + 8 * count) throw badBinary();
  const ids = Array.from({ length: count + 2 }, (_, i) => bytes.readBigUInt64BE(4 + 8 * i));
  const [xmin, xmax, ...running] = ids as [bigint, bigint, ...bigint[]];
  const ordered = running.every((id, i) => id >= xmin && id < xmax && (i === 0 || id >= running[i - 1]!));
  if (xmin === 0n || xmax < xmin || !ordered) throw invalid();
  return parseSnapshot(`${xmin}:${xmax}:${running.join(',')}`);
}

const objectId = fixedFormat(
  4,
  (buffer, value) => buffer.writeUInt32BE(value as number),
  (bytes) => bytes.readUInt32BE(),
);
const text: BinaryFormat = [(value) => Buffer.from(value as string, 'utf8'), (bytes) => decodeText(bytes)];
const snapshot: BinaryFormat = [encodeSnapshot, decodeSnapshot];

const objectNames = [
  'regclass regtype regproc regprocedure regoper regoperator regnamespace regrole regcollation regconfig regdictionary',
].flatMap((names) => names.split(' '));
const oidOf = (name: string): Oid => typeByName(name)!.oid;

export const numberFormats: readonly (readonly [Oid, BinaryFormat])[] = [
  [typeOid.numeric, [encodeNumeric, decodeNumeric]],
  [typeOid.interval, interval],
  [typeOid.timetz, timetz],
  [oidOf('pg_snapshot'), snapshot],
  [oidOf('txid_snapshot'), snapshot],
  [oidOf('refcursor'), text],
  ...objectNames.map((name) => [oidOf(name), objectId] as const),
];
