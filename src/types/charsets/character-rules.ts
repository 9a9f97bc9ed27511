/**
 * How bytes make characters in each family of character sets. Bytes below 0x80 are ASCII's own wherever a character may begin; zero
 * is no character. Whether a character that is well formed exists is for the tables to say.
 */

export interface CharacterRules {
  /** The most bytes that a character has, as pg_encoding_max_length gives them. */
  readonly maxBytes: number;
  /** Bytes of a character that can follow its first one look like ASCII. */
  readonly hidesAscii: boolean;
  /** How many bytes the character at `at` has, the first of which is above 0x7f; 0: there is none, or it is cut off by `end`. */
  length(bytes: Uint8Array, at: number, end: number): number;
  /** How many bytes the first one promises, for messages. */
  promised(bytes: Uint8Array, at: number): number;
}

const SINGLE_SHIFT_2 = 0x8e;
const SINGLE_SHIFT_3 = 0x8f;

const isEuc = (byte: number): boolean => byte >= 0xa1 && byte <= 0xfe;

function allEuc(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isEuc(bytes[at]!)) return false;
  return true;
}

/** Two bytes, after SS2 two and after SS3 three in all. */
function eucPromised(bytes: Uint8Array, at: number): number {
  return bytes[at] === SINGLE_SHIFT_3 ? 3 : 2;
}

const singleByte: CharacterRules = {
  maxBytes: 1,
  hidesAscii: false,
  length: () => 1,
  promised: () => 1,
};

const eucJapanese: CharacterRules = {
  maxBytes: 3,
  hidesAscii: false,
  length(bytes, at, end) {
    const first = bytes[at]!;
    const size = first === SINGLE_SHIFT_3 ? 3 : 2;
    if (at + size > end) return 0;
    if (first === SINGLE_SHIFT_2) return bytes[at + 1]! >= 0xa1 && bytes[at + 1]! <= 0xdf ? 2 : 0;
    return allEuc(bytes, first === SINGLE_SHIFT_3 ? at + 1 : at, at + size) ? size : 0;
  },
  promised: eucPromised,
};

const eucOfPairs: CharacterRules = {
  maxBytes: 3,
  hidesAscii: false,
  length: (bytes, at, end) => (at + 2 <= end && allEuc(bytes, at, at + 2) ? 2 : 0),
  promised: eucPromised,
};

const eucTaiwan: CharacterRules = {
  maxBytes: 4,
  hidesAscii: false,
  length(bytes, at, end) {
    const first = bytes[at]!;
    if (first === SINGLE_SHIFT_3) return 0;
    if (first !== SINGLE_SHIFT_2) return at + 2 <= end && isEuc(bytes[at + 1]!) ? 2 : 0;
    if (at + 4 > end) return 0;
    const plane = bytes[at + 1]!;
    return plane >= 0xa1 && plane <= 0xa7 && allEuc(bytes, at + 2, at + 4) ? 4 : 0;
  },
  promised: (bytes, at) => (bytes[at] === SINGLE_SHIFT_2 ? 4 : eucPromised(bytes, at)),
};

/** As PostgreSQL has it: only what follows the first byte is looked at, and has to look as in EUC. */
const johab: CharacterRules = {
  maxBytes: 3,
  hidesAscii: true,
  length(bytes, at, end) {
    const size = eucPromised(bytes, at);
    return at + size <= end && allEuc(bytes, at + 1, at + size) ? size : 0;
  },
  promised: eucPromised,
};

/** Half-width katakana are single bytes. */
const shiftJis: CharacterRules = {
  maxBytes: 2,
  hidesAscii: true,
  length(bytes, at, end) {
    const first = bytes[at]!;
    if (first >= 0xa1 && first <= 0xdf) return 1;
    if (at + 2 > end || first === 0x80 || first === 0xa0 || first > 0xfc) return 0;
    const second = bytes[at + 1]!;
    return (second >= 0x40 && second <= 0x7e) || (second >= 0x80 && second <= 0xfc) ? 2 : 0;
  },
  promised: (bytes, at) => (bytes[at]! >= 0xa1 && bytes[at]! <= 0xdf ? 1 : 2),
};

const anyPairs: CharacterRules = {
  maxBytes: 2,
  hidesAscii: true,
  length(bytes, at, end) {
    if (at + 2 > end) return 0;
    const second = bytes[at + 1]!;
    // PostgreSQL keeps this pair for what is wrong on purpose.
    return second === 0 || (bytes[at] === 0x8d && second === 0x20) ? 0 : 2;
  },
  promised: () => 2,
};

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

const gb18030: CharacterRules = {
  maxBytes: 4,
  hidesAscii: true,
  length(bytes, at, end) {
    const first = bytes[at]!;
    if (first < 0x81 || first > 0xfe || at + 2 > end) return 0;
    const second = bytes[at + 1]!;
    if (isDigit(second)) {
      if (at + 4 > end) return 0;
      const third = bytes[at + 2]!;
      return third >= 0x81 && third <= 0xfe && isDigit(bytes[at + 3]!) ? 4 : 0;
    }
    return (second >= 0x40 && second <= 0x7e) || (second >= 0x80 && second <= 0xfe) ? 2 : 0;
  },
  promised: (bytes, at) => (isDigit(bytes[at + 1] ?? 0) ? 4 : 2),
};

/** Emacs' own set: the first byte names another set, and with it the number of bytes behind. */
const mule: CharacterRules = {
  maxBytes: 4,
  hidesAscii: false,
  length(bytes, at, end) {
    const size = muleSize(bytes[at]!);
    if (at + size > end) return 0;
    for (let next = at + 1; next < at + size; next++) if (bytes[next]! < 0x80) return 0;
    return size;
  },
  promised: (bytes, at) => muleSize(bytes[at]!),
};

function muleSize(first: number): number {
  if (first >= 0x81 && first <= 0x8d) return 2;
  if (first >= 0x90 && first <= 0x9b) return 3;
  return first === 0x9c || first === 0x9d ? 4 : 1;
}

/** By the name of the set; those that are not here have a byte a character. */
const rules: Readonly<Record<string, CharacterRules>> = {
  EUC_JP: eucJapanese,
  EUC_JIS_2004: eucJapanese,
  EUC_CN: { ...eucOfPairs, promised: (bytes, at) => (bytes[at] === SINGLE_SHIFT_2 ? 3 : eucPromised(bytes, at)) },
  EUC_KR: eucOfPairs,
  EUC_TW: eucTaiwan,
  SJIS: shiftJis,
  SHIFT_JIS_2004: shiftJis,
  BIG5: anyPairs,
  GBK: anyPairs,
  UHC: anyPairs,
  JOHAB: johab,
  GB18030: gb18030,
  MULE_INTERNAL: mule,
};

export function characterRules(name: string): CharacterRules {
  return rules[name] ?? singleByte;
}
