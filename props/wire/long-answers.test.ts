/**
 * ASSUME a table of a few long rows, which costs little to read, and a client that does not read what it is sent.
 * DO query it, in both protocols, by texts that the server knows already. ASSERT that the server keeps little of the answer until the
 * client reads, and that the client then gets each row once.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { serialize, WireClient } from './wire-client.ts';

const rows = 1200;
const rowBytes = 60_000;
/** What is on its way to the kernel, and one turn of the server; the answer has 72 MB, and took twice that to gather. */
const keptMax = 36 << 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

async function bufferedBytes(): Promise<number> {
  // Long enough for the server to run whatever it can.
  for (let i = 0; i < 20; i++) await new Promise((resume) => setTimeout(resume, 10));
  collect();
  return process.memoryUsage().arrayBuffers;
}

const extended = [
  serialize.parse({ name: '', text: 'SELECT b FROM t WHERE a > $1', types: [] }),
  serialize.bind({ portal: '', statement: '', values: ['0'] }),
  serialize.execute({ portal: '', rows: 0 }),
  serialize.sync(),
];

test('a long answer is not gathered', async () => {
  const db = Database.inMemory();
  db.connect().execute(
    `CREATE TABLE t AS SELECT i AS a, repeat(chr(97 + i % 26), ${rowBytes}) AS b FROM generate_series(1, ${rows}) i`,
  );
  const server = await db.listen({ port: 0 });
  const wire = new WireClient(await WireClient.tcp(server.port));
  await wire.start();
  // The text's like is known from here on.
  await wire.query('SELECT b FROM t WHERE a > 1199');
  for (const messages of [[serialize.query('SELECT b FROM t WHERE a > 0')], extended]) {
    const before = await bufferedBytes();
    wire.stream.pause();
    wire.send(...messages);
    const kept = (await bufferedBytes()) - before;
    assert.ok(kept < keptMax, `${kept} bytes`);
    wire.stream.resume();
    const answers = await wire.until('readyForQuery');
    const data = answers.filter(({ name }) => name === 'dataRow');
    assert.is(data.length, rows);
    assert.is(new Set(data).size, rows);
    assert.equal(
      answers.filter(({ name }) => name === 'commandComplete').map(({ text }) => text),
      [`SELECT ${rows}`],
    );
  }
  await server.close();
});

test.run();
