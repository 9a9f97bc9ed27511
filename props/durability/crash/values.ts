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
];

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
