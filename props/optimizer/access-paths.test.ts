/**
 * Which conditions an index answers, and which must stay filters.
 * DO plan single-table queries. ASSERT the bounds, the residual filter, and the order that needs no sort.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { IndexScanNode, PhysicalPlan } from '../../src/planner/index.ts';
import { PlanBench } from './plan-bench.ts';

const bench = new PlanBench();
bench.table('t', 'id int4 not null, a int4, b text, c int8, n numeric', 100_000, [
  { name: 't_pkey', columns: ['id'], unique: true },
  { name: 't_a_b', columns: ['a', 'b'] },
  { name: 't_b', columns: ['b'] },
  { name: 't_c', columns: ['c'] },
  { name: 't_n', columns: ['n'] },
]);

function find(plan: PhysicalPlan): IndexScanNode | null {
  if (plan.node === 'indexScan') return plan;
  return 'input' in plan ? find(plan.input) : null;
}
function scan(sql: string): IndexScanNode {
  const found = find(bench.plan(sql).plan);
  assert.ok(found, `${sql} reads no index:\n${bench.explain(sql).join('\n')}`);
  return found!;
}
function noIndex(sql: string): void {
  assert.is(find(bench.plan(sql).plan), null, sql);
}

test('equalities on leading keys, then a range', () => {
  const node = scan("select * from t where b >= 'k' and a = 5 and b < 'm' and c > 2");
  assert.is(node.equals.length, 1);
  assert.ok(node.lower?.inclusive === true && node.upper?.inclusive === false);
  assert.is(node.filter.length, 1);
});

test('parameters serve as bounds', () => {
  const node = scan('select * from t where a = $1 and b > $2');
  assert.is(node.equals.length, 1);
  assert.ok(node.lower !== null && node.upper === null && node.filter.length === 0);
});

test('the range on a key after a missing one stays a filter', () => {
  const node = scan("select * from t where id between 1 and 5 and b > 'x' and a > 3");
  assert.is(bench.names().relation(node.index).name, 't_pkey');
  assert.is(node.filter.length, 2);
});

test('integers of another width are bounds only when they convert exactly', () => {
  const exact = scan('select * from t where id = 5::int8').equals[0]!;
  assert.ok('kind' in exact && exact.kind === 'const' && exact.type === 23);
  noIndex('select * from t where id = 5000000000');
  noIndex('select * from t where id = $1::int8');
  assert.is(scan('select * from t where c = $1::int4').equals.length, 1);
  noIndex('select * from t where id = 5.0');
});

test('IN lists and OR are lists of values, duplicates once', () => {
  const list = scan('select * from t where id in (1, 2, 2, 3)').equals[0]!;
  assert.ok('anyOf' in list && list.anyOf.length === 3);
  const or = scan('select * from t where id = 1 or id = 2').equals[0]!;
  assert.ok('anyOf' in or && or.anyOf.length === 2);
  const array = scan('select * from t where id = any ($1)').equals[0]!;
  assert.ok('anyOfArray' in array);
});

test('LIKE with a literal beginning is a range, tested again unless it ends there', () => {
  const prefix = scan("select * from t where b like 'abc%'");
  assert.is((prefix.lower!.value as { value: unknown }).value, 'abc');
  assert.is((prefix.upper!.value as { value: unknown }).value, 'abd');
  assert.is(prefix.filter.length, 0);
  assert.is(scan("select * from t where b like 'a_c%'").filter.length, 1);
  noIndex("select * from t where b like '%abc'");
});

test('a bound that is computed from the row is none', () => {
  noIndex('select * from t where id = c');
  noIndex('select * from t where c = id + 1');
  noIndex('select * from t where n = random()::numeric');
});

test('IS NULL is looked up, IS NOT NULL filtered', () => {
  const node = scan('select * from t where a is null and b = $1');
  assert.is(node.equals.length, 2);
  noIndex('select * from t where a is not null');
});

test('an index gives the order, backwards too, if nulls stand where they are wanted', () => {
  const ordered = (sql: string): boolean => !JSON.stringify(bench.plan(sql).plan).includes('"node":"sort"');
  assert.ok(ordered('select id from t order by id desc limit 5'));
  assert.ok(ordered('select id from t where a = 3 order by b limit 5'));
  assert.ok(ordered('select id from t order by a desc, b desc limit 5'));
  assert.not.ok(ordered('select id from t order by a desc, b limit 5'));
  assert.not.ok(ordered('select id from t order by a nulls first limit 5'));
  assert.ok(ordered('select id from t order by id nulls first limit 5'));
  assert.not.ok(ordered('select id from t where id in (1, 2) order by id limit 5'));
  assert.ok(ordered('select id from t order by id, b, c limit 5'));
});

test('a unique key needs no further order', () => {
  const { plan } = bench.plan('select * from t where id = $1 order by b');
  assert.is(plan.node, 'indexScan');
});

test('settings take methods away', () => {
  const { plan } = bench.plan('select * from t where id = 5', { enableIndexScan: false });
  assert.is(plan.node, 'seqScan');
  const off = bench.plan('select * from t where id = 5 order by id', { optimizer: false });
  assert.is(off.plan.node, 'sort');
});

test.run();
