/**
 * A character set other than UTF-8: bytes to text and text to bytes. What has no counterpart is an error (22P05), and so are bytes
 * that are no character (22021): nothing is replaced. Both arise at the first character that has one.
 */
import { isAscii } from 'node:buffer';
import type { CharacterRules } from './character-rules.ts';
import type { CodeMap } from './code-map.ts';
import { invalidSequence, untranslatable } from './conversion-errors.ts';

/** Code points from here on stand for a pair of characters that the set has one code for. */
export const firstPair = 0x110000;

/** What a table says of a set. A code is the bytes of a character as one number, the first byte highest. */
export interface CharacterTable {
  /** Code points by code. */
  readonly codePoints: CodeMap;
  /** Codes by code point. */
  readonly codes: CodeMap;
  /** Of each pair the base and the mark. */
  readonly pairs: readonly (readonly [base: number, mark: number])[];
}

/** So many arguments are surely taken by a call. */
const unitsAtOnce = 4096;

export class Charset {
  /** As PostgreSQL writes it. */
  readonly name: string;
  readonly rules: CharacterRules;
  protected readonly table: CharacterTable;
  /** Codes of pairs by mark, then by base; null where there are none. */
  private readonly pairCodes: ReadonlyMap<number, ReadonlyMap<number, number>> | null;

  constructor(name: string, rules: CharacterRules, table: CharacterTable, pairCodes: ReadonlyMap<number, number>) {
    this.name = name;
    this.rules = rules;
    this.table = table;
    this.pairCodes = pairCodes.size === 0 ? null : byMark(table.pairs, pairCodes);
  }

  protected codePointOf(code: number): number {
    return this.table.codePoints.get(code);
  }

  protected codeOf(codePoint: number): number {
    return this.table.codes.get(codePoint);
  }

  /** Not bound to `bytes`. */
  decode(bytes: Uint8Array): string {
    const end = bytes.length;
    if (isAscii(bytes)) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('latin1');
      if (text.includes('\0')) throw invalidSequence(this.name, Uint8Array.of(0));
      return text;
    }
    // No character has more units of UTF-16 than it has bytes.
    const units = new Uint16Array(end);
    let count = 0;
    for (let at = 0; at < end; ) {
      const first = bytes[at]!;
      if (first < 0x80) {
        if (first === 0) throw invalidSequence(this.name, Uint8Array.of(0));
        units[count++] = first;
        at++;
        continue;
      }
      const size = this.rules.length(bytes, at, end);
      if (size === 0) throw this.invalidAt(bytes, at);
      let code = first;
      for (let next = 1; next < size; next++) code = code * 256 + bytes[at + next]!;
      const codePoint = this.codePointOf(code);
      if (codePoint === 0) throw untranslatable(bytes.subarray(at, at + size), this.name, 'UTF8');
      if (codePoint < 0x10000) units[count++] = codePoint;
      else if (codePoint < firstPair) {
        units[count++] = 0xd7c0 + (codePoint >> 10);
        units[count++] = 0xdc00 + (codePoint & 0x3ff);
      } else {
        const [base, mark] = this.table.pairs[codePoint - firstPair]!;
        units[count++] = base;
        units[count++] = mark;
      }
      at += size;
    }
    let text = '';
    for (let at = 0; at < count; at += unitsAtOnce) {
      text += String.fromCharCode(...units.subarray(at, Math.min(at + unitsAtOnce, count)));
    }
    return text;
  }

  encode(text: string): Buffer {
    const { maxBytes } = this.rules;
    const bytes = Buffer.allocUnsafe(text.length * maxBytes);
    let size = 0;
    for (let at = 0; at < text.length; at++) {
      let codePoint = text.charCodeAt(at);
      if (codePoint < 0x80) {
        bytes[size++] = codePoint;
        continue;
      }
      if (codePoint >= 0xd800 && codePoint < 0xdc00) codePoint = text.codePointAt(at++)!;
      let code = this.pairCodes === null ? 0 : this.pairCode(codePoint, text, at + 1);
      if (code !== 0) at++;
      else {
        code = this.codeOf(codePoint);
        if (code === 0) throw untranslatable(Buffer.from(String.fromCodePoint(codePoint)), 'UTF8', this.name);
      }
      if (code > 0xffffff) bytes[size++] = code >>> 24;
      if (code > 0xffff) bytes[size++] = code >>> 16;
      if (code > 0xff) bytes[size++] = code >>> 8;
      bytes[size++] = code;
    }
    return bytes.subarray(0, size);
  }

  private pairCode(base: number, text: string, next: number): number {
    if (next >= text.length) return 0;
    return this.pairCodes!.get(text.charCodeAt(next))?.get(base) ?? 0;
  }

  private invalidAt(bytes: Uint8Array, at: number): Error {
    return invalidSequence(this.name, bytes.subarray(at, at + this.rules.promised(bytes, at)));
  }
}

/** Number of characters; 22021 where bytes are none. Whether the set has them makes no difference. */
export function countCharacters(set: string, rules: CharacterRules, bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; count++) {
    const first = bytes[at]!;
    if (first === 0) throw invalidSequence(set, Uint8Array.of(0));
    const size = first < 0x80 ? 1 : rules.length(bytes, at, bytes.length);
    if (size === 0) throw invalidSequence(set, bytes.subarray(at, at + rules.promised(bytes, at)));
    at += size;
  }
  return count;
}

function byMark(
  pairs: CharacterTable['pairs'],
  codes: ReadonlyMap<number, number>,
): ReadonlyMap<number, ReadonlyMap<number, number>> {
  const result = new Map<number, Map<number, number>>();
  for (const [index, [base, mark]] of pairs.entries()) {
    const bases = result.get(mark) ?? new Map<number, number>();
    bases.set(base, codes.get(index)!);
    result.set(mark, bases);
  }
  return result;
}
