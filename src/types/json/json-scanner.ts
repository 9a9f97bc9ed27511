/**
 * Tokens of JSON text (RFC 8259), with PostgreSQL's errors: its wording, what it quotes and the piece of text it shows as
 * context depend on where its scanner stops, so the boundaries of a token that is wrong are kept as carefully as those of a
 * right one.
 */
import { type SqlError, sqlError } from '../../errors/index.ts';

export type JsonToken =
  | 'string'
  | 'number'
  | '{'
  | '}'
  | '['
  | ']'
  | ','
  | ':'
  | 'true'
  | 'false'
  | 'null'
  | 'invalid'
  | 'end';

const tokenOfCode: Readonly<Record<number, JsonToken>> = {
  123: '{',
  125: '}',
  91: '[',
  93: ']',
  44: ',',
  58: ':',
};

/** Bytes of context that an error shows before the place where it stopped. */
const contextBytes = 50;

function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code >= 128
  );
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

const simpleEscapes: Readonly<Record<number, string>> = {
  34: '"',
  92: '\\',
  47: '/',
  98: '\b',
  102: '\f',
  110: '\n',
  114: '\r',
  116: '\t',
};

export class JsonScanner {
  readonly text: string;
  /** Escapes are resolved, and those that no text can have are errors. */
  readonly decode: boolean;
  token: JsonToken = 'end';
  start = 0;
  end = 0;
  /** Content of a string token, when escapes are resolved. */
  value = '';
  /** End of the token before. */
  previousEnd = 0;
  private line = 1;
  private lineStart = 0;

  constructor(text: string, decode: boolean) {
    this.text = text;
    this.decode = decode;
  }

  next(): JsonToken {
    const { text } = this;
    this.previousEnd = this.end;
    let at = this.end;
    let code = text.charCodeAt(at);
    while (code === 32 || (code >= 9 && code <= 13 && (code === 9 || code === 10 || code === 13))) {
      at++;
      if (code === 10) {
        this.line++;
        this.lineStart = at;
      }
      code = text.charCodeAt(at);
    }
    this.start = at;
    if (at >= text.length) {
      this.end = at;
      this.token = 'end';
    } else if (code === 34) {
      this.scanString(at);
      this.token = 'string';
    } else if (tokenOfCode[code] !== undefined) {
      this.end = at + 1;
      this.token = tokenOfCode[code]!;
    } else if (code === 45 || isDigit(code)) {
      this.scanNumber(code === 45 ? at + 1 : at);
      this.token = 'number';
    } else this.token = this.scanWord(at);
    return this.token;
  }

  private scanWord(start: number): JsonToken {
    const { text } = this;
    let at = start;
    while (at < text.length && isWordCode(text.charCodeAt(at))) at++;
    this.end = at === start ? start + 1 : at;
    const word = text.slice(start, at);
    if (word === 'true' || word === 'false' || word === 'null') return word;
    throw this.invalidToken();
  }

  private scanNumber(from: number): void {
    const { text } = this;
    let at = from;
    let wrong = false;
    if (text.charCodeAt(at) === 48) at++;
    else if (isDigit(text.charCodeAt(at))) while (isDigit(text.charCodeAt(at))) at++;
    else wrong = true;
    if (text.charCodeAt(at) === 46) {
      at++;
      if (!isDigit(text.charCodeAt(at))) wrong = true;
      else while (isDigit(text.charCodeAt(at))) at++;
    }
    if ((text.charCodeAt(at) | 32) === 101) {
      at++;
      const sign = text.charCodeAt(at);
      if (sign === 43 || sign === 45) at++;
      if (!isDigit(text.charCodeAt(at))) wrong = true;
      else while (isDigit(text.charCodeAt(at))) at++;
    }
    while (at < text.length && isWordCode(text.charCodeAt(at))) {
      wrong = true;
      at++;
    }
    this.end = at;
    if (wrong) throw this.invalidToken();
  }

  private scanString(start: number): void {
    const { text, decode } = this;
    let value = '';
    let run = start + 1;
    let high = -1;
    for (let at = start + 1; ; at++) {
      if (at >= text.length) throw this.stopped(at);
      const code = text.charCodeAt(at);
      if (code === 34) {
        if (high >= 0) throw this.lowSurrogateExpected(at);
        if (decode) this.value = run === start + 1 ? text.slice(run, at) : value + text.slice(run, at);
        this.end = at + 1;
        return;
      }
      if (code < 32) {
        this.end = at;
        throw this.error(`Character with value 0x${code.toString(16).padStart(2, '0')} must be escaped.`);
      }
      if (code !== 92) {
        if (high >= 0) throw this.lowSurrogateExpected(at);
        continue;
      }
      if (decode) value += text.slice(run, at);
      at++;
      if (at >= text.length) throw this.stopped(at);
      const escaped = text.charCodeAt(at);
      if (escaped === 117) {
        const unit = this.scanUnicode(at);
        at += 4;
        run = at + 1;
        if (!decode) continue;
        if (unit >= 0xd800 && unit < 0xdc00) {
          if (high >= 0) throw this.wrongEscape(at, 'Unicode high surrogate must not follow a high surrogate.');
          high = unit;
          continue;
        }
        if (unit >= 0xdc00 && unit < 0xe000) {
          if (high < 0) throw this.lowSurrogateExpected(at);
          value += String.fromCharCode(high, unit);
          high = -1;
          continue;
        }
        if (high >= 0) throw this.lowSurrogateExpected(at);
        if (unit === 0) throw this.zeroCharacter(at);
        value += String.fromCharCode(unit);
        continue;
      }
      if (high >= 0) throw this.lowSurrogateExpected(at);
      const plain = simpleEscapes[escaped];
      if (plain === undefined) {
        this.start = at;
        this.end = this.characterEnd(at);
        throw this.error(`Escape sequence "\\${text.slice(this.start, this.end)}" is invalid.`);
      }
      value += plain;
      run = at + 1;
    }
  }

  /** The four digits behind the `u` at `at`. */
  private scanUnicode(at: number): number {
    let unit = 0;
    for (let i = 1; i <= 4; i++) {
      if (at + i >= this.text.length) throw this.stopped(at + i);
      const digit = hexDigit(this.text.charCodeAt(at + i));
      if (digit < 0) throw this.wrongEscape(at + i, '"\\u" must be followed by four hexadecimal digits.');
      unit = unit * 16 + digit;
    }
    return unit;
  }

  private characterEnd(at: number): number {
    const point = this.text.codePointAt(at);
    return point === undefined ? at : at + (point > 0xffff ? 2 : 1);
  }

  private stopped(at: number): SqlError {
    this.end = at;
    return this.invalidToken();
  }

  private wrongEscape(at: number, detail: string): SqlError {
    this.end = this.characterEnd(at);
    return this.error(detail);
  }

  private lowSurrogateExpected(at: number): SqlError {
    return this.wrongEscape(at, 'Unicode low surrogate must follow a high surrogate.');
  }

  private zeroCharacter(at: number): SqlError {
    this.end = this.characterEnd(at);
    return sqlError('untranslatable_character', 'unsupported Unicode escape sequence', {
      detail: '\\u0000 cannot be converted to text.',
      where: this.context(),
    });
  }

  private invalidToken(): SqlError {
    this.token = 'invalid';
    return this.error(`Token "${this.text.slice(this.start, this.end)}" is invalid.`);
  }

  /** The current token cannot stand where `what` may. */
  unexpected(what: string): SqlError {
    if (this.token === 'end') return this.error('The input string ended unexpectedly.');
    return this.error(`Expected ${what}, but found "${this.text.slice(this.start, this.end)}".`);
  }

  error(detail: string): SqlError {
    return sqlError('invalid_text_representation', 'invalid input syntax for type json', {
      detail,
      where: this.context(),
    });
  }

  /** The line up to where scanning stopped, its start left out when it is long. */
  private context(): string {
    const line = Buffer.from(this.text.slice(this.lineStart, this.end), 'utf8');
    let start = Math.max(0, line.length - contextBytes + 1);
    while (start < line.length && (line[start]! & 0xc0) === 0x80) start++;
    if (start <= 3) start = 0;
    const after = this.text.charCodeAt(this.end);
    const more = this.token !== 'end' && this.end < this.text.length && after !== 10 && after !== 13;
    const shown = line.subarray(start).toString('utf8');
    return `JSON data, line ${this.line}: ${start > 0 ? '...' : ''}${shown}${more ? '...' : ''}`;
  }
}
