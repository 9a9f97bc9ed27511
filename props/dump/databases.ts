/** Databases to dump, and what tests do with dumps. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type DumpOptions, dumpDatabase } from '../../src/embedded/dump/index.ts';
import { type RestoreOptions, restoreDatabase } from '../../src/embedded/restore/index.ts';
import { Database } from '../../src/index.ts';
import { quoteIdentifier } from '../../src/parser/index.ts';
import { defaultTextContext, typeByName } from '../../src/types/registry.ts';
import type { DatumValue } from '../../src/types/type-def.ts';
import { identifier } from '../arbitraries/sql-text.ts';
import { date, interval, timeOfDay, timestamp, timeTz } from '../datetime/arbitraries.ts';
import { scalars } from '../types/type-arbitraries.ts';

export const roles = `CREATE ROLE app LOGIN; CREATE ROLE "odd role" NOLOGIN CREATEDB;`;
export const everything = readFileSync(new URL('everything.sql', import.meta.url), 'utf8');

export async function dumpText(db: Database, options: DumpOptions = {}): Promise<string> {
  const chunks: string[] = [];
  await dumpDatabase(db.core, options, (text) => {
    chunks.push(text);
  });
  return chunks.join('');
}

export async function restored(text: string, options: RestoreOptions = {}, before = roles): Promise<Database> {
  const db = Database.inMemory();
  if (before !== '') db.connect().execute(before);
  await restoreDatabase(db.core, [text], options);
  return db;
}

/** Without the lines that say who wrote the dump, and pg_dump's guard around psql's commands. */
export function comparable(text: string): string {
  return text
    .replaceAll(/^\\(?:un)?restrict .*\n\n/gm, '')
    .replaceAll(/^-- Dumped .*\n/gm, '')
    .replace(/\n{3,}(?=SET statement_timeout)/, '\n\n');
}

/** Rows of every table and view, by name. */
export function contents(db: Database): Record<string, unknown> {
  const connection = db.connect();
  const relations = connection.executeText(
    `SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
     WHERE relkind IN ('r', 'v') AND nspname !~ '^(pg_|information_schema)' ORDER BY 1`,
  )[0]!.rows;
  const read = ([name]: readonly (string | null)[]): readonly [string, unknown] => {
    const { columns, rows } = connection.executeText(`SELECT * FROM ${name}`)[0]!;
    const types = columns.map(({ name: column, typeOid }) => `${column} ${typeOid < 16384 ? typeOid : 'row'}`);
    return [name!, { types, rows: rows.map((row) => JSON.stringify(row)).sort() }];
  };
  return Object.fromEntries(relations.map(read));
}

const values: Readonly<Record<string, fc.Arbitrary<DatumValue>>> = {
  ...scalars,
  date,
  time: timeOfDay,
  // The type's own class stands for its values, which the union of all does not name.
  timetz: timeTz as unknown as fc.Arbitrary<DatumValue>,
  timestamp,
  timestamptz: timestamp,
  interval,
};
/** bpchar without a length keeps no blanks at its end to itself, and is not a type one can write. */
const typeNames = Object.keys(values).filter((name) => name !== 'bpchar');

/** Made once: it knows every grapheme. */
const name = identifier();

interface RandomColumn {
  readonly name: string;
  readonly type: string;
  readonly values: readonly (DatumValue | null)[];
}

const column = (rows: number): fc.Arbitrary<RandomColumn> =>
  fc.constantFrom(...typeNames).chain((type) =>
    fc.record({
      name,
      type: fc.constant(type),
      values: fc.array(fc.option(values[type]!), { minLength: rows, maxLength: rows }),
    }),
  );
const table = fc
  .integer({ min: 0, max: 4 })
  .chain((rows) => fc.uniqueArray(column(rows), { maxLength: 6, selector: ({ name }) => name }))
  .chain((columns) => fc.record({ name, columns: fc.constant(columns) }));

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Statements that make tables of any names, types and values; arrays of the values stand in the last column of each. */
export const randomScript: fc.Arbitrary<string> = fc
  .uniqueArray(table, { minLength: 1, maxLength: 4, selector: ({ name }) => name })
  .map((tables) =>
    tables
      .map(({ name, columns }) => {
        const shown = (type: string, value: DatumValue | null): string =>
          value === null ? 'NULL' : literal(typeByName(type)!.output(value, defaultTextContext));
        const definitions = columns.map((c) => `${quoteIdentifier(c.name)} ${quoteIdentifier(c.type)}`);
        const rows = (columns[0]?.values ?? []).map((_, row) => columns.map((c) => shown(c.type, c.values[row]!)));
        const inserts = rows.map((row) => `INSERT INTO ${quoteIdentifier(name)} VALUES (${row.join(', ')});\n`);
        return `CREATE TABLE ${quoteIdentifier(name)} (${definitions.join(', ')});\n${inserts.join('')}`;
      })
      .join(''),
  );

/** Long texts by their first difference. */
export function assertSameText(actual: string, expected: string): void {
  if (actual === expected) return;
  const [a, b] = [actual.split('\n'), expected.split('\n')];
  let line = 0;
  while (a[line] === b[line]) line++;
  const from = Math.max(0, line - 3);
  const show = (lines: readonly string[]): string => lines.slice(from, line + 12).join('\n');
  throw new Error(`line ${line + 1} differs\n---- actual\n${show(a)}\n---- expected\n${show(b)}`);
}
