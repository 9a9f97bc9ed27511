/** Functions and operators that work on tsvector values alone. */
import { sqlError } from '../../errors/index.ts';
import { PgArray } from '../../types/array-value.ts';
import { typeOid } from '../../types/oids.ts';
import { matches } from '../../types/textsearch/match.ts';
import type { TsQuery } from '../../types/textsearch/tsquery-value.ts';
import { checkVectorLength } from '../../types/textsearch/tsvector-text.ts';
import {
  type Lexeme,
  MAX_POSITION,
  makePosition,
  makeTsVector,
  type Position,
  placeOf,
  TsVector,
  weightOf,
  weightOfLetter,
} from '../../types/textsearch/tsvector-value.ts';
import type { Datum } from '../../types/type-def.ts';
import type { OperatorRow } from '../define-operators.ts';
import { rowSet, scalar } from '../scalar/define.ts';

function reweighted(positions: readonly Position[], weight: number): Position[] {
  return positions.map((position) => makePosition(placeOf(position), weight));
}

function setWeight(vector: TsVector, letter: string, only?: PgArray): TsVector {
  const weight = weightOfLetter(letter);
  if (weight < 0) {
    const code = letter === '' ? 0 : letter.charCodeAt(0);
    throw sqlError('internal_error', `unrecognized weight: ${only === undefined ? code : letter}`);
  }
  const wanted = only === undefined ? null : new Set(only.values);
  return new TsVector(
    vector.lexemes.map((lexeme) =>
      wanted === null || wanted.has(lexeme.word)
        ? { word: lexeme.word, positions: reweighted(lexeme.positions, weight) }
        : lexeme,
    ),
  );
}

function strip(vector: TsVector): TsVector {
  return new TsVector(vector.lexemes.map(({ word }) => ({ word, positions: [] })));
}

function remove(vector: TsVector, words: ReadonlySet<Datum>): TsVector {
  return new TsVector(vector.lexemes.filter(({ word }) => !words.has(word)));
}

/** The empty "char" ends the message. */
function unrecognized(letter: string): string {
  return letter === '' ? 'unrecognized weight: "' : `unrecognized weight: "${letter}"`;
}

function filter(vector: TsVector, weights: PgArray): TsVector {
  let wanted = 0;
  for (const letter of weights.values) {
    if (letter === null) throw sqlError('null_value_not_allowed', 'weight array may not contain nulls');
    const weight = weightOfLetter(letter as string);
    if (weight < 0) throw sqlError('invalid_parameter_value', unrecognized(letter as string));
    wanted |= 1 << weight;
  }
  const lexemes: Lexeme[] = [];
  for (const { word, positions } of vector.lexemes) {
    const kept = positions.filter((position) => (wanted & (1 << weightOf(position))) !== 0);
    if (kept.length > 0) lexemes.push({ word, positions: kept });
  }
  return new TsVector(lexemes);
}

function fromArray(words: PgArray): TsVector {
  return makeTsVector(
    words.values.map((word) => {
      if (word === null) throw sqlError('null_value_not_allowed', 'lexeme array may not contain nulls');
      if (word === '') throw sqlError('zero_length_character_string', 'lexeme array may not contain empty strings');
      return { word: word as string, positions: [] };
    }),
  );
}

function toArray(vector: TsVector): PgArray {
  return PgArray.of(
    typeOid.text,
    vector.lexemes.map(({ word }) => word),
  );
}

function* unnest(vector: TsVector): Generator<readonly Datum[]> {
  for (const { word, positions } of vector.lexemes) {
    if (positions.length === 0) yield [word, null, null];
    else {
      const weights = positions.map((position) => 'DCBA'[weightOf(position)]!);
      yield [word, PgArray.of(typeOid.int2, positions.map(placeOf)), PgArray.of(typeOid.text, weights)];
    }
  }
}

/** The second document's places count on behind the last of the first. */
function concat(a: TsVector, b: TsVector): TsVector {
  let last = 0;
  for (const { positions } of a.lexemes) {
    if (positions.length > 0) last = Math.max(last, placeOf(positions[positions.length - 1]!));
  }
  // Once a word is at the greatest place, further ones of it are lost, their weights too.
  const full = new Set(
    a.lexemes.flatMap(({ word, positions }) =>
      positions.length > 0 && placeOf(positions[positions.length - 1]!) === MAX_POSITION ? [word] : [],
    ),
  );
  const shifted = b.lexemes.map(({ word, positions }) => {
    const moved = positions.map((position) => makePosition(placeOf(position) + last, weightOf(position)));
    const end = moved.findIndex((position) => placeOf(position) === MAX_POSITION);
    return { word, positions: full.has(word) ? [] : end < 0 ? moved : moved.slice(0, end + 1) };
  });
  return checkVectorLength(makeTsVector([...a.lexemes, ...shifted]));
}

export const vectorFunctions = [
  scalar(3711, 'length', 'tsvector', 'int4', (vector: TsVector) => vector.lexemes.length),
  scalar(3623, 'strip', 'tsvector', 'tsvector', strip),
  scalar(3624, 'setweight', 'tsvector char', 'tsvector', setWeight),
  scalar(3320, 'setweight', 'tsvector char _text', 'tsvector', setWeight),
  scalar(3321, 'ts_delete', 'tsvector text', 'tsvector', (vector: TsVector, word: string) =>
    remove(vector, new Set([word])),
  ),
  scalar(3323, 'ts_delete', 'tsvector _text', 'tsvector', (vector: TsVector, words: PgArray) =>
    remove(vector, new Set(words.values)),
  ),
  scalar(3319, 'ts_filter', 'tsvector _char', 'tsvector', filter),
  scalar(3326, 'tsvector_to_array', 'tsvector', '_text', toArray),
  scalar(3327, 'array_to_tsvector', '_text', 'tsvector', fromArray),
];

export const vectorSets = [
  rowSet(3322, 'unnest', 'tsvector', 'record', unnest, {
    argNames: ['tsvector'],
    columns: [
      { name: 'lexeme', type: 'text' },
      { name: 'positions', type: '_int2' },
      { name: 'weights', type: '_text' },
    ],
  }),
];

const match = { result: 'bool', left: 'tsvector', right: 'tsquery', proc: 3634, procName: 'ts_match_vq' } as const;
const reverse = { result: 'bool', left: 'tsquery', right: 'tsvector', proc: 3635, procName: 'ts_match_qv' } as const;
const matchReversed = (query: TsQuery, vector: TsVector) => matches(vector, query);

export const vectorOperators: readonly OperatorRow[] = [
  {
    oid: 3633,
    name: '||',
    left: 'tsvector',
    right: 'tsvector',
    result: 'tsvector',
    proc: 3625,
    procName: 'tsvector_concat',
    impl: concat,
  },
  { ...match, oid: 3636, name: '@@', commutator: '@@', impl: matches },
  { ...match, oid: 3660, name: '@@@', commutator: '@@@', impl: matches },
  { ...reverse, oid: 3637, name: '@@', commutator: '@@', impl: matchReversed },
  { ...reverse, oid: 3661, name: '@@@', commutator: '@@@', impl: matchReversed },
];
