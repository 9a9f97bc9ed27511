/** to_ascii(): bytes of one of four single-byte encodings without their accents. */
import { sqlError } from '../../../errors/index.ts';
import { scalar } from '../define.ts';

/** What stands for the bytes from 160 on; a byte that no UTF-8 text has is `?`. */
const latin1 = '  cL Y  "Ca  -R     \'u .,      ???AAAAACEEEEIIII NOOOOOxOUUUUYTBaaaaaaaceeeeiiii nooo';
const latin2 = ' A L LS "SSTZ-ZZ a,l\'ls ,sstz"zz??AAALCCCEEEEIIDDNNOOOOxRUUUUYTBraaaalccceeeeiiddnnoo';
const latin9 = '  cL YS sCa  -R     Zu .z   EeY???AAAAACEEEEIIII NOOOOOxOUUUUYTBaaaaaaaceeeeiiii nooo';

const tables: ReadonlyMap<number, string> = new Map([
  [8, latin1],
  [9, latin2],
  [16, latin9],
]);
const encodings: ReadonlyMap<string, number> = new Map([
  ['sqlascii', 0],
  ['utf8', 6],
  ['unicode', 6],
  ['latin1', 8],
  ['iso88591', 8],
  ['latin2', 9],
  ['iso88592', 9],
  ['latin9', 16],
  ['iso885915', 16],
  ['abc', 19],
  ['tcvn', 19],
  ['tcvn5712', 19],
  ['vscii', 19],
  ['win1250', 29],
  ['windows1250', 29],
]);
const names: readonly string[] = [
  'SQL_ASCII EUC_JP EUC_CN EUC_KR EUC_TW EUC_JIS_2004 UTF8 MULE_INTERNAL LATIN1 LATIN2 LATIN3 LATIN4 LATIN5 LATIN6 LATIN7',
  'LATIN8 LATIN9 LATIN10 WIN1256 WIN1258 WIN866 WIN874 KOI8R WIN1251 WIN1252 ISO_8859_5 ISO_8859_6 ISO_8859_7 ISO_8859_8',
  'WIN1250 WIN1253 WIN1254 WIN1255 WIN1257 KOI8U SJIS BIG5 GBK UHC GB18030 JOHAB SHIFT_JIS_2004',
].flatMap((line) => line.split(' '));

function toAscii(text: string, encoding = 6): string {
  const name = names[encoding];
  if (name === undefined) throw sqlError('undefined_object', `${encoding} is not a valid encoding code`);
  const table = tables.get(encoding);
  if (table === undefined) {
    throw sqlError('feature_not_supported', `encoding conversion from ${name} to ASCII not supported`);
  }
  return Array.from(new TextEncoder().encode(text), (byte) => {
    if (byte < 128) return String.fromCharCode(byte);
    return byte < 160 ? ' ' : (table[byte - 160] ?? ' ');
  }).join('');
}

function toAsciiNamed(text: string, name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const encoding = encodings.get(plain) ?? names.findIndex((known) => known.toLowerCase().replace('_', '') === plain);
  if (encoding < 0) throw sqlError('undefined_object', `${name} is not a valid encoding name`);
  return toAscii(text, encoding);
}

export const asciiFunctions = [
  scalar(1845, 'to_ascii', 'text', 'text', toAscii),
  scalar(1846, 'to_ascii', 'text int4', 'text', toAscii),
  scalar(1847, 'to_ascii', 'text name', 'text', toAsciiNamed),
];
