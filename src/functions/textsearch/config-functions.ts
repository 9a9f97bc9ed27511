/** Functions that work by a text search configuration, the session's or one that is given. */
import { sqlError } from '../../errors/index.ts';
import { PgArray } from '../../types/array-value.ts';
import { typeOid } from '../../types/oids.ts';
import { matches } from '../../types/textsearch/match.ts';
import { missingTextSearchObject, textSearchName } from '../../types/textsearch/object-names.ts';
import {
  defaultParserName,
  defaultParserOid,
  dictionaryByOid,
  dictionaryFor,
  type TextSearchConfig,
  tokenTypes,
} from '../../types/textsearch/objects.ts';
import type { TsQuery } from '../../types/textsearch/tsquery-value.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import type { OperatorRow } from '../define-operators.ts';
import type { FunctionContext, ScalarFunctionDef, SetFunctionDef } from '../function-def.ts';
import { rowSet, scalar, stable } from '../scalar/define.ts';
import { lexize } from './dictionaries.ts';
import { configOf, currentConfig, documentVector } from './documents.ts';
import { parseDocument } from './parser/default-parser.ts';
import { notationQuery, phraseQuery, plainQuery, webQuery } from './queries.ts';

type Make = (config: TextSearchConfig, text: string) => Datum;

/** The same by the session's configuration, and by a given one. */
function both(name: string, result: string, oids: readonly [number, number], make: Make): ScalarFunctionDef[] {
  return [
    stable(oids[0], name, 'text', result, (context: FunctionContext, text: string) =>
      make(currentConfig(context), text),
    ),
    scalar(oids[1], name, 'regconfig text', result, (config: Oid, text: string) => make(configOf(config), text)),
  ];
}

function lexizeWord(oid: Oid, word: string): PgArray {
  const dictionary = dictionaryByOid(oid);
  if (dictionary === undefined) {
    throw sqlError('internal_error', `cache lookup failed for text search dictionary ${oid}`);
  }
  const lexeme = lexize(dictionary, word);
  return PgArray.of(typeOid.text, lexeme === null ? [] : [lexeme]);
}

function checkParserOid(oid: Oid): void {
  if (oid !== defaultParserOid) {
    throw sqlError('internal_error', `cache lookup failed for text search parser ${oid}`);
  }
}

function checkParserName(context: FunctionContext, name: string): void {
  if (textSearchName(name, context) !== defaultParserName) throw missingTextSearchObject('parser', name);
}

function* tokensOf(text: string): Generator<readonly Datum[]> {
  for (const token of parseDocument(text)) yield [token.type.id, token.text];
}

function* tokenTypeRows(): Generator<readonly Datum[]> {
  for (const { id, alias, description } of tokenTypes) yield [id, alias, description];
}

function* debug(config: TextSearchConfig, text: string): Generator<readonly Datum[]> {
  for (const token of parseDocument(text)) {
    const dictionary = dictionaryFor(config, token.type);
    const dictionaries = PgArray.of(typeOid.regdictionary, dictionary === undefined ? [] : [dictionary.oid]);
    const lexemes = dictionary === undefined ? null : lexizeWord(dictionary.oid, token.text);
    const { alias, description } = token.type;
    yield [alias, description, token.text, dictionaries, dictionary?.oid ?? null, lexemes];
  }
}

const tokenColumns = [
  { name: 'tokid', type: 'int4' },
  { name: 'token', type: 'text' },
];
const typeColumns = [
  { name: 'tokid', type: 'int4' },
  { name: 'alias', type: 'text' },
  { name: 'description', type: 'text' },
];
const debugColumns = [
  { name: 'alias', type: 'text' },
  { name: 'description', type: 'text' },
  { name: 'token', type: 'text' },
  { name: 'dictionaries', type: '_regdictionary' },
  { name: 'dictionary', type: 'regdictionary' },
  { name: 'lexemes', type: '_text' },
];
const session = { volatility: 'stable', context: true } as const;

export const configFunctions: readonly ScalarFunctionDef[] = [
  stable(3759, 'get_current_ts_config', '', 'regconfig', (context: FunctionContext) => currentConfig(context).oid),
  ...both('to_tsvector', 'tsvector', [3749, 3745], documentVector),
  ...both('to_tsquery', 'tsquery', [3750, 3746], notationQuery),
  ...both('plainto_tsquery', 'tsquery', [3751, 3747], plainQuery),
  ...both('phraseto_tsquery', 'tsquery', [5001, 5006], phraseQuery),
  ...both('websearch_to_tsquery', 'tsquery', [5009, 5007], webQuery),
  scalar(3723, 'ts_lexize', 'regdictionary text', '_text', lexizeWord),
];

export const configSets: readonly SetFunctionDef[] = [
  rowSet(
    3715,
    'ts_parse',
    'oid text',
    'record',
    (parser: Oid, text: string) => {
      checkParserOid(parser);
      return tokensOf(text);
    },
    { argNames: ['parser_oid', 'txt'], columns: tokenColumns },
  ),
  rowSet(
    3716,
    'ts_parse',
    'text text',
    'record',
    (context: FunctionContext, parser: string, text: string) => {
      checkParserName(context, parser);
      return tokensOf(text);
    },
    { ...session, argNames: ['parser_name', 'txt'], columns: tokenColumns },
  ),
  rowSet(
    3713,
    'ts_token_type',
    'oid',
    'record',
    (parser: Oid) => {
      checkParserOid(parser);
      return tokenTypeRows();
    },
    { argNames: ['parser_oid'], columns: typeColumns },
  ),
  rowSet(
    3714,
    'ts_token_type',
    'text',
    'record',
    (context: FunctionContext, parser: string) => {
      checkParserName(context, parser);
      return tokenTypeRows();
    },
    { ...session, argNames: ['parser_name'], columns: typeColumns },
  ),
  rowSet(6183, 'ts_debug', 'regconfig text', 'record', (config: Oid, text: string) => debug(configOf(config), text), {
    volatility: 'stable',
    argNames: ['config', 'document'],
    columns: debugColumns,
  }),
  rowSet(
    6184,
    'ts_debug',
    'text',
    'record',
    (context: FunctionContext, text: string) => debug(currentConfig(context), text),
    { ...session, argNames: ['document'], columns: debugColumns },
  ),
];

const textMatch = { left: 'text', result: 'bool', volatility: 'stable', context: true, name: '@@' } as const;

export const configOperators: readonly OperatorRow[] = [
  {
    ...textMatch,
    oid: 3763,
    right: 'tsquery',
    proc: 3761,
    procName: 'ts_match_tq',
    impl: (context: FunctionContext, text: string, query: TsQuery) =>
      matches(documentVector(currentConfig(context), text), query),
  },
  {
    ...textMatch,
    oid: 3762,
    right: 'text',
    proc: 3760,
    procName: 'ts_match_tt',
    impl: (context: FunctionContext, text: string, words: string) => {
      const config = currentConfig(context);
      return matches(documentVector(config, text), plainQuery(config, words));
    },
  },
];
