/**
 * Dumps are PostgreSQL's own, and PostgreSQL's are read here.
 * ASSUME a database with something of everything, and random tables of any names, types and values.
 * DO dump it, let psql restore that into PostgreSQL 15, and pg_dump dump it again; restore pg_dump's text here, as COPY and as
 * INSERTs. ASSERT pg_dump's text is ours but for the lines that say who wrote it, and so is our dump of what was restored here.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/index.ts';
import {
  assertSameText,
  comparable,
  contents,
  dumpText,
  everything,
  randomScript,
  restored,
  roles,
} from './databases.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

const started = startPostgres();
if (started === null) {
  process.stdout.write('skipped: PostgreSQL 15 is not installed\n');
  test.skip('PostgreSQL', () => {});
} else withPostgres(started);
test.run();

function withPostgres(postgres: PostgresServer): void {
  test.after(() => postgres.stop());
  let count = 0;
  const newDatabase = (): string => {
    const name = `d${count++}`;
    postgres.createDatabase(name);
    return name;
  };

  test('psql restores everything, and pg_dump says the same', async () => {
    const db = Database.inMemory();
    db.connect().execute(roles + everything);
    const text = await dumpText(db, { roles: true });
    const name = newDatabase();
    // The server has its first role, which a dump with roles alters.
    postgres.restore(name, text);
    const schemas = comparable(await dumpText(db));
    assertSameText(comparable(postgres.dump(name)), schemas);
  });

  test("pg_dump's text is restored", async () => {
    const name = newDatabase();
    postgres.restore(name, everything);
    const text = postgres.dump(name);
    const copy = await restored(text);
    assertSameText(comparable(await dumpText(copy)), comparable(text));
    // pg_dump writes a float's -0 as a plain number there, which is the integer 0 to whoever reads it.
    const expected = JSON.stringify(contents(copy)).replaceAll('\\"-0\\"', '\\"0\\"');
    for (const options of [['--inserts'], ['--column-inserts', '--rows-per-insert=2']]) {
      assert.equal(contents(await restored(postgres.dump(name, ...options))), JSON.parse(expected));
    }
  });

  test('views that both print in other words give the same rows', async () => {
    const db = Database.inMemory();
    db.connect().execute(`CREATE TABLE t1 (a int, v text); INSERT INTO t1 VALUES (1, 'xabx'), (2, 'b');
      CREATE VIEW v1 AS SELECT substring(v from 2 for 3) AS n, trim(both 'x' from v) AS o, position('a' in v) AS p,
        overlay(v placing 'x' from 1) AS q, v COLLATE "C" AS r FROM t1;
      CREATE VIEW v2 AS SELECT * FROM (SELECT a FROM t1) s NATURAL FULL JOIN (SELECT a + 1 AS a, v FROM t1) z`);
    const name = newDatabase();
    postgres.restore(name, await dumpText(db));
    const connection = db.connect();
    for (const view of ['v1', 'v2']) {
      const sql = `SELECT whole::text FROM ${view} whole ORDER BY 1`;
      const rows = connection.executeText(`SELECT x FROM (${sql}) s(x)`)[0]!.rows.map(([row]) => `${row}\n`);
      assert.is(postgres.query(name, sql), rows.join(''));
    }
    const copy = await restored(postgres.dump(name));
    assert.equal(contents(copy), contents(db));
  });

  test('random databases', async () => {
    await fc.assert(
      fc.asyncProperty(randomScript, async (script) => {
        const db = Database.inMemory();
        db.connect().execute(script);
        const text = await dumpText(db);
        const name = newDatabase();
        postgres.restore(name, text);
        const theirs = postgres.dump(name);
        assertSameText(comparable(theirs), comparable(text));
        assertSameText(comparable(await dumpText(await restored(theirs))), comparable(text));
      }),
      { numRuns: 6 },
    );
  });
}
