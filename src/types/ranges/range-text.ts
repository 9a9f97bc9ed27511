/**
 * The text form of ranges: `[1,10)`, `(,5]`, `empty` (the manual, "Range Types → Input and Output"). A bound may be quoted, and
 * a backslash takes the next character as it is; a bound that is absent is infinite.
 */
import { type SqlError, sqlError } from '../../errors/index.ts';
import { isSpaceCode } from '../text-scan.ts';
import type { TextContext } from '../type-def.ts';
import type { RangeFamily } from './families.ts';
import { makeRange } from './make.ts';
import { PgRange } from './range-value.ts';

const emptyLiteral = 'empty';

function malformed(text: string, detail: string): SqlError {
  return sqlError('invalid_text_representation', `malformed range literal: "${text}"`, { detail });
}

export function startsWithEmpty(text: string, at: number): boolean {
  return text.slice(at, at + emptyLiteral.length).toLowerCase() === emptyLiteral;
}

interface RangeParts {
  readonly lower: string | null;
  readonly upper: string | null;
  readonly lowerInclusive: boolean;
  readonly upperInclusive: boolean;
}

function skipSpaces(text: string, at: number): number {
  let end = at;
  while (isSpaceCode(text.charCodeAt(end))) end++;
  return end;
}

function isBoundEnd(char: string | undefined): boolean {
  return char === ',' || char === ')' || char === ']';
}

class RangeScanner {
  readonly text: string;
  at: number;

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  /** From the opening bracket to past the closing one. */
  scan(): RangeParts {
    const open = this.text[this.at];
    if (open !== '[' && open !== '(') throw malformed(this.text, 'Missing left parenthesis or bracket.');
    this.at++;
    const lower = this.scanBound();
    if (this.text[this.at] !== ',') throw malformed(this.text, 'Missing comma after lower bound.');
    this.at++;
    const upper = this.scanBound();
    const close = this.text[this.at];
    if (close !== ']' && close !== ')') throw malformed(this.text, 'Too many commas.');
    this.at++;
    return { lower, upper, lowerInclusive: open === '[', upperInclusive: close === ']' };
  }

  private scanBound(): string | null {
    if (isBoundEnd(this.text[this.at])) return null;
    let value = '';
    let quoted = false;
    while (quoted || !isBoundEnd(this.text[this.at])) {
      const char = this.text[this.at++];
      if (char === undefined) throw malformed(this.text, 'Unexpected end of input.');
      if (char === '\\') {
        const escaped = this.text[this.at++];
        if (escaped === undefined) throw malformed(this.text, 'Unexpected end of input.');
        value += escaped;
      } else if (char !== '"') value += char;
      else if (!quoted) quoted = true;
      else if (this.text[this.at] === '"') {
        value += '"';
        this.at++;
      } else quoted = false;
    }
    return value;
  }
}

export function parseRange(text: string, family: RangeFamily, context: TextContext): PgRange {
  const start = skipSpaces(text, 0);
  if (startsWithEmpty(text, start)) {
    if (skipSpaces(text, start + emptyLiteral.length) < text.length) {
      throw malformed(text, 'Junk after "empty" keyword.');
    }
    return PgRange.empty(family.oid);
  }
  const scanner = new RangeScanner(text, start);
  const parts = scanner.scan();
  if (skipSpaces(text, scanner.at) < text.length) {
    throw malformed(text, 'Junk after right parenthesis or bracket.');
  }
  const lower = parts.lower === null ? null : family.subtype.input(parts.lower, -1, context);
  const upper = parts.upper === null ? null : family.subtype.input(parts.upper, -1, context);
  return makeRange(
    family,
    { value: lower, inclusive: parts.lowerInclusive, lower: true },
    { value: upper, inclusive: parts.upperInclusive, lower: false },
  );
}

const needsQuotes = /[\\"()[\], \t\n\v\f\r]/;

function quoteBound(text: string): string {
  if (text !== '' && !needsQuotes.test(text)) return text;
  return `"${text.replace(/[\\"]/g, '$&$&')}"`;
}

export function formatRange(range: PgRange, family: RangeFamily, context: TextContext): string {
  if (range.isEmpty) return emptyLiteral;
  const { subtype } = family;
  const lower = range.lower === null ? '' : quoteBound(subtype.output(range.lower, context));
  const upper = range.upper === null ? '' : quoteBound(subtype.output(range.upper, context));
  return `${range.lowerInclusive ? '[' : '('}${lower},${upper}${range.upperInclusive ? ']' : ')'}`;
}
