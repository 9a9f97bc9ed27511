/**
 * What a database defines beside tables is there again after a crash and after a checkpoint.
 * ASSUME types, collations and comments of a database's own, tables that use them, and definitions that were changed while they did.
 * DO open it again as after a power failure with only the log, and once more from a checkpoint. ASSERT the same answers to queries over
 * values, order, catalogs and indexes, and that the definitions can still be changed.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Connection, Database } from '../../src/index.ts';
import { SimulatedDisk } from '../../src/testing.ts';

const definitions = `
CREATE TYPE floats AS RANGE (subtype = float8, subtype_diff = float8mi);
COMMENT ON TYPE floats_multirange IS 'many';
CREATE COLLATION numbers (provider = icu, locale = 'en-u-kn-true');
COMMENT ON COLLATION numbers IS 'by number';
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TYPE pair AS (a int, b mood, c text);
CREATE TABLE t (id int PRIMARY KEY, f floats DEFAULT floats(1, 2), m floats_multirange, s text COLLATE numbers, e mood, p pair);
CREATE INDEX t_s ON t (s);
CREATE INDEX t_f ON t (f);
CREATE UNIQUE INDEX t_e ON t (e);
INSERT INTO t VALUES (1, DEFAULT, '{[1,2)}', 'a10', 'sad', ROW(1, 'happy', 'x')), (2, '[3,4]', '{}', 'a9', 'happy', NULL);
CREATE VIEW v AS SELECT id, f * floats(0, 10) AS part, e > 'sad' AS better FROM t;
ALTER COLLATION numbers RENAME TO by_number;
ALTER TYPE pair DROP ATTRIBUTE a;
ALTER TYPE pair ADD ATTRIBUTE d int;`;

const questions = [
  'SELECT * FROM t ORDER BY s',
  'SELECT * FROM v ORDER BY id',
  "SELECT id FROM t WHERE f = '[3,4]'",
  "SELECT id FROM t WHERE e = 'happy'",
  'SELECT id FROM t ORDER BY f DESC',
  "SELECT (p).c, (p).b FROM t WHERE p = ROW('happy', 'x', NULL)::pair",
  'SELECT count(*)::int AS n, min(x)::text AS low, max(x)::text AS high FROM unnest(enum_range(NULL::mood)) x',
  "SELECT obj_description('floats_multirange'::regtype) AS a, obj_description('by_number'::regcollation) AS b",
  'SELECT collname, colliculocale FROM pg_collation WHERE oid >= 16384',
  'SELECT rngtypid::regtype::text AS a, rngmultitypid::regtype::text AS b, rngsubdiff::text AS c FROM pg_range WHERE rngtypid >= 16384',
];

function answers(connection: Connection): unknown[] {
  return questions.map((sql) => connection.execute(sql).rows);
}

function define(connection: Connection): void {
  for (const sql of definitions.split(';')) connection.execute(sql);
  // Beyond what halving the gap between two numbers can do.
  for (let i = 0; i < 120; i++) connection.execute(`ALTER TYPE mood ADD VALUE 'm${i}' BEFORE 'happy'`);
}

test('definitions survive a crash and a checkpoint', () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const options = { allowUnencryptedStorage: true, checkpointWalBytes: 1 << 30 };
  const first = Database.open('/db', { ...options, files: disk });
  define(first.connect());
  const expected = answers(first.connect());
  const crashed = disk.crash(1);
  const second = Database.open('/db', { ...options, files: crashed });
  assert.equal(answers(second.connect()), expected);
  second.connect().execute('CHECKPOINT');
  second.close();
  const third = Database.open('/db', { ...options, files: crashed });
  const connection = third.connect();
  assert.equal(answers(connection), expected);
  connection.execute("ALTER TYPE mood ADD VALUE 'last'");
  connection.execute(
    "INSERT INTO t VALUES (3, '[0,1)', floats_multirange(floats(1, 2)), 'a100', 'last', ROW('m5', 'y', 7))",
  );
  assert.equal(connection.execute('SELECT id FROM t ORDER BY s').rows, [{ id: 2 }, { id: 1 }, { id: 3 }]);
  connection.execute('DROP TYPE floats CASCADE');
  connection.execute('DROP COLLATION by_number CASCADE');
  assert.equal(
    connection.execute('SELECT * FROM t ORDER BY id').fields.map(({ name }) => name),
    ['id', 'e', 'p'],
  );
  third.close();
});

test.run();
