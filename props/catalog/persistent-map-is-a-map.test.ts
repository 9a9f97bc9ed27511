/**
 * ASSUME a sequence of puts and removals over few keys, of OIDs or of strings whose hashes collide.
 * DO     apply it to a PersistentMap (directly, or in runs through a builder) and to a Map; keep every version.
 * ASSERT each version still holds exactly what the Map held then: later changes reach no earlier version.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PersistentMap } from '../../src/catalog/persistent-map.ts';

type Step<K> = { readonly key: K; readonly value: number | null };

function contents<K extends number | string>(map: PersistentMap<K, number>): [K, number][] {
  return [...map.entries()].map(([k, v]): [K, number] => [k, v]).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function check<K extends number | string>(runs: readonly (readonly Step<K>[])[], built: boolean): void {
  const model = new Map<K, number>();
  const versions: { readonly map: PersistentMap<K, number>; readonly expected: [K, number][] }[] = [];
  let map = PersistentMap.empty<K, number>();
  for (const run of runs) {
    const builder = map.transient();
    for (const { key, value } of run) {
      if (value === null) {
        model.delete(key);
        builder.remove(key);
        if (!built) map = map.remove(key);
      } else {
        model.set(key, value);
        builder.put(key, value);
        if (!built) map = map.put(key, value);
      }
    }
    if (built) map = builder.persistent();
    versions.push({ map, expected: [...model].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) });
  }
  for (const { map: version, expected } of versions) {
    assert.equal(contents(version), expected);
    assert.is(version.size, expected.length);
    for (const [key, value] of expected) assert.is(version.get(key), value);
  }
}

const value = fc.option(fc.nat(1000), { nil: null });
const runsOf = <K>(key: fc.Arbitrary<K>): fc.Arbitrary<Step<K>[][]> =>
  fc.array(fc.array(fc.record({ key, value }), { maxLength: 40 }), { maxLength: 8 });

test('numbers, near and far apart', () => {
  const key = fc.oneof(
    fc.nat(40),
    fc.integer(),
    fc.nat(30).map((n) => n << 27),
  );
  fc.assert(fc.property(runsOf(key), fc.boolean(), check<number>));
});

test('strings, some with the same hash', () => {
  // 0xacc1bec3 is the FNV-1a hash of both 'costarring' and 'liquid', of 'declinate' and 'macallums' another.
  const key = fc.oneof(
    fc.constantFrom('costarring', 'liquid', 'declinate', 'macallums', 'altarage', 'zinke'),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(fc.property(runsOf(key), fc.boolean(), check<string>));
});

test('a builder that has given its map away is refused', () => {
  const builder = PersistentMap.empty<number, number>().transient();
  builder.put(1, 1);
  builder.persistent();
  assert.throws(() => builder.put(2, 2));
});

test.run();
