/**
 * ASSUME rows whose values are drawn from few, of which some are the beginning of others, or empty, null, or the null marker as
 * text. DO write them as text or CSV by the rules of COPY's formats, cut them anywhere, and load them. ASSERT that the table has
 * these rows: a value that repeats, or begins like, that of the row before is its own.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/index.ts';

const texts = ['', 'a', 'ab', 'abc', 'N', '\\N', 'a\tb', 'a,b', 'a"b', '1', '12', 'a  '];
const value = fc.constantFrom(null, ...texts);
const number = fc.constantFrom(null, 0, 1, 12, 123, -1);
const rows = fc.array(fc.tuple(number, value, value), { minLength: 1, maxLength: 300, size: 'max' });

type Value = number | string | null;
const escaped = (text: string): string => text.replace(/[\\\t]/g, (c) => (c === '\t' ? '\\t' : '\\\\'));
const formats: Readonly<Record<string, (item: Value) => string>> = {
  text: (item) => (item === null ? '\\N' : escaped(String(item))),
  csv: (item) =>
    item === null ? '' : /^$|[",]/.test(String(item)) ? `"${String(item).replaceAll('"', '""')}"` : String(item),
};

for (const [format, write] of Object.entries(formats)) {
  test(format, async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 40 }), async (given, length) => {
        const connection = Database.inMemory().connect();
        connection.execute('CREATE TABLE t (a int, b text, c varchar(5), n int GENERATED ALWAYS AS IDENTITY)');
        const separator = format === 'csv' ? ',' : '\t';
        const data = given.map((row) => `${row.map(write).join(separator)}\n`).join('');
        const pieces = data.match(new RegExp(`[^]{1,${length}}`, 'g'))!;
        await connection.copyFrom(`COPY t (a, b, c) FROM STDIN (FORMAT ${format})`, pieces);
        const { rows: found } = connection.execute('SELECT a, b, c FROM t ORDER BY n');
        assert.equal(
          found.map((row) => Object.values(row)),
          given.map((row) => [...row]),
        );
      }),
      { numRuns: 200 },
    );
  });
}

test.run();
