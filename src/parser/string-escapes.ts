/**
 * The values of string literals with escapes: E'' ("String Constants with C-Style Escapes") and U&'' ("String Constants with
 * Unicode Escapes"). Octal and hexadecimal escapes give bytes of UTF-8, so a literal that has them is put together as bytes.
 */
import { sqlError } from '../errors/index.ts';
import { errorNear, invalidBytes } from './lexical-errors.ts';

const isHexDigit = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
const isOctalDigit = (code: number): boolean => code >= 48 && code <= 55;
const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
const maxCodePoint = 0x10ffff;

/** Hexadecimal digits in [start, start + count), or -1 when there are fewer. */
function hexValue(text: string, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i++) {
    if (i >= text.length || !isHexDigit(text.charCodeAt(i))) return -1;
    value = value * 16 + Number.parseInt(text[i]!, 16);
  }
  return value;
}

function utf8Of(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

/** The bytes as text; PostgreSQL refuses what is not UTF-8, and the byte zero. */
function textOf(bytes: readonly number[]): string {
  let i = 0;
  while (i < bytes.length) {
    const first = bytes[i]!;
    const length =
      first === 0
        ? 0
        : first < 0x80
          ? 1
          : first < 0xc2
            ? 0
            : first < 0xe0
              ? 2
              : first < 0xf0
                ? 3
                : first < 0xf5
                  ? 4
                  : 0;
    if (length === 0 || i + length > bytes.length) throw invalidBytes(bytes, i);
    const second = bytes[i + 1]!;
    const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (length > 1 && (second < low || second > high)) throw invalidBytes(bytes, i);
    for (let k = 2; k < length; k++) if ((bytes[i + k]! & 0xc0) !== 0x80) throw invalidBytes(bytes, i);
    i += length;
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** Where the lexeme at `position` inside an E'' literal ends; it is what an error there shows. */
function lexemeEnd(text: string, position: number): number {
  if (text[position] === "'") return position + 1;
  if (text[position] === '\\') {
    const kind = text[position + 1];
    if (kind === 'u') return position + 6;
    if (kind === 'U') return position + 10;
    return position + 2;
  }
  let end = position;
  while (end < text.length && text[end] !== '\\' && text[end] !== "'") end++;
  return end;
}

const simpleEscapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/**
 * The value of an E'' literal whose characters are text[start..end) in one or more pieces between quotes.
 * `pieces` holds start and end of each, flat. Doubled quotes are one quote.
 */
export function decodeEscapeString(text: string, pieces: readonly number[]): string {
  let out = '';
  let bytes: number[] | null = null;
  const add = (piece: string): void => {
    if (bytes) bytes.push(...utf8Of(piece));
    else out += piece;
  };
  let high = 0;
  for (let p = 0; p < pieces.length; p += 2) {
    const end = pieces[p + 1]!;
    let i = pieces[p]!;
    while (i < end) {
      const character = text[i]!;
      const isUnicode = character === '\\' && (text[i + 1] === 'u' || text[i + 1] === 'U');
      if (high !== 0 && !isUnicode) throw errorNear(text, 'invalid Unicode surrogate pair', i, lexemeEnd(text, i));
      if (character === "'") {
        add("'");
        i += 2;
        continue;
      }
      if (character !== '\\') {
        let stop = i + 1;
        while (stop < end && text[stop] !== '\\' && text[stop] !== "'") stop++;
        add(text.slice(i, stop));
        i = stop;
        continue;
      }
      const kind = text[i + 1]!;
      if (isUnicode) {
        const digits = kind === 'u' ? 4 : 8;
        const value = hexValue(text, i + 2, digits);
        const stop = i + 2 + digits;
        if (value < 0) {
          throw sqlError('invalid_escape_sequence', 'invalid Unicode escape', {
            location: i,
            hint: 'Unicode escapes must be \\uXXXX or \\UXXXXXXXX.',
          });
        }
        if (high !== 0) {
          if (!isLowSurrogate(value)) throw errorNear(text, 'invalid Unicode surrogate pair', i, stop);
          add(String.fromCharCode(high, value));
          high = 0;
        } else if (isHighSurrogate(value)) high = value;
        else if (isLowSurrogate(value)) throw errorNear(text, 'invalid Unicode surrogate pair', i, stop);
        else if (value === 0 || value > maxCodePoint) throw errorNear(text, 'invalid Unicode escape value', i, stop);
        else add(String.fromCodePoint(value));
        i = stop;
        continue;
      }
      let byte = -1;
      let stop = i + 2;
      if (isOctalDigit(text.charCodeAt(i + 1))) {
        stop = i + 1;
        byte = 0;
        while (stop < i + 4 && isOctalDigit(text.charCodeAt(stop))) byte = byte * 8 + text.charCodeAt(stop++) - 48;
        byte &= 255;
      } else if (kind === 'x' && isHexDigit(text.charCodeAt(i + 2))) {
        stop = i + 3;
        if (isHexDigit(text.charCodeAt(stop))) stop++;
        byte = Number.parseInt(text.slice(i + 2, stop), 16);
      }
      if (byte >= 0x80 || byte === 0) {
        bytes ??= utf8Of(out);
        bytes.push(byte);
      } else if (byte > 0) add(String.fromCharCode(byte));
      else {
        const escaped = String.fromCodePoint(text.codePointAt(i + 1)!);
        add(simpleEscapes[escaped] ?? escaped);
        stop = i + 1 + escaped.length;
      }
      i = stop;
    }
  }
  if (high !== 0) {
    const quote = pieces[pieces.length - 1]!;
    throw errorNear(text, 'invalid Unicode surrogate pair', quote, quote + 1);
  }
  return bytes ? textOf(bytes) : out;
}

/** Characters that cannot be the escape character of a U& literal. */
export function isUnicodeEscapeCharacter(character: string): boolean {
  return character.length === 1 && character.charCodeAt(0) < 0x80 && !/[0-9a-fA-F+'"\s]/.test(character);
}

/** The value of a U& literal or identifier; `value` has its quotes undoubled already, and `origin` is where it starts. */
export function decodeUnicodeEscapes(value: string, escapeCharacter: string, origin: number): string {
  if (!value.includes(escapeCharacter)) return value;
  let out = '';
  let high = 0;
  let i = 0;
  const badPair = (at: number) => sqlError('syntax_error', 'invalid Unicode surrogate pair', { location: origin + at });
  while (i < value.length) {
    if (value[i] !== escapeCharacter) {
      if (high !== 0) throw badPair(i);
      out += value[i++];
      continue;
    }
    if (value[i + 1] === escapeCharacter) {
      if (high !== 0) throw badPair(i);
      out += escapeCharacter;
      i += 2;
      continue;
    }
    const long = value[i + 1] === '+';
    const unit = long ? hexValue(value, i + 2, 6) : hexValue(value, i + 1, 4);
    if (unit < 0) {
      throw sqlError('syntax_error', 'invalid Unicode escape', {
        location: origin + i,
        hint: 'Unicode escapes must be \\XXXX or \\+XXXXXX.',
      });
    }
    if (unit === 0 || unit > maxCodePoint) {
      throw sqlError('syntax_error', 'invalid Unicode escape value', { location: origin + i });
    }
    if (high !== 0) {
      if (!isLowSurrogate(unit)) throw badPair(i);
      out += String.fromCharCode(high, unit);
      high = 0;
    } else if (isHighSurrogate(unit)) high = unit;
    else if (isLowSurrogate(unit)) throw badPair(i);
    else out += String.fromCodePoint(unit);
    i += long ? 8 : 5;
  }
  if (high !== 0) throw badPair(i);
  return out;
}
