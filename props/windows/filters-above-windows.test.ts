/**
 * ASSUME random small tables with random indexes, and queries with windows whose answer no order of ties decides.
 * DO     filter, join, group and limit what the windows give, with aiondb.optimizer on and off.
 * ASSERT the same rows both times.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { columnsOf, fromArbitrary, predicate, tablesArbitrary } from '../arbitraries/queries.ts';
import { engineWith } from '../optimizer/engine.ts';

const call = fc.constantFrom(
  'rank()',
  'dense_rank()',
  'cume_dist()',
  'count(*)',
  'sum(w.a)',
  'min(w.c)',
  'max(w.b)',
  'avg(w.b)',
  'count(*) FILTER (WHERE w.a > 2)',
);
const keys = fc.subarray(['w.a', 'w.b', 'w.c', 'w.a + w.b', 'w.a IS NULL'], { maxLength: 2 });
const frame = fc.constantFrom(
  '',
  'RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING',
  'RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING EXCLUDE GROUP',
);
const over = fc.tuple(call, keys, keys, frame).map(([name, partition, order, extent]) => {
  const parts = [
    partition.length > 0 ? `PARTITION BY ${partition.join(', ')}` : '',
    order.length > 0 ? `ORDER BY ${order.join(', ')}` : '',
    extent,
  ];
  return `${name} OVER (${parts.join(' ')})`;
});

const windowed = fc
  .tuple(fromArbitrary, fc.array(over, { minLength: 1, maxLength: 3 }))
  .map(([{ text, columns }, calls]) => {
    const [a, b] = columns.ints;
    const inner = `SELECT ${a} AS a, ${b} AS b, ${columns.texts[0]} AS c FROM ${text}`;
    const values = calls.map((item, i) => `${item} AS r${i}`).join(', ');
    return `SELECT w.a, w.b, w.c, ${values} FROM (${inner}) w`;
  });

const queryArbitrary = fc
  .tuple(windowed, predicate(columnsOf('s'), 2, false), fc.nat(4))
  .map(([query, condition, form]) => {
    switch (form) {
      case 0:
        return `SELECT * FROM (${query}) s WHERE ${condition}`;
      case 1:
        return `SELECT s.c, count(*), max(s.r0) FROM (${query}) s WHERE ${condition} GROUP BY s.c`;
      case 2:
        return `SELECT s.*, t2.b FROM (${query}) s JOIN t2 ON s.a = t2.a WHERE ${condition}`;
      case 3:
        return `SELECT t3.*, s.r0 FROM t3 LEFT JOIN (${query}) s ON s.b = t3.b AND ${condition}`;
      default:
        return `SELECT DISTINCT s.r0 FROM (${query}) s WHERE ${condition} AND EXISTS (SELECT 1 FROM t2 WHERE t2.a = s.a)`;
    }
  });

test('the optimizer changes no answer of windows', () => {
  fc.assert(
    fc.property(tablesArbitrary, fc.array(queryArbitrary, { minLength: 1, maxLength: 6 }), (tables, queries) => {
      const engine = engineWith(tables);
      for (const query of queries) {
        engine.set('aiondb.optimizer', 'off');
        const expected = engine.run(query);
        engine.set('aiondb.optimizer', 'on');
        assert.equal(engine.run(query), expected, query);
      }
    }),
    { numRuns: 60 },
  );
});

test.run();
