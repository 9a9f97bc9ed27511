/**
 * Writes `sqllogic/functions/sets/*.slt` and `sqllogic/aggregates/rows/*.slt`: for every set-returning function and every plain
 * aggregate whose answer depends on its arguments alone, ordinary values, NULLs, no rows, DISTINCT and FILTER, and what makes it
 * fail, as far as PostgreSQL fails. Ordered-set aggregates have files of their own.
 *   node --import tsx props/functions/write-set-and-aggregate-cases.ts postgres://… && npx tsx bin/slt.ts --url postgres://… --record sqllogic/functions/sets sqllogic/aggregates/rows
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import type { FunctionDef } from '../../src/functions/function-def.ts';
import { allFunctions } from '../../src/functions/registry.ts';
import { drawn } from '../differential/draw.ts';
import { quoted, sampleText, spelled } from '../differential/literals.ts';
import { bindArguments, callText, hungry, isGenerated, type Producer } from '../differential/routines.ts';
import { givenReferee } from './attempts.ts';

const referee = await givenReferee();

/** Several rows of arguments of the same types. */
interface Sample {
  readonly types: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function samplesOf(producer: Producer, seed: number, count: number): Sample[] {
  const arbitrary = drawn((draw) => {
    const types = bindArguments(draw, producer, null);
    if (types === null) return null;
    const text = (type: string): string => {
      if (hungry.has(producer.name) && /^(?:int|float|numeric)/.test(type)) return `${draw.between(-3, 12)}::${type}`;
      return `${quoted(sampleText(draw, type))}::${spelled(type)}`;
    };
    return { types, rows: Array.from({ length: count }, () => types.map(text)) };
  });
  return fc.sample(arbitrary, { seed, numRuns: 40 }).filter((made) => made !== null);
}

const ordinaryMax = 3;
const failuresMax = 2;

/** Queries that answer differently, and those that fail differently; `queries` gives the forms for one sample, the first decides. */
async function casesOf(samples: readonly Sample[], queries: (sample: Sample) => string[]): Promise<string[]> {
  const good = new Map<string, string[]>();
  const failures = new Map<string, string>();
  for (const sample of samples) {
    const [first, ...others] = queries(sample);
    const { answer, failed } = await referee.attempt(first!);
    if (failed && /^(?:42883|42725|57014|XX000|0A000|53|42804)/.test(answer)) continue;
    const key = failed ? answer.replaceAll(/[0-9"'].*/g, '') : answer;
    if (failed && failures.size < failuresMax) failures.set(key, first!);
    if (!failed && good.size < ordinaryMax && !good.has(key))
      good.set(key, good.size === 0 ? [first!, ...others] : [first!]);
    if (good.size === ordinaryMax && failures.size === failuresMax) break;
  }
  const records: string[] = [];
  for (const sql of [...good.values()].flat()) {
    const { failed } = await referee.attempt(sql);
    records.push(failed ? `statement error\n${sql}\n` : `query\n${sql}\n`);
  }
  return [...records, ...[...failures.values()].map((sql) => `statement error\n${sql}\n`)];
}

/** In FROM, in the select list with another, and with each argument NULL. */
function setQueries(producer: Producer, { types, rows }: Sample): string[] {
  const texts = rows[0]!;
  const call = callText(producer, texts);
  const nulls = types.map((type, i) =>
    callText(
      producer,
      texts.map((text, at) => (at === i ? `NULL::${spelled(type)}` : text)),
    ),
  );
  return [
    `SELECT * FROM ${call} WITH ORDINALITY LIMIT 20`,
    `SELECT ${call}, generate_series(1, 2) LIMIT 20`,
    ...nulls.map((text) => `SELECT count(*) FROM ${text}`),
  ];
}

function aggregateQueries(producer: Producer, { types, rows }: Sample): string[] {
  const columns = types.map((_, i) => `c${i + 1}`);
  const call = (words: string): string => {
    const text = `${producer.name}(${words}${columns.length === 0 ? '*' : columns.join(', ')})`;
    // Where the last digit is the C library's, what is compared is rounded.
    return producer.result === 'float8' ? `round(${text}::numeric, 8)` : text;
  };
  const from = (extra: readonly (readonly string[])[]): string => {
    const all = [...rows, ...extra].map((row, i) => `(${[String(i), ...row].join(', ')})`);
    return `FROM (VALUES ${all.join(', ')}) v(${['n', ...columns].join(', ')})`;
  };
  const none = [types.map((type) => `NULL::${spelled(type)}`)];
  const filtered = `${producer.name}(${columns.length === 0 ? '*' : columns.join(', ')}) FILTER (WHERE n % 2 = 0)`;
  return [
    `SELECT ${call('')} ${from([])}`,
    `SELECT ${call('')} ${from(none)}`,
    `SELECT ${call('')} FROM (VALUES (${none[0]!.join(', ') || 'NULL'})) v(${columns.join(', ') || 'c'})`,
    `SELECT ${call('')} ${from([])} WHERE false`,
    `SELECT n % 2, ${call('')} ${from(none)} GROUP BY 1 ORDER BY 1`,
    ...(columns.length === 1 ? [`SELECT ${call('DISTINCT ')} ${from(rows)}`] : []),
    ...(producer.result === 'float8' ? [] : [`SELECT ${filtered} ${from([])}`]),
    ...(producer.result === 'float8' ? [] : [`SELECT n, ${call('')} OVER (ORDER BY n) ${from(none)} ORDER BY n`]),
  ];
}

function write(folder: string, description: string, files: ReadonlyMap<string, readonly string[]>): number {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let total = 0;
  for (const [name, records] of files) {
    if (records.length === 0) continue;
    const path = `${folder}/${name}.slt`;
    writeFileSync(path, `# name: ${path}\n# description: ${description}\n\n${records.join('\n')}`);
    total += records.length;
  }
  return total;
}

function producerOf({ name, args, result, variadic }: FunctionDef): Producer {
  return { kind: 'function', name, args, result, variadic: variadic === true };
}

async function files(
  rows: readonly FunctionDef[],
  rowsOfArguments: number,
  queries: (producer: Producer, sample: Sample) => string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const [i, row] of rows.entries()) {
    const producer = producerOf(row);
    const records = await casesOf(samplesOf(producer, i + 1, rowsOfArguments), (sample) => queries(producer, sample));
    found.set(row.name, [...(found.get(row.name) ?? []), ...records]);
  }
  return found;
}

const all = [...allFunctions()];
const fits = (row: FunctionDef): boolean => {
  // What it gives is only shown.
  const shape = { name: row.name, args: row.args, result: row.args[0] ?? 'int4', volatility: row.volatility };
  return isGenerated(shape) && !('context' in row && row.kind === 'set' && row.name.startsWith('pg_'));
};
const sets = all.filter(
  (row) => row.kind === 'set' && fits(row) && !(row.result === 'record' && row.columns === undefined),
);
const aggregates = all.filter((row) => row.kind === 'aggregate' && row.orderedSet === undefined && fits(row));
const count =
  write('sqllogic/functions/sets', 'Sets from values, NULLs and edges.', await files(sets, 1, setQueries)) +
  write(
    'sqllogic/aggregates/rows',
    'Aggregates over values, NULLs, no rows; DISTINCT, FILTER, groups, windows.',
    await files(aggregates, 4, aggregateQueries),
  );
await referee.end();
process.stdout.write(`${count} records\n`);
