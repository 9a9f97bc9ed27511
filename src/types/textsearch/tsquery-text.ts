/** The text form of tsquery: `'fat' & ( 'rat' | 'cat':AB* )` (the manual, "Text Search Types"). */
import { type SqlError, sqlError } from '../../errors/index.ts';
import { utf8Length } from '../text-order.ts';
import { isDigitCode, isSpaceCode } from '../text-scan.ts';
import { binaryPart, notPart, type QueryPart, queryOf, wordPart } from './query-part.ts';
import { TokenScanner } from './token-scanner.ts';
import { MAX_DISTANCE, type QueryLexeme, type QueryNode, queryTooDeep, type TsQuery } from './tsquery-value.ts';
import { quoteLexeme } from './tsvector-text.ts';
import { MAX_LEXEME_BYTES, weightOfLetter } from './tsvector-value.ts';

/** Deeper parentheses would exhaust the stack. */
const MAX_NESTING = 1000;

/** Binding strength; `!` binds most. */
const priorities = { or: 1, and: 2, phrase: 3, not: 4 } as const;

/** What a word becomes: a lexeme, several, or nothing where it is a stop word. */
export type Operand = (word: string, weights: number, prefix: boolean) => QueryPart;

interface Operator {
  readonly kind: 'and' | 'or' | 'phrase';
  readonly distance: number;
}

export class QueryParser {
  private readonly scanner: TokenScanner;
  private readonly text: string;
  private readonly operand: Operand;
  private depth = 0;

  constructor(text: string, operand: Operand) {
    this.scanner = new TokenScanner(text, true);
    this.text = text;
    this.operand = operand;
  }

  /** null: there was nothing but white space. */
  parse(): QueryPart | null {
    if (this.peek() === undefined) return null;
    const tree = this.parseOperators(0);
    if (this.peek() !== undefined) throw this.scanner.syntaxError();
    return tree;
  }

  private peek(): string | undefined {
    while (isSpaceCode(this.text.charCodeAt(this.scanner.at))) this.scanner.at++;
    return this.text[this.scanner.at];
  }

  private nested<T>(parse: () => T): T {
    if (++this.depth > MAX_NESTING) throw queryTooDeep();
    const result = parse();
    this.depth--;
    return result;
  }

  /** Operators that bind more than `least`, left to right. */
  private parseOperators(least: number): QueryPart {
    let left = this.parseOperand();
    for (;;) {
      const start = this.scanner.at;
      const operator = this.parseOperator();
      if (operator === null) return left;
      if (priorities[operator.kind] <= least) {
        this.scanner.at = start;
        return left;
      }
      const right = this.nested(() => this.parseOperators(priorities[operator.kind]));
      left = binaryPart(operator.kind, left, right, operator.distance);
    }
  }

  private parseOperand(): QueryPart {
    const char = this.peek();
    if (char === '!') {
      this.scanner.at++;
      return notPart(this.nested(() => this.parseOperand()));
    }
    if (char === '(') {
      this.scanner.at++;
      const inner = this.nested(() => this.parseOperators(0));
      if (this.peek() !== ')') throw this.scanner.syntaxError();
      this.scanner.at++;
      return inner;
    }
    if (char === ':') throw this.scanner.syntaxError();
    const token = this.scanner.next();
    if (token === null) throw sqlError('syntax_error', `no operand in tsquery: "${this.text}"`);
    const { weights, prefix } = this.parseModifiers();
    return this.operand(token.word, weights, prefix);
  }

  private parseModifiers(): { weights: number; prefix: boolean } {
    let weights = 0;
    let prefix = false;
    if (this.text[this.scanner.at] === ':') {
      for (this.scanner.at++; this.scanner.at < this.text.length; this.scanner.at++) {
        const char = this.text[this.scanner.at]!;
        const weight = weightOfLetter(char);
        if (weight >= 0) weights |= 1 << weight;
        else if (char === '*') prefix = true;
        else break;
      }
    }
    return { weights, prefix };
  }

  private parseOperator(): Operator | null {
    const char = this.peek();
    if (char === undefined || char === ')') return null;
    if (char === '&' || char === '|') {
      this.scanner.at++;
      return { kind: char === '&' ? 'and' : 'or', distance: 0 };
    }
    const phrase = char === '<' ? this.parseDistance() : null;
    if (phrase === null) throw this.scanner.syntaxError();
    return phrase;
  }

  private parseDistance(): Operator | null {
    let at = this.scanner.at + 1;
    let distance = 1;
    if (this.text[at] === '-') at++;
    else {
      const start = at;
      while (isDigitCode(this.text.charCodeAt(at))) at++;
      if (at === start) return null;
      distance = Number(this.text.slice(start, at));
      if (distance > MAX_DISTANCE) throw distanceOutOfRange();
    }
    // An operator that ends the text is no operator, and no missing operand either.
    if (this.text[at] !== '>' || at + 1 >= this.text.length) return null;
    this.scanner.at = at + 1;
    return { kind: 'phrase', distance };
  }
}

export function distanceOutOfRange(): SqlError {
  return sqlError(
    'invalid_parameter_value',
    `distance in phrase operator must be an integer value between zero and ${MAX_DISTANCE} inclusive`,
  );
}

/** A lexeme as it is written. */
export function queryLexeme(word: string, weights: number, prefix: boolean, text: string): QueryLexeme {
  if (utf8Length(word) > MAX_LEXEME_BYTES) {
    throw sqlError('program_limit_exceeded', `word is too long in tsquery: "${text}"`);
  }
  return { kind: 'lexeme', word, weights, prefix };
}

export function parseTsQuery(text: string): TsQuery {
  const parser = new QueryParser(text, (word, weights, prefix) => wordPart(queryLexeme(word, weights, prefix, text)));
  return queryOf(parser.parse());
}

function formatLexeme(node: QueryLexeme): string {
  if (node.weights === 0 && !node.prefix) return quoteLexeme(node.word);
  let modifiers = node.prefix ? '*' : '';
  for (let weight = 3; weight >= 0; weight--) if ((node.weights & (1 << weight)) !== 0) modifiers += 'DCBA'[weight];
  return `${quoteLexeme(node.word)}:${modifiers}`;
}

function formatNode(node: QueryNode, outer: number, rightOfPhrase: boolean): string {
  if (node.kind === 'lexeme') return formatLexeme(node);
  const priority = priorities[node.kind];
  const text = node.kind === 'not' ? `!${formatNode(node.arg, priority, false)}` : formatBinary(node);
  return priority < outer || (node.kind === 'phrase' && rightOfPhrase) ? `( ${text} )` : text;
}

function formatBinary(node: Extract<QueryNode, { readonly kind: 'and' | 'or' | 'phrase' }>): string {
  const priority = priorities[node.kind];
  const left = formatNode(node.left, priority, false);
  const right = formatNode(node.right, priority, node.kind === 'phrase');
  const symbol =
    node.kind === 'and' ? '&' : node.kind === 'or' ? '|' : node.distance === 1 ? '<->' : `<${node.distance}>`;
  return `${left} ${symbol} ${right}`;
}

export function formatTsQuery(query: TsQuery): string {
  return query.root === null ? '' : formatNode(query.root, -1, false);
}
