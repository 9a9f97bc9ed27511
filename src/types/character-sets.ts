/**
 * Character sets by the names and numbers that PostgreSQL has given them ("Character Set Support"). A database is in UTF-8; which
 * others can be converted is for the functions to say.
 */

/** The number is the place in the list. Behind the name: other words for it, without what is no letter or digit. */
const rows = [
  'SQL_ASCII',
  'EUC_JP',
  'EUC_CN',
  'EUC_KR',
  'EUC_TW',
  'EUC_JIS_2004',
  'UTF8 unicode',
  'MULE_INTERNAL',
  'LATIN1 iso88591',
  'LATIN2 iso88592',
  'LATIN3 iso88593',
  'LATIN4 iso88594',
  'LATIN5 iso88599',
  'LATIN6 iso885910',
  'LATIN7 iso885913',
  'LATIN8 iso885914',
  'LATIN9 iso885915',
  'LATIN10 iso885916',
  'WIN1256 windows1256',
  'WIN1258 windows1258 abc tcvn tcvn5712 vscii',
  'WIN866 windows866 alt',
  'WIN874 windows874',
  'KOI8R koi8',
  'WIN1251 windows1251 win',
  'WIN1252 windows1252',
  'ISO_8859_5',
  'ISO_8859_6',
  'ISO_8859_7',
  'ISO_8859_8',
  'WIN1250 windows1250',
  'WIN1253 windows1253',
  'WIN1254 windows1254',
  'WIN1255 windows1255',
  'WIN1257 windows1257',
  'KOI8U',
  'SJIS win932 windows932 shiftjis mskanji',
  'BIG5 win950 windows950',
  'GBK win936 windows936',
  'UHC win949 windows949',
  'GB18030',
  'JOHAB',
  'SHIFT_JIS_2004 shiftjis2004',
].map((row) => row.split(' '));

const plainName = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();

const numbers = new Map(rows.flatMap((names, number) => names.map((name) => [plainName(name), number] as const)));

/** Its name; undefined: there is none of that number. */
export function characterSetName(number: number): string | undefined {
  return rows[number]?.[0];
}

/** Upper and lower case, and what is no letter or digit, make no difference; undefined: no set has that name. */
export function characterSetNumber(name: string): number | undefined {
  return numbers.get(plainName(name));
}
