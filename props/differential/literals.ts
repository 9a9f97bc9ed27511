/** Input texts of each type, simple ones first, with the edges of its range; all are valid. */
import { allTypes, typeByName } from '../../src/types/index.ts';
import type { Draw } from './draw.ts';

const datetimes = [
  '2000-01-01 00:00:00',
  '2024-02-29 12:34:56.789012',
  '1999-12-31 23:59:59.999999',
  '1970-01-01 00:00:00',
  'infinity',
  '-infinity',
  '0044-03-15 06:00:00 BC',
  '4713-01-01 00:00:00 BC',
  '2021-03-14 02:30:00',
  '9999-12-31 00:00:00',
];
const texts = [
  '',
  'a',
  'abc',
  'A',
  'aB c',
  '%',
  '_',
  '\\',
  'a%b',
  '0',
  '12',
  ' 7 ',
  'é',
  '𝒳y',
  'true',
  'null',
  '{1,2}',
  'x,y',
];

const samples: Readonly<Record<string, readonly string[]>> = {
  bool: ['true', 'false', 't', 'no', 'on'],
  int2: ['0', '1', '-1', '2', '7', '32767', '-32768'],
  int4: ['0', '1', '-1', '2', '3', '10', '32768', '2147483647', '-2147483648'],
  int8: ['0', '1', '-1', '2', '100', '4294967296', '9007199254740993', '9223372036854775807', '-9223372036854775808'],
  float4: ['0', '1', '-1.5', '0.1', '1e10', '3.4028235e38', '1e-45', 'NaN', 'Infinity', '-Infinity', '-0'],
  float8: [
    '0',
    '1',
    '-1.5',
    '0.1',
    '1e15',
    '1e16',
    '123456.789',
    '1e300',
    '5e-324',
    'NaN',
    'Infinity',
    '-Infinity',
    '-0',
  ],
  numeric: [
    '0',
    '1',
    '-1',
    '0.5',
    '1.10',
    '-2.75',
    '99999999999999999999',
    '0.00000000001',
    '1e-20',
    'NaN',
    'Infinity',
    '-Infinity',
  ],
  money: ['0', '1', '-1.01', '1234567.89', '92233720368547758.07'],
  text: texts,
  varchar: texts,
  bpchar: texts,
  name: ['', 'a', 'abc', 'A', 'x y', 'a'.repeat(70)],
  char: ['', 'a', 'Z', ' ', '0', 'ab'],
  bytea: ['', '\\x00', '\\x616263', '\\xff00ff', 'abc'],
  uuid: [
    '00000000-0000-0000-0000-000000000000',
    'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ],
  date: [
    '2000-01-01',
    '2024-02-29',
    '1999-12-31',
    '0001-01-01',
    '0044-03-15 BC',
    'infinity',
    '-infinity',
    '5874897-12-31',
    'epoch',
  ],
  time: ['00:00:00', '12:34:56.789', '23:59:59.999999', '24:00:00', '04:05 PM', '040506', 'allballs'],
  timetz: ['00:00:00+00', '12:34:56.789+05:30', '23:59:59-08', '24:00:00+00', '04:05:06-15:59', '12:00 PST'],
  timestamp: datetimes,
  timestamptz: datetimes.map((text) => (/inf/.test(text) ? text : text.replace(/( BC)?$/, '+00$1'))),
  interval: [
    '0',
    '1 day',
    '-1 day',
    '1 month',
    '1 year 2 mons 3 days 04:05:06.789',
    '-1 mon +2 days -03:00:00',
    '36:00:00',
    '178000000 years',
    '0.000001 seconds',
  ],
  pg_lsn: ['0/0', '16/B374D848', 'FFFFFFFF/FFFFFFFF', '0/1', 'a/b'],
  json: [
    'null',
    '1',
    '"a"',
    '{}',
    '[]',
    '[1, 2, "x"]',
    '{"a": 1, "b": {"c": [1, 2, null]}}',
    '{"a":1,"a":2}',
    ' 1.50 ',
    'true',
  ],
  jsonb: [
    'null',
    '1',
    '"a"',
    '{}',
    '[]',
    '[1, 2, "x"]',
    '{"a": 1, "b": {"c": [1, 2, null]}}',
    '{"bb":1,"a":2}',
    '1.50',
    'true',
  ],
  jsonpath: [
    '$',
    '$.a',
    'strict $.b.c[*]',
    '$[*] ? (@ > 1)',
    '$.**',
    '$.a + 1',
    '$[0 to last]',
    '$.b.c.size()',
    '$.*.type()',
    'strict $.a.double()',
    '$ ? (exists (@.a) && @.a == 1)',
    '-$.a * 2 - 1',
    '$.keyvalue()',
    '$[last - 1]',
    '$ ? (@ like_regex "^a" flag "i")',
    '($.a == 1) is unknown',
    '$."b".**{1 to 2}',
    '"x" starts with "x"',
  ],
  bit: ['0', '1', '101', '00000000', '', 'x1F', '10101010101010101010101010101010101'],
  varbit: ['', '0', '1', '10101', '111100001111', 'xff'],
  inet: [
    '0.0.0.0',
    '192.168.1.5/24',
    '10.1.2.3',
    '::1',
    '2001:db8::ff00:42:8329/64',
    '255.255.255.255/0',
    '192.168.1.255/25',
    '::ffff:1.2.3.4/96',
    '::/0',
    'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  ],
  cidr: ['0.0.0.0/0', '192.168.1.0/24', '10.0.0.0/8', '::/0', '2001:db8::/32', '10', '192.168.1.128/25', '::1/128'],
  macaddr: ['00:00:00:00:00:00', '08:00:2b:01:02:03', 'ff:ff:ff:ff:ff:ff'],
  macaddr8: ['00:00:00:00:00:00:00:00', '08:00:2b:01:02:03:04:05', 'ff:ff:ff:ff:ff:ff:ff:ff'],
  point: ['(0,0)', '(1,2)', '(-1.5,1e10)', '3,4', '(NaN,1)', '(Infinity,-Infinity)'],
  lseg: ['[(0,0),(1,1)]', '[(1,2),(-3,4)]', '(0,0),(0,0)', '[(0,0),(0,5)]', '[(0,1),(5,1)]'],
  line: ['{1,-1,0}', '{0,1,2}', '{2,3,4}', '{1,0,-3}', '[(0,0),(1,2)]'],
  box: ['(1,1),(0,0)', '(3,4),(-1,2)', '(0,0),(0,0)', '(2,2),(1,1)', '((0.5,0.5),(1.5,1.5))'],
  path: ['[(0,0),(1,1),(2,0)]', '((0,0),(1,1),(2,0))', '((1,1))', '[(1,2)]', '[(0,0),(3,4)]'],
  polygon: ['((0,0),(1,1),(2,0))', '((0,0),(4,0),(4,4),(0,4))', '((1,1))', '((1,1),(2,2),(2,1))'],
  circle: ['<(0,0),1>', '<(1,2),3.5>', '<(0,0),0>', '((1,1),1)', '<(2,0),1>'],
  int4range: ['empty', '[1,5)', '(,)', '[3,3]', '(1,10]', '[,2147483646]', '(5,)', '(3,3)', '[-5,-1]', '[5,7)'],
  int8range: ['empty', '[1,5)', '(,)', '[3,3]', '(-10,9223372036854775806]', '[5,)', '[,1)'],
  numrange: ['empty', '[1.0,5.50)', '(,)', '[0,0]', '(1,2)', '[1,2]', '(,NaN]', '[5.5,Infinity)', '[2,)'],
  daterange: [
    'empty',
    '[2000-01-01,2000-02-01)',
    '(,)',
    '[2024-02-29,infinity]',
    '(2000-01-01,2000-01-02]',
    '[-infinity,2000-01-01)',
    '[2000-02-01,)',
  ],
  tsrange: [
    'empty',
    '[2000-01-01,2000-02-01)',
    '(,)',
    '[2000-01-15 12:00:00,2001-01-01]',
    '[2000-02-01,infinity)',
    '(,1970-01-01]',
  ],
  tstzrange: ['empty', '[2000-01-01+00,2000-02-01+00)', '(,)', '[2000-01-15 12:00+01,)', '(-infinity,2000-01-01+00]'],
  int4multirange: [
    '{}',
    '{[1,5)}',
    '{[1,3),[5,8]}',
    '{(,)}',
    '{(,0),[10,)}',
    '{[1,3),[3,5)}',
    '{empty}',
    '{[5,8],[1,3)}',
  ],
  nummultirange: ['{}', '{[1.5,2.5)}', '{[1,2],(3,4)}', '{(,1),(1,)}', '{[1,2),[2,3)}'],
  datemultirange: ['{}', '{[2000-01-01,2000-02-01)}', '{(,2000-01-01],[2000-01-02,)}', '{[2000-01-01,2000-01-01]}'],
  int8multirange: ['{}', '{[1,5)}', '{(,0),[10,)}', '{[3,3],[4,4]}'],
  tsmultirange: ['{}', '{[2000-01-01,2000-02-01)}', '{(,2000-01-01),[2000-01-02,)}'],
  tstzmultirange: ['{}', '{[2000-01-01+00,2000-02-01+00)}', '{(,)}'],
  oid: ['0', '1', '16', '4294967295'],
  tsvector: [
    '',
    'a',
    "'a':1 'b':2,3A",
    'cat dog',
    "'cat':3A 'dog':1B,2C",
    "'a b':1 'c''d':16383",
    'fat:2,4 cat:3 rat:5A',
  ],
  tsquery: [
    'a',
    '',
    "'a' & !'b'",
    'cat <-> dog',
    'a | b:*',
    '!(a & b) | c',
    'fat:AB & cat',
    'a <2> b <0> c',
    '!!a',
    "'a b':*C",
  ],
};

/** Types that a schema may define, by name: each an enum, a domain or a composite type. */
export const userTypes: Readonly<Record<string, string>> = {
  mood: "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')",
  positive: 'CREATE DOMAIN positive AS int4 CHECK (VALUE > 0)',
  word: "CREATE DOMAIN word AS text NOT NULL DEFAULT 'x' CONSTRAINT short CHECK (length(VALUE) < 4)",
  pair: 'CREATE TYPE pair AS (a int4, b text)',
};
const userSamples: Readonly<Record<string, readonly string[]>> = {
  mood: ['sad', 'ok', 'happy'],
  positive: ['1', '2', '10', '2147483647'],
  word: ['', 'a', 'abc'],
  pair: ['(1,a)', '(,)', '(2,"a b")', '(-1,"")', '("1","x""y")'],
};
const samplesOf = (type: string): readonly string[] => samples[type] ?? userSamples[type]!;

/** Types that are generated: those with samples that the engine has. */
export const scalarTypes: readonly string[] = Object.keys(samples).filter((name) => typeByName(name) !== undefined);
export const arrayTypes: readonly string[] = allTypes()
  .filter(({ elementOid, name }) => elementOid !== 0 && name.startsWith('_') && scalarTypes.includes(name.slice(1)))
  .map(({ name }) => name);

export const quoted = (text: string) =>
  text.includes('\\') ? `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : `'${text.replaceAll("'", "''")}'`;

/** As SQL spells it: "char" and name mean other types without quotes. */
export function spelled(type: string): string {
  if (type.startsWith('_')) return `${spelled(type.slice(1))}[]`;
  if (type === 'char') return '"char"';
  return type === 'bit' ? 'pg_catalog.bit' : type;
}

/** An input text of the type. */
export function sampleText(draw: Draw, type: string): string {
  if (!type.startsWith('_')) return draw.pick(samplesOf(type));
  const element = type.slice(1);
  const delimiter = element === 'box' ? ';' : ',';
  const items = draw.several(0, 3, () =>
    draw.percent(15) ? 'NULL' : `"${draw.pick(samplesOf(element)).replaceAll(/["\\]/g, '\\$&')}"`,
  );
  return draw.percent(8) && items.length > 0
    ? `[2:${items.length + 1}]={${items.join(delimiter)}}`
    : `{${items.join(delimiter)}}`;
}

/** A text that is likely none of the type: a sample with something gone, doubled or put in, or one of another type. */
function brokenText(draw: Draw, type: string): string {
  if (draw.percent(30)) return sampleText(draw, draw.pick(scalarTypes));
  const text = sampleText(draw, type);
  const at = draw.below(text.length + 1);
  const more = draw.pick([
    'x',
    ' ',
    ',',
    '-',
    '{',
    '}',
    '"',
    '(',
    ')',
    '[',
    ':',
    '.',
    '/',
    '9',
    'e',
    '\\',
    '=',
    '0',
    "'",
  ]);
  const cut = draw.pick([
    () => text.slice(0, at) + text.slice(at + 1),
    () => text.slice(0, at) + more + text.slice(at),
    () => text.slice(0, at) + more + text.slice(at + 1),
    () => text.slice(0, at),
    () => text + text,
    () => ` ${text} `,
    () => text.toUpperCase(),
  ])();
  // Half a surrogate pair is no text.
  return /\p{Surrogate}/u.test(cut) ? text : cut;
}

/** A constant of exactly this type. */
export function literal(draw: Draw, type: string, mayBreak = true): string {
  if (draw.percent(12)) return `NULL::${spelled(type)}`;
  if (mayBreak && draw.percent(2)) return `${quoted(brokenText(draw, type))}::${spelled(type)}`;
  const text = sampleText(draw, type);
  if (type === 'int4' && /^\d+$/.test(text) && draw.percent(70)) return text;
  if (type === 'numeric' && /^\d+\.\d+$/.test(text) && draw.percent(70)) return text;
  if (type === 'bool' && /^(?:true|false)$/.test(text)) return text;
  return `${quoted(text)}::${spelled(type)}`;
}
