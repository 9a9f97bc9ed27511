/**
 * ASSUME a sub-query that holds its rows (sorted, in a hash table, grouped) and runs for each of 200 outer rows, in all far more than
 * a query may have. DO run it with a limit that one run needs half of. ASSERT the answer: each run gives back what the last has held.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/index.ts';

const held: Readonly<Record<string, string>> = {
  'ordered input of an aggregate': "SELECT string_agg(z, '' ORDER BY z) FROM t WHERE y > o.x",
  'distinct input of an aggregate': 'SELECT count(DISTINCT z) FROM t WHERE y > o.x',
  groups: 'SELECT max(n) FROM (SELECT z, count(*) n FROM t WHERE y > o.x GROUP BY z OFFSET 0) s',
  'hash join':
    'SELECT count(*) FROM (SELECT t.z FROM t JOIN t u ON t.z = u.z AND t.y + u.y > o.x WHERE u.y > o.x OFFSET 0) s',
  'full hash join': 'SELECT count(*) FROM (SELECT t.z FROM t FULL JOIN t u ON t.z = u.z WHERE u.y > o.x OFFSET 0) s',
};

for (const [what, query] of Object.entries(held)) {
  test(what, () => {
    const db = Database.inMemory({ limits: { maxMemoryBytes: 50_000_000 } });
    const connection = db.connect();
    connection.execute('CREATE TABLE o AS SELECT x FROM generate_series(1, 200) x');
    connection.execute("CREATE TABLE t AS SELECT y, repeat('z', 20) || y AS z FROM generate_series(1, 3000) y");
    const { rows } = connection.execute(`SELECT count((${query}))::int AS n FROM o`);
    assert.equal(rows, [{ n: 200 }]);
    db.close();
  });
}

test.run();
