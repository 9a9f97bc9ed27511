/**
 * Character sets that PostgreSQL converts to and from UTF-8, for clients that ask for one and for functions. Their tables are
 * in the package; nothing is asked of the platform, whose own tables differ from PostgreSQL's.
 */
import { characterSetName, characterSetNumber } from '../character-sets.ts';
import { decodeText } from '../invalid-text.ts';
import { characterRules } from './character-rules.ts';
import { type NamedTable, readTables } from './character-tables.ts';
import { Charset } from './charset.ts';
import { Gb18030 } from './gb18030.ts';

export { convertBetween } from './between.ts';
export { characterRules } from './character-rules.ts';
export { Charset, countCharacters } from './charset.ts';
export { invalidSequence } from './conversion-errors.ts';

const families: readonly (readonly [family: string, sets: string])[] = [
  [
    'single-byte',
    'LATIN1 LATIN2 LATIN3 LATIN4 LATIN5 LATIN6 LATIN7 LATIN8 LATIN9 LATIN10 WIN1256 WIN1258 WIN866 WIN874 KOI8R WIN1251 ' +
      'WIN1252 ISO_8859_5 ISO_8859_6 ISO_8859_7 ISO_8859_8 WIN1250 WIN1253 WIN1254 WIN1255 WIN1257 KOI8U',
  ],
  ['japanese', 'EUC_JP SJIS EUC_JIS_2004 SHIFT_JIS_2004'],
  ['simplified', 'EUC_CN GBK GB18030'],
  ['korean', 'EUC_KR UHC JOHAB'],
  ['traditional', 'BIG5 EUC_TW'],
];

const familyOf = new Map(families.flatMap(([family, sets]) => sets.split(' ').map((set) => [set, family] as const)));

const tables = new Map<string, ReadonlyMap<string, NamedTable>>();
const charsets = new Map<string, Charset>();

/** Bytes of a client to text. */
export function textDecoder(charset: Charset | null): (bytes: Buffer) => string {
  return charset === null ? decodeText : (bytes) => charset.decode(bytes);
}

/** Names of all sets that can be converted, without UTF8. */
export const convertibleSets: readonly string[] = [...familyOf.keys()];

/** By its name as PostgreSQL writes it; undefined: there is no conversion between it and UTF8, or none is needed. */
export function charsetNamed(name: string): Charset | undefined {
  const known = charsets.get(name);
  if (known !== undefined) return known;
  const family = familyOf.get(name);
  if (family === undefined) return undefined;
  let read = tables.get(family);
  if (read === undefined) {
    read = readTables(family);
    tables.set(family, read);
  }
  const { table, pairCodes } = read.get(name)!;
  const rules = characterRules(name);
  const charset = name === 'GB18030' ? new Gb18030(name, rules, table) : new Charset(name, rules, table, pairCodes);
  charsets.set(name, charset);
  return charset;
}

/**
 * What a client's text is converted with, by the name of its set however it is spelled. null: nothing to do, as for UTF8 and
 * SQL_ASCII, of which PostgreSQL checks that it is UTF-8; undefined: there is no conversion.
 */
export function clientCharset(name: string): Charset | null | undefined {
  const number = characterSetNumber(name);
  if (number === undefined) return undefined;
  const canonical = characterSetName(number)!;
  return canonical === 'UTF8' || canonical === 'SQL_ASCII' ? null : charsetNamed(canonical);
}
