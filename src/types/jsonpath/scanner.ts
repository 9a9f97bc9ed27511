/**
 * Tokens of jsonpath text. What an error quotes is the piece of text that PostgreSQL's scanner, made by flex, matched last: a
 * quoted string ends with its quote, and a word with the white space behind it, so each token remembers that piece.
 */
import { SqlError, sqlError } from '../../errors/index.ts';
import { caseSensitiveWords, jsonPathToken, wordCodes } from './token-codes.ts';

export interface PathTokens {
  /** A character for each token. */
  readonly codes: string;
  /** Content of strings, words and variables; text of numbers. */
  readonly values: readonly string[];
  /** What an error at the token quotes; empty where it speaks of the end of input. */
  readonly quoted: readonly string[];
  /** What is wrong with the last token, when that is an error. */
  readonly error: SqlError | null;
}

export function pathError(message: string, quoted: string): SqlError {
  const where = quoted === '' ? 'at end' : `at or near "${quoted}"`;
  return sqlError('syntax_error', `${message} ${where} of jsonpath input`);
}

const special = '?%$.[]{}()|&!=<>@#,*:-+/';
const blank = ' \t\n\r\f';

function isOther(character: string): boolean {
  return character !== '' && !special.includes(character) && !blank.includes(character) && !'\\"'.includes(character);
}

const other = /[^?%$.[\]{}()|&!=<>@#,*:\-+/\\" \t\n\r\f]+/y;
const numeral = /(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[Ee][-+]?\d+)?/y;
const brokenExponent = /(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)[Ee][-+]/y;
const twoCharacters = new Set(['&&', '||', '**', '<=', '==', '<>', '!=', '>=']);
const blanks = /[ \t\n\r\f]+/y;
const unicodeEscape = /\\u(?:([0-9A-Fa-f]{4})|\{([0-9A-Fa-f]{1,6})\})/y;
const brokenUnicode = /\\u(?:\{[0-9A-Fa-f]{0,6}|[0-9A-Fa-f]{0,3})/y;
const hexEscape = /\\x([0-9A-Fa-f]{2})/y;
const brokenHex = /\\x[0-9A-Fa-f]?/y;

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

export class PathScanner {
  private readonly text: string;
  private at = 0;
  private codes = '';
  private readonly values: string[] = [];
  private readonly quoted: string[] = [];
  private error: SqlError | null = null;

  constructor(text: string) {
    this.text = text;
  }

  scan(): PathTokens {
    try {
      while (this.at < this.text.length) this.next();
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      // The parser may stop before it; only when it gets here is this what is wrong.
      this.error = error;
      this.push('<error>', '', '');
    }
    return { codes: this.codes, values: this.values, quoted: this.quoted, error: this.error };
  }

  private push(token: string, value: string, quoted: string): void {
    this.codes += jsonPathToken(token);
    this.values.push(value);
    this.quoted.push(quoted);
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text);
  }

  private next(): void {
    const { text } = this;
    const character = text[this.at]!;
    if (blank.includes(character)) {
      this.at++;
      return;
    }
    if (text.startsWith('/*', this.at)) {
      this.skipComment();
      return;
    }
    if (character === '"') {
      this.at++;
      this.push('<string>', this.quotedText(), '"');
      return;
    }
    if (character === '$') {
      this.at++;
      if (text[this.at] === '"') {
        this.at++;
        this.push('<variable>', this.quotedText(), '"');
        return;
      }
      const name = this.match(other)?.[0];
      if (name === undefined) this.push('$', '', '$');
      else {
        this.at += name.length;
        this.push('<variable>', name, `$${name}`);
      }
      return;
    }
    if (/[0-9.]/.test(character) && this.number()) return;
    const pair = text.slice(this.at, this.at + 2);
    if (twoCharacters.has(pair)) {
      this.at += 2;
      this.push(pair === '<>' ? '!=' : pair, '', pair);
      return;
    }
    if (special.includes(character)) {
      this.at++;
      this.push(character, '', character);
      return;
    }
    this.word();
  }

  /** False when a longer word starts here: the longest match counts. */
  private number(): boolean {
    const found = this.match(numeral)?.[0];
    if (found === undefined) return false;
    const word = this.match(other)?.[0] ?? '';
    const broken = this.match(brokenExponent)?.[0];
    if (broken !== undefined && broken.length > found.length && broken.length >= word.length) {
      throw pathError('invalid numeric literal', broken);
    }
    const after = this.text[this.at + found.length] ?? '';
    const junk = isOther(after) ? found + String.fromCodePoint(this.text.codePointAt(this.at + found.length)!) : '';
    if (word.length > Math.max(found.length, junk.length)) return false;
    if (junk !== '') throw pathError('trailing junk after numeric literal', junk);
    this.at += found.length;
    this.push(/^\d+$/.test(found) ? '<integer>' : '<numeric>', found, found);
    return true;
  }

  /** A word without quotes, in which escapes may stand. A comment behind it makes it vanish, as it does in PostgreSQL. */
  private word(): void {
    let value = '';
    for (;;) {
      const run = this.match(other)?.[0];
      if (run !== undefined) {
        value += run;
        this.at += run.length;
      } else if (this.text[this.at] === '\\') value += this.escape();
      else break;
    }
    if (this.text.startsWith('/*', this.at)) {
      this.skipComment();
      return;
    }
    const spaces = this.match(blanks)?.[0] ?? '';
    this.at += spaces.length;
    const lower = value.toLowerCase();
    const keyword = wordCodes.has(lower) && (!caseSensitiveWords.has(lower) || lower === value);
    this.push(keyword ? lower : '<identifier>', value, spaces);
  }

  private skipComment(): void {
    const end = this.text.indexOf('*/', this.at + 2);
    if (end < 0) throw pathError('unexpected end of comment', '');
    this.at = end + 2;
  }

  private quotedText(): string {
    let value = '';
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined) throw pathError('unexpected end of quoted string', '');
      if (character === '"') {
        this.at++;
        return value;
      }
      if (character === '\\') value += this.escape();
      else {
        value += character;
        this.at++;
      }
    }
  }

  private escape(): string {
    const next = this.text[this.at + 1];
    if (next === undefined) throw pathError('unexpected end after backslash', '\\');
    if (next === 'u') return this.unicode();
    if (next === 'x') {
      const hex = this.match(hexEscape);
      if (hex === null) throw pathError('invalid hex character sequence', this.match(brokenHex)![0]);
      this.at += hex[0].length;
      return codePointText(Number.parseInt(hex[1]!, 16));
    }
    const plain = escapes[next];
    const character = String.fromCodePoint(this.text.codePointAt(this.at + 1)!);
    this.at += 1 + character.length;
    return plain ?? character;
  }

  /** A run of escapes; the halves of a pair follow one another in it. */
  private unicode(): string {
    const start = this.at;
    let value = '';
    let high = -1;
    const units: number[] = [];
    for (let found = this.match(unicodeEscape); found !== null; found = this.match(unicodeEscape)) {
      units.push(Number.parseInt(found[1] ?? found[2]!, 16));
      this.at += found[0].length;
    }
    if (this.text.startsWith('\\u', this.at)) {
      const broken = this.match(brokenUnicode)![0];
      throw pathError('invalid unicode sequence', this.text.slice(start, this.at + broken.length));
    }
    for (const unit of units) {
      if (unit >= 0xd800 && unit < 0xdc00) {
        if (high >= 0) throw invalidPath('Unicode high surrogate must not follow a high surrogate.');
        high = unit;
      } else if (unit >= 0xdc00 && unit < 0xe000) {
        if (high < 0) throw invalidPath('Unicode low surrogate must follow a high surrogate.');
        value += String.fromCharCode(high, unit);
        high = -1;
      } else {
        if (high >= 0) throw invalidPath('Unicode low surrogate must follow a high surrogate.');
        value += codePointText(unit);
      }
    }
    if (high >= 0) throw invalidPath('Unicode low surrogate must follow a high surrogate.');
    return value;
  }
}

function codePointText(code: number): string {
  if (code === 0) {
    throw sqlError('untranslatable_character', 'unsupported Unicode escape sequence', {
      detail: '\\u0000 cannot be converted to text.',
    });
  }
  if (code > 0x10ffff) throw sqlError('syntax_error', 'invalid Unicode code point');
  return String.fromCodePoint(code);
}

function invalidPath(detail: string): SqlError {
  return sqlError('invalid_text_representation', 'invalid input syntax for type jsonpath', { detail });
}
