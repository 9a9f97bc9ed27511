/**
 * The text form of arrays: `{1,NULL,"a b"}`, nested braces for dimensions, `[0:1]={...}` when a lower bound is not 1
 * (the manual, "Arrays → Array Input and Output Syntax").
 */
import { type SqlError, sqlError } from '../errors/index.ts';
import { maxDimensions, PgArray } from './array-value.ts';
import { isDigitCode, isSpaceCode } from './text-scan.ts';
import type { Datum, TextContext, TypeDef } from './type-def.ts';

function malformed(text: string, detail: string): SqlError {
  return sqlError('invalid_text_representation', `malformed array literal: "${text}"`, { detail });
}

interface ExplicitBounds {
  readonly dims: number[];
  readonly lowerBounds: number[];
}

/** A literal's elements as text; null is NULL. */
interface ParsedLiteral {
  readonly dims: number[];
  readonly lowerBounds: number[];
  readonly elements: (string | null)[];
}

class ArrayTextParser {
  private readonly text: string;
  private readonly delimiter: string;
  private at = 0;
  /** From the first brace on: what messages about elements show. */
  private contents = '';
  private readonly elements: (string | null)[] = [];
  /** Length of each dimension, set by the first complete sub-array of its depth. */
  private readonly dims: number[] = [];
  /** Depth at which elements stand; -1 until the first. */
  private elementDepth = -1;

  constructor(text: string, delimiter: string) {
    this.text = text;
    this.delimiter = delimiter;
  }

  parse(): ParsedLiteral {
    this.skipSpaces();
    const bounds = this.parseBounds();
    if (this.text[this.at] !== '{') {
      throw malformed(
        this.text,
        bounds === null
          ? 'Array value must start with "{" or dimension information.'
          : 'Array contents must start with "{".',
      );
    }
    this.contents = this.text.slice(this.at);
    this.parseLevel(0);
    this.skipSpaces();
    if (this.at < this.text.length) throw malformed(this.contents, 'Junk after closing right brace.');
    if (this.elements.length === 0) {
      if (bounds !== null && this.dims.length !== bounds.dims.length) {
        throw malformed(this.text, 'Specified array dimensions do not match array contents.');
      }
      return { dims: [], lowerBounds: [], elements: [] };
    }
    if (bounds !== null) {
      const same = bounds.dims.length === this.dims.length && bounds.dims.every((dim, d) => dim === this.dims[d]);
      if (!same) throw malformed(this.text, 'Specified array dimensions do not match array contents.');
      checkBounds(bounds);
      return { ...bounds, elements: this.elements };
    }
    return { dims: this.dims, lowerBounds: this.dims.map(() => 1), elements: this.elements };
  }

  private skipSpaces(): void {
    while (isSpaceCode(this.text.charCodeAt(this.at))) this.at++;
  }

  private parseBounds(): ExplicitBounds | null {
    const dims: number[] = [];
    const lowerBounds: number[] = [];
    while (this.text[this.at] === '[') {
      this.at++;
      if (dims.length >= maxDimensions) throw tooManyDimensions(dims.length + 1);
      let lower = 1;
      let upper = this.parseBound('"[" must introduce explicitly-specified array dimensions.');
      if (this.text[this.at] === ':') {
        this.at++;
        lower = upper;
        upper = this.parseBound('Missing array dimension value.');
      }
      if (this.text[this.at] !== ']') throw malformed(this.text, 'Missing "]" after array dimensions.');
      this.at++;
      if (upper < lower) {
        throw sqlError('array_subscript_error', 'upper bound cannot be less than lower bound');
      }
      dims.push(upper - lower + 1);
      lowerBounds.push(lower);
      this.skipSpaces();
    }
    if (dims.length === 0) return null;
    if (this.text[this.at] !== '=') throw malformed(this.text, 'Missing "=" after array dimensions.');
    this.at++;
    this.skipSpaces();
    return { dims, lowerBounds };
  }

  private parseBound(missing: string): number {
    const start = this.at;
    while (isDigitCode(this.text.charCodeAt(this.at)) || '+-'.includes(this.text[this.at] ?? ' ')) this.at++;
    if (this.at === start) throw malformed(this.text, missing);
    // As C's atoi() reads what is there: digits behind one sign, cut to 32 bits.
    const digits = /^[+-]?\d+/.exec(this.text.slice(start, this.at))?.[0] ?? '0';
    // Beyond 64 bits the sign alone matters: BigInt takes seconds for millions of digits.
    const isLong = Math.abs(Number(digits)) > 1e19;
    const number = isLong ? (digits[0] === '-' ? -(2n ** 64n) : 2n ** 64n) : BigInt(digits.replace('+', ''));
    const clamped =
      number > 9223372036854775807n
        ? 9223372036854775807n
        : number < -9223372036854775808n
          ? -9223372036854775808n
          : number;
    return Number(BigInt.asIntN(32, clamped));
  }

  /** From an opening brace to past its closing one. */
  private parseLevel(depth: number): void {
    if (depth >= maxDimensions) throw tooManyDimensions(depth + 1);
    this.at++;
    let count = 0;
    this.skipSpaces();
    if (this.text[this.at] === '}') {
      // Only the whole array may be empty.
      if (depth > 0) throw malformed(this.contents, 'Unexpected "}" character.');
      this.at++;
      this.closeLevel(depth, 0);
      return;
    }
    for (;;) {
      this.skipSpaces();
      if (this.text[this.at] === '{') {
        if (this.elementDepth >= 0 && depth >= this.elementDepth)
          throw malformed(this.contents, 'Unexpected "{" character.');
        this.parseLevel(depth + 1);
      } else this.parseElement(depth);
      count++;
      this.skipSpaces();
      const next = this.text[this.at];
      if (next === this.delimiter) this.at++;
      else if (next === '}') break;
      else if (next === undefined) throw malformed(this.contents, 'Unexpected end of input.');
      else if (next === '{' || next === '"' || next === '\\')
        throw malformed(this.contents, `Unexpected "${next}" character.`);
      else throw malformed(this.contents, 'Unexpected array element.');
    }
    this.at++;
    this.closeLevel(depth, count);
  }

  private closeLevel(depth: number, count: number): void {
    if (this.dims.length <= depth || this.dims[depth] === undefined) this.dims[depth] = count;
    else if (this.dims[depth] !== count) {
      throw malformed(this.contents, 'Multidimensional arrays must have sub-arrays with matching dimensions.');
    }
  }

  private parseElement(depth: number): void {
    const quoted = this.text[this.at] === '"';
    const value = quoted ? this.parseQuoted() : this.parseBare();
    if (this.elementDepth < 0) this.elementDepth = depth;
    else if (this.elementDepth !== depth) throw malformed(this.contents, 'Unexpected array element.');
    this.elements.push(value);
  }

  private parseQuoted(): string {
    let value = '';
    for (this.at++; ; this.at++) {
      const char = this.text[this.at];
      if (char === undefined) throw malformed(this.contents, 'Unexpected end of input.');
      if (char === '"') break;
      if (char === '\\') {
        this.at++;
        if (this.at >= this.text.length) throw malformed(this.contents, 'Unexpected end of input.');
      }
      value += this.text[this.at]!;
    }
    this.at++;
    return value;
  }

  private parseBare(): string | null {
    let value = '';
    // Spaces at the end do not count, unless escaped.
    let significant = 0;
    let escaped = false;
    for (; ; this.at++) {
      const char = this.text[this.at];
      if (char === undefined) throw malformed(this.contents, 'Unexpected end of input.');
      if (char === this.delimiter || char === '}') break;
      if (char === '"') throw malformed(this.contents, 'Unexpected array element.');
      if (char === '{') throw malformed(this.contents, 'Unexpected "{" character.');
      if (char === '\\') {
        this.at++;
        if (this.at >= this.text.length) throw malformed(this.contents, 'Unexpected end of input.');
        escaped = true;
        value += this.text[this.at]!;
        significant = value.length;
        continue;
      }
      value += char;
      if (!isSpaceCode(char.charCodeAt(0))) significant = value.length;
    }
    if (significant === 0) {
      throw malformed(this.contents, `Unexpected "${this.text[this.at]}" character.`);
    }
    value = value.slice(0, significant);
    return !escaped && value.length === 4 && value.toUpperCase() === 'NULL' ? null : value;
  }
}

function checkBounds({ dims, lowerBounds }: ExplicitBounds): void {
  const d = lowerBounds.findIndex((lower, i) => lower + dims[i]! > 2147483647);
  if (d >= 0) throw sqlError('program_limit_exceeded', `array lower bound is too large: ${lowerBounds[d]!}`);
}

export function tooManyDimensions(count: number): SqlError {
  return sqlError(
    'program_limit_exceeded',
    `number of array dimensions (${count}) exceeds the maximum allowed (${maxDimensions})`,
  );
}

export function parseArray(text: string, element: TypeDef, typmod: number, context: TextContext): PgArray {
  const literal = new ArrayTextParser(text, delimiterOf(element)).parse();
  const values: Datum[] = [];
  for (const part of literal.elements) values.push(part === null ? null : element.input(part, typmod, context));
  return new PgArray(element.oid, literal.dims, literal.lowerBounds, values);
}

const boxOid = 603;
const backslashOrQuote = /[\\"]/g;
const needsQuotes = /[\\"{} \t\n\v\f\r]/;

/** A comma for all types but box. */
function delimiterOf(element: TypeDef): string {
  return element.oid === boxOid ? ';' : ',';
}

function quoteElement(text: string, delimiter: string): string {
  if (text.length === 0) return '""';
  if (text.length === 4 && text.toUpperCase() === 'NULL') return `"${text}"`;
  if (!needsQuotes.test(text) && !text.includes(delimiter)) return text;
  return `"${text.replace(backslashOrQuote, '\\$&')}"`;
}

export function formatArray(array: PgArray, element: TypeDef, context: TextContext): string {
  const { dims, lowerBounds, values } = array;
  if (values.length === 0) return '{}';
  const delimiter = delimiterOf(element);
  let index = 0;
  const level = (depth: number): string => {
    const parts: string[] = [];
    for (let i = 0; i < dims[depth]!; i++) {
      if (depth + 1 < dims.length) parts.push(level(depth + 1));
      else {
        const value = values[index++]!;
        parts.push(value === null ? 'NULL' : quoteElement(element.output(value, context), delimiter));
      }
    }
    return `{${parts.join(delimiter)}}`;
  };
  const body = level(0);
  if (lowerBounds.every((bound) => bound === 1)) return body;
  return `${dims.map((dim, d) => `[${lowerBounds[d]}:${lowerBounds[d]! + dim - 1}]`).join('')}=${body}`;
}
