/**
 * ts_rank: how often, and how heavily, a query's words stand in a document, and how near to each other (the manual, "Ranking
 * Search Results"). Sums are kept in single precision, as PostgreSQL keeps them, so that the last digit agrees.
 */
import { compareText } from '../../types/text-order.ts';
import { lexemesOf } from '../../types/textsearch/match.ts';
import { type QueryLexeme, storedNodes, type TsQuery } from '../../types/textsearch/tsquery-value.ts';
import {
  MAX_POSITION,
  type Position,
  placeOf,
  type TsVector,
  weightOf,
} from '../../types/textsearch/tsvector-value.ts';

/** Weights of D, C, B and A. */
export type RankWeights = readonly number[];

export const norm = {
  logLength: 1,
  length: 2,
  extentDistance: 4,
  unique: 8,
  logUnique: 16,
  selfPlusOne: 32,
} as const;

/** Stands for the position of a lexeme that has none. */
const unplaced: readonly Position[] = [MAX_POSITION];
const farthest = 16384;

/** The query's words, each once, in their order. */
function operandsOf(query: TsQuery): QueryLexeme[] {
  const byWord = new Map<string, QueryLexeme>();
  for (const node of storedNodes(query))
    if (node.kind === 'lexeme' && !byWord.has(node.word)) byWord.set(node.word, node);
  return [...byWord.values()].sort((a, b) => compareText(a.word, b.word));
}

/** Falls from 1 with the number of places between two words. */
function nearness(distance: number): number {
  if (distance > 100) return Math.fround(1e-30);
  return Math.fround(1 / (1.005 + 0.05 * Math.exp(distance / 1.5 - 2)));
}

function rankTogether(weights: RankWeights, vector: TsVector, operands: readonly QueryLexeme[]): number {
  const places: (readonly Position[] | undefined)[] = [];
  let rank = -1;
  operands.forEach((operand, i) => {
    for (const entry of lexemesOf(vector, operand)) {
      const own = entry.positions.length > 0 ? entry.positions : unplaced;
      places[i] = own;
      for (let k = 0; k < i; k++) {
        const other = places[k];
        if (other === undefined) continue;
        for (const a of own)
          for (const b of other) rank = addPair(rank, weights, a, b, own === unplaced || other === unplaced);
      }
    }
  });
  return rank;
}

function addPair(rank: number, weights: RankWeights, a: Position, b: Position, anywhere: boolean): number {
  let distance = Math.abs(placeOf(a) - placeOf(b));
  if (distance === 0) {
    if (!anywhere) return rank;
    distance = farthest;
  }
  const heaviness = Math.fround(weights[weightOf(a)]! * weights[weightOf(b)]!);
  const pair = Math.fround(Math.sqrt(Math.fround(heaviness * nearness(distance))));
  return rank < 0 ? pair : Math.fround(1 - (1 - rank) * (1 - pair));
}

/** The sum of 1/i² over all i. */
const sumOfSquares = 1.64493406685;

function rankEach(weights: RankWeights, vector: TsVector, operands: readonly QueryLexeme[]): number {
  let rank = 0;
  for (const operand of operands) {
    for (const entry of lexemesOf(vector, operand)) {
      const positions = entry.positions.length > 0 ? entry.positions : unplaced;
      let sum = 0;
      let heaviest = -1;
      let at = 0;
      positions.forEach((position, j) => {
        const weight = weights[weightOf(position)]!;
        sum = Math.fround(sum + Math.fround(weight / ((j + 1) * (j + 1))));
        if (weight > heaviest) {
          heaviest = weight;
          at = j;
        }
      });
      const counted = Math.fround(Math.fround(heaviest + sum) - Math.fround(heaviest / ((at + 1) * (at + 1))));
      rank = Math.fround(rank + counted / sumOfSquares);
    }
  }
  return operands.length > 0 ? Math.fround(rank / operands.length) : rank;
}

export function documentLength(vector: TsVector): number {
  return vector.lexemes.reduce((length, { positions }) => length + Math.max(positions.length, 1), 0);
}

export function rank(weights: RankWeights, vector: TsVector, query: TsQuery, method: number): number {
  const { root } = query;
  const size = vector.lexemes.length;
  if (root === null || size === 0) return 0;
  const operands = operandsOf(query);
  const together = (root.kind === 'and' || root.kind === 'phrase') && operands.length > 1;
  let result = together ? rankTogether(weights, vector, operands) : rankEach(weights, vector, operands);
  if (result < 0) result = Math.fround(1e-20);
  const length = documentLength(vector);
  if ((method & norm.logLength) !== 0) result = Math.fround(result / (Math.log(length + 1) / Math.log(2)));
  if ((method & norm.length) !== 0) result = Math.fround(result / length);
  if ((method & norm.unique) !== 0) result = Math.fround(result / size);
  if ((method & norm.logUnique) !== 0) result = Math.fround(result / (Math.log(size + 1) / Math.log(2)));
  if ((method & norm.selfPlusOne) !== 0) result = Math.fround(result / Math.fround(result + 1));
  return result;
}
