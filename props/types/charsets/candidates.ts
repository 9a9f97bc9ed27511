/** What is tried of each character set: all that can be a character, and what is next to it. */
import { characterSetName } from '../../../src/types/character-sets.ts';
import { conversions } from '../../../src/types/charsets/conversions.ts';
import { characterRules } from '../../../src/types/charsets/index.ts';

/** Pairs of sets that have a conversion which does not go by way of UTF-8. */
export const directPairs: readonly (readonly [from: string, to: string])[] = conversions()
  .map(({ from, to }) => [characterSetName(from)!, characterSetName(to)!] as const)
  .filter((pair) => !pair.includes('UTF8') && !pair.includes('MULE_INTERNAL'));

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

function* range(from: number, to: number, digits: number, prefix = ''): Generator<string> {
  for (let value = from; value <= to; value++) yield prefix + hex(value, digits);
}

/** Bytes in hexadecimal digits. */
export function* candidateBytes(set: string): Generator<string> {
  yield* range(0x01, 0xff, 2);
  if (characterRules(set).maxBytes === 1) return;
  yield* range(0x8000, 0xffff, 4);
  if (set === 'EUC_JP' || set === 'EUC_JIS_2004') yield* range(0xa0a0, 0xffff, 4, '8f');
  if (set === 'EUC_TW')
    for (let plane = 0xa0; plane <= 0xa8; plane++) yield* range(0xa0a0, 0xffff, 4, `8e${hex(plane, 2)}`);
  if (set !== 'GB18030') return;
  for (let first = 0x81; first <= 0xfe; first++) {
    for (let second = 0x30; second <= 0x39; second++) {
      for (let third = 0x81; third <= 0xfe; third++) {
        // Beyond the Basic Multilingual Plane one in ten.
        const [from, to] = first <= 0x84 ? [0x30, 0x39] : [0x35, 0x35];
        yield* range(from, to, 2, hex((first << 16) | (second << 8) | third, 6));
      }
    }
  }
}

const withSupplementary = new Set(['EUC_JIS_2004', 'SHIFT_JIS_2004', 'EUC_TW', 'GB18030']);

/** Where no set of a byte a character has any, and in a plane that only GB18030 has, some will do. */
export function* candidateCharacters(set: string): Generator<string> {
  const isSmall = characterRules(set).maxBytes === 1;
  const end = withSupplementary.has(set) ? 0x2ffff : 0xffff;
  for (let codePoint = 1; codePoint <= end; ) {
    if (codePoint < 0xd800 || codePoint > 0xdfff) yield String.fromCodePoint(codePoint);
    codePoint += (isSmall && codePoint >= 0x2fff) || (codePoint >= 0xffff && codePoint < 0x1ffff) ? 64 : 1;
  }
}

/** All pairs of bytes that are not ASCII at first, and longer ones of those bytes that rules tell apart. */
export function* candidateSequences(set: string): Generator<string> {
  if (characterRules(set).maxBytes === 1) return;
  yield* range(0x8000, 0xffff, 4);
  for (const first of [
    '00',
    '7f',
    '80',
    '81',
    '8d',
    '8e',
    '8f',
    '90',
    'a0',
    'a1',
    'df',
    'e0',
    'fc',
    'fd',
    'fe',
    'ff',
  ]) {
    for (const second of ['00', '20', '30', '39', '3a', '40', '7f', '80', 'a0', 'a1', 'a7', 'a8', 'fe', 'ff']) {
      for (const third of ['00', '41', '81', 'a0', 'a1', 'ff']) {
        for (const fourth of ['', '00', '39', '3a', 'a1']) yield first + second + third + fourth;
      }
    }
  }
}
