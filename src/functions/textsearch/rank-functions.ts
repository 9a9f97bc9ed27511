/** ts_rank and ts_rank_cd, with and without weights and normalization. */
import { sqlError } from '../../errors/index.ts';
import type { PgArray } from '../../types/array-value.ts';
import type { TsQuery } from '../../types/textsearch/tsquery-value.ts';
import type { TsVector } from '../../types/textsearch/tsvector-value.ts';
import type { ScalarFunctionDef } from '../function-def.ts';
import { scalar } from '../scalar/define.ts';
import { coverRank } from './cover-rank.ts';
import { type RankWeights, rank } from './rank.ts';

const defaultWeights: RankWeights = [0.1, 0.2, 0.4, 1].map(Math.fround);

/** Negative weights stand for the default ones. */
function weightsOf(array: PgArray): RankWeights {
  if (array.dims.length !== 1) throw sqlError('array_subscript_error', 'array of weight must be one-dimensional');
  if (array.values.length < defaultWeights.length) {
    throw sqlError('array_subscript_error', 'array of weight is too short');
  }
  if (array.values.includes(null)) {
    throw sqlError('null_value_not_allowed', 'array of weight must not contain nulls');
  }
  return defaultWeights.map((standard, i) => {
    const given = array.values[i] as number;
    const weight = given >= 0 ? given : standard;
    if (weight > 1) throw sqlError('invalid_parameter_value', 'weight out of range');
    return weight;
  });
}

type Rank = typeof rank;

function rankFunctions(name: string, oids: readonly [number, number, number, number], by: Rank): ScalarFunctionDef[] {
  return [
    scalar(
      oids[0],
      name,
      '_float4 tsvector tsquery int4',
      'float4',
      (weights: PgArray, vector: TsVector, query: TsQuery, method: number) =>
        by(weightsOf(weights), vector, query, method),
    ),
    scalar(oids[1], name, '_float4 tsvector tsquery', 'float4', (weights: PgArray, vector: TsVector, query: TsQuery) =>
      by(weightsOf(weights), vector, query, 0),
    ),
    scalar(oids[2], name, 'tsvector tsquery int4', 'float4', (vector: TsVector, query: TsQuery, method: number) =>
      by(defaultWeights, vector, query, method),
    ),
    scalar(oids[3], name, 'tsvector tsquery', 'float4', (vector: TsVector, query: TsQuery) =>
      by(defaultWeights, vector, query, 0),
    ),
  ];
}

export const rankingFunctions: readonly ScalarFunctionDef[] = [
  ...rankFunctions('ts_rank', [3703, 3704, 3705, 3706], rank),
  ...rankFunctions('ts_rank_cd', [3707, 3708, 3709, 3710], coverRank),
];
