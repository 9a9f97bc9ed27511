/** COPY over the wire. Rows, errors and contexts are those a PostgreSQL 15 server gave to the same input. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { type Answer, outline, rawMessage, serialize, WireClient } from './wire-client.ts';

const table =
  "CREATE TABLE t1 (a int PRIMARY KEY, b varchar(3) NOT NULL, c int CHECK (c > 0), d text DEFAULT 'dd', f int GENERATED ALWAYS AS (c * 2) STORED)";
async function client(): Promise<WireClient> {
  const wire = new WireClient(Database.inMemory().stream());
  await wire.start();
  await wire.query(table);
  return wire;
}
/** Sends the data in pieces of the size given. */
async function copyIn(wire: WireClient, statement: string, data: string, piece = data.length): Promise<Answer[]> {
  wire.send(serialize.query(statement));
  await wire.until('copyInResponse');
  const bytes = Buffer.from(data);
  for (let at = 0; at < bytes.length; at += piece) wire.send(serialize.copyData(bytes.subarray(at, at + piece)));
  wire.send(serialize.copyDone());
  return wire.until('readyForQuery');
}
async function rows(wire: WireClient): Promise<string[]> {
  const answers = await wire.query('SELECT * FROM t1 ORDER BY a');
  return answers
    .filter(({ name }) => name === 'dataRow')
    .map((row) => (row['fields'] as unknown[]).map(String).join('|'));
}

test('rows arrive with defaults and generated columns, whatever the pieces', async () => {
  for (const piece of [1, 2, 3, 7, 1000]) {
    const wire = await client();
    assert.is(
      outline(await copyIn(wire, 'COPY t1 (a, b, c) FROM STDIN', '1\té€\t4\n2\ta\\tb\t\\N\n3\t\\x41\\\\\t1', piece)),
      'complete:COPY 3 ready:I',
    );
    assert.equal(await rows(wire), ['1|é€|4|dd|8', '2|a\tb|null|dd|null', '3|A\\|1|dd|2']);
  }
});

test('CSV in pieces', async () => {
  for (const piece of [1, 2, 5, 1000]) {
    const wire = await client();
    const data = 'x,y\r\n1,"a\r\n"\r\n2,""\r\n3,"""b"\r\n';
    assert.is(
      outline(await copyIn(wire, 'COPY t1 (a, b) FROM STDIN (FORMAT csv, HEADER)', data, piece)),
      'complete:COPY 3 ready:I',
    );
    assert.equal(await rows(wire), ['1|a\r\n|null|dd|null', '2||null|dd|null', '3|"b|null|dd|null']);
  }
});

const refused: readonly (readonly [columns: string, data: string, code: string, message: string, where: string])[] = [
  ['a, b', '1\tabc\n2\n', '22P04', 'missing data for column "b"', 'COPY t1, line 2: "2"'],
  ['a, b', '1\tabc\n2\tx\textra\n', '22P04', 'extra data after last expected column', 'COPY t1, line 2: "2\tx\textra"'],
  ['a, b', '1\tabcd\n', '22001', 'value too long for type character varying(3)', 'COPY t1, line 1, column b: "abcd"'],
  ['a, b', 'x\tabc\n', '22P02', 'invalid input syntax for type integer: "x"', 'COPY t1, line 1, column a: "x"'],
  [
    'a, b',
    '1\t\\N\n',
    '23502',
    'null value in column "b" of relation "t1" violates not-null constraint',
    'COPY t1, line 1: "1\t\\N"',
  ],
  [
    'a, b',
    '1\tabc\n2\tabc\n1\tabc\n',
    '23505',
    'duplicate key value violates unique constraint "t1_pkey"',
    'COPY t1, line 3',
  ],
  [
    'a, b, c',
    '1\tabc\t0\n',
    '23514',
    'new row for relation "t1" violates check constraint "t1_c_check"',
    'COPY t1, line 1: "1\tabc\t0"',
  ],
  ['a, b', '1\ta\n2\tb\r\n', '22P04', 'literal carriage return found in data', 'COPY t1, line 2'],
  ['a, b', '1\ta\\.b\n', '22P04', 'end-of-copy marker corrupt', 'COPY t1, line 1'],
];
for (const [columns, data, code, message, where] of refused) {
  test(`refused, and nothing is left: ${message}`, async () => {
    const wire = await client();
    const answers = await copyIn(wire, `COPY t1 (${columns}) FROM STDIN`, data);
    assert.is(outline(answers), `error:${code} ready:I`);
    assert.is(answers[0]!['message'], message);
    assert.is(answers[0]!['where'], where);
    assert.equal(await rows(wire), []);
    assert.match(outline(await wire.query('SELECT 1')), /row:1 /);
  });
}

test('CopyFail, and messages that do not belong', async () => {
  const wire = await client();
  wire.send(serialize.query('COPY t1 (a, b) FROM STDIN'));
  await wire.until('copyInResponse');
  wire.send(serialize.copyData(Buffer.from('1\ta\n')), serialize.copyFail('enough'));
  const answers = await wire.until('readyForQuery');
  assert.is(outline(answers), 'error:57014 ready:I');
  assert.is(answers[0]!['message'], 'COPY from stdin failed: enough');
  assert.equal(await rows(wire), []);
  wire.send(serialize.query('COPY t1 (a, b) FROM STDIN'));
  await wire.until('copyInResponse');
  wire.send(serialize.query('SELECT 1'));
  const ends = await wire.until('readyForQuery');
  assert.is(outline(ends), 'error:08P01 error:08P01');
  assert.equal(
    ends.map(({ severity }) => severity),
    ['ERROR', 'FATAL'],
  );
});

test('foreign keys are looked at when all rows are there', async () => {
  const wire = await client();
  await wire.query('CREATE TABLE t2 (a int PRIMARY KEY, b int REFERENCES t2)');
  assert.is(outline(await copyIn(wire, 'COPY t2 FROM STDIN', '1\t2\n2\t1\n')), 'complete:COPY 2 ready:I');
  assert.is(outline(await copyIn(wire, 'COPY t2 FROM STDIN', '3\t9\n')), 'error:23503 ready:I');
});

test('in the extended protocol, Sync and Flush are passed over while data comes', async () => {
  const wire = await client();
  wire.send(
    serialize.parse({ text: 'COPY t1 (a, b) FROM STDIN' }),
    serialize.bind(),
    serialize.execute(),
    serialize.flush(),
  );
  await wire.until('copyInResponse');
  wire.send(
    serialize.copyData(Buffer.from('1\ta\n')),
    serialize.flush(),
    serialize.sync(),
    serialize.copyDone(),
    serialize.sync(),
  );
  assert.is(outline(await wire.until('readyForQuery')), 'complete:COPY 1 ready:I');
  assert.equal(await rows(wire), ['1|a|null|dd|null']);
});

test('COPY TO gives text and CSV', async () => {
  const wire = await client();
  await wire.query(String.raw`INSERT INTO t1 VALUES (1, E'a\t\\', NULL), (2, '', 3)`);
  const lines = (answers: Answer[]): string =>
    answers
      .filter(({ name }) => name === 'copyData')
      .map((answer) => String(answer['chunk']))
      .join('');
  const text = await wire.query('COPY t1 TO STDOUT');
  assert.is(lines(text), '1\ta\\t\\\\\t\\N\tdd\n2\t\t3\tdd\n');
  assert.is(outline(text), 'copyOutResponse copyData copyData copyDone complete:COPY 2 ready:I');
  const csv = await wire.query(`COPY (SELECT b, c, 'x,"y' AS d FROM t1 ORDER BY a) TO STDOUT CSV HEADER NULL 'none'`);
  assert.is(lines(csv), 'b,c,d\na\t\\,none,"x,""y"\n,3,"x,""y"\n');
});

test('a reader that stops is waited for', async () => {
  const wire = await client();
  await wire.query("INSERT INTO t1 SELECT x, 'abc' FROM generate_series(1, 100000) x");
  wire.stream.pause();
  wire.send(serialize.query('COPY t1 TO STDOUT'));
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(wire.stream.readableLength < 1_500_000, `${wire.stream.readableLength} bytes wait for the reader`);
  wire.stream.resume();
  const answers = await wire.until('readyForQuery');
  assert.is(answers.filter(({ name }) => name === 'copyData').length, 100_000);
  assert.is(outline(answers.slice(-3)), 'copyDone complete:COPY 100000 ready:I');
});

test('the embedded interface has no stream to copy with', async () => {
  const db = Database.inMemory();
  const connection = db.connect();
  connection.execute('CREATE TABLE t1 (a int)');
  for (const statement of ['COPY t1 FROM STDIN', 'COPY t1 TO STDOUT']) {
    assert.throws(
      () => connection.execute(statement),
      (error: { code: string }) => error.code === '0A000',
    );
  }
});

test('data that is not a message of COPY is not taken for one afterwards', async () => {
  const wire = await client();
  // What is left of a COPY that failed is passed over.
  wire.send(rawMessage('d', Buffer.from('1\n')), rawMessage('c', Buffer.alloc(0)), serialize.query('SELECT 1'));
  assert.match(outline(await wire.until('readyForQuery')), /^rowDescription row:1 /);
});

test.run();
