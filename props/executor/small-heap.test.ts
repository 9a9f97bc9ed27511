/**
 * ASSUME a process with 128 MB of heap.
 * DO     sort, group, join and make distinct several times as many rows as fit into it; then ask for values, arrays and results
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
  const count = all ? '400000' : '80000';
  const statements = [
    `SELECT count(*), sum(s.a - t.a) FROM (${source}) s JOIN (${source}) t ON s.h = t.h`,
    `SELECT count(*), sum(length(h)) FROM (SELECT * FROM (${source}) s ORDER BY h DESC) q`,
    `SELECT count(*), sum(n) FROM (SELECT h, count(*) AS n FROM (${source}) s GROUP BY h) q`,
    `SELECT count(*), 0 FROM (SELECT DISTINCT h FROM (${source}) s) q`,
  ].slice(0, all ? 4 : 1);
  const expected = ['0', String(Number(count) * 64), count, '0'].map((second) => `["${count}","${second}"]`);
  assert.equal(outcomes(statements), expected.slice(0, statements.length));
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
    [`SELECT count(DISTINCT i) FROM ${endless}`, /^53200 out of memory$/],
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
