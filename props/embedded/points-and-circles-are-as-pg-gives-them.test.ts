/**
 * ASSUME any point and circle.
 * DO     read them through the embedded API; give their text to the parsers of the `pg` driver.
 * ASSERT both give the same object, alone and in arrays.
 */
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/index.ts';
import { defaultTextContext, typeByName } from '../../src/types/registry.ts';
import { networkGeometryScalars } from '../types/network-geometry-arbitraries.ts';

const types = createRequire(import.meta.url)('pg-types') as {
  getTypeParser(oid: number): (text: string) => unknown;
};
const connection = Database.inMemory().connect();

for (const name of ['point', 'circle']) {
  test(name, () => {
    const type = typeByName(name)!;
    fc.assert(
      fc.property(networkGeometryScalars[name]!, (value) => {
        const text = type.output(value, defaultTextContext);
        const [row] = connection.execute(`SELECT '${text}'::${name} AS v, ARRAY['${text}'::${name}, NULL] AS a`)
          .rows as unknown as [{ v: unknown; a: unknown }];
        const expected = types.getTypeParser(type.oid)(text);
        assert.equal(row.v, expected);
        assert.equal(row.a, [expected, null]);
      }),
      { numRuns: 50 },
    );
  });
}

test.run();
