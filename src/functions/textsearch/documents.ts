/** Documents and queries from text, by a configuration: its parser's tokens through its dictionaries. */
import { sqlError } from '../../errors/index.ts';
import { utf8Length } from '../../types/text-order.ts';
import { textSearchName } from '../../types/textsearch/object-names.ts';
import { configByOid, configNamed, dictionaryFor, type TextSearchConfig } from '../../types/textsearch/objects.ts';
import { checkVectorLength } from '../../types/textsearch/tsvector-text.ts';
import {
  MAX_LEXEME_BYTES,
  MAX_POSITION,
  makePosition,
  makeTsVector,
  TsVector,
} from '../../types/textsearch/tsvector-value.ts';
import type { Oid } from '../../types/type-def.ts';
import type { FunctionContext } from '../function-def.ts';
import { lexize } from './dictionaries.ts';
import { parseDocument } from './parser/default-parser.ts';

export interface DocumentWord {
  readonly word: string;
  /** From 1; stop words count, though they are left out. */
  readonly place: number;
}

export function documentWords(config: TextSearchConfig, text: string): DocumentWord[] {
  return placedWords(config, text, 0).words;
}

/** `before`: how many places there are before the text. */
function placedWords(
  config: TextSearchConfig,
  text: string,
  before: number,
): { readonly words: DocumentWord[]; readonly end: number } {
  const words: DocumentWord[] = [];
  let place = before;
  for (const token of parseDocument(text)) {
    const dictionary = dictionaryFor(config, token.type);
    // Words longer than a lexeme may be are not indexed, and take no place.
    if (dictionary === undefined || utf8Length(token.text) > MAX_LEXEME_BYTES) continue;
    place++;
    const lexeme = lexize(dictionary, token.text);
    if (lexeme !== null) words.push({ word: lexeme, place });
  }
  return { words, end: place };
}

/** A document keeps one position less of a lexeme than a tsvector may have. */
const MAX_DOCUMENT_POSITIONS = 255;

export function documentVector(config: TextSearchConfig, text: string): TsVector {
  return vectorOf(documentWords(config, text));
}

/** Several texts as one document: behind each of them a place is left free, so that no phrase reaches across. */
export function piecesVector(config: TextSearchConfig, pieces: readonly string[]): TsVector {
  const all: DocumentWord[] = [];
  let place = 0;
  for (const piece of pieces) {
    const { words, end } = placedWords(config, piece, place);
    for (const word of words) all.push(word);
    place = words.length > 0 ? end + 1 : end;
  }
  return vectorOf(all);
}

function vectorOf(words: readonly DocumentWord[]): TsVector {
  const lexemes = words.map(({ word, place }) => ({
    word,
    positions: [makePosition(Math.min(place, MAX_POSITION), 0)],
  }));
  const vector = makeTsVector(lexemes);
  return checkVectorLength(
    new TsVector(
      vector.lexemes.map(({ word, positions }) => ({ word, positions: positions.slice(0, MAX_DOCUMENT_POSITIONS) })),
    ),
  );
}

/** The configuration of an OID that may be anything. */
export function configOf(oid: Oid): TextSearchConfig {
  const config = configByOid(oid);
  if (config === undefined) {
    throw sqlError('internal_error', `cache lookup failed for text search configuration ${oid}`);
  }
  return config;
}

export function currentConfig(context: FunctionContext): TextSearchConfig {
  const setting = context.setting('default_text_search_config', false)!;
  const name = textSearchName(setting, context);
  const config = name === undefined ? undefined : configNamed(name);
  if (config === undefined) {
    throw sqlError('undefined_object', `text search configuration "${setting}" does not exist`);
  }
  return config;
}
