/**
 * What restoreDatabase() makes of scripts: where statements end, what data of COPY are, what happens at errors.
 * A property cuts a script into chunks anywhere, also within a character or the end marker of COPY: the result is the same.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RestoreError, type RestoreOptions, restoreDatabase } from '../../src/embedded/restore/index.ts';
import { StatementSplitter } from '../../src/embedded/restore/statement-splitter.ts';
import { Database } from '../../src/index.ts';
import { contents } from './databases.ts';

function split(script: string): string[] {
  const splitter = new StatementSplitter();
  const parts: string[] = [];
  script.split(/(?<=\n)/).forEach((line, i) => {
    splitter.push(Buffer.from(line), i + 1);
    for (let part = splitter.next(); part !== null; part = splitter.next()) parts.push(`${part.line}:${part.text}`);
  });
  const last = splitter.end();
  return last === null ? parts : [...parts, `${last.line}:${last.text}`];
}

const splits: readonly (readonly [script: string, parts: readonly string[]])[] = [
  ['SELECT 1; SELECT 2;\n\nSELECT 3', ['1:SELECT 1', '1:SELECT 2', '3:SELECT 3']],
  ['-- a; b\n/* c; /* d; */ ; */ SELECT 1 -- ;\n;;\n  ;', ['2:SELECT 1 -- ;\n']],
  ["SELECT 'a;''b;', \"c;\"\"d;\", ';\n;';x", ["1:SELECT 'a;''b;', \"c;\"\"d;\", ';\n;'", '2:x']],
  ["SELECT E'\\';', e'\\\\'; SELECT re'\\'; y", ["1:SELECT E'\\';', e'\\\\'", "1:SELECT re'\\'", '1:y']],
  ["SELECT E'a'\n'\\';'; z", ["1:SELECT E'a'\n'\\';'", '2:z']],
  ["SELECT E'a', '\\'; z", ["1:SELECT E'a', '\\'", '1:z']],
  ["SELECT E'a'\n, '\\'; z", ["1:SELECT E'a'\n, '\\'", '2:z']],
  ['SELECT $$;$x$;$$, $x$;$$;\n$x$, a$b$;$c$;', ['1:SELECT $$;$x$;$$, $x$;$$;\n$x$, a$b$', '2:$c$;']],
  ['SELECT $1;$1; é$ü$;', ['1:SELECT $1', '1:$1', '1:é$ü$']],
  [
    'CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); x',
    ['1:CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)', '1:x'],
  ],
  [
    'CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; BEGIN; END;',
    [
      '1:CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END',
      '1:BEGIN',
      '1:END',
    ],
  ],
  ["\\restrict a;b'\nSELECT 1; \\x 'y\nSELECT 2;", ["1:\\restrict a;b'\n", '2:SELECT 1', "2:\\x 'y\n", '3:SELECT 2']],
];
for (const [script, parts] of splits) {
  test(`split: ${JSON.stringify(script)}`, () => {
    assert.equal(split(script), parts);
  });
}

const script = `\ufeff-- a script
CREATE TABLE t (a int, b text);
COPY t (a, b) FROM stdin;
\\.
COPY t (a, b) FROM stdin;
1\tone é 💥
2\t\\\\.
3\t\\N
\\.

COPY t FROM STDIN WITH (FORMAT csv);\r
4,"x
y"\r
\\.\r
INSERT INTO t VALUES (5, 'a;
b'), (6, $$;$$);
CREATE TABLE nothing ();
COPY nothing  FROM stdin;


\\.
`;

test('chunks may end anywhere', async () => {
  const bytes = Buffer.from(script);
  const whole = Database.inMemory();
  assert.is((await restoreDatabase(whole.core, [script])).rows, 8);
  const expected = contents(whole);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 40 }), async (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const chunks = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
      const db = Database.inMemory();
      await restoreDatabase(db.core, chunks);
      assert.equal(contents(db), expected);
    }),
    { numRuns: 50 },
  );
});

async function failure(text: string, options: RestoreOptions = {}): Promise<{ error: RestoreError; db: Database }> {
  const db = Database.inMemory();
  try {
    await restoreDatabase(db.core, [text], options);
  } catch (error) {
    if (error instanceof RestoreError) return { error, db };
    throw error;
  }
  throw new Error('no error');
}

test('bytes are in the character set that the script sets, text is text', async () => {
  const text = (set: string): string =>
    `SET client_encoding = '${set}';\nCREATE TABLE t ("ä" text);\nINSERT INTO t VALUES ('é');\nCOPY t FROM stdin;\nü\n\\.\n`;
  for (const source of [Buffer.from(text('LATIN1'), 'latin1'), Buffer.from(text('UTF8')), text('LATIN1')]) {
    const db = Database.inMemory();
    await restoreDatabase(db.core, [source]);
    assert.equal((await db.connect().query('TABLE t')).rows, [{ ä: 'é' }, { ä: 'ü' }]);
  }
});

test('bytes of characters that look like the end of a statement: COPY has no use for it, others are refused', async () => {
  const head = "SET client_encoding = 'SJIS';\nCREATE TABLE t (a text);\n";
  const db = Database.inMemory();
  await restoreDatabase(db.core, [Buffer.from(`${head}COPY t FROM stdin;\n\x83\\.\n\x83|\n\\.\n`, 'latin1')]);
  assert.equal((await db.connect().query('TABLE t')).rows, [{ a: 'ソ.' }, { a: 'ポ' }]);
  const refused = Database.inMemory();
  try {
    await restoreDatabase(refused.core, [Buffer.from(`${head}INSERT INTO t VALUES ('\x83\\');\n`, 'latin1')]);
    assert.unreachable('it was taken');
  } catch (error) {
    assert.is((error as RestoreError).code, '0A000');
  }
  assert.equal(contents(refused), {});
});

test('an error names its line and undoes everything', async () => {
  const { error, db } = await failure('CREATE TABLE t (a int);\nINSERT INTO t VALUES (1);\n\nSELECT 1,\n  nothing;\n');
  assert.is(error.message, 'line 5: ERROR:  column "nothing" does not exist');
  assert.is(error.code, '42703');
  assert.is(error.statement, 'SELECT 1,\n  nothing');
  assert.equal(contents(db), {});
});

test('an error in data names the line of the script', async () => {
  const { error, db } = await failure('CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\nx\n3\n\\.\n');
  assert.is(
    error.message,
    'line 4: ERROR:  invalid input syntax for type integer: "x"\nCONTEXT:  COPY t, line 2, column a: "x"',
  );
  assert.equal(contents(db), {});
});

test('going on after errors: data of a COPY that failed are passed over', async () => {
  const errors: string[] = [];
  const db = Database.inMemory();
  const text = `CREATE TABLE t (a int PRIMARY KEY);
SELECT nothing;
COPY t FROM stdin;
1
1
2
\\.
COPY missing FROM stdin;
DROP TABLE t;
\\.
\\set x y
COPY t FROM stdin;
3
\\.
BEGIN; INSERT INTO t VALUES (4); ROLLBACK;
INSERT INTO t VALUES (5)`;
  const result = await restoreDatabase(db.core, [text], {
    keepGoing: true,
    onError: (e) => errors.push(`${e.line} ${e.code}`),
  });
  assert.equal(errors, ['2 42703', '5 23505', '8 42P01', '11 0A000']);
  assert.is(result.errors, 4);
  assert.equal(db.connect().execute('SELECT a FROM t ORDER BY a').rows, [{ a: 3 }, { a: 5 }]);
});

test('a dump that was cut off is none', async () => {
  const begin = '--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE t (a int);\n';
  assert.match((await failure(begin)).error.message, /cut off/);
  assert.match((await failure(`${begin}COPY t FROM stdin;\n1\n2`)).error.message, /within the data of COPY/);
  const { db } = await failure(`${begin}COPY t FROM stdin;\n1\n`);
  assert.equal(contents(db), {});
  await restoreDatabase(db.core, [`${begin}--\n-- PostgreSQL database dump complete\n--\n\n`]);
});

test("psql's commands", async () => {
  const { db, error } = await failure('SELECT 1;\n\\connect other\nCREATE TABLE t ();\n', { keepGoing: true });
  assert.match(error.message, /line 2: \\connect other: a restore goes into one database, and this one is "default"/);
  await restoreDatabase(db.core, [
    '\\restrict x\n\\connect -reuse-previous=on "dbname=\'default\'"\n\\c default\n\\unrestrict x\n',
  ]);
  assert.match((await failure('\\i file\n')).error.message, /line 1: ERROR: {2}psql's \\i is not understood/);
});

test('transactions of the script do not mix with the one around it', async () => {
  assert.match((await failure('CREATE TABLE t ();\nCOMMIT;\nx')).error.message, /line 2: .*transactions of its own/);
});

test('owners, privileges and settings of newer servers', async () => {
  const db = Database.inMemory();
  const notices: string[] = [];
  const text = `SET transaction_timeout = 0;\nCREATE TABLE t ();\nALTER TABLE t OWNER TO nobody;\n
    GRANT SELECT ON t TO nobody;\nREVOKE ALL ON t FROM nobody;\nALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO nobody;\n`;
  const onNotice: RestoreOptions['onNotice'] = ({ message }, line) => notices.push(`${line} ${message}`);
  await restoreDatabase(db.core, [text], { noOwner: true, noPrivileges: true, onNotice });
  assert.equal(notices, ['1 there is no setting "transaction_timeout" here: passed over']);
  assert.is((await failure('CREATE TABLE t ();\nALTER TABLE t OWNER TO nobody;')).error.code, '42704');
});

test.run();
