/**
 * ASSUME statements each of whose rows takes long: an array of thousands to compare with, a list of patterns, an index over long texts. DO
 * run them with a statement_timeout, and beside another session. ASSERT that they end with 57014 soon after, however many rows a
 * step of them would have, and that the other session is answered in between.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/index.ts';
import { codeOf } from '../embedded/error-code.ts';

const long = {
  'an array computed by a query':
    'SELECT count(*) FROM t WHERE m = ANY (ARRAY(SELECT md5(y::text) FROM generate_series(300000, 400000) y))',
  patterns:
    "SELECT count(*) FROM t WHERE m LIKE ANY (ARRAY(SELECT '%' || y || 'x%' FROM generate_series(300000, 310000) y))",
  'pairs of elements': 'SELECT array_agg(x) && array_agg(-x) FROM generate_series(1, 100000) x',
  'pairs of items':
    "SELECT jsonb_path_exists(jsonb_agg(x), '$[*] ? (exists($[*] ? (@ == -1)))') FROM generate_series(1, 20000) x",
  'an index over long texts': 'CREATE INDEX ON t (repeat(m, 3000))',
};

const db = Database.inMemory();
const connection = db.connect();
connection.execute('CREATE TABLE t AS SELECT x, md5(x::text) AS m FROM generate_series(1, 100000) x');

for (const [what, sql] of Object.entries(long)) {
  test(`${what}: ends in time`, () => {
    connection.execute("SET statement_timeout = '300ms'");
    const began = performance.now();
    assert.is(
      codeOf(() => connection.execute(sql)),
      '57014',
    );
    // Without looks in between each takes a minute or more.
    assert.ok(performance.now() - began < 20_000);
  });
}

test('a prepared statement without a table ends in time as well', () => {
  connection.execute("SET statement_timeout = '300ms'");
  const statement = connection.prepare("SELECT repeat('x', 3000) ~ $1 AS found");
  assert.is(
    codeOf(() => statement.all('^(.*)(.*)(.*)(.*)\\1\\2\\3y')),
    '57014',
  );
});

test('a change of an index over an expression is undone, whatever the time is', () => {
  connection.execute("SET statement_timeout = '300ms'");
  connection.execute('CREATE TABLE u (x int)');
  connection.execute("CREATE INDEX ON u ((repeat('ab', x) ~ '^((a|b)*?(ab|ba)*?)*c'))");
  assert.is(
    codeOf(() => connection.execute('INSERT INTO u SELECT x FROM generate_series(1, 1000000) x')),
    '57014',
  );
  assert.equal(connection.execute('SELECT count(*)::int AS n FROM u').rows, [{ n: 0 }]);
  connection.execute('SET statement_timeout = 0');
  connection.execute('INSERT INTO u VALUES (1), (2)');
  assert.equal(
    connection.execute("SELECT x FROM u WHERE (repeat('ab', x) ~ '^((a|b)*?(ab|ba)*?)*c') = false ORDER BY x").rows,
    [{ x: 1 }, { x: 2 }],
  );
});

test('another session is answered meanwhile', async () => {
  const other = db.connect();
  connection.execute("SET statement_timeout = '3s'");
  let answers = 0;
  let ended = false;
  const slow = connection
    .query(long.patterns)
    .then(
      () => 'done',
      (error: { code?: string }) => error.code,
    )
    .finally(() => {
      ended = true;
    });
  while (!ended) {
    const { rows } = await other.query('SELECT 1 AS one');
    assert.equal(rows, [{ one: 1 }]);
    answers++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.is(await slow, '57014');
  assert.ok(answers >= 5, String(answers));
});

test.run();
