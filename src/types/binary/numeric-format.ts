/**
 * numeric in binary: the number of base-10000 digits, the weight of the first (0: units), the sign, the display scale, then the
 * digits, most significant first and without zeroes at either end; each a 16-bit number.
 */
import { SqlError } from '../../errors/index.ts';
import { finiteNumeric, Numeric, powerOfTen } from '../numeric-value.ts';
import { type BinaryFormat, badBinary, insufficientData } from './fixed-formats.ts';

const negative = 0x4000;
const nan = 0xc000;
const infinity = 0xd000;
const negativeInfinity = 0xf000;

function encode(value: Numeric): Buffer {
  if (value.scale < 0) return special(value);
  const { unscaled, scale } = value;
  const magnitude = unscaled < 0n ? -unscaled : unscaled;
  // Digits behind the point in whole groups of four.
  const groups = Math.ceil(scale / 4);
  const text = (magnitude * powerOfTen(groups * 4 - scale)).toString();
  const padded = text.padStart(Math.ceil(text.length / 4) * 4, '0');
  let count = padded.length / 4;
  let weight = count - groups - 1;
  let first = 0;
  const digit = (i: number): number => Number(padded.slice(i * 4, i * 4 + 4));
  while (count > 0 && digit(first) === 0) {
    first++;
    count--;
    weight--;
  }
  while (count > 0 && digit(first + count - 1) === 0) count--;
  const buffer = Buffer.allocUnsafe(8 + 2 * count);
  buffer.writeUInt16BE(count, 0);
  buffer.writeInt16BE(count === 0 ? 0 : weight, 2);
  buffer.writeUInt16BE(unscaled < 0n ? negative : 0, 4);
  buffer.writeUInt16BE(scale, 6);
  for (let i = 0; i < count; i++) buffer.writeUInt16BE(digit(first + i), 8 + 2 * i);
  return buffer;
}

function special(value: Numeric): Buffer {
  const buffer = Buffer.alloc(8);
  const isNan = value.scale === Numeric.nan.scale;
  buffer.writeUInt16BE(isNan ? nan : value.scale === Numeric.infinity.scale ? infinity : negativeInfinity, 4);
  // PostgreSQL gives infinities the scale 32.
  if (!isNan) buffer.writeUInt16BE(32, 6);
  return buffer;
}

function decode(bytes: Buffer): Numeric {
  if (bytes.length < 8) throw insufficientData();
  const count = bytes.readUInt16BE(0);
  const weight = bytes.readInt16BE(2);
  const sign = bytes.readUInt16BE(4);
  const scale = bytes.readUInt16BE(6);
  if (sign !== 0 && sign !== negative && sign !== nan && sign !== infinity && sign !== negativeInfinity) {
    throw invalid('sign');
  }
  if (scale > 0x3fff) throw invalid('scale');
  if (bytes.length < 8 + 2 * count) throw insufficientData();
  if (bytes.length > 8 + 2 * count) throw badBinary();
  let text = '';
  for (let i = 0; i < count; i++) {
    const digit = bytes.readUInt16BE(8 + 2 * i);
    if (digit > 9999) throw invalid('digit');
    text += String(digit).padStart(4, '0');
  }
  if (sign === nan) return Numeric.nan;
  if (sign === infinity) return Numeric.infinity;
  if (sign === negativeInfinity) return Numeric.negativeInfinity;
  // The digits are an integer × 10000^(weight − count + 1); digits beyond the display scale are cut off.
  const exponent = (weight - count + 1) * 4 + scale;
  const digits = BigInt(text === '' ? '0' : text);
  const unscaled = exponent >= 0 ? digits * powerOfTen(exponent) : digits / powerOfTen(-exponent);
  return finiteNumeric(sign === negative ? -unscaled : unscaled, scale);
}

function invalid(part: string): SqlError {
  return new SqlError('22P03', `invalid ${part} in external "numeric" value`);
}

export const numericFormat: BinaryFormat = [(value) => encode(value as Numeric), decode];
