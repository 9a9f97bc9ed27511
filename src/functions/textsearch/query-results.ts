/** Functions over the results of a query that they are given as text: ts_stat and ts_rewrite. */
import { sqlError } from '../../errors/index.ts';
import { typeOid } from '../../types/oids.ts';
import type { TsQuery } from '../../types/textsearch/tsquery-value.ts';
import { type Lexeme, type TsVector, weightOf, weightOfLetter } from '../../types/textsearch/tsvector-value.ts';
import type { Datum } from '../../types/type-def.ts';
import type { FunctionContext, FunctionDef } from '../function-def.ts';
import { rowSet, scalar } from '../scalar/define.ts';
import { rewriteOnce, rewriteQuery } from './rewrite.ts';

// ---- ts_stat ----

interface WordCount {
  documents: number;
  entries: number;
}

/** Bits of the weights asked for; 0: all, and lexemes without places too. */
function weightBits(letters: string): number {
  let bits = 0;
  for (const letter of letters) {
    const weight = weightOfLetter(letter);
    if (weight >= 0) bits |= 1 << weight;
  }
  return bits;
}

function entriesOf({ positions }: Lexeme, weights: number): number {
  if (weights === 0) return Math.max(1, positions.length);
  return positions.filter((position) => (weights & (1 << weightOf(position))) !== 0).length;
}

function* statistics(context: FunctionContext, query: string, letters = ''): Generator<readonly Datum[]> {
  const { types, rows } = context.runQuery(query);
  if (types.length !== 1 || types[0] !== typeOid.tsvector) {
    throw sqlError('invalid_parameter_value', 'ts_stat query must return one tsvector column');
  }
  const weights = weightBits(letters);
  const words = new Map<string, WordCount>();
  for (const [document] of rows) {
    if (document === null) continue;
    for (const lexeme of (document as TsVector).lexemes) {
      const entries = entriesOf(lexeme, weights);
      if (entries === 0) continue;
      const count = words.get(lexeme.word);
      if (count === undefined) words.set(lexeme.word, { documents: 1, entries });
      else {
        count.documents++;
        count.entries += entries;
      }
    }
  }
  for (const [word, { documents, entries }] of words) yield [word, documents, entries];
}

// ---- ts_rewrite ----

function rewriteByQuery(context: FunctionContext, query: TsQuery, text: string): TsQuery {
  if (query.root === null) return query;
  const { types, rows } = context.runQuery(text);
  if (types.length !== 2 || types.some((type) => type !== typeOid.tsquery)) {
    throw sqlError('invalid_parameter_value', 'ts_rewrite query must return two tsquery columns');
  }
  const pairs = rows.filter((row): row is [TsQuery, TsQuery] => row[0] !== null && row[1] !== null);
  return rewriteQuery(query, pairs);
}

const volatileRow = { volatility: 'volatile', context: true } as const;
const columns = [
  { name: 'word', type: 'text' },
  { name: 'ndoc', type: 'int4' },
  { name: 'nentry', type: 'int4' },
] as const;

export const queryResultFunctions: readonly FunctionDef[] = [
  scalar(3684, 'ts_rewrite', 'tsquery tsquery tsquery', 'tsquery', rewriteOnce),
  scalar(3685, 'ts_rewrite', 'tsquery text', 'tsquery', rewriteByQuery, volatileRow),
  rowSet(3689, 'ts_stat', 'text', 'record', statistics, { ...volatileRow, argNames: ['query'], columns }),
  rowSet(3690, 'ts_stat', 'text text', 'record', statistics, {
    ...volatileRow,
    argNames: ['query', 'weights'],
    columns,
  }),
];
