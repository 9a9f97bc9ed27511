/**
 * Words in the text forms of tsvector and tsquery: bare up to white space, or in single quotes, with doubled quotes and
 * backslashes as escapes. In a tsvector positions may follow, `:1A,5`; in a tsquery the operator characters end a bare word.
 */
import { type SqlError, sqlError } from '../../errors/index.ts';
import { isDigitCode, isSpaceCode } from '../text-scan.ts';
import { makePosition, type Position, weightOfLetter } from './tsvector-value.ts';

export interface Token {
  readonly word: string;
  readonly positions: readonly Position[];
}

const operators = '!&|()<';

export class TokenScanner {
  readonly text: string;
  readonly query: boolean;
  at = 0;

  constructor(text: string, query: boolean) {
    this.text = text;
    this.query = query;
  }

  syntaxError(): SqlError {
    return sqlError('syntax_error', `syntax error in ${this.query ? 'tsquery' : 'tsvector'}: "${this.text}"`);
  }

  private isOperator(): boolean {
    return this.query && this.at < this.text.length && operators.includes(this.text[this.at]!);
  }

  private isEnd(): boolean {
    return this.at >= this.text.length || isSpaceCode(this.text.charCodeAt(this.at)) || this.isOperator();
  }

  /** The next word, null at the end of the text. */
  next(): Token | null {
    while (isSpaceCode(this.text.charCodeAt(this.at))) this.at++;
    if (this.at >= this.text.length) return null;
    if (this.text[this.at] === "'") {
      this.at++;
      const word = this.scanQuoted();
      if (this.query || this.text[this.at] !== ':') return { word, positions: [] };
      return { word, positions: this.scanPositions() };
    }
    if (this.isOperator()) throw this.syntaxError();
    return this.scanBare();
  }

  private scanBare(): Token {
    let word = '';
    for (;;) {
      const char = this.text[this.at];
      // A colon at the start is an ordinary character.
      if (word === '' && char === ':') {
        word += char;
        this.at++;
      } else if (this.isEnd()) break;
      else if (char === ':') {
        if (this.query) break;
        return { word, positions: this.scanPositions() };
      } else word += this.scanCharacter();
    }
    return { word, positions: [] };
  }

  private scanQuoted(): string {
    let word = '';
    for (;;) {
      if (this.at >= this.text.length) throw this.syntaxError();
      if (this.text[this.at] !== "'") word += this.scanCharacter();
      else if (this.text[this.at + 1] === "'") {
        word += "'";
        this.at += 2;
      } else break;
    }
    this.at++;
    if (word === '') throw this.syntaxError();
    return word;
  }

  /** One character, or what a backslash is before. */
  private scanCharacter(): string {
    if (this.text[this.at] === '\\') this.at++;
    const char = this.text[this.at];
    if (char === undefined) throw sqlError('syntax_error', `there is no escaped character: "${this.text}"`);
    this.at++;
    return char;
  }

  /** From the colon on. */
  private scanPositions(): Position[] {
    const positions: Position[] = [];
    do {
      this.at++;
      positions.push(this.scanPosition());
    } while (this.text[this.at] === ',');
    if (!this.isEnd()) throw this.syntaxError();
    return positions;
  }

  private scanPosition(): Position {
    const start = this.at;
    while (isDigitCode(this.text.charCodeAt(this.at))) this.at++;
    if (this.at === start) throw this.syntaxError();
    const place = Number(this.text.slice(start, this.at));
    if (place === 0) throw sqlError('syntax_error', `wrong position info in tsvector: "${this.text}"`);
    let weight = 0;
    for (; this.at < this.text.length; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (isDigitCode(code)) continue;
      const letter = this.text[this.at]!;
      const found = letter === '*' ? 3 : weightOfLetter(letter);
      if (found < 0) break;
      if (weight > 0) throw this.syntaxError();
      weight = found;
    }
    return makePosition(place, weight);
  }
}
