/**
 * ASSUME random small tables with random indexes, and a random query.
 * DO     run it with aiondb.optimizer on, off, and on with each join method discouraged.
 * ASSERT the same rows each time.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cteQueryArbitrary, modificationArbitrary, queryArbitrary, tablesArbitrary } from '../arbitraries/queries.ts';
import { engineWith } from './engine.ts';

const methods = ['enable_hashjoin', 'enable_nestloop', 'enable_seqscan'];
const anyQuery = fc.oneof({ weight: 3, arbitrary: queryArbitrary }, cteQueryArbitrary);

test('the optimizer changes no result', () => {
  fc.assert(
    fc.property(tablesArbitrary, fc.array(anyQuery, { minLength: 1, maxLength: 8 }), (tables, queries) => {
      const engine = engineWith(tables);
      for (const query of queries) {
        engine.set('aiondb.optimizer', 'off');
        const expected = engine.run(query);
        engine.set('aiondb.optimizer', 'on');
        assert.equal(engine.run(query), expected, query);
        for (const method of methods) {
          engine.set(method, 'off');
          assert.equal(engine.run(query), expected, `${method} = off: ${query}`);
          engine.set(method, 'on');
        }
      }
    }),
    { numRuns: 30 },
  );
});

test('the optimizer changes no row that is written', () => {
  fc.assert(
    fc.property(tablesArbitrary, fc.array(modificationArbitrary, { minLength: 1, maxLength: 6 }), (tables, list) => {
      const engine = engineWith(tables);
      for (const statement of list) {
        const results = ['on', 'off'].map((value) => {
          engine.set('aiondb.optimizer', value);
          engine.run('BEGIN');
          engine.run(statement);
          const rows = engine.run('SELECT a, b, c FROM t1');
          engine.run('ROLLBACK');
          return rows;
        });
        assert.equal(results[0], results[1], statement);
      }
    }),
    { numRuns: 30 },
  );
});

test.run();
