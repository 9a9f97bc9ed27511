/**
 * Whether a document matches a query. A phrase needs the places of its operands: each part of it answers with the places it
 * matches at, or with those it does not match at (`negated`). A lexeme without positions makes the answer uncertain.
 */

import type { QueryBinary, QueryLexeme, QueryNode, TsQuery } from './tsquery-value.ts';
import { type Lexeme, lexemeIndex, placeOf, type TsVector, weightOf } from './tsvector-value.ts';

export type Answer = 'no' | 'yes' | 'maybe';

/** Where a part of a phrase matches: its last places, and how many places before them it begins. */
export interface Places {
  readonly places: readonly number[];
  readonly negated: boolean;
  readonly width: number;
}

/** What a document says of a lexeme. */
export interface Document {
  has(lexeme: QueryLexeme): Answer;
  /** 'maybe' where the document does not know places. */
  places(lexeme: QueryLexeme): Places | 'maybe';
}

const nowhere: Places = { places: [], negated: false, width: 0 };
const everywhere: Places = { places: [], negated: true, width: 0 };

function isNowhere(found: Places): boolean {
  return found.places.length === 0 && !found.negated;
}

export function execute(node: QueryNode, document: Document): Answer {
  switch (node.kind) {
    case 'lexeme':
      return document.has(node);
    case 'not': {
      const inner = execute(node.arg, document);
      return inner === 'maybe' ? 'maybe' : inner === 'yes' ? 'no' : 'yes';
    }
    case 'and': {
      const left = execute(node.left, document);
      if (left === 'no') return 'no';
      const right = execute(node.right, document);
      return right === 'yes' ? left : right;
    }
    case 'or': {
      const left = execute(node.left, document);
      if (left === 'yes') return 'yes';
      const right = execute(node.right, document);
      return right === 'no' ? left : right;
    }
    case 'phrase': {
      const found = phrasePlaces(node, document);
      return found === 'maybe' || isNowhere(found) ? 'no' : 'yes';
    }
  }
}

export function phrasePlaces(node: QueryNode, document: Document): Places | 'maybe' {
  switch (node.kind) {
    case 'lexeme':
      return document.places(node);
    case 'not': {
      const inner = phrasePlaces(node.arg, document);
      if (inner === 'maybe') return 'maybe';
      if (inner.places.length > 0) return { ...inner, negated: !inner.negated };
      return inner.negated ? nowhere : everywhere;
    }
    case 'or':
      return eitherPlaces(node, document);
    default:
      return bothPlaces(node, document);
  }
}

function bothPlaces(node: QueryBinary, document: Document): Places | 'maybe' {
  const left = phrasePlaces(node.left, document);
  if (left !== 'maybe' && isNowhere(left)) return nowhere;
  const right = phrasePlaces(node.right, document);
  if (right !== 'maybe' && isNowhere(right)) return nowhere;
  if (left === 'maybe' || right === 'maybe') return 'maybe';
  const widest = Math.max(left.width, right.width);
  const phrase = node.kind === 'phrase';
  const leftBy = phrase ? node.distance + right.width : widest - left.width;
  const rightBy = phrase ? 0 : widest - right.width;
  const width = phrase ? node.distance + left.width + right.width : widest;
  const merge = (keep: Keep): number[] => mergePlaces(left.places, right.places, leftBy, rightBy, keep);
  if (left.negated && right.negated) return { places: merge(all), negated: true, width };
  if (left.negated) return { places: merge(onlyRight), negated: false, width };
  if (right.negated) return { places: merge(onlyLeft), negated: false, width };
  return { places: merge(shared), negated: false, width };
}

function eitherPlaces(node: QueryBinary, document: Document): Places | 'maybe' {
  const left = phrasePlaces(node.left, document);
  const right = phrasePlaces(node.right, document);
  if (left !== 'maybe' && right !== 'maybe' && isNowhere(left) && isNowhere(right)) return nowhere;
  if (left === 'maybe' || right === 'maybe') return 'maybe';
  const leftWidth = isNowhere(left) ? 0 : left.width;
  const rightWidth = isNowhere(right) ? 0 : right.width;
  const width = Math.max(leftWidth, rightWidth);
  const merge = (keep: Keep): number[] =>
    mergePlaces(left.places, right.places, width - leftWidth, width - rightWidth, keep);
  if (left.negated && right.negated) return { places: merge(shared), negated: true, width };
  if (left.negated) return { places: merge(onlyLeft), negated: true, width };
  if (right.negated) return { places: merge(onlyRight), negated: true, width };
  return { places: merge(all), negated: false, width };
}

/** Which places a merge keeps: those of both sides, of the left side alone, of the right side alone. */
interface Keep {
  readonly both: boolean;
  readonly left: boolean;
  readonly right: boolean;
}
const all: Keep = { both: true, left: true, right: true };
const shared: Keep = { both: true, left: false, right: false };
const onlyLeft: Keep = { both: false, left: true, right: false };
const onlyRight: Keep = { both: false, left: false, right: true };

function mergePlaces(
  left: readonly number[],
  right: readonly number[],
  leftBy: number,
  rightBy: number,
  keep: Keep,
): number[] {
  const merged: number[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const a = i < left.length ? left[i]! + leftBy : Infinity;
    const b = j < right.length ? right[j]! + rightBy : Infinity;
    if (a < b ? keep.left : a > b ? keep.right : keep.both) merged.push(Math.min(a, b));
    if (a <= b) i++;
    if (b <= a) j++;
  }
  return merged;
}

/** The lexemes of a vector that a query's lexeme stands for: one, or with a prefix those that begin with it. */
export function lexemesOf(vector: TsVector, { word, prefix }: QueryLexeme): readonly Lexeme[] {
  const { lexemes } = vector;
  const start = lexemeIndex(vector, word);
  if (!prefix) return lexemes[start]?.word === word ? [lexemes[start]!] : [];
  let end = start;
  while (end < lexemes.length && lexemes[end]!.word.startsWith(word)) end++;
  return lexemes.slice(start, end);
}

export function vectorDocument(vector: TsVector): Document {
  return {
    has(lexeme) {
      for (const { positions } of lexemesOf(vector, lexeme)) {
        if (lexeme.weights === 0 || positions.length === 0) return 'yes';
        if (positions.some((position) => (lexeme.weights & (1 << weightOf(position))) !== 0)) return 'yes';
      }
      return 'no';
    },
    places(lexeme) {
      const places = new Set<number>();
      for (const { positions } of lexemesOf(vector, lexeme)) {
        if (positions.length === 0) return 'maybe';
        for (const position of positions) {
          if (lexeme.weights === 0 || (lexeme.weights & (1 << weightOf(position))) !== 0) places.add(placeOf(position));
        }
      }
      return { places: [...places].sort((a, b) => a - b), negated: false, width: 0 };
    },
  };
}

export function matches(vector: TsVector, query: TsQuery): boolean {
  return query.root !== null && execute(query.root, vectorDocument(vector)) === 'yes';
}
