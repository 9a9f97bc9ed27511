import { isUtf8 } from 'node:buffer';
import { sqlError } from '../errors/index.ts';

/** The error for bytes that are not UTF-8, or hold a zero byte, which names the first wrong ones. */
export function invalidText(bytes: Uint8Array): Error {
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!;
    const length = byte < 0xc0 || byte > 0xf7 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    const sequence = bytes.subarray(at, at + length);
    if (byte === 0 || !isUtf8(sequence)) return invalidBytes(sequence);
    at += length;
  }
  return invalidBytes(bytes.subarray(0, 1));
}

export function invalidBytes(bytes: Uint8Array): Error {
  const shown = Array.from(bytes, (byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(' ');
  return sqlError('character_not_in_repertoire', `invalid byte sequence for encoding "UTF8": ${shown}`);
}

/** UTF-8 that is not valid, or has a zero byte, raises 22021, as on a server with that encoding. */
export function decodeText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (text.includes('\0')) throw invalidText(Buffer.from([0]));
  if (text.includes('\ufffd') && !isUtf8(bytes)) throw invalidText(bytes);
  return text;
}
