/**
 * Writes `sqllogic/functions/rows/*.slt` and `sqllogic/operators/rows/*.slt`: for every scalar function and operator whose answer
 * depends on its arguments alone, ordinary values, each argument NULL, the edges of its types, and what makes it fail, as far as
 * PostgreSQL fails.
 * Which values do is asked of PostgreSQL 15, and the answers are then recorded from it:
 *   node --import tsx props/functions/write-row-cases.ts postgres://… && npx tsx bin/slt.ts --url postgres://… --record sqllogic/functions/rows sqllogic/operators/rows
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { allFunctions, allOperators } from '../../src/functions/registry.ts';
import { drawn } from '../differential/draw.ts';
import { quoted, sampleText, spelled } from '../differential/literals.ts';
import { approximate, bindArguments, callText, hungry, isGenerated, type Producer } from '../differential/routines.ts';
import { givenReferee } from './attempts.ts';

const referee = await givenReferee();

function queryOf(producer: Producer, texts: readonly string[]): string {
  const call = callText(producer, texts);
  // Only the sign of what comparison functions give is promised.
  if (producer.result === 'int4' && /cmp$/.test(producer.name)) return `SELECT sign(${call})`;
  // Where the last digit is the C library's, what is compared is rounded.
  const isFloat = producer.result === 'float8' && approximate.test(producer.name);
  return isFloat ? `SELECT round(${call}::numeric, 10)` : `SELECT ${call}`;
}

const ordinaryMax = 4;
const failuresMax = 2;
const triesMax = 40;

interface Arguments {
  readonly types: readonly string[];
  readonly texts: readonly string[];
}

function argumentsOf(producer: Producer, seed: number): Arguments[] {
  const arbitrary = drawn((draw) => {
    const types = bindArguments(draw, producer, null);
    if (types === null) return null;
    const texts = types.map((type) => {
      if (hungry.has(producer.name) && /^(?:int|float|numeric)/.test(type)) return `${draw.between(-3, 12)}::${type}`;
      // Names of encodings, not of things.
      if (type === 'name' && /^(?:convert|length$)/.test(producer.name)) {
        return `${quoted(draw.pick(['utf8', 'UTF-8', 'latin1', 'sql_ascii', 'nope']))}::name`;
      }
      const text = sampleText(draw, type);
      const isPlain = /^(?:int4|bool)$/.test(type) && /^(?:\d+|true|false)$/.test(text);
      return isPlain ? text : `${quoted(text)}::${spelled(type)}`;
    });
    return { types, texts };
  });
  return fc.sample(arbitrary, { seed, numRuns: triesMax }).filter((made) => made !== null);
}

/** The records for one row, in the order ordinary, NULL, error. */
async function casesOf(producer: Producer, seed: number): Promise<string[]> {
  const good = new Map<string, string>();
  const failures = new Map<string, string>();
  let base: Arguments | null = null;
  for (const args of argumentsOf(producer, seed)) {
    const { sql, answer, failed } = await referee.attempt(queryOf(producer, args.texts));
    // What is not there, or is ambiguous, says nothing of the row; what takes too long is no test.
    if (failed && /^(?:42883|42725|57014|XX000|0A000|53)/.test(answer)) continue;
    const kind = failed ? failures : good;
    const key = failed ? answer.replaceAll(/[0-9"'].*/g, '') : answer;
    if (!failed) base ??= args;
    if (!kind.has(key) && kind.size < (failed ? failuresMax : ordinaryMax)) kind.set(key, sql);
    if (good.size === ordinaryMax && failures.size === failuresMax) break;
  }
  const { types, texts } = base ?? { types: [], texts: [] };
  const nulls = types.map((type, i) => {
    const args = texts.map((text, at) => (at === i ? `NULL::${spelled(type)}` : text));
    return queryOf(producer, args);
  });
  return [
    ...[...new Set([...good.values(), ...nulls])].map((sql) => `query\n${sql}\n`),
    ...[...failures.values()].map((sql) => `statement error\n${sql}\n`),
  ];
}

function fileText(path: string, description: string, records: readonly string[]): string {
  return `# name: ${path}\n# description: ${description}\n\n${records.join('\n')}`;
}

const recordsPerFile = 150;
async function write(
  folder: string,
  description: string,
  families: ReadonlyMap<string, readonly Producer[]>,
): Promise<number> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let total = 0;
  for (const [family, producers] of [...families].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const records: string[] = [];
    for (const [i, producer] of producers.entries()) records.push(...(await casesOf(producer, i + 1)));
    for (let part = 0; part * recordsPerFile < records.length; part++) {
      const path = `${folder}/${family}${part === 0 ? '' : `_${part + 1}`}.slt`;
      writeFileSync(
        path,
        fileText(path, description, records.slice(part * recordsPerFile, (part + 1) * recordsPerFile)),
      );
    }
    total += records.length;
  }
  return total;
}

function grouped(producers: readonly Producer[], familyOf: (producer: Producer) => string): Map<string, Producer[]> {
  const families = new Map<string, Producer[]>();
  for (const producer of producers) {
    const family = familyOf(producer);
    families.set(family, [...(families.get(family) ?? []), producer]);
  }
  return families;
}

const typeOf = ({ args, result }: Producer) => (args[0] ?? result).replace(/^_/, 'array_of_');
const operatorFunctions = new Set([...allOperators()].map(({ proc }) => proc));
const functions: Producer[] = [...allFunctions()].flatMap((row) =>
  row.kind === 'scalar' && isGenerated(row) && !operatorFunctions.has(row.oid)
    ? [{ kind: 'function', name: row.name, args: row.args, result: row.result, variadic: row.variadic === true }]
    : [],
);
const operators: Producer[] = [...allOperators()].flatMap(({ name, left, right, result }) => {
  const args = left === null ? [right] : [left, right];
  return isGenerated({ name, args, result }) ? [{ kind: 'operator', name, args, result, variadic: false }] : [];
});
const what = 'of this type: ordinary values, NULL, edges, errors.';
const count =
  (await write('sqllogic/functions/rows', `Functions ${what}`, grouped(functions, typeOf))) +
  (await write('sqllogic/operators/rows', `Operators ${what}`, grouped(operators, typeOf)));
await referee.end();
process.stdout.write(`${count} records\n`);
