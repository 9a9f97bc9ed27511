/**
 * ASSUME a client whose character set lacks what a row has, after output that left all bits set in the writer's buffer, while another
 * statement of its query sleeps. DO query. ASSERT an error for the row, and that the server and the session go on.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { outline, WireClient } from './wire-client.ts';

test('a value that cannot be written ends its statement, and no more', async () => {
  const db = Database.inMemory();
  const server = await db.listen({ port: 0 });
  const wire = new WireClient(await WireClient.tcp(server.port));
  await wire.start();
  await wire.query("SET client_encoding = 'LATIN1'");
  const nulls = Array.from({ length: 100 }, () => 'null').join(',');
  await wire.query(`SELECT ${nulls} FROM generate_series(1, 20)`);
  const answers = outline(await wire.query("SELECT pg_sleep(0.05), repeat('x', 4000); SELECT U&'\\0416'"));
  assert.match(answers, /error:22P05 /);
  assert.match(outline(await wire.query('SELECT 1')), /row:1 /);
  await server.close();
});

test.run();
