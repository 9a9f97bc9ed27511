/** Records PostgreSQL's binary form of values: `node --import tsx props/wire/record-binary.ts postgres://…` writes binary-values.json. */
import { writeFileSync } from 'node:fs';
import { connectClient } from '../../src/cli/slt/wire-connection.ts';

const samples: Readonly<Record<string, readonly string[]>> = {
  bool: ['t', 'f'],
  int2: ['-32768', '0', '32767'],
  int4: ['-2147483648', '-1', '2147483647'],
  int8: ['-9223372036854775808', '-1', '9007199254740993'],
  oid: ['0', '4294967295'],
  float4: ['1.5', '-0', 'NaN', 'Infinity', '1e-40'],
  float8: ['1.5', '-0', 'NaN', '-Infinity', '4.9e-324', '0.1'],
  numeric:
    '0 0.00 1 -1 10 100 1000 10000 9999 99990000 12345678901234567890 0.1 0.0001 0.00001 -0.000012345 1.50 -123456.7890 1e20 1e-20 NaN Infinity -Infinity 10000.0001 0.10000000'.split(
      ' ',
    ),
  money: ['$1.50', '-$92,233,720,368,547,758.08'],
  text: ['', 'aä€𝄞'],
  name: ['x'],
  bpchar: ['a  '],
  char: ['a', ''],
  bytea: ['\\x', '\\x00ff'],
  uuid: ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  json: ['{"a":  1}'],
  jsonb: ['{"a": 1}'],
  jsonpath: ['$."a"[*]'],
  date: ['2000-01-01', '4714-11-24 BC', 'infinity', '-infinity'],
  time: ['00:00:00', '24:00:00', '12:34:56.789012'],
  timetz: ['00:00:00+00', '24:00:00-15:59:59', '12:34:56.789012+05:30'],
  timestamp: ['2000-01-01 00:00:00', 'infinity', '1999-12-31 23:59:59.999999'],
  timestamptz: ['2000-01-01 00:00:00+00', '-infinity'],
  interval: [
    '00:00:00',
    '1 year 2 mons -3 days +04:05:06.789',
    '-00:00:00.000001',
    '-178000000 years',
    '2562047788:00:54.775807',
  ],
  bit: ['101', ''],
  varbit: ['10101010101', ''],
  inet: ['1.2.3.4', '::1/64'],
  cidr: ['10.0.0.0/8'],
  macaddr: ['08:00:2b:01:02:03'],
  macaddr8: ['08:00:2b:01:02:03:04:05'],
  point: ['(1,-2.5)'],
  line: ['{1,2,3}'],
  lseg: ['[(1,2),(3,4)]'],
  box: ['(3,4),(1,2)'],
  path: ['((1,2),(3,4))', '[(1,2)]'],
  polygon: ['((1,2),(3,4),(5,6))'],
  circle: ['<(1,2),3>'],
  tsvector: ["'a':1A,2 'b'", ''],
  tsquery: ["'a' & !'b':*A", ''],
  pg_lsn: ['16/B374D848'],
  xid: ['5'],
  xid8: ['18446744073709551615'],
  cid: ['7'],
  tid: ['(1,2)'],
  pg_snapshot: ['10:20:10,14,15', '10:10:', '1:18446744073709551615:'],
  txid_snapshot: ['10:20:10,14,15'],
  regclass: ['pg_class', '-', '123456'],
  regtype: ['integer', 'text[]'],
  regproc: ['now'],
  regprocedure: ['abs(integer)'],
  regoper: ['||/'],
  regoperator: ['+(integer,integer)'],
  regnamespace: ['pg_catalog'],
  regrole: ['postgres'],
  regcollation: ['"C"'],
  regconfig: ['english'],
  regdictionary: ['simple'],
  int4range: ['[1,5)', 'empty', '(,)', '[3,)'],
  numrange: ['(1.5,2.50]'],
  tstzrange: ['["2000-01-01 00:00:00+00",)'],
  int4multirange: ['{[1,3),[5,7)}', '{}'],
  _int4: ['{1,NULL,3}', '{}', '[2:3]={7,8}', '{{1,2},{3,4}}'],
  _numeric: ['{1.50,NaN}'],
  _interval: ['{"1 day",NULL}'],
  _name: ['{a,b}'],
  _timetz: ['{10:00:00+02}'],
  _text: ['{"",NULL,"a b"}'],
  _regtype: ['{integer}'],
  int2vector: ['1 2 3'],
  oidvector: ['25 23'],
  void: [''],
  cstring: ['', 'aä'],
};

const client = await connectClient({ connectionString: process.argv[2]! });
await client.query("SET TimeZone = 'UTC'");
async function answer(text: string): Promise<string> {
  const query = { text, rowMode: 'array', types: { getTypeParser: () => (value: string) => value } };
  const { rows } = (await client.query(query as never)) as unknown as { rows: string[][] };
  return rows[0]![0]!;
}

const rows: [type: string, text: string, hex: string][] = [];
for (const [type, texts] of Object.entries(samples)) {
  const send = await answer(`SELECT typsend FROM pg_type WHERE oid = '${type === 'char' ? '"char"' : type}'::regtype`);
  for (const text of texts) {
    const spelled = type === 'char' ? '"char"' : type === 'bit' ? `bit(${Math.max(1, text.length)})` : type;
    const literal = `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'::${spelled}`;
    const value = await answer(`SELECT encode(${send}(${literal}), 'hex')`);
    const shown = await answer(`SELECT ${literal}`);
    rows.push([type, shown, value]);
  }
}
await client.end();
const lines = rows.map(([type, text, hex]) => `  ${JSON.stringify([type, text, hex])}`);
writeFileSync(new URL('binary-values.json', import.meta.url), `[\n${lines.join(',\n')}\n]\n`);
process.stdout.write(`${rows.length} values\n`);
