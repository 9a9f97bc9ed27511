/** Named character classes as the C locale has them: ASCII only. */
import type { Ranges } from './syntax-tree.ts';

export const lastCodePoint = 0x10ffff;

const code = (char: string) => char.charCodeAt(0);
const digit: Ranges = [[code('0'), code('9')]];
const upper: Ranges = [[code('A'), code('Z')]];
const lower: Ranges = [[code('a'), code('z')]];
const alpha: Ranges = [...upper, ...lower];
const alnum: Ranges = [...digit, ...alpha];
const space: Ranges = [
  [9, 13],
  [32, 32],
];

export const namedClasses: ReadonlyMap<string, Ranges> = new Map<string, Ranges>([
  ['alpha', alpha],
  ['digit', digit],
  ['alnum', alnum],
  ['upper', upper],
  ['lower', lower],
  ['space', space],
  [
    'blank',
    [
      [9, 9],
      [32, 32],
    ],
  ],
  [
    'punct',
    [
      [33, 47],
      [58, 64],
      [91, 96],
      [123, 126],
    ],
  ],
  ['graph', [[33, 126]]],
  ['print', [[32, 126]]],
  [
    'cntrl',
    [
      [0, 31],
      [127, 127],
    ],
  ],
  ['xdigit', [...digit, [code('A'), code('F')], [code('a'), code('f')]]],
  ['ascii', [[0, 127]]],
  ['word', [...alnum, [95, 95]]],
]);

export const wordRanges: Ranges = namedClasses.get('word')!;

/** What \d, \s and \w stand for. */
export const escapeClasses: Readonly<Record<string, Ranges>> = { d: digit, s: space, w: wordRanges };

/** All code points that are in none of the ranges. */
export function complement(ranges: Ranges): Ranges {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const result: [number, number][] = [];
  let next = 0;
  for (const [low, high] of sorted) {
    if (low > next) result.push([next, low - 1]);
    next = Math.max(next, high + 1);
  }
  if (next <= lastCodePoint) result.push([next, lastCodePoint]);
  return result;
}

/** The ranges with the other case of every ASCII letter in them. */
export function withBothCases(ranges: Ranges): Ranges {
  const result: (readonly [number, number])[] = [...ranges];
  for (const [low, high] of ranges) {
    addShifted(result, Math.max(low, 65), Math.min(high, 90), 32);
    addShifted(result, Math.max(low, 97), Math.min(high, 122), -32);
  }
  return result;
}

function addShifted(ranges: (readonly [number, number])[], low: number, high: number, shift: number): void {
  if (low <= high) ranges.push([low + shift, high + shift]);
}
