/**
 * The value of type tsvector: distinct lexemes in code-point order, each with its positions in the document, ascending, at most
 * 256 of them. A position is 1 to 16383 with a weight above it: 0 is D, 3 is A. A stripped lexeme has no positions.
 */
import { compareText, utf8Length } from '../text-order.ts';

export type Position = number;

export const MAX_POSITION = 16383;
export const MAX_POSITIONS = 256;
export const MAX_LEXEME_BYTES = 2046;
export const MAX_STRING_BYTES = 1_048_575;
const WEIGHT_SHIFT = 14;

export interface Lexeme {
  readonly word: string;
  readonly positions: readonly Position[];
}

export class TsVector {
  readonly lexemes: readonly Lexeme[];

  constructor(lexemes: readonly Lexeme[]) {
    this.lexemes = lexemes;
  }
}

export function makePosition(place: number, weight: number): Position {
  return Math.min(place, MAX_POSITION) | (weight << WEIGHT_SHIFT);
}

export function placeOf(position: Position): number {
  return position & MAX_POSITION;
}

export function weightOf(position: Position): number {
  return position >> WEIGHT_SHIFT;
}

/** 3 for A to 0 for D, -1 for what is no letter of a weight. */
export function weightOfLetter(letter: string): number {
  return letter === '' ? -1 : 'dcba'.indexOf(letter.toLowerCase());
}

/** Ascending, one per place with its greatest weight. */
export function uniquePositions(positions: readonly Position[]): readonly Position[] {
  if (positions.length < 2) return positions;
  const sorted = [...positions].sort((a, b) => placeOf(a) - placeOf(b));
  const unique: Position[] = [sorted[0]!];
  for (let i = 1; i < sorted.length; i++) {
    const position = sorted[i]!;
    const last = unique[unique.length - 1]!;
    if (placeOf(position) !== placeOf(last)) {
      unique.push(position);
      if (unique.length >= MAX_POSITIONS || placeOf(position) === MAX_POSITION) break;
    } else if (weightOf(position) > weightOf(last)) unique[unique.length - 1] = position;
  }
  return unique;
}

/** Lexemes in any order, a word as often as it came. */
export function makeTsVector(lexemes: readonly Lexeme[]): TsVector {
  const byWord = new Map<string, Position[]>();
  for (const { word, positions } of lexemes) {
    const known = byWord.get(word);
    if (known === undefined) byWord.set(word, [...positions]);
    else for (const position of positions) known.push(position);
  }
  const sorted = [...byWord].sort(([a], [b]) => compareText(a, b));
  return new TsVector(sorted.map(([word, positions]) => ({ word, positions: uniquePositions(positions) })));
}

/** The place of the first lexeme that is not before `word`. */
export function lexemeIndex(vector: TsVector, word: string): number {
  let low = 0;
  let high = vector.lexemes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareText(vector.lexemes[middle]!.word, word) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Bytes of PostgreSQL's form of a value behind its head and its table of lexemes: words, and their positions at even offsets. */
export function contentBytes(vector: TsVector): number {
  let bytes = 0;
  for (const { word, positions } of vector.lexemes) {
    bytes += utf8Length(word);
    if (positions.length > 0) bytes += (bytes & 1) + 2 + 2 * positions.length;
  }
  return bytes;
}

/** PostgreSQL's order of tsvectors begins with them. */
function storedBytes(vector: TsVector): number {
  return 8 + 4 * vector.lexemes.length + contentBytes(vector);
}

export function compareTsVectors(a: TsVector, b: TsVector): number {
  const order = storedBytes(a) - storedBytes(b) || a.lexemes.length - b.lexemes.length;
  if (order !== 0) return order;
  for (let i = 0; i < a.lexemes.length; i++) {
    const byLexeme = compareLexemes(a.lexemes[i]!, b.lexemes[i]!);
    if (byLexeme !== 0) return byLexeme;
  }
  return 0;
}

/** What has positions, more of them, later ones or greater weights comes first. */
function compareLexemes(a: Lexeme, b: Lexeme): number {
  const positioned = Number(b.positions.length > 0) - Number(a.positions.length > 0);
  const order = positioned || compareText(a.word, b.word) || b.positions.length - a.positions.length;
  if (order !== 0) return order;
  for (let i = 0; i < a.positions.length; i++) {
    const [x, y] = [a.positions[i]!, b.positions[i]!];
    const byPosition = placeOf(y) - placeOf(x) || weightOf(y) - weightOf(x);
    if (byPosition !== 0) return byPosition;
  }
  return 0;
}
