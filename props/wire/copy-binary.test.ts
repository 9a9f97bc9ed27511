/**
 * COPY in binary. The file, its text and the errors are what a PostgreSQL 15 server gave and said.
 * ASSUME a table with a column of every type. DO send the file. ASSERT it comes back byte by byte, and as text.
 */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { type Answer, serialize, WireClient } from './wire-client.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`./copy-binary/${name}`, import.meta.url));
const file = Buffer.from(fixture('all-types.hex').toString('latin1').replace(/\s/g, ''), 'hex');

async function client(...statements: string[]): Promise<WireClient> {
  const wire = new WireClient(Database.inMemory().stream());
  await wire.start();
  for (const statement of statements) await wire.query(statement);
  return wire;
}
async function copyIn(wire: WireClient, statement: string, data: Buffer, piece = data.length): Promise<Answer[]> {
  wire.send(serialize.query(statement));
  await wire.until('copyInResponse');
  for (let at = 0; at < data.length; at += piece) wire.send(serialize.copyData(data.subarray(at, at + piece)));
  wire.send(serialize.copyDone());
  return wire.until('readyForQuery');
}
async function copyOut(wire: WireClient, statement: string): Promise<Buffer> {
  const answers = await wire.query(statement);
  return Buffer.concat(answers.filter(({ name }) => name === 'copyData').map((answer) => answer['chunk'] as Buffer));
}

test('every type comes in and goes out in binary, whatever the pieces', async () => {
  for (const piece of [1, 19, 100, file.length]) {
    const wire = await client(fixture('all-types.sql').toString());
    const answers = await copyIn(wire, 'COPY allb FROM STDIN (FORMAT binary)', file, piece);
    assert.is(answers.find(({ name }) => name === 'error')?.['message'], undefined);
    assert.is((await copyOut(wire, 'COPY allb TO STDOUT')).toString(), fixture('all-types.txt').toString());
    assert.is((await copyOut(wire, 'COPY allb TO STDOUT (FORMAT binary)')).toString('hex'), file.toString('hex'));
  }
});

test('the responses say that the columns are binary', async () => {
  const wire = await client('CREATE TABLE t (a int, b text)');
  const [response] = await wire.query('COPY (SELECT 1, 2) TO STDOUT (FORMAT binary)');
  assert.is(response!['binary'], true);
  assert.equal(response!['columnTypes'], [1, 1]);
  wire.send(serialize.query('COPY t FROM STDIN (FORMAT binary)'));
  const [question] = await wire.until('copyInResponse');
  assert.is(question!['binary'], true);
});

test('a file without rows', async () => {
  const wire = await client();
  const bytes = await copyOut(wire, 'COPY (SELECT 1 WHERE false) TO STDOUT (FORMAT binary)');
  assert.is(bytes.toString('hex'), '5047434f50590aff0d0a000000000000000000ffff');
});

const cases = JSON.parse(fixture('errors.json').toString()) as readonly {
  readonly what: string;
  readonly hex: string;
  readonly answer: string;
}[];

for (const { what, hex, answer } of cases) {
  test(`damaged: ${what}`, async () => {
    const wire = await client('CREATE TABLE t (a int, b varchar(3) NOT NULL)');
    const error = (await copyIn(wire, 'COPY t FROM STDIN (FORMAT binary)', Buffer.from(hex, 'hex'))).find(
      ({ name }) => name === 'error' || name === 'commandComplete',
    )!;
    const text =
      error.name === 'error' ? `${error['code']} ${error['message']} | ${error['where']}` : String(error['text']);
    assert.is(text, answer);
  });
}

test.run();
