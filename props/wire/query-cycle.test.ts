/**
 * The query cycle message by message, with pg-protocol as the independent codec. The sequences are those of the manual's
 * "Message Flow", and were compared with a PostgreSQL 15 server.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { outline, rawMessage, serialize, WireClient } from './wire-client.ts';

async function client(): Promise<WireClient> {
  const wire = new WireClient(Database.inMemory().stream());
  await wire.start();
  return wire;
}
const { parse, bind, describe, execute, close, sync, flush } = serialize;

test('simple query: rows, several statements, an empty one, an error that ends the rest', async () => {
  const wire = await client();
  assert.is(
    outline(await wire.query("SELECT 1 AS a, NULL, 'x'")),
    'rowDescription row:1,NULL,x complete:SELECT 1 ready:I',
  );
  assert.is(outline(await wire.query('')), 'emptyQuery ready:I');
  assert.is(outline(await wire.query(' ; -- nothing')), 'emptyQuery ready:I');
  assert.is(
    outline(await wire.query('SELECT 1; SELECT 2; SELECT x; SELECT 3')),
    'rowDescription row:1 complete:SELECT 1 rowDescription row:2 complete:SELECT 1 error:42703 ready:I',
  );
});

test('several statements in one simple query are one transaction', async () => {
  const wire = await client();
  await wire.query('CREATE TABLE t1 (a int)');
  assert.is(
    outline(await wire.query('INSERT INTO t1 VALUES (1); SELECT x')),
    'complete:INSERT 0 1 error:42703 ready:I',
  );
  assert.is(outline(await wire.query('SELECT count(*) FROM t1')), 'rowDescription row:0 complete:SELECT 1 ready:I');
});

test('transaction status letters', async () => {
  const wire = await client();
  assert.is(outline(await wire.query('BEGIN')), 'complete:BEGIN ready:T');
  assert.is(outline(await wire.query('SELECT x')), 'error:42703 ready:E');
  assert.is(outline(await wire.query('SELECT 1')), 'error:25P02 ready:E');
  assert.is(outline(await wire.query('COMMIT')), 'complete:ROLLBACK ready:I');
});

test('extended query, with Describe of both kinds', async () => {
  const wire = await client();
  const answers = await wire.extended(
    parse({ name: 's', text: 'SELECT $1::int AS a, $2::text AS b', types: [] }),
    describe({ type: 'S', name: 's' }),
    bind({ statement: 's', values: ['7', 'y'] }),
    describe({ type: 'P', name: '' }),
    execute({ portal: '' }),
    close({ type: 'S', name: 's' }),
  );
  assert.is(
    outline(answers),
    'parseComplete parameterDescription rowDescription bindComplete rowDescription row:7,y complete:SELECT 1 closeComplete ready:I',
  );
  assert.equal(answers[1]!['dataTypeIDs'], [23, 25]);
  assert.is(outline(await wire.extended(describe({ type: 'S', name: 's' }))), 'error:26000 ready:I');
});

test('statements without rows and without text', async () => {
  const wire = await client();
  assert.is(
    outline(
      await wire.extended(
        parse({ text: 'CREATE TABLE t1 (a int)' }),
        describe({ type: 'S', name: '' }),
        bind(),
        describe({ type: 'P', name: '' }),
        execute(),
      ),
    ),
    'parseComplete parameterDescription noData bindComplete noData complete:CREATE TABLE ready:I',
  );
  assert.is(
    outline(await wire.extended(parse({ text: '' }), bind(), describe({ type: 'P', name: '' }), execute())),
    'parseComplete bindComplete noData emptyQuery ready:I',
  );
});

test('an error passes over everything up to Sync', async () => {
  const wire = await client();
  wire.send(
    parse({ text: 'SELECT 1/x FROM generate_series(0, 1) x' }),
    bind(),
    execute(),
    parse({ text: 'SELECT 1' }),
    bind(),
    execute(),
    sync(),
    parse({ text: 'SELECT 2' }),
    bind(),
    execute(),
    sync(),
  );
  const first = outline(await wire.until('readyForQuery'));
  assert.match(first, /^parseComplete bindComplete error:22012 ready:I$/);
  assert.is(outline(await wire.until('readyForQuery')), 'parseComplete bindComplete row:2 complete:SELECT 1 ready:I');
});

test('a pipeline up to Sync is one transaction', async () => {
  const wire = await client();
  await wire.query('CREATE TABLE t1 (a int)');
  const insert = [parse({ text: 'INSERT INTO t1 VALUES (1)' }), bind(), execute()];
  assert.is(
    outline(await wire.extended(...insert, parse({ text: 'SELECT 1/(a - 1) FROM t1' }), bind(), execute())),
    'parseComplete bindComplete complete:INSERT 0 1 parseComplete bindComplete error:22012 ready:I',
  );
  assert.match(outline(await wire.query('SELECT count(*) FROM t1')), /row:0 /);
  // Nor is it visible to others before Sync.
  wire.send(...insert, flush());
  assert.is(outline(await wire.until('commandComplete')), 'parseComplete bindComplete complete:INSERT 0 1');
  wire.send(sync());
  assert.is(outline(await wire.until('readyForQuery')), 'ready:I');
  assert.match(outline(await wire.query('SELECT count(*) FROM t1')), /row:1 /);
});

test('what a pipeline did is not visible to others before its Sync', async () => {
  const db = Database.inMemory();
  const [one, two] = [new WireClient(db.stream()), new WireClient(db.stream())];
  await one.start();
  await two.start();
  await one.query('CREATE TABLE t1 (a int)');
  one.send(parse({ text: 'INSERT INTO t1 VALUES (1)' }), bind(), execute(), flush());
  await one.until('commandComplete');
  assert.match(outline(await two.query('SELECT count(*) FROM t1')), /row:0 /);
  one.send(sync());
  await one.until('readyForQuery');
  assert.match(outline(await two.query('SELECT count(*) FROM t1')), /row:1 /);
});

test('row limits suspend a portal', async () => {
  const wire = await client();
  const answers = await wire.extended(
    parse({ text: 'SELECT x FROM generate_series(1, 5) x' }),
    bind({ portal: 'p' }),
    execute({ portal: 'p', rows: 2 }),
    execute({ portal: 'p', rows: 2 }),
    execute({ portal: 'p', rows: 2 }),
    close({ type: 'P', name: 'p' }),
    execute({ portal: 'p' }),
  );
  assert.is(
    outline(answers),
    'parseComplete bindComplete row:1 row:2 portalSuspended row:3 row:4 portalSuspended row:5 complete:SELECT 1 closeComplete error:34000 ready:I',
  );
});

test('portals end with their transaction', async () => {
  const wire = await client();
  await wire.extended(parse({ name: 's', text: 'SELECT x FROM generate_series(1, 3) x' }));
  assert.is(
    outline(await wire.extended(bind({ statement: 's', portal: 'p' }), execute({ portal: 'p', rows: 1 }))),
    'bindComplete row:1 portalSuspended ready:I',
  );
  assert.is(outline(await wire.extended(execute({ portal: 'p', rows: 1 }))), 'error:34000 ready:I');
  await wire.query('BEGIN');
  await wire.extended(bind({ statement: 's', portal: 'p' }), execute({ portal: 'p', rows: 1 }));
  assert.is(outline(await wire.extended(execute({ portal: 'p', rows: 1 }))), 'row:2 portalSuspended ready:T');
  await wire.query('COMMIT');
  assert.is(outline(await wire.extended(execute({ portal: 'p', rows: 1 }))), 'error:34000 ready:I');
});

test('names of statements: taken, replaced when unnamed, shared with PREPARE and DEALLOCATE', async () => {
  const wire = await client();
  const one = parse({ name: 's', text: 'SELECT 1' });
  assert.is(outline(await wire.extended(one, one)), 'parseComplete error:42P05 ready:I');
  assert.is(
    outline(await wire.extended(parse({ text: 'SELECT 1' }), parse({ text: 'SELECT 2' }))),
    'parseComplete parseComplete ready:I',
  );
  assert.is(outline(await wire.query('DEALLOCATE s')), 'complete:DEALLOCATE ready:I');
  assert.is(outline(await wire.extended(bind({ statement: 's' }))), 'error:26000 ready:I');
  await wire.query('PREPARE q AS SELECT 4');
  assert.is(
    outline(await wire.extended(bind({ statement: 'q' }), execute())),
    'bindComplete row:4 complete:SELECT 1 ready:I',
  );
});

test('what Bind says must fit', async () => {
  const wire = await client();
  await wire.extended(parse({ name: 's', text: 'SELECT $1::int' }));
  const [tooMany] = await wire.extended(bind({ statement: 's', values: ['1', '2'] }));
  assert.is(tooMany!['message'], 'bind message supplies 2 parameters, but prepared statement "s" requires 1');
  assert.is(tooMany!['code'], '08P01');
  assert.is(outline(await wire.extended(bind({ statement: 's', values: ['x'] }))), 'error:22P02 ready:I');
  assert.is(outline(await wire.extended(parse({ text: 'SELECT 1; SELECT 2' }))), 'error:42601 ready:I');
});

test('notices, and settings that are reported when they change', async () => {
  const wire = await client();
  assert.is(outline(await wire.query('DROP TABLE IF EXISTS none')), 'notice:00000 complete:DROP TABLE ready:I');
  const answers = await wire.query("SET application_name = 'probe'");
  assert.is(outline(answers), 'complete:SET parameterStatus ready:I');
  assert.equal([answers[1]!['parameterName'], answers[1]!['parameterValue']], ['application_name', 'probe']);
});

test('positions count characters', async () => {
  const wire = await client();
  const [error] = await wire.query("SELECT '😀é', nothing");
  assert.is(error!['position'], '14');
});

test('a type of message that is unknown ends the connection', async () => {
  const wire = await client();
  wire.send(rawMessage('?', Buffer.alloc(0)));
  const answers = await wire.until('readyForQuery');
  assert.is(outline(answers), 'error:08P01');
  assert.is(answers[0]!['severity'], 'FATAL');
});

test('an error of any message fails the transaction block', async () => {
  const wire = await client();
  const messages: [string, Uint8Array[]][] = [
    ['parseComplete error:22P02 ready:E', [parse({ text: 'SELECT $1::int' }), bind({ values: ['x'] }), execute({})]],
    ['error:26000 ready:E', [bind({ statement: 'missing' }), execute({})]],
    ['error:34000 ready:E', [execute({ portal: 'missing' })]],
    ['error:34000 ready:E', [describe({ type: 'P', name: 'missing' })]],
    ['error:42601 ready:E', [parse({ text: 'SELECT 1; SELECT 2' })]],
  ];
  for (const [answer, sent] of messages) {
    await wire.query('BEGIN');
    assert.is(outline(await wire.extended(...sent)), answer);
    assert.is(outline(await wire.query('COMMIT')), 'complete:ROLLBACK ready:I');
  }
});

test.run();
