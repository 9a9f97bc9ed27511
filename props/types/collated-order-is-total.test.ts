/**
 * ASSUME any three texts, and a collation of PostgreSQL's.
 * DO     compare them under it; store such texts under an index in its order.
 * ASSERT the order is total, only equal bytes are equal, the operators say what the order says, and an index gives the rows that a
 *        scan and a sort give.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/embedded/index.ts';
import { functionByOid } from '../../src/functions/registry.ts';
import { collatedCompare, collationByName, underCollation } from '../../src/types/collation/index.ts';

const names = ['und', 'en', 'de', 'sv', 'cs', 'tr', 'es', 'hu', 'th', 'zh', 'ja', 'fr-CA', 'da'].map(
  (l) => `${l}-x-icu`,
);
const collation = fc.constantFrom(...names).map((name) => collationByName(name)!);
const text = fc.oneof(
  fc.stringMatching(/^[aAbBäÄåÅzZ_ -]{0,6}$/),
  fc.string({ unit: 'grapheme', maxLength: 6 }).filter((value) => !value.includes('\0')),
);
const lessOid = 740;

test('orders are total, and equal is the same text', () => {
  fc.assert(
    fc.property(collation, text, text, text, (order, a, b, c) => {
      const compare = collatedCompare(order);
      assert.is(Math.sign(compare(a, b)), -Math.sign(compare(b, a)) || 0);
      assert.is(compare(a, b) === 0, a === b);
      if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.ok(compare(a, c) <= 0);
      const less = functionByOid(underCollation(lessOid, order.oid))!;
      assert.is(less.kind === 'scalar' && (less.impl as (x: string, y: string) => unknown)(a, b), compare(a, b) < 0);
    }),
    { numRuns: 500 },
  );
});

test('an index in a collation gives what a scan and a sort give', () => {
  fc.assert(
    fc.property(collation, fc.uniqueArray(text, { maxLength: 40 }), text, fc.boolean(), (order, texts, bound, down) => {
      const connection = Database.inMemory().connect();
      const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
      connection.execute(`CREATE TABLE t (a text COLLATE "${order.name}" PRIMARY KEY)`);
      if (texts.length > 0) connection.execute(`INSERT INTO t VALUES ${texts.map((t) => `(${quoted(t)})`).join(',')}`);
      const query = `SELECT a FROM t WHERE a >= ${quoted(bound)} ORDER BY a ${down ? 'DESC' : ''}`;
      const answer = (): string[] => connection.execute(query).rows.map((row) => (row as { a: string }).a);
      const byIndex = answer();
      connection.execute('SET enable_indexscan = off');
      assert.equal(answer(), byIndex);
      const compare = collatedCompare(order);
      const wanted = texts.filter((value) => compare(value, bound) >= 0).sort(compare);
      assert.equal(byIndex, down ? wanted.reverse() : wanted);
    }),
    { numRuns: 60 },
  );
});

test.run();
