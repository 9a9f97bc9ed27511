/** Functions over bytea: parts, bits, encodings, digests, character sets. */
import { sqlError } from '../../../errors/index.ts';
import { encodeHex } from '../../../types/bytea.ts';
import { canonicalInteger, type Int8 } from '../../../types/int8.ts';
import { outOfRange } from '../../../types/text-scan.ts';
import type { FunctionContext } from '../../function-def.ts';
import { scalar, stable } from '../define.ts';
import { negativeLength } from './characters.ts';
import { convertBytes, convertFrom, convertTo, lengthIn, maxLength } from './conversion.ts';
import { decodeText } from './decoding.ts';

/** Loaded when first needed: digests are rare, and start-up time is not. */
let crypto: typeof import('node:crypto') | null = null;

function digest(algorithm: string, bytes: Uint8Array | string): Uint8Array {
  crypto ??= process.getBuiltinModule('node:crypto');
  // In one call: objects of a digest in steps are freed by the event loop only, which a long statement does not come to.
  return new Uint8Array(crypto.hash(algorithm, bytes, 'buffer'));
}

function md5(value: Uint8Array | string): string {
  crypto ??= process.getBuiltinModule('node:crypto');
  return crypto.hash('md5', value, 'hex');
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

function substring(bytes: Uint8Array, start: number, length: number): Uint8Array {
  if (length < 0) negativeLength();
  const end = start + length;
  const from = Math.max(start, 1);
  return end <= from ? new Uint8Array() : bytes.slice(from - 1, end - 1);
}

function substringFrom(bytes: Uint8Array, start: number): Uint8Array {
  return bytes.slice(Math.max(start, 1) - 1);
}

function overlay(bytes: Uint8Array, replacement: Uint8Array, start: number, count: number): Uint8Array {
  if (start <= 0) negativeLength();
  const end = start + count;
  if (end > 2147483647) throw outOfRange('integer');
  return concatenate([substring(bytes, 1, start - 1), replacement, substringFrom(bytes, end)]);
}

function position(bytes: Uint8Array, part: Uint8Array): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(part) + 1;
}

function trim(bytes: Uint8Array, set: Uint8Array, atStart: boolean, atEnd: boolean): Uint8Array {
  const members = new Set(set);
  let start = 0;
  let end = bytes.length;
  while (atStart && start < end && members.has(bytes[start]!)) start++;
  while (atEnd && end > start && members.has(bytes[end - 1]!)) end--;
  return bytes.slice(start, end);
}

function checkIndex(index: Int8, count: number): number {
  if (index < 0 || index >= count) {
    throw sqlError('array_subscript_error', `index ${index} out of valid range, 0..${count - 1}`);
  }
  return Number(index);
}

function getBit(bytes: Uint8Array, index: Int8): number {
  const bit = checkIndex(index, bytes.length * 8);
  return (bytes[Math.floor(bit / 8)]! >> (bit % 8)) & 1;
}

function setBit(bytes: Uint8Array, index: Int8, value: number): Uint8Array {
  const bit = checkIndex(index, bytes.length * 8);
  if (value !== 0 && value !== 1) throw sqlError('invalid_parameter_value', 'new bit must be 0 or 1');
  const result = bytes.slice();
  const at = Math.floor(bit / 8);
  const mask = 1 << (bit % 8);
  result[at] = value === 1 ? result[at]! | mask : result[at]! & ~mask;
  return result;
}

function getByte(bytes: Uint8Array, index: number): number {
  return bytes[checkIndex(index, bytes.length)]!;
}

function setByte(bytes: Uint8Array, index: number, value: number): Uint8Array {
  const result = bytes.slice();
  result[checkIndex(index, bytes.length)] = value;
  return result;
}

function bitCount(bytes: Uint8Array): Int8 {
  let count = 0;
  for (let byte of bytes) for (; byte !== 0; byte &= byte - 1) count++;
  return canonicalInteger(BigInt(count));
}

/** Unlike in bytea's own escape form, control characters other than zero stay as they are. */
function encodeEscapes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === 0x5c) text += '\\\\';
    else if (byte === 0 || byte > 127) text += `\\${byte.toString(8).padStart(3, '0')}`;
    else text += String.fromCharCode(byte);
  }
  return text;
}

function encode(bytes: Uint8Array, format: string): string {
  switch (format.toLowerCase()) {
    case 'hex':
      return encodeHex(bytes);
    case 'base64':
      return Buffer.from(bytes)
        .toString('base64')
        .replace(/.{76}(?!$)/g, '$&\n');
    case 'escape':
      return encodeEscapes(bytes);
    default:
      throw sqlError('invalid_parameter_value', `unrecognized encoding: "${format}"`);
  }
}

const byteLength = (bytes: Uint8Array) => bytes.length;

export const byteFunctions = [
  scalar(2010, 'length', 'bytea', 'int4', byteLength),
  scalar(1713, 'length', 'bytea name', 'int4', lengthIn, { volatility: 'stable' }),
  scalar(720, 'octet_length', 'bytea', 'int4', byteLength),
  scalar(1810, 'bit_length', 'bytea', 'int4', (bytes: Uint8Array) => bytes.length * 8),
  scalar(2085, 'substr', 'bytea int4 int4', 'bytea', substring),
  scalar(2086, 'substr', 'bytea int4', 'bytea', substringFrom),
  scalar(2012, 'substring', 'bytea int4 int4', 'bytea', substring),
  scalar(2013, 'substring', 'bytea int4', 'bytea', substringFrom),
  scalar(749, 'overlay', 'bytea bytea int4 int4', 'bytea', overlay),
  scalar(752, 'overlay', 'bytea bytea int4', 'bytea', (bytes: Uint8Array, replacement: Uint8Array, start: number) =>
    overlay(bytes, replacement, start, replacement.length),
  ),
  scalar(2014, 'position', 'bytea bytea', 'int4', position),
  scalar(2015, 'btrim', 'bytea bytea', 'bytea', (bytes: Uint8Array, set: Uint8Array) => trim(bytes, set, true, true)),
  scalar(6195, 'ltrim', 'bytea bytea', 'bytea', (bytes: Uint8Array, set: Uint8Array) => trim(bytes, set, true, false)),
  scalar(6196, 'rtrim', 'bytea bytea', 'bytea', (bytes: Uint8Array, set: Uint8Array) => trim(bytes, set, false, true)),
  scalar(723, 'get_bit', 'bytea int8', 'int4', getBit),
  scalar(724, 'set_bit', 'bytea int8 int4', 'bytea', setBit),
  scalar(721, 'get_byte', 'bytea int4', 'int4', getByte),
  scalar(722, 'set_byte', 'bytea int4 int4', 'bytea', setByte),
  scalar(6163, 'bit_count', 'bytea', 'int8', bitCount),
  scalar(1946, 'encode', 'bytea text', 'text', encode),
  scalar(1947, 'decode', 'text text', 'bytea', decodeText),
  scalar(2311, 'md5', 'text', 'text', md5),
  scalar(2321, 'md5', 'bytea', 'text', md5),
  scalar(3419, 'sha224', 'bytea', 'bytea', (bytes: Uint8Array) => digest('sha224', bytes)),
  scalar(3420, 'sha256', 'bytea', 'bytea', (bytes: Uint8Array) => digest('sha256', bytes)),
  scalar(3421, 'sha384', 'bytea', 'bytea', (bytes: Uint8Array) => digest('sha384', bytes)),
  scalar(3422, 'sha512', 'bytea', 'bytea', (bytes: Uint8Array) => digest('sha512', bytes)),
  scalar(1714, 'convert_from', 'bytea name', 'text', convertFrom, { volatility: 'stable' }),
  scalar(1717, 'convert_to', 'text name', 'bytea', convertTo, { volatility: 'stable' }),
  scalar(1813, 'convert', 'bytea name name', 'bytea', convertBytes, { volatility: 'stable' }),
  scalar(2319, 'pg_encoding_max_length', 'int4', 'int4', maxLength),
  stable(810, 'pg_client_encoding', '', 'name', (context: FunctionContext) =>
    context.setting('client_encoding', false),
  ),
];
