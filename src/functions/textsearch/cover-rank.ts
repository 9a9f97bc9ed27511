/**
 * ts_rank_cd: cover density ranking (Clarke, Cormack, Tudhope, "Relevance Ranking for One to Three Term Queries", 1999). A
 * cover is a shortest stretch of the document in which the query holds; the shorter its covers, the better it ranks.
 */
import { type Document, execute, lexemesOf } from '../../types/textsearch/match.ts';
import { type QueryLexeme, type QueryNode, storedNodes, type TsQuery } from '../../types/textsearch/tsquery-value.ts';
import { type Lexeme, type Position, placeOf, type TsVector, weightOf } from '../../types/textsearch/tsvector-value.ts';
import { documentLength, norm, type RankWeights } from './rank.ts';

/** A place in the document where a lexeme stands that the query names. */
interface Occurrence {
  readonly position: Position;
  readonly entry: Lexeme;
  readonly operands: QueryLexeme[];
}

function occurrencesOf(vector: TsVector, query: TsQuery): Occurrence[] {
  const byEntry = new Map<Lexeme, Map<Position, Occurrence>>();
  for (const operand of storedNodes(query)) {
    if (operand.kind !== 'lexeme') continue;
    for (const entry of lexemesOf(vector, operand)) {
      let places = byEntry.get(entry);
      if (places === undefined) byEntry.set(entry, (places = new Map()));
      for (const position of entry.positions) {
        if (operand.weights !== 0 && (operand.weights & (1 << weightOf(position))) === 0) continue;
        const known = places.get(position);
        if (known === undefined) places.set(position, { position, entry, operands: [operand] });
        else known.operands.push(operand);
      }
    }
  }
  const all = [...byEntry.values()].flatMap((places) => [...places.values()]);
  return all.sort((a, b) => placeOf(a.position) - placeOf(b.position) || weightOf(a.position) - weightOf(b.position));
}

/** The part of a document that was looked at, as a document of its own. */
class Stretch implements Document {
  private readonly seen = new Map<QueryLexeme, number[]>();

  add({ operands, position }: Occurrence): void {
    for (const operand of operands) {
      const places = this.seen.get(operand);
      const place = placeOf(position);
      if (places === undefined) this.seen.set(operand, [place]);
      else if (places[places.length - 1] !== place) places.push(place);
    }
  }

  has(lexeme: QueryLexeme) {
    return this.seen.has(lexeme) ? ('yes' as const) : ('no' as const);
  }

  places(lexeme: QueryLexeme) {
    const places = [...(this.seen.get(lexeme) ?? [])].sort((a, b) => a - b);
    return { places, negated: false, width: 0 };
  }
}

interface Cover {
  readonly begin: number;
  readonly end: number;
}

function* coversOf(root: QueryNode, occurrences: readonly Occurrence[]): Generator<Cover> {
  for (let from = 0; ; ) {
    const end = firstHolding(root, occurrences, from, 1, occurrences.length);
    if (end < 0) return;
    const begin = firstHolding(root, occurrences, end, -1, from - 1);
    if (begin < 0) from++;
    else {
      yield { begin, end };
      from = begin + 1;
    }
  }
}

/** Where the query first holds, going on from `start`; -1 when it does not before `stop`. */
function firstHolding(
  root: QueryNode,
  occurrences: readonly Occurrence[],
  start: number,
  step: 1 | -1,
  stop: number,
): number {
  const stretch = new Stretch();
  for (let at = start; at !== stop; at += step) {
    stretch.add(occurrences[at]!);
    if (execute(root, stretch) === 'yes') return at;
  }
  return -1;
}

export function coverRank(weights: RankWeights, vector: TsVector, query: TsQuery, method: number): number {
  const { root } = query;
  const size = vector.lexemes.length;
  if (root === null || size === 0) return 0;
  const occurrences = occurrencesOf(vector, query);
  if (occurrences.length === 0) return 0;
  let result = 0;
  let covers = 0;
  let closeness = 0;
  let lastMiddle = 0;
  for (const { begin, end } of coversOf(root, occurrences)) {
    let inverse = 0;
    for (let i = begin; i <= end; i++) inverse += 1 / weights[weightOf(occurrences[i]!.position)]!;
    const first = placeOf(occurrences[begin]!.position);
    const last = placeOf(occurrences[end]!.position);
    const words = end - begin;
    const noise = last - first - words;
    result += (words + 1) / inverse / (1 + (noise < 0 ? Math.trunc(words / 2) : noise));
    const middle = (first + last) / 2;
    if (covers > 0 && middle > lastMiddle) closeness += 1 / (middle - lastMiddle);
    lastMiddle = middle;
    covers++;
  }
  const length = documentLength(vector);
  if ((method & norm.logLength) !== 0) result /= Math.log(length + 1);
  if ((method & norm.length) !== 0) result /= length;
  if ((method & norm.extentDistance) !== 0 && covers > 0 && closeness > 0) result /= covers / closeness;
  if ((method & norm.unique) !== 0) result /= size;
  if ((method & norm.logUnique) !== 0) result /= Math.log(size + 1) / Math.log(2);
  if ((method & norm.selfPlusOne) !== 0) result /= result + 1;
  return Math.fround(result);
}
