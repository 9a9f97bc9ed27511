/** Types tsvector and tsquery, and the alias types of text search configurations and dictionaries. */
import { compareNumbers, defineType } from '../define-type.ts';
import { combineHashes, hashNumber, hashString } from '../hash.ts';
import type { Oid, TextContext, TypeDef } from '../type-def.ts';
import { inputTextSearchName } from './object-names.ts';
import { configByOid, configNamed, dictionaryByOid, dictionaryNamed } from './objects.ts';
import { formatTsQuery, parseTsQuery } from './tsquery-text.ts';
import { compareTsQueries, storedNodes, type TsQuery } from './tsquery-value.ts';
import { formatTsVector, parseTsVector } from './tsvector-text.ts';
import { compareTsVectors, type TsVector } from './tsvector-value.ts';

function alias(
  oid: Oid,
  name: string,
  arrayOid: Oid,
  input: (text: string, context: TextContext) => Oid,
  output: (oid: Oid) => string,
) {
  return defineType({
    oid,
    name,
    arrayOid,
    category: 'N',
    length: 4,
    vector: 'float64',
    scalar: 'number',
    input: (text, _typmod, context) => input(text, context),
    output,
    compare: compareNumbers,
    hash: hashNumber,
  });
}

export const textSearchTypes: readonly TypeDef[] = [
  defineType({
    oid: 3614,
    name: 'tsvector',
    arrayOid: 3643,
    category: 'U',
    input: parseTsVector,
    output: formatTsVector,
    compare: compareTsVectors,
    hash: (value: TsVector) => value.lexemes.reduce((hash, { word }) => combineHashes(hash, hashString(word)), 1),
  }),
  defineType({
    oid: 3615,
    name: 'tsquery',
    arrayOid: 3645,
    category: 'U',
    input: parseTsQuery,
    output: formatTsQuery,
    compare: compareTsQueries,
    // Weights and prefixes are no part of equality.
    hash: (value: TsQuery) =>
      storedNodes(value).reduce(
        (hash, node) => combineHashes(hash, hashString(node.kind === 'lexeme' ? node.word : node.kind)),
        1,
      ),
  }),
  alias(
    3734,
    'regconfig',
    3735,
    (text, context) => inputTextSearchName(text, 'configuration', context, (name) => configNamed(name)?.oid),
    (oid) => (oid === 0 ? '-' : (configByOid(oid)?.name ?? String(oid))),
  ),
  alias(
    3769,
    'regdictionary',
    3770,
    (text, context) => inputTextSearchName(text, 'dictionary', context, (name) => dictionaryNamed(name)?.oid),
    (oid) => (oid === 0 ? '-' : (dictionaryByOid(oid)?.name ?? String(oid))),
  ),
];
