/**
 * The text search parser, dictionaries and configurations that exist, with PostgreSQL's OIDs: configurations `simple` and
 * `english` over the default parser. Token types are numbered as `ts_token_type` has them.
 */
import type { Oid } from '../type-def.ts';

export interface TokenType {
  readonly id: number;
  readonly alias: string;
  readonly description: string;
}

const tokenTypeRows: readonly (readonly [alias: string, description: string])[] = [
  ['asciiword', 'Word, all ASCII'],
  ['word', 'Word, all letters'],
  ['numword', 'Word, letters and digits'],
  ['email', 'Email address'],
  ['url', 'URL'],
  ['host', 'Host'],
  ['sfloat', 'Scientific notation'],
  ['version', 'Version number'],
  ['hword_numpart', 'Hyphenated word part, letters and digits'],
  ['hword_part', 'Hyphenated word part, all letters'],
  ['hword_asciipart', 'Hyphenated word part, all ASCII'],
  ['blank', 'Space symbols'],
  ['tag', 'XML tag'],
  ['protocol', 'Protocol head'],
  ['numhword', 'Hyphenated word, letters and digits'],
  ['asciihword', 'Hyphenated word, all ASCII'],
  ['hword', 'Hyphenated word, all letters'],
  ['url_path', 'URL path'],
  ['file', 'File or path name'],
  ['float', 'Decimal notation'],
  ['int', 'Signed integer'],
  ['uint', 'Unsigned integer'],
  ['entity', 'XML entity'],
];

export const tokenTypes: readonly TokenType[] = tokenTypeRows.map(([alias, description], i) => ({
  id: i + 1,
  alias,
  description,
}));

export function tokenTypeNamed(alias: string): TokenType {
  return tokenTypes.find((type) => type.alias === alias)!;
}

export const defaultParserOid: Oid = 3722;
export const defaultParserName = 'default';

export interface TextSearchDictionary {
  readonly oid: Oid;
  readonly name: 'simple' | 'english_stem';
  readonly template: Oid;
  readonly options: string | null;
}

export const textSearchDictionaries: readonly TextSearchDictionary[] = [
  { oid: 3765, name: 'simple', template: 3727, options: null },
  {
    oid: 13163,
    name: 'english_stem',
    template: 13150,
    options: "language = 'english', stopwords = 'english'",
  },
];

export interface TextSearchConfig {
  readonly oid: Oid;
  readonly name: 'simple' | 'english';
}

export const textSearchConfigs: readonly TextSearchConfig[] = [
  { oid: 3748, name: 'simple' },
  { oid: 13164, name: 'english' },
];

export function configByOid(oid: Oid): TextSearchConfig | undefined {
  return textSearchConfigs.find((config) => config.oid === oid);
}

export function configNamed(name: string): TextSearchConfig | undefined {
  return textSearchConfigs.find((config) => config.name === name);
}

export function dictionaryByOid(oid: Oid): TextSearchDictionary | undefined {
  return textSearchDictionaries.find((dictionary) => dictionary.oid === oid);
}

export function dictionaryNamed(name: string): TextSearchDictionary | undefined {
  return textSearchDictionaries.find((dictionary) => dictionary.name === name);
}

/** Words and their parts go to the configuration's own dictionary. */
const languageTokens = new Set(['asciiword', 'word', 'hword_part', 'hword_asciipart', 'asciihword', 'hword']);
/** Types that no dictionary takes: they are not indexed. */
const unmapped = new Set(['blank', 'tag', 'protocol', 'entity']);

/** The dictionary that takes tokens of a type; undefined when they are left out. */
export function dictionaryFor(config: TextSearchConfig, token: TokenType): TextSearchDictionary | undefined {
  if (unmapped.has(token.alias)) return undefined;
  const language = config.name === 'english' && languageTokens.has(token.alias);
  return textSearchDictionaries[language ? 1 : 0];
}

/** Languages PostgreSQL has configurations and stemmers for, and we do not. */
export const absentLanguages: ReadonlySet<string> = new Set(
  (
    'arabic armenian basque catalan danish dutch finnish french german greek hindi hungarian indonesian irish ' +
    'italian lithuanian nepali norwegian portuguese romanian russian serbian spanish swedish tamil turkish yiddish'
  ).split(' '),
);
