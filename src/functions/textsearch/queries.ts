/** Queries from text: in query notation, as plain words, as a phrase, and as people write to search engines. */

import { isSpaceCode } from '../../types/text-scan.ts';
import type { TextSearchConfig } from '../../types/textsearch/objects.ts';
import { QueryParser, type Sparse } from '../../types/textsearch/tsquery-text.ts';
import { queryTooDeep, type TsQuery } from '../../types/textsearch/tsquery-value.ts';
import { withoutStopWords } from './clean-query.ts';
import { documentWords } from './documents.ts';

const stopWord: Sparse = { kind: 'operand', node: null };
/** More words or operators in one query are refused, as deeper trees are. */
const MAX_WORDS = 3000;

/** The words of a piece of text, joined in their order; a stop word between two of them keeps its place. */
function joinWords(
  config: TextSearchConfig,
  text: string,
  kind: 'and' | 'phrase',
  weights = 0,
  prefix = false,
): Sparse {
  let tree: Sparse | null = null;
  let last = 0;
  const add = (operand: Sparse): void => {
    tree = tree === null ? operand : { kind, left: tree, right: operand, distance: kind === 'phrase' ? 1 : 0 };
  };
  const words = documentWords(config, text);
  if (words.length > MAX_WORDS) throw queryTooDeep();
  for (const { word, place } of words) {
    if (last > 0) for (let gap = last + 1; gap < place; gap++) add(stopWord);
    last = place;
    add({ kind: 'operand', node: { kind: 'lexeme', word, weights, prefix } });
  }
  return tree ?? stopWord;
}

export function plainQuery(config: TextSearchConfig, text: string): TsQuery {
  return withoutStopWords(joinWords(config, text, 'and'));
}

export function phraseQuery(config: TextSearchConfig, text: string): TsQuery {
  return withoutStopWords(joinWords(config, text, 'phrase'));
}

export function notationQuery(config: TextSearchConfig, text: string): TsQuery {
  const parser = new QueryParser(text, (word, weights, prefix) => joinWords(config, word, 'phrase', weights, prefix));
  return withoutStopWords(parser.parse());
}

type WebToken = Sparse | 'not' | 'and' | 'or';

const webOperators = '!&|()<';

/** `"a phrase" word -without OR other`: nothing is an error. */
class WebScanner {
  private readonly text: string;
  private readonly operand: (text: string) => Sparse;
  private at = 0;

  constructor(text: string, operand: (text: string) => Sparse) {
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
      if (tokens.length > 2 * MAX_WORDS) throw queryTooDeep();
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

  private scanOperand(): Sparse | null {
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
function treeOf(tokens: readonly WebToken[]): Sparse | null {
  let either: Sparse | null = null;
  let both: Sparse | null = null;
  let negations = 0;
  for (const token of tokens) {
    if (token === 'not') negations++;
    else if (token === 'or') {
      either = joined('or', either, both!);
      both = null;
    } else if (token !== 'and') {
      if (negations > MAX_WORDS) throw queryTooDeep();
      let operand: Sparse = token;
      for (; negations > 0; negations--) operand = { kind: 'not', arg: operand };
      both = joined('and', both, operand);
    }
  }
  return both === null ? either : joined('or', either, both);
}

function joined(kind: 'and' | 'or', left: Sparse | null, right: Sparse): Sparse {
  return left === null ? right : { kind, left, right, distance: 0 };
}

export function webQuery(config: TextSearchConfig, text: string): TsQuery {
  const scanner = new WebScanner(text, (part) => joinWords(config, part, 'phrase'));
  return withoutStopWords(treeOf(scanner.scan()));
}
