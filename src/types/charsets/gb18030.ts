import type { CharacterRules } from './character-rules.ts';
import { type CharacterTable, Charset } from './charset.ts';

/** Where characters beyond U+FFFF begin, counted from 0x81308130. */
const firstSupplementary = 189_000;

/**
 * GB18030: all of Unicode. What has no code of two bytes has one of four, which count on: first what is left of the Basic Multilingual
 * Plane in its order, then, from 0x90308130 on, all others.
 */
export class Gb18030 extends Charset {
  /** Characters of the Basic Multilingual Plane with four bytes, in their order. */
  private readonly rest: Uint16Array;
  private readonly ranks = new Uint16Array(0x10000);

  constructor(name: string, rules: CharacterRules, table: CharacterTable) {
    super(name, rules, table, new Map());
    const rest: number[] = [];
    for (let codePoint = 0x80; codePoint < 0x10000; codePoint++) {
      if ((codePoint >= 0xd800 && codePoint < 0xe000) || table.codes.has(codePoint)) continue;
      this.ranks[codePoint] = rest.length;
      rest.push(codePoint);
    }
    this.rest = Uint16Array.from(rest);
  }

  protected override codePointOf(code: number): number {
    if (code <= 0xffff) return super.codePointOf(code);
    const high = ((code >>> 24) - 0x81) * 10 + ((code >>> 16) & 255) - 0x30;
    const rank = (high * 126 + ((code >>> 8) & 255) - 0x81) * 10 + (code & 255) - 0x30;
    if (rank < firstSupplementary) return this.rest[rank] ?? 0;
    const codePoint = rank - firstSupplementary + 0x10000;
    return codePoint <= 0x10ffff ? codePoint : 0;
  }

  protected override codeOf(codePoint: number): number {
    const code = super.codeOf(codePoint);
    // A half of a pair of UTF-16 that stands alone is no character.
    if (code !== 0 || (codePoint >= 0xd800 && codePoint < 0xe000)) return code;
    let rank = codePoint < 0x10000 ? this.ranks[codePoint]! : codePoint - 0x10000 + firstSupplementary;
    const fourth = rank % 10;
    rank = (rank - fourth) / 10;
    const third = rank % 126;
    rank = (rank - third) / 126;
    const second = rank % 10;
    const first = (rank - second) / 10;
    return (((first + 0x81) << 24) | ((second + 0x30) << 16) | ((third + 0x81) << 8) | (fourth + 0x30)) >>> 0;
  }
}
