/**
 * ASSUME random expressions over the functions, operators, aggregates and input texts of this layer.
 * DO     run each on the embedded engine, under the settings of its group.
 * ASSERT value or error (code, message, detail, hint) is the one PostgreSQL 15 gave (answers.json, by record-answers.ts).
 */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/embedded/index.ts';
import { SqlError } from '../../src/errors/index.ts';

interface Group {
  readonly settings: Readonly<Record<string, string>>;
  readonly answers: readonly (readonly [query: string, answer: string | null | { readonly error: string }])[];
}

const groups = JSON.parse(readFileSync(new URL('answers.json', import.meta.url), 'utf8')) as Record<string, Group>;

for (const [name, { settings, answers }] of Object.entries(groups)) {
  test(name, () => {
    const connection = Database.inMemory().connect({ database: 'default', user: 'postgres' });
    for (const [setting, value] of Object.entries(settings)) connection.execute(`set ${setting} = '${value}'`);
    const differences: string[] = [];
    for (const [query, expected] of answers) {
      const actual = run(() => connection.execute(query).rows[0]);
      const wanted = typeof expected === 'object' && expected !== null ? `error ${expected.error}` : expected;
      if (actual !== wanted) differences.push(`${query}\n  PostgreSQL: ${wanted}\n  here:       ${actual}`);
    }
    assert.is(
      differences.length,
      0,
      `${differences.length} of ${answers.length}\n${differences.slice(0, 20).join('\n')}`,
    );
  });
}

function run(query: () => Record<string, unknown> | undefined): string | null {
  try {
    const row = query();
    const value = row === undefined ? null : Object.values(row)[0];
    return value === null ? null : String(value);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return `error ${[error.code, error.message, error.detail ?? '', error.hint ?? ''].join('|')}`;
  }
}

test.run();
