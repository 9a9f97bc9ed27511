/** Conversations in each character set: its text wherever a client can have text, and what cannot be converted. */
import { rawMessage } from '../wire-client.ts';
import { samples } from './samples.ts';
import type { Flow, Step } from './transcript.ts';

/** Text of the client's, one character a byte. */
type Bytes = string;

const bytesOf = (text: Bytes): Buffer => Buffer.from(text, 'latin1');
const int16 = (value: number): Bytes => String.fromCharCode((value >> 8) & 255, value & 255);
const int32 = (value: number): Bytes => int16(value >> 16) + int16(value);
const sized = (text: Bytes): Bytes => int32(text.length) + text;
const list = (items: readonly number[]): Bytes => int16(items.length) + items.map(int16).join('');

const query = (text: Bytes): Step => [rawMessage('Q', bytesOf(`${text}\0`))];
const parse = (name: Bytes, text: Bytes): Buffer => rawMessage('P', bytesOf(`${name}\0${text}\0${int16(0)}`));
const bind = (
  portal: Bytes,
  statement: Bytes,
  formats: readonly number[],
  values: readonly Bytes[],
  results: readonly number[],
): Buffer =>
  rawMessage(
    'B',
    bytesOf(
      `${portal}\0${statement}\0${list(formats)}${int16(values.length)}${values.map(sized).join('')}${list(results)}`,
    ),
  );
const named = (letter: 'D' | 'C', kind: 'S' | 'P', name: Bytes): Buffer =>
  rawMessage(letter, bytesOf(`${kind}${name}\0`));
const execute = (portal: Bytes): Buffer => rawMessage('E', bytesOf(`${portal}\0${int32(0)}`));
const sync = rawMessage('S', Buffer.alloc(0));
const copyData = (text: Bytes): Buffer[] => [rawMessage('d', bytesOf(text)), rawMessage('c', Buffer.alloc(0))];
/** textcat(text, text) */
const concatenate = (format: number, ...values: readonly Bytes[]): Step => [
  rawMessage(
    'F',
    bytesOf(int32(1258) + list([format]) + int16(values.length) + values.map(sized).join('') + int16(format)),
  ),
];
const binaryRow = (...fields: readonly Bytes[]): Bytes => int16(fields.length) + fields.map(sized).join('');
const binaryCopy = (...rows: readonly Bytes[]): Bytes =>
  `PGCOPY\n\xff\r\n\0${int32(0)}${int32(0)}${rows.join('')}${int16(-1)}`;

/** All that a client can say and hear, with `text`. */
function everywhere(set: string, text: Bytes): Flow {
  const array = int32(1) + int32(0) + int32(25) + int32(1) + int32(1) + sized(text);
  return {
    startup: { client_encoding: set },
    steps: [
      query(`SELECT '${text}' AS "${text}", octet_length('${text}')`),
      query(`SELECT "${text}"`),
      query(`DROP TABLE IF EXISTS "${text}"`),
      query(`CREATE TEMP TABLE t (a text, "${text}" text); INSERT INTO t VALUES ('x', '${text}')`),
      [
        parse(text, `SELECT $1::text, $2::text AS "${text}", $3::text[] FROM t`),
        named('D', 'S', text),
        bind(text, text, [0, 1, 1], [text, text, array], [0, 1, 1]),
        named('D', 'P', text),
        execute(text),
        named('C', 'S', text),
        sync,
      ],
      [
        parse(
          '',
          `SELECT '${text}'::name, ARRAY['${text}'], to_jsonb('${text}'::text), ROW('${text}'::text), '${text}:1'::tsvector`,
        ),
        bind('', '', [], [], [1]),
        execute(''),
        sync,
      ],
      [bind(text, text, [], [], []), sync],
      [...query('COPY t FROM STDIN'), ...copyData(`y\t${text}\nz\t${text}${text}\n`)],
      [...query(`COPY t FROM STDIN (FORMAT csv, HEADER match)`), ...copyData(`a,${text}\r\n1,"${text}"\r\n`)],
      [...query('COPY t FROM STDIN (FORMAT binary)'), ...copyData(binaryCopy(binaryRow('b', text)))],
      query('COPY t TO STDOUT'),
      query('COPY t TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)'),
      query('COPY t TO STDOUT (FORMAT binary)'),
      query("COPY t TO STDOUT (ENCODING 'UTF8')"),
      query(`LISTEN "${text}"; NOTIFY "${text}", '${text}'`),
      concatenate(0, text, 'a'),
      concatenate(1, text, 'a'),
      query("SELECT U&'a\\0E01b'"),
      query("SELECT U&'\\+01F600'"),
      query('SELECT 1 AS U&"\\0E01"'),
      query('SELECT U&"\\+01F600"'),
      query("SELECT 'a\xff\x41'"),
      query("SELECT 'a\x80\xa1\xa1\xff'"),
      [parse('', 'SELECT $1::text'), bind('', '', [0], ['a\xff'], []), sync],
      [parse('', 'SELECT $1::text'), bind('', '', [1], ['a\0'], []), sync],
      [...query('COPY t FROM STDIN'), ...copyData('1\ta\n2\tb\n3\tc\xff\n4\td\n')],
      query(`SET NAMES 'UTF8'; SELECT count(*) FROM t WHERE "${text}" IS NULL`),
      query('SELECT * FROM t'),
      query(`SET client_encoding = 'sql-ascii'; SELECT a FROM t`),
      query('RESET client_encoding; TABLE t'),
    ],
  };
}

/** The set changes, or what cannot be sent is no value. */
const changes: Readonly<Record<string, Flow>> = {
  'a transaction fails': {
    startup: { client_encoding: 'LATIN1' },
    steps: [
      query('BEGIN'),
      query("SET LOCAL client_encoding = 'WIN1252'"),
      query("SELECT U&'\\20AC'"),
      query('SELECT 1/0'),
      query('ROLLBACK'),
      query("SELECT U&'\\20AC'"),
      query('BEGIN; SAVEPOINT a'),
      query("SET client_encoding = 'WIN1252'"),
      query('SELECT "\x80"'),
      query('ROLLBACK TO a'),
      query("SELECT 'a\x80'::bytea"),
      query("SET client_encoding = 'WIN1252'; COMMIT"),
      query("SELECT U&'\\20AC'"),
    ],
  },
  'a row changes it': {
    startup: {},
    steps: [
      query("SELECT set_config('client_encoding', 'LATIN1', false), U&'\\00E9'"),
      query("SELECT U&'\\00E9'"),
      query("SELECT U&'\\00E9', 'x'; SET NAMES 'WIN1251'; SELECT U&'\\0416'; SHOW client_encoding"),
      [
        parse('', "SELECT set_config('client_encoding', 'UTF8', false), U&'\\0416'"),
        bind('', '', [], [], [0, 1]),
        execute(''),
        sync,
      ],
    ],
  },
  'in the middle of rows': {
    startup: { client_encoding: 'LATIN2' },
    steps: [
      query('SELECT chr(260 + i) FROM generate_series(0, 9) i'),
      query('COPY (SELECT chr(i) FROM generate_series(253, 261) i) TO STDOUT'),
      query('COPY (SELECT chr(i) FROM generate_series(253, 261) i) TO STDOUT (FORMAT binary)'),
      query("COPY (SELECT chr(233)) TO STDOUT (ENCODING 'windows-1252')"),
      query("COPY (SELECT chr(1046)) TO STDOUT (ENCODING 'windows-1252')"),
      query("COPY (SELECT 1) TO STDOUT (ENCODING 'MULE_INTERNAL')"),
    ],
  },
  'notices and notifications': {
    startup: { client_encoding: 'LATIN1' },
    steps: [
      query('DROP TABLE IF EXISTS U&"\\0416"'),
      query('LISTEN a'),
      query("SELECT pg_notify('a', U&'\\00E9')"),
      query("SELECT pg_notify('a', U&'\\0416')"),
      query('SELECT 1'),
    ],
  },
  'COPY in another set': {
    startup: { client_encoding: 'LATIN1' },
    steps: [
      query('CREATE TEMP TABLE t (a int, b text)'),
      [...query("COPY t FROM STDIN (ENCODING 'KOI8-R')"), ...copyData('1\t\xc1\n2\t\xd6\n')],
      [...query("COPY t FROM STDIN (ENCODING 'SJIS')"), ...copyData('3\t\x83\\x\n4\ta\\\n5\t\x83|\n')],
      [...query("COPY t FROM STDIN (ENCODING 'SJIS', FORMAT csv)"), ...copyData('6,"\x83\\"\n7,"a\n\n\xfd\x41\x42"\n')],
      [...query("COPY t FROM STDIN (ENCODING 'EUC_JP')"), ...copyData('8\ta\n9\t\xa1\n')],
      [...query("COPY t FROM STDIN (ENCODING 'EUC_JP')"), ...copyData('10\ta\n11\t\x8f\xa1')],
      [...query("COPY t FROM STDIN (ENCODING 'UTF8')"), ...copyData('12\ta\n13\t\xc3\xa9\n14\t\xff\n')],
      [...query("COPY t FROM STDIN (ENCODING 'sql_ascii')"), ...copyData('15\t\xc3\xa9\n')],
      [...query('COPY t FROM STDIN'), rawMessage('f', bytesOf('\xe9\xff\0'))],
      query("COPY t TO STDOUT (ENCODING 'EUC_JP')"),
      query("COPY t TO STDOUT (ENCODING 'utf-8', FORMAT csv)"),
      query("COPY t FROM STDIN (ENCODING 'MULE_INTERNAL')"),
      query("COPY t FROM STDIN (ENCODING 'nonsense')"),
    ],
  },
  'no such set': {
    startup: {},
    steps: [
      query("SET client_encoding = 'nonsense'"),
      query("SET client_encoding = 'MULE_INTERNAL'"),
      query("SET NAMES 'Windows-1252'; SHOW client_encoding"),
      query('SET NAMES DEFAULT; SHOW client_encoding; SELECT pg_client_encoding()'),
    ],
  },
  'no such set at the start': { startup: { client_encoding: 'nonsense' }, steps: [] },
  'no conversion at the start': { startup: { client_encoding: 'MULE_INTERNAL' }, steps: [] },
  'among the options': { startup: { options: '-c client_encoding=latin1' }, steps: [query("SELECT '\xe9'")] },
};

export const flows: Readonly<Record<string, Flow>> = {
  ...Object.fromEntries(
    Object.entries(samples).map(([set, hex]) => [set, everywhere(set, Buffer.from(hex, 'hex').toString('latin1'))]),
  ),
  ...changes,
};
