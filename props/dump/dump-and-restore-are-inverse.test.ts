/**
 * A dump is the whole database.
 * ASSUME a database with something of everything, and random tables of any names, types and values.
 * DO dump, restore into a new database, dump again. ASSERT the second text is the first, and both databases have the same rows.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/index.ts';
import { assertSameText, contents, dumpText, everything, randomScript, restored, roles } from './databases.ts';

function made(script: string): Database {
  const db = Database.inMemory();
  db.connect().execute(script);
  return db;
}

test('everything there is', async () => {
  const db = made(roles + everything);
  const text = await dumpText(db);
  const copy = await restored(text);
  assertSameText(await dumpText(copy), text);
  assert.equal(contents(copy), contents(db));
});

test('with roles, into a database that has none', async () => {
  const db = made(`CREATE ROLE app LOGIN PASSWORD 'secret' CONNECTION LIMIT 3 VALID UNTIL '2030-01-01';
    CREATE ROLE "odd role" SUPERUSER NOINHERIT; COMMENT ON ROLE app IS 'it''s one'; ${everything}`);
  const text = await dumpText(db, { roles: true });
  assert.match(text, /\nCREATE ROLE app;\nALTER ROLE app WITH NOSUPERUSER INHERIT .*PASSWORD 'SCRAM-SHA-256\$/);
  assert.not.match(text, /CREATE ROLE postgres/);
  const copy = await restored(text, {}, '');
  assertSameText(await dumpText(copy, { roles: true }), text);
});

test('the schema, then the rows', async () => {
  const db = made(`CREATE TABLE a (id int PRIMARY KEY, b int);
    CREATE TABLE b (id int PRIMARY KEY, c int); CREATE TABLE c (id serial PRIMARY KEY);
    INSERT INTO c VALUES (DEFAULT), (DEFAULT); INSERT INTO b VALUES (1, 2); INSERT INTO a VALUES (1, 1);
    ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b; ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c`);
  const whole = await dumpText(db);
  const copy = await restored(await dumpText(db, { schemaOnly: true }));
  assert.equal(copy.connect().execute('SELECT * FROM a').rows, []);
  const rows = await dumpText(db, { dataOnly: true });
  assert.not.match(rows, /CREATE|ALTER/);
  const { restoreDatabase } = await import('../../src/embedded/restore/index.ts');
  await restoreDatabase(copy.core, [rows]);
  assertSameText(await dumpText(copy), whole);
});

test('circles of foreign keys are told of when rows are dumped alone', async () => {
  const warnings: string[] = [];
  await dumpText(made(roles + everything), { dataOnly: true, onWarning: (message) => warnings.push(message) });
  assert.match(warnings.join('\n'), /circle/);
});

test('defaults that draw from each other in a circle', async () => {
  const db = made(`CREATE TABLE b (id serial); CREATE TABLE a (id serial, b int DEFAULT nextval('b_id_seq'));
    ALTER TABLE b ADD a int DEFAULT nextval('a_id_seq'); INSERT INTO a DEFAULT VALUES`);
  const text = await dumpText(db);
  assertSameText(await dumpText(await restored(text)), text);
});

test('temporary objects are left out', async () => {
  const db = Database.inMemory();
  db.connect().execute(
    'CREATE TEMP TABLE t (a serial PRIMARY KEY); CREATE TEMP VIEW v AS SELECT 1; CREATE TEMP SEQUENCE s',
  );
  assertSameText(await dumpText(db), await dumpText(Database.inMemory()));
});

test('random databases', async () => {
  await fc.assert(
    fc.asyncProperty(randomScript, async (script) => {
      const db = made(script);
      const text = await dumpText(db);
      const copy = await restored(text);
      assertSameText(await dumpText(copy), text);
      assert.equal(contents(copy), contents(db));
    }),
    { numRuns: 60 },
  );
});

test.run();
