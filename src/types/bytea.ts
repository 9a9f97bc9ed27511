/** Type bytea: hex form `\x00ff` and escape form with `\\` and `\ooo`. */
import { sqlError } from '../errors/index.ts';
import { defineType } from './define-type.ts';
import { hashBytes } from './hash.ts';
import type { TextContext, TypeDef } from './type-def.ts';

const encoder = new TextEncoder();
const backslash = 92;

function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** Digits of decode(x, 'hex') and of bytea's hex form; white space may stand between pairs. */
export function decodeHex(text: string, start: number): Uint8Array {
  const bytes = new Uint8Array((text.length - start) >> 1);
  let count = 0;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 10 || code === 9 || code === 13) {
      at++;
      continue;
    }
    const high = hexDigit(text, at++);
    if (at >= text.length) throw sqlError('invalid_parameter_value', 'invalid hexadecimal data: odd number of digits');
    bytes[count++] = high * 16 + hexDigit(text, at++);
  }
  return count === bytes.length ? bytes : bytes.slice(0, count);
}

function hexDigit(text: string, at: number): number {
  const value = hexValue(text.charCodeAt(at));
  if (value < 0) {
    throw sqlError(
      'invalid_parameter_value',
      `invalid hexadecimal digit: "${String.fromCodePoint(text.codePointAt(at)!)}"`,
    );
  }
  return value;
}

/** A digit of a byte's escape, or -1. */
function octalDigit(bytes: Uint8Array, at: number, max: number): number {
  const digit = at < bytes.length ? bytes[at]! - 48 : -1;
  return digit >= 0 && digit <= max ? digit : -1;
}

function decodeEscapes(text: string): Uint8Array {
  const bytes = encoder.encode(text);
  if (!text.includes('\\')) return bytes;
  // Escapes only make it shorter, so it is decoded in place.
  let count = 0;
  for (let at = 0; at < bytes.length; count++) {
    if (bytes[at] !== backslash) {
      bytes[count] = bytes[at++]!;
      continue;
    }
    if (bytes[at + 1] === backslash) {
      bytes[count] = backslash;
      at += 2;
      continue;
    }
    const high = octalDigit(bytes, at + 1, 3);
    const middle = octalDigit(bytes, at + 2, 7);
    const low = octalDigit(bytes, at + 3, 7);
    if (high < 0 || middle < 0 || low < 0) {
      throw sqlError('invalid_text_representation', 'invalid input syntax for type bytea');
    }
    bytes[count] = high * 64 + middle * 8 + low;
    at += 4;
  }
  return bytes.slice(0, count);
}

export function parseBytea(text: string): Uint8Array {
  return text.startsWith('\\x') ? decodeHex(text, 2) : decodeEscapes(text);
}

/** Text put together from pieces takes many times its size until it is read. */
const shortBytes = 32;
const hexPairs: string[] = [];

/** Lower-case hex digits, no prefix. */
export function encodeHex(bytes: Uint8Array): string {
  if (bytes.length > shortBytes) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
  if (hexPairs.length === 0) for (let i = 0; i < 256; i++) hexPairs.push(i.toString(16).padStart(2, '0'));
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += hexPairs[bytes[i]!]!;
  return text;
}

/** The escape form: printable ASCII as it is, the rest as `\ooo`. */
export function encodeEscapes(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === backslash) text += '\\\\';
    else if (byte < 32 || byte > 126) text += `\\${byte.toString(8).padStart(3, '0')}`;
    else text += String.fromCharCode(byte);
  }
  return text;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export const byteaTypes: readonly TypeDef[] = [
  defineType({
    oid: 17,
    name: 'bytea',
    arrayOid: 1001,
    category: 'U',
    input: parseBytea,
    output: (value: Uint8Array, context: TextContext) =>
      context.byteaOutput === 'hex' ? `\\x${encodeHex(value)}` : encodeEscapes(value),
    compare: compareBytes,
    hash: hashBytes,
  }),
];
