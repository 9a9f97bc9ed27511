/** Column types of the histories' tables, and literals of them: biased to NULLs, bounds and repetitions. */
import type { Random } from '../../../src/host/simulated/random.ts';

interface ColumnKind {
  readonly type: string;
  literal(random: Random): string;
}

const words = ['', 'a', 'b', 'ab', 'ä', '€uro', '𝄞', 'zebra', "it''s", 'line\nbreak'];
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.below(10)).join('');

export const columnKinds: readonly ColumnKind[] = [
  {
    type: 'int',
    literal: (random) => random.pick(['0', '1', '7', '-5', '2147483647', '-2147483648', String(random.below(50))]),
  },
  { type: 'text', literal: text },
  { type: 'numeric(10,2)', literal: (random) => `${random.below(1000)}.${digits(random, 2)}` },
  {
    type: 'numeric',
    literal: (random) => random.pick(["'NaN'", '0', `${digits(random, 25)}.${digits(random, 10)}`, '-1.50']),
  },
  {
    type: 'bigint',
    literal: (random) =>
      random.pick(['9223372036854775807', '-9007199254740993', '0', '12', String(random.below(1000))]),
  },
  {
    type: 'int[]',
    literal: (random) => random.pick([`'{}'`, `'{1,NULL,3}'`, `'{{1,2},{3,4}}'`, `array[${random.below(9)}]`]),
  },
  { type: 'boolean', literal: (random) => random.pick(['true', 'false']) },
  { type: 'float8', literal: (random) => random.pick(["'NaN'", "'-0'", '1.5', "'-Infinity'", '0.1']) },
  { type: 'bytea', literal: (random) => `'\\x${digits(random, 2 * random.below(6))}'` },
  { type: 'timestamptz', literal: (random) => `'2020-01-0${1 + random.below(9)} 12:00:00+00'` },
  ...writtenValues({
    date: ['2024-02-29', 'infinity', '4713-01-01 BC'],
    timetz: ['12:00:00+02', '24:00:00-15:59', '00:00:00.000001+00'],
    interval: ['1 mon -2 days 03:00:00.5', '-178000000 years', '0'],
    uuid: ['00000000-0000-0000-0000-000000000000', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    json: ['{"a" : 1, "a":2}', '[]', 'null'],
    jsonb: ['{"a": 1.50, "b": [true, null]}', '"text"', '1e2', '[]'],
    'jsonb[]': ['{"{\\"a\\": 1}",NULL}', '{}'],
    int4range: ['[1,5)', 'empty', '(,3]', '(,)'],
    numrange: ['[1.50,2.0]', '(,1)'],
    int4multirange: ['{[1,3),[5,7)}', '{}'],
    'int4range[]': ['{"[1,2)",empty}', '{}'],
    inet: ['10.0.0.1/8', '::1', '192.168.0.1'],
    'inet[]': ['{10.0.0.1,::2/64}', '{}'],
    macaddr: ['08:00:2b:01:02:03'],
    'bit(4)': ['1010', '0000'],
    varbit: ['', '1', '1010101010101010101'],
    tsvector: ['a fat cat:3A', ''],
    tsquery: ['fat & !rat'],
    point: ['(1,2)', '(NaN,-0)'],
    box: ['(1,2),(0,0)'],
    polygon: ['((0,0),(1,1),(2,0))'],
    'point[]': ['{"(1,2)",NULL}'],
    money: ['$1,234.56', '-0.01'],
    // Types that statements make (change-types.ts): there or not.
    e0: ['a', 'b', 'c', 'd'],
    e1: ['a', 'b', 'f'],
    'e0[]': ['{a,b,NULL}', '{}'],
    'e1[]': ['{a}', '{}'],
    d0: ['1', '7', '999', '1000'],
    d1: ['x', 'ab', '7'],
    'd1[]': ['{x,y}', '{}'],
    c0: ['(1,a)', '(,)', '(2,"b c")'],
    'c0[]': ['{"(1,a)",NULL}', '{}'],
    c1: ['("{1,2}",1.5,a)', '(,,)'],
  }),
];

function writtenValues(values: Readonly<Record<string, readonly string[]>>): ColumnKind[] {
  return Object.entries(values).map(([type, written]) => ({
    type,
    literal: (random) => `'${random.pick(written)}'`,
  }));
}

function text(random: Random): string {
  // Long enough, now and then, for a file of the log to be full, or for a transaction to have several parts.
  if (random.percent(6)) return `repeat('${random.pick(['x', 'yz', 'ü'])}', ${random.below(9000)})`;
  return `'${random.pick(words)}${random.percent(50) ? random.below(20) : ''}'`;
}

/** The literal of a column by the type that the catalog shows for it. */
export function literalOf(random: Random, type: string): string {
  if (random.percent(15)) return 'NULL';
  return columnKinds.find((kind) => kind.type === type)?.literal(random) ?? 'NULL';
}
