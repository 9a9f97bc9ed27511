/**
 * An estimate of some rows is no reason for a nested loop where a hash join is possible.
 * DO join sides of which conditions leave one row by estimate. ASSERT a hash join; ASSERT a loop over tables that are small for certain.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PlanBench } from './plan-bench.ts';

const bench = new PlanBench();
bench.table('big', 'a int4, b int4, c int4, d int4', 5_000, []);
bench.table('large', 'a int4, b int4', 5_000, []);
bench.table('tiny', 'a int4, b int4', 3, []);

const explain = (sql: string): string => bench.explain(sql).join('\n');

test('conditions that may let more through than they seem to', () => {
  const few = 'a > 1 and b = 2 and c = 3 and d = 4';
  assert.match(explain(`select * from large join (select * from big where ${few}) s on s.a = large.a`), /Hash Join/);
  assert.match(
    explain(`select * from large left join (select * from big where ${few}) s on s.a = large.a`),
    /Hash (Left|Right) Join/,
  );
  const both = `select * from (select * from big where ${few}) s join (select * from big where ${few}) r on r.a = s.a`;
  assert.match(explain(both), /Hash Join/);
});

test('tables of a few rows', () => {
  assert.match(explain('select * from tiny t join tiny u on t.a = u.a'), /Nested Loop/);
});

test('without an equality there is only the loop', () => {
  assert.match(explain('select * from big join tiny on big.a < tiny.a'), /Nested Loop/);
});

test.run();
