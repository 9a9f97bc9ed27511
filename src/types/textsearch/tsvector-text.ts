/** The text form of tsvector: `'cat':3A 'fat':2,11` (the manual, "Text Search Types"). */
import { sqlError } from '../../errors/index.ts';
import { utf8Length } from '../text-order.ts';
import { TokenScanner } from './token-scanner.ts';
import {
  contentBytes,
  type Lexeme,
  MAX_LEXEME_BYTES,
  MAX_STRING_BYTES,
  makeTsVector,
  type Position,
  placeOf,
  type TsVector,
  weightOf,
} from './tsvector-value.ts';

export const weightLetters = ['', 'C', 'B', 'A'] as const;

/** Raises 54000 for what PostgreSQL cannot store. */
export function checkWordLength(word: string): void {
  const bytes = utf8Length(word);
  if (bytes > MAX_LEXEME_BYTES) {
    throw sqlError('program_limit_exceeded', `word is too long (${bytes} bytes, max ${MAX_LEXEME_BYTES} bytes)`);
  }
}

export function checkVectorLength(vector: TsVector): TsVector {
  const bytes = contentBytes(vector);
  if (bytes > MAX_STRING_BYTES) {
    throw sqlError(
      'program_limit_exceeded',
      `string is too long for tsvector (${bytes} bytes, max ${MAX_STRING_BYTES} bytes)`,
    );
  }
  return vector;
}

export function parseTsVector(text: string): TsVector {
  const scanner = new TokenScanner(text, false);
  const lexemes: Lexeme[] = [];
  for (let token = scanner.next(); token !== null; token = scanner.next()) {
    checkWordLength(token.word);
    lexemes.push(token);
  }
  return checkVectorLength(makeTsVector(lexemes));
}

export function quoteLexeme(word: string): string {
  return `'${word.replace(/['\\]/g, '$&$&')}'`;
}

function formatPosition(position: Position): string {
  return `${placeOf(position)}${weightLetters[weightOf(position)]}`;
}

export function formatTsVector(vector: TsVector): string {
  return vector.lexemes
    .map(({ word, positions }) => {
      const quoted = quoteLexeme(word);
      return positions.length === 0 ? quoted : `${quoted}:${positions.map(formatPosition).join(',')}`;
    })
    .join(' ');
}
