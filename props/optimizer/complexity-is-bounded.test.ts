/**
 * ASSUME short statements whose meaning is nested 40 times where each level uses the one below more than once, joins of hundreds
 *        of relations, and hundreds of windows and sub-queries.
 * DO     plan and compile them.
 * ASSERT that each is answered or refused with 54001; that none needs more than a few seconds, which an exponential or cubic one
 *        would exceed by orders of magnitude; and that `statement_timeout` ends the planning of a long one.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SqlError } from '../../src/errors/index.ts';
import { Database } from '../../src/server/index.ts';

const around = (levels: number, inner: string, wrap: (inner: string) => string): string => {
  let text = inner;
  for (let i = 0; i < levels; i++) text = wrap(text);
  return text;
};
const list = (count: number, item: (i: number) => string, separator = ', '): string =>
  Array.from({ length: count }, (_, i) => item(i)).join(separator);
const levels = 40;
const aliases = (count: number): string => list(count, (i) => `t t${i}`);

const answered: Readonly<Record<string, string>> = {
  'columns used twice': `SELECT * FROM ${around(levels, '(SELECT c AS a FROM t) s', (s) => `(SELECT a + a AS a FROM ${s}) s`)}`,
  'columns used in CASE': `SELECT * FROM ${around(levels, '(SELECT c AS a FROM t) s', (s) => `(SELECT CASE WHEN a > 1 THEN a ELSE a + 1 END AS a FROM ${s}) s`)}`,
  'filters over columns used twice': `SELECT * FROM ${around(levels, '(SELECT c AS a FROM t) s', (s) => `(SELECT a + a AS a FROM ${s}) s WHERE a > 1`)}`,
  nullif: `SELECT ${around(levels, 'c', (s) => `nullif(${s}, 1)`)} FROM t`,
  'CASE with an argument': `SELECT ${around(levels, 'c', (s) => `CASE ${s} WHEN 1 THEN 2 ELSE 3 END`)} FROM t`,
  'a chain of joins': `SELECT count(*) FROM ${aliases(150)} WHERE ${list(149, (i) => `t${i}.c = t${i + 1}.d`, ' AND ')}`,
  'a class of equal columns': `SELECT count(*) FROM ${aliases(150)} WHERE ${list(149, (i) => `t${i}.c = t${i + 1}.c`, ' AND ')}`,
  'a star of joins': `SELECT count(*) FROM ${aliases(150)} WHERE ${list(149, (i) => `t0.c = t${i + 1}.d`, ' AND ')}`,
  'joins without conditions': `SELECT count(*) FROM ${aliases(150)}`,
  'joins by inequality': `SELECT count(*) FROM ${aliases(150)} WHERE ${list(149, (i) => `t${i}.c < t${i + 1}.d`, ' AND ')}`,
  'full joins': `SELECT count(*) FROM t t0 ${list(60, (i) => `FULL JOIN t t${i + 1} USING (c)`, ' ')}`,
  'correlated sub-queries': `SELECT ${list(80, () => '(SELECT max(x.c) FROM t x WHERE x.d = t.c)')} FROM t`,
};
const refused: Readonly<Record<string, string>> = {
  between: `SELECT ${around(levels, 'c = 1', (s) => `(${s}) BETWEEN false AND true`)} FROM t`,
  'between symmetric': `SELECT ${around(levels, 'c = 1', (s) => `(${s}) BETWEEN SYMMETRIC false AND true`)} FROM t`,
  'IN of rows': `SELECT ${around(levels, 'c = 1', (s) => `((${s}), true) IN ((true, c = 2), (c = 1, false))`)} FROM t`,
  'IN of expressions': `SELECT ${around(levels, 'c = 1', (s) => `(${s}) IN (c = 2, c = 3)`)} FROM t`,
  windows: `SELECT ${list(1000, (i) => `sum(c) OVER (ORDER BY d + ${i})`)} FROM t`,
};

function connect() {
  const connection = Database.inMemory().connect({ user: 'postgres' });
  connection.executeText('CREATE TABLE t (c int PRIMARY KEY, d int); INSERT INTO t VALUES (0, 0)');
  connection.executeText("SET statement_timeout = '30s'");
  return connection;
}

function errorOf(run: () => unknown): SqlError | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
}

for (const [what, text] of Object.entries(answered)) {
  test(`${what}: answered`, () => {
    assert.is(
      errorOf(() => connect().executeText(text)),
      null,
    );
  });
}
for (const [what, text] of Object.entries(refused)) {
  test(`${what}: refused`, () => {
    assert.is(errorOf(() => connect().executeText(text))?.code, '54001');
  });
}

test('views over views: refused where one would stand for thousands of tables', () => {
  const connection = connect();
  connection.executeText('CREATE VIEW v0 AS SELECT c AS a FROM t');
  const create = (i: number) =>
    `CREATE VIEW v${i} AS SELECT x.a + y.a AS a FROM v${i - 1} x JOIN v${i - 1} y USING (a)`;
  let error: SqlError | null = null;
  let i = 1;
  for (; i < levels && error === null; i++) error = errorOf(() => connection.executeText(create(i)));
  assert.is(error?.code, '54001');
  assert.ok(i > 8);
});

test('statement_timeout ends planning', () => {
  const connection = connect();
  connection.executeText('SET statement_timeout = 20');
  const text = `SELECT ${list(300, () => '(SELECT max(x.c) FROM t x WHERE x.d = t.c)')} FROM t`;
  assert.is(errorOf(() => connection.executeText(text))?.code, '57014');
  connection.executeText('SET statement_timeout = 0');
  assert.is(
    errorOf(() => connection.executeText('SELECT 1')),
    null,
  );
});

test.run();
