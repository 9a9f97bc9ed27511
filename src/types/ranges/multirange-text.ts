/** The text form of multiranges: ranges between braces, `{[1,3),[5,7)}`. White space may stand between the ranges. */
import { type SqlError, sqlError } from '../../errors/index.ts';
import { isSpaceCode } from '../text-scan.ts';
import type { TextContext } from '../type-def.ts';
import type { RangeFamily } from './families.ts';
import { makeMultirange } from './make.ts';
import { formatRange, parseRange, startsWithEmpty } from './range-text.ts';
import type { PgMultirange, PgRange } from './range-value.ts';

function malformed(text: string, detail: string): SqlError {
  return sqlError('invalid_text_representation', `malformed multirange literal: "${text}"`, { detail });
}

/** Past the bracket that closes the range starting at `start`; brackets that are quoted or escaped do not. */
function endOfRange(text: string, start: number): number {
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === ']' || char === ')')) return at + 1;
  }
  throw malformed(text, 'Unexpected end of input.');
}

export function parseMultirange(text: string, family: RangeFamily, context: TextContext): PgMultirange {
  const ranges: PgRange[] = [];
  let seen = 0;
  let at = 0;
  const skipSpaces = (): void => {
    while (isSpaceCode(text.charCodeAt(at))) at++;
  };
  skipSpaces();
  if (text[at] !== '{') throw malformed(text, 'Missing left brace.');
  at++;
  for (;;) {
    skipSpaces();
    const char = text[at];
    if (char === undefined) throw malformed(text, 'Unexpected end of input.');
    if (char === '[' || char === '(') {
      const end = endOfRange(text, at);
      ranges.push(parseRange(text.slice(at, end), family, context));
      at = end;
    } else if (startsWithEmpty(text, at)) at += 5;
    else if (char === '}' && seen === 0) break;
    else throw malformed(text, 'Expected range start.');
    seen++;
    skipSpaces();
    const next = text[at];
    if (next === undefined) throw malformed(text, 'Unexpected end of input.');
    if (next === '}') break;
    if (next !== ',') throw malformed(text, 'Expected comma or end of multirange.');
    at++;
  }
  at++;
  skipSpaces();
  if (at < text.length) throw malformed(text, 'Junk after closing right brace.');
  return makeMultirange(family, ranges);
}

export function formatMultirange(value: PgMultirange, family: RangeFamily, context: TextContext): string {
  return `{${value.ranges.map((range) => formatRange(range, family, context)).join(',')}}`;
}
