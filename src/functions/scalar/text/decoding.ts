/** decode(): text in hexadecimal digits, base64 or escapes to bytes. */
import { sqlError } from '../../../errors/index.ts';
import { parseBytea } from '../../../types/bytea.ts';

export function decodeText(text: string, format: string): Uint8Array {
  switch (format.toLowerCase()) {
    case 'hex':
      return decodeHexDigits(text);
    case 'base64':
      return decodeBase64(text);
    case 'escape':
      // `\x` starts the hexadecimal form in bytea's input only.
      return text.startsWith('\\x') ? invalidEscape() : parseBytea(text);
    default:
      throw sqlError('invalid_parameter_value', `unrecognized encoding: "${format}"`);
  }
}

function invalidEscape(): never {
  throw sqlError('invalid_text_representation', 'invalid input syntax for type bytea');
}

function isSpace(c: string): boolean {
  return c === ' ' || c === '\n' || c === '\t' || c === '\r';
}

function decodeHexDigits(text: string): Uint8Array {
  const digits: number[] = [];
  let pending = -1;
  for (const c of text) {
    if (isSpace(c) && pending < 0) continue;
    const value = '0123456789abcdef'.indexOf(c.toLowerCase());
    if (value < 0) throw sqlError('invalid_parameter_value', `invalid hexadecimal digit: "${c}"`);
    if (pending < 0) pending = value;
    else {
      digits.push(pending * 16 + value);
      pending = -1;
    }
  }
  if (pending >= 0) throw sqlError('invalid_parameter_value', 'invalid hexadecimal data: odd number of digits');
  return Uint8Array.from(digits);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decodeBase64(text: string): Uint8Array {
  const bytes: number[] = [];
  let buffer = 0;
  let position = 0;
  let end = 0;
  for (const c of text) {
    if (isSpace(c)) continue;
    let value = 0;
    if (c === '=') {
      if (end === 0) {
        if (position === 2) end = 1;
        else if (position === 3) end = 2;
        else throw sqlError('invalid_parameter_value', 'unexpected "=" while decoding base64 sequence');
      }
    } else {
      value = alphabet.indexOf(c);
      if (value < 0) {
        throw sqlError('invalid_parameter_value', `invalid symbol "${c}" found while decoding base64 sequence`);
      }
    }
    buffer = (buffer << 6) | value;
    if (++position === 4) {
      bytes.push((buffer >> 16) & 255);
      if (end === 0 || end > 1) bytes.push((buffer >> 8) & 255);
      if (end === 0 || end > 2) bytes.push(buffer & 255);
      buffer = 0;
      position = 0;
    }
  }
  if (position !== 0) {
    throw sqlError('invalid_parameter_value', 'invalid base64 end sequence', {
      hint: 'Input data is missing padding, is truncated, or is otherwise corrupted.',
    });
  }
  return Uint8Array.from(bytes);
}
