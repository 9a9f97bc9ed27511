/**
 * ASSUME random small tables with random indexes, and a random query.
 * DO     run it with aiondb.optimizer on, off, and on with each join method discouraged.
 * ASSERT the same rows each time.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { queryArbitrary, tablesArbitrary } from '../arbitraries/queries.ts';
import { engineWith } from './engine.ts';

test('the optimizer changes no result', () => {
  fc.assert(
    fc.property(tablesArbitrary, fc.array(queryArbitrary, { minLength: 1, maxLength: 8 }), (tables, queries) => {
      const engine = engineWith(tables);
      for (const query of queries) {
        engine.set('aiondb.optimizer', 'off');
        const expected = engine.run(query);
        engine.set('aiondb.optimizer', 'on');
        assert.equal(engine.run(query), expected, query);
        for (const method of ['enable_hashjoin', 'enable_nestloop', 'enable_seqscan']) {
          engine.set(method, 'off');
          assert.equal(engine.run(query), expected, `${method} = off: ${query}`);
          engine.set(method, 'on');
        }
      }
    }),
    { numRuns: 60 },
  );
});

test.run();
