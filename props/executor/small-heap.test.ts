/**
 * ASSUME a process with 128 MB of heap, and 400 MB of temporary files.
 * DO     sort, group, join, number and make distinct several times as many rows as fit into it; then ask for values, arrays and results
 *        without end. SMALL_HEAP=all runs more of them, which take a minute.
 * ASSERT the first give their answers, the others an error of SQL, and the process lives: it answers the last question.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const all = process.env['SMALL_HEAP'] === 'all';
const child = fileURLToPath(new URL('./small-heap-child.ts', import.meta.url));

function outcomes(statements: readonly string[]): string[] {
  const options = ['--max-old-space-size=128', '--import', 'tsx', child, JSON.stringify(statements)];
  const { stdout, stderr, status } = spawnSync(process.execPath, options, { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.is(status, 0, stderr.slice(-2000));
  return stdout.trimEnd().split('\n');
}

test('more rows than the heap holds', () => {
  const source = `SELECT g AS a, md5(g::text) || md5((g + 1)::text) AS h FROM generate_series(1, ${all ? 400_000 : 80_000}) g`;
  const count = all ? 400_000 : 80_000;
  const statements: [string, number, number][] = [
    [`SELECT count(*), sum(s.a - t.a) FROM (${source}) s JOIN (${source}) t ON s.h = t.h`, count, 0],
    [`SELECT count(*), sum(length(h)) FROM (SELECT * FROM (${source}) s ORDER BY h DESC) q`, count, count * 64],
    [`SELECT count(*), sum(n) FROM (SELECT h, count(*) AS n FROM (${source}) s GROUP BY h) q`, count, count],
    [`SELECT count(*), 0 FROM (SELECT DISTINCT h FROM (${source}) s) q`, count, 0],
    [`WITH s AS MATERIALIZED (${source}) SELECT count(*), count(DISTINCT s.h) FROM s JOIN s t USING (a)`, count, count],
    [
      `SELECT count(*), sum(n) FROM (SELECT a - lag(a, 9, 0) OVER (ORDER BY a) AS n, lead(h) OVER (ORDER BY a) AS l
         FROM (${source}) s) q WHERE l <> ''`,
      count - 1,
      9 * count - 45,
    ],
    [`SELECT count(*), count(h) FROM (VALUES (0), (1)) v (x) LEFT JOIN (${source}) s ON a < x`, 2, 0],
  ];
  const chosen = statements.filter((_, i) => all || i === 4);
  assert.equal(
    outcomes(chosen.map(([sql]) => sql)),
    chosen.map(([, first, second]) => `["${first}","${second}"]`),
  );
});

test('nothing ends the process', () => {
  const endless = 'generate_series(1, 10000000000) i';
  const statements: [string, RegExp][] = [
    ["SELECT length(repeat('x', 1000000000))", /^54000 requested length too large$/],
    ["SELECT upper(lpad('x', 1000000000, 'ab'))", /^54000 requested length too large$/],
    ["SELECT replace(repeat('a', 1000000), 'a', repeat('b', 1000))", /^54000 requested length too large$/],
    ["SELECT regexp_replace(repeat('a', 1000000), 'a', repeat('b', 1000), 'g')", /^54000 requested length too large$/],
    ['SELECT array_fill(1, ARRAY[100000000])', /^54000 array size exceeds the maximum allowed/],
    [
      'SELECT array_fill(1, ARRAY[10000, 10000, 10000])',
      /^54000 array size exceeds the maximum allowed \(134217727\)$/,
    ],
    ["WITH RECURSIVE r(x) AS (SELECT 'a' UNION ALL SELECT x || x FROM r) SELECT max(length(x)) FROM r", /^54000/],
    [`SELECT array_agg(i) FROM ${endless}`, /^54000 array size exceeds the maximum allowed/],
    [`SELECT string_agg(i::text, ',') FROM ${endless}`, /^54000 requested length too large$/],
    [`SELECT count(DISTINCT i) FROM ${endless}`, /^53400 temporary file size exceeds temp_file_limit/],
    [`SELECT array(SELECT i FROM ${endless})`, /^53200 out of memory$/],
    ['SELECT array_agg(array_fill(1, ARRAY[1000000])) FROM generate_series(1, 1000)', /^54000 array size exceeds/],
    ["SELECT repeat('[', 1000000)::json", /^54001 stack depth limit exceeded$/],
    ['SELECT 1', /^\["1"\]$/],
  ];
  // The last one of those that fill the heap, and the last question, are asked in any case.
  if (!all) statements.splice(8, 4);
  const found = outcomes(statements.map(([sql]) => sql));
  for (const [i, [sql, expected]] of statements.entries()) assert.match(found[i]!, expected, `${sql}: ${found[i]}`);
});

test.run();
