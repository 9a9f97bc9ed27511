/**
 * ASSUME any sequence of look-ups and entries. DO it on the cache and on a plain map.
 * ASSERT a value that is found is the last one set; what was used among the last `limit` different keys is found; and what is
 * kept weighs no more than two generations.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GenerationCache } from '../../src/common/index.ts';

const limit = 5;
const step = fc.record({ set: fc.boolean(), key: fc.integer({ min: 0, max: 40 }).map(String) });

test('what is asked for stays, the rest goes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const cache = new GenerationCache<number>(limit);
      const model = new Map<string, number>();
      let recent: string[] = [];
      steps.forEach(({ set, key }, i) => {
        if (set) {
          cache.set(key, i);
          model.set(key, i);
        }
        const found = cache.get(key);
        assert.ok(found === undefined || found === model.get(key));
        if (set || recent.slice(0, limit).includes(key)) assert.is(found, model.get(key), `step ${i}`);
        if (found !== undefined) recent = [key, ...recent.filter((other) => other !== key)];
      });
      const kept = [...model.keys()].filter((key) => cache.get(key) !== undefined).length;
      assert.ok(kept <= 2 * limit);
    }),
    { numRuns: 2000 },
  );
});

test('a generation is limited by weight', () => {
  const cache = new GenerationCache<boolean>(10, (key) => key.length);
  for (const key of ['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee']) cache.set(key, true);
  assert.is(cache.get('aaaa'), undefined);
  assert.is(cache.get('bbbb'), undefined);
  for (const key of ['eeee', 'dddd', 'cccc']) assert.is(cache.get(key), true, key);
});

test.run();
