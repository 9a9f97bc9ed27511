/** Queries from text: in query notation, as plain words, as a phrase, and as people write to search engines. */

import { isSpaceCode } from '../../types/text-scan.ts';
import type { TextSearchConfig } from '../../types/textsearch/objects.ts';
import { binaryPart, notPart, type QueryPart, queryOf, wordPart } from '../../types/textsearch/query-part.ts';
import { QueryParser } from '../../types/textsearch/tsquery-text.ts';
import { MAX_DISTANCE, type TsQuery } from '../../types/textsearch/tsquery-value.ts';
import { documentWords } from './documents.ts';

const stopWord = wordPart(null);

/** The words of a piece of text, joined in their order; stop words between two of them keep their places in a phrase. */
function joinWords(
  config: TextSearchConfig,
  text: string,
  kind: 'and' | 'phrase',
  weights = 0,
  prefix = false,
): QueryPart {
  let tree: QueryPart | null = null;
  let last = 0;
  for (const { word, place } of documentWords(config, text)) {
    const operand = wordPart({ kind: 'lexeme', word, weights, prefix });
    const distance = kind === 'phrase' ? Math.min(place - last, MAX_DISTANCE) : 0;
    tree = tree === null ? operand : binaryPart(kind, tree, operand, distance);
    last = place;
  }
  return tree ?? stopWord;
}

export function plainQuery(config: TextSearchConfig, text: string): TsQuery {
  return queryOf(joinWords(config, text, 'and'));
}

export function phraseQuery(config: TextSearchConfig, text: string): TsQuery {
  return queryOf(joinWords(config, text, 'phrase'));
}

export function notationQuery(config: TextSearchConfig, text: string): TsQuery {
  const parser = new QueryParser(text, (word, weights, prefix) => joinWords(config, word, 'phrase', weights, prefix));
  return queryOf(parser.parse());
}

type WebToken = QueryPart | 'not' | 'and' | 'or';

const webOperators = '!&|()<';

/** `"a phrase" word -without OR other`: nothing is an error. */
class WebScanner {
  private readonly text: string;
  private readonly operand: (text: string) => QueryPart;
  private at = 0;

  constructor(text: string, operand: (text: string) => QueryPart) {
    this.text = text;
    this.operand = operand;
  }

  scan(): WebToken[] {
    const tokens: WebToken[] = [];
    for (;;) {
      while (this.scanNegation()) tokens.push('not');
      const operand = this.scanOperand();
      if (operand === null) {
        if (tokens.length > 0) tokens.push(stopWord);
        return tokens;
      }
      tokens.push(operand);
      this.skipSpaces();
      if (this.at >= this.text.length) return tokens;
      if (this.isOr()) {
        this.at += 2;
        tokens.push('or');
      } else tokens.push('and');
    }
  }

  private skipSpaces(): void {
    while (isSpaceCode(this.text.charCodeAt(this.at))) this.at++;
  }

  /** Past spaces and characters that mean nothing here; true at a minus, which is taken. */
  private scanNegation(): boolean {
    while (this.at < this.text.length) {
      const char = this.text[this.at]!;
      if (!isSpaceCode(char.charCodeAt(0)) && !webOperators.includes(char)) break;
      this.at++;
    }
    if (this.text[this.at] !== '-') return false;
    this.at++;
    return true;
  }

  private scanOperand(): QueryPart | null {
    if (this.at >= this.text.length) return null;
    const start = this.at;
    if (this.text[start] === '"') {
      const close = this.text.indexOf('"', start + 1);
      this.at = close < 0 ? this.text.length : close + 1;
      return this.operand(this.text.slice(start + 1, close < 0 ? this.text.length : close));
    }
    for (this.at++; this.at < this.text.length; this.at++) {
      const char = this.text[this.at]!;
      if (isSpaceCode(char.charCodeAt(0)) || webOperators.includes(char) || char === '"' || char === ':') break;
    }
    return this.operand(this.text.slice(start, this.at));
  }

  /** The word OR with something behind it. */
  private isOr(): boolean {
    if (this.text.slice(this.at, this.at + 2).toLowerCase() !== 'or') return false;
    const next = this.text[this.at + 2];
    if (next === undefined || /[-_A-Za-z0-9\u0080-\uffff]/.test(next)) return false;
    for (let at = this.at + 3; at < this.text.length; at++) if (!isSpaceCode(this.text.charCodeAt(at))) return true;
    return false;
  }
}

/** NOT binds most, then AND, then OR, from left to right. */
function treeOf(tokens: readonly WebToken[]): QueryPart | null {
  let either: QueryPart | null = null;
  let both: QueryPart | null = null;
  let negations = 0;
  for (const token of tokens) {
    if (token === 'not') negations++;
    else if (token === 'or') {
      either = joined('or', either, both!);
      both = null;
    } else if (token !== 'and') {
      let operand = token;
      for (; negations > 0; negations--) operand = notPart(operand);
      both = joined('and', both, operand);
    }
  }
  return both === null ? either : joined('or', either, both);
}

function joined(kind: 'and' | 'or', left: QueryPart | null, right: QueryPart): QueryPart {
  return left === null ? right : binaryPart(kind, left, right, 0);
}

export function webQuery(config: TextSearchConfig, text: string): TsQuery {
  const scanner = new WebScanner(text, (part) => joinWords(config, part, 'phrase'));
  return queryOf(treeOf(scanner.scan()));
}
