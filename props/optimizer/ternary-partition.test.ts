/**
 * Ternary logic partitioning (Rigger and Su, OOPSLA 2020).
 * ASSUME random tables and joins, and a random condition p.
 * DO     select the rows where p, where NOT p, and where p IS NULL.
 * ASSERT together they are all rows, each once; and counting each gives the number of its rows.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fromArbitrary, predicate, tablesArbitrary } from '../arbitraries/queries.ts';
import { engineWith } from './engine.ts';

const cases = fromArbitrary.chain((from) => predicate(from.columns, 2, true).map((condition) => ({ from, condition })));

test('p, NOT p and p IS NULL divide the rows', () => {
  fc.assert(
    fc.property(tablesArbitrary, fc.array(cases, { minLength: 1, maxLength: 5 }), (tables, list) => {
      const engine = engineWith(tables);
      for (const { from, condition } of list) {
        const targets = [...from.columns.ints, ...from.columns.texts]
          .map((column, i) => `${column} AS k${i}`)
          .join(', ');
        const all = engine.run(`SELECT ${targets} FROM ${from.text}`);
        const parts: string[] = [];
        for (const part of [`(${condition})`, `NOT (${condition})`, `(${condition}) IS NULL`]) {
          const rows = engine.run(`SELECT ${targets} FROM ${from.text} WHERE ${part}`);
          const [count] = engine.run(`SELECT count(*)::int AS n FROM ${from.text} WHERE ${part}`);
          assert.is(count, JSON.stringify({ n: rows.length }), `${from.text} WHERE ${part}`);
          parts.push(...rows);
        }
        assert.equal(parts.sort(), all, `${from.text} WHERE ${condition}`);
      }
    }),
    { numRuns: 40 },
  );
});

test.run();
