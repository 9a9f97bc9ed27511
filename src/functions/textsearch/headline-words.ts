/** A document as ts_headline() sees it: every token with its lexeme's place and the part of the query it matches. */
import { utf8Length } from '../../types/text-order.ts';
import type { Document } from '../../types/textsearch/match.ts';
import { dictionaryFor, type TextSearchConfig } from '../../types/textsearch/objects.ts';
import { type QueryLexeme, storedNodes, type TsQuery } from '../../types/textsearch/tsquery-value.ts';
import { MAX_LEXEME_BYTES, MAX_POSITION } from '../../types/textsearch/tsvector-value.ts';
import { lexize } from './dictionaries.ts';
import { parseDocument } from './parser/default-parser.ts';

export interface HeadlineWord {
  readonly text: string;
  readonly bytes: number;
  /** Alias of the token type. */
  readonly type: string;
  place: number;
  /** What of the query the word matches; a word that matches several parts is there once more for each further one. */
  item: QueryLexeme | null;
  readonly repeated: boolean;
  inside: boolean;
  skipped: boolean;
  replaced: boolean;
}

export function headlineWords(config: TextSearchConfig, text: string, query: TsQuery): HeadlineWord[] {
  const operands = storedNodes(query).filter((node): node is QueryLexeme => node.kind === 'lexeme');
  const words: HeadlineWord[] = [];
  let place = 0;
  for (const token of parseDocument(text)) {
    const bytes = utf8Length(token.text);
    if (bytes > MAX_LEXEME_BYTES) continue;
    const made = (item: QueryLexeme | null, repeated: boolean): HeadlineWord => ({
      text: token.text,
      bytes,
      type: token.type.alias,
      place: 0,
      item,
      repeated,
      inside: false,
      skipped: false,
      replaced: false,
    });
    const word = made(null, false);
    words.push(word);
    const dictionary = dictionaryFor(config, token.type);
    if (dictionary === undefined) continue;
    place++;
    const lexeme = lexize(dictionary, token.text);
    if (lexeme === null) continue;
    word.place = Math.min(place, MAX_POSITION);
    for (const operand of operands) {
      const matched = operand.prefix ? lexeme.startsWith(operand.word) : lexeme === operand.word;
      if (!matched) continue;
      if (word.item === null) word.item = operand;
      else words.push({ ...made(operand, true), place: word.place });
    }
  }
  return words;
}

/** Words `from` to `to` as a document of their own. */
export class HeadlineStretch implements Document {
  private readonly words: readonly HeadlineWord[];
  private readonly from: number;
  private readonly to: number;

  constructor(words: readonly HeadlineWord[], from: number, to: number) {
    this.words = words;
    this.from = from;
    this.to = to;
  }

  has(lexeme: QueryLexeme) {
    for (let i = this.from; i <= this.to; i++) if (this.words[i]!.item === lexeme) return 'yes' as const;
    return 'no' as const;
  }

  places(lexeme: QueryLexeme) {
    const places: number[] = [];
    for (let i = this.from; i <= this.to; i++) {
      const { item, place } = this.words[i]!;
      if (item === lexeme && (places.length === 0 || places[places.length - 1]! < place)) places.push(place);
    }
    return { places, negated: false, width: 0 };
  }
}
