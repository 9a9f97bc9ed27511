/**
 * ASSUME tables with indexes and random row counts, and a random query.
 * DO     plan it, with the optimizer on and off.
 * ASSERT every column that an expression uses is given where it stands.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import { queryArbitrary, tableNames } from '../arbitraries/queries.ts';
import { checkStatement } from './closed-plan.ts';
import { PlanBench } from './plan-bench.ts';

const sizes = fc.tuple(...tableNames.map(() => fc.constantFrom(0, 1, 20, 1000, 100_000)));

test('plans use no column that they do not give', () => {
  fc.assert(
    fc.property(sizes, queryArbitrary, (rows, query) => {
      const bench = new PlanBench();
      tableNames.forEach((name, i) => {
        bench.table(name, 'a int4, b int4, c text', rows[i]!, [
          { name: `${name}_a`, columns: ['a'] },
          { name: `${name}_b_a`, columns: ['b', 'a'] },
          { name: `${name}_c`, columns: ['c'], unique: true },
        ]);
      });
      checkStatement(bench.plan(query));
      checkStatement(bench.plan(query, { optimizer: false }));
    }),
    { numRuns: 600 },
  );
});

test.run();
