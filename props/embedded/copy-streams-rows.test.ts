/** copyFrom and copyTo of the embedded API. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Connection, Database } from '../../src/index.ts';

function connect(): Connection {
  const connection = Database.inMemory().connect();
  connection.execute('CREATE TABLE t (a int PRIMARY KEY, b text DEFAULT $$d$$)');
  return connection;
}
async function whole(pieces: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts).toString('latin1');
}
async function* later<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) {
    await new Promise((resolve) => setImmediate(resolve));
    yield item;
  }
}
async function failure(promise: Promise<unknown>): Promise<{ code?: string; message: string; where?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as { code?: string; message: string; where?: string };
  }
  throw new Error('it did not fail');
}

test('rows come from arrays, generators and asynchronous ones, cut anywhere', async () => {
  for (const source of [
    ['1\tx\n2\ty\n'],
    ['1\t', 'x', '\n2\ty'],
    later(['1\tx\n', Buffer.from('2\ty\n')]),
    '1\tx\n2\ty\n',
  ]) {
    const connection = connect();
    assert.is(await connection.copyFrom('COPY t FROM STDIN', source), 2);
    assert.is(await whole(connection.copyTo('COPY t TO STDOUT')), '1\tx\n2\ty\n');
  }
});

test('CSV and binary, and a query', async () => {
  const connection = connect();
  await connection.copyFrom('COPY t FROM STDIN (FORMAT csv, HEADER)', later(['a,b\n1,"x', '\ny"\n']));
  const binary: Buffer[] = [];
  for await (const piece of connection.copyTo('COPY t TO STDOUT (FORMAT binary)')) binary.push(piece);
  connection.execute('DELETE FROM t');
  assert.is(await connection.copyFrom('COPY t FROM STDIN (FORMAT binary)', binary), 1);
  const csv = 'COPY (SELECT b, a FROM t) TO STDOUT (FORMAT csv, FORCE_QUOTE *)';
  assert.is(await whole(connection.copyTo(csv)), '"x\ny","1"\n');
});

test('errors say where they arose, and nothing is left of the rows before', async () => {
  const connection = connect();
  const error = await failure(connection.copyFrom('COPY t FROM STDIN', ['1\tx\nz\ty\n']));
  assert.is(error.code, '22P02');
  assert.is(error.where, 'COPY t, line 2, column a: "z"');
  assert.is(connection.execute('SELECT * FROM t').rows.length, 0);
});

test('a source that throws ends the statement; one that is not read to its end is closed', async () => {
  const connection = connect();
  const broken = (async function* () {
    yield '1\tx\n';
    throw new Error('the file went away');
  })();
  assert.is((await failure(connection.copyFrom('COPY t FROM STDIN', broken))).message, 'the file went away');
  let closed = false;
  const watched = (function* () {
    try {
      for (;;) yield 'x\n';
    } finally {
      closed = true;
    }
  })();
  await failure(connection.copyFrom('COPY t FROM STDIN', watched));
  assert.is(closed, true);
  assert.is(connection.execute('SELECT count(*)::int AS n FROM t').rows[0]!['n'], 0);
});

test('output is made no faster than it is taken, and a loop that is left ends the statement', async () => {
  const connection = connect();
  connection.execute('CREATE SEQUENCE made');
  let [pieces, taken] = [0, 0];
  for await (const piece of connection.copyTo(
    'COPY (SELECT nextval($$made$$), repeat($$x$$, 100) FROM generate_series(1, 10000000)) TO STDOUT',
  )) {
    taken += piece.length;
    if (++pieces === 3) break;
  }
  const [row] = connection.execute('SELECT last_value::int AS made FROM made').rows;
  // Each row has more than a hundred bytes; what is made ahead is at most about as much as what was taken.
  assert.ok((row!['made'] as number) * 100 < 2 * taken + 2_000_000, `${row!['made']} rows for ${taken} bytes`);
});

test('an error of the query, and statements that are no COPY', async () => {
  const connection = connect();
  assert.is((await failure(whole(connection.copyTo('COPY (SELECT 1 / 0) TO STDOUT')))).code, '22012');
  assert.is((await failure(whole(connection.copyTo('SELECT 1')))).code, '42601');
  assert.is((await failure((async () => connection.copyFrom('COPY t TO STDOUT', []))())).code, '42601');
  assert.is((await failure(whole(connection.copyTo('COPY nosuch TO STDOUT')))).code, '42P01');
});

test('a copy that fails cancels only itself', async () => {
  const connection = connect();
  const copy = failure(whole(connection.copyTo('COPY (SELECT 1 / 0) TO STDOUT')));
  const next = connection.query('SELECT pg_sleep(0.05), 1 AS a');
  assert.is((await copy).code, '22012');
  assert.is((await next).rows[0]!['a'], 1);
});

test('a source that never waits does not hold up the event loop', async () => {
  const connection = connect();
  let turns = 0;
  const count = (): void => {
    turns++;
    if (turns < 1000) timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  function* lines() {
    const ends = Date.now() + 400;
    for (let i = 0; Date.now() < ends; i++) yield `${i}\n`;
  }
  await connection.copyFrom('COPY t (a) FROM STDIN', lines());
  clearImmediate(timer);
  assert.ok(turns > 3, `${turns} turns`);
});

test('closing a connection ends what it runs', async () => {
  const connection = connect();
  const insert = failure(connection.query('INSERT INTO t SELECT g FROM generate_series(1, 100000000) g'));
  const queued = failure(connection.query('SELECT 1'));
  await new Promise((resolve) => setTimeout(resolve, 10));
  connection.close();
  assert.is((await insert).code, '57P01');
  assert.is((await queued).code, '08003');
});

test('bytes are in the set that ENCODING names, or UTF-8; text is text, and becomes such bytes', async () => {
  const connection = connect();
  connection.execute("SET client_encoding = 'KOI8R'");
  const bytes = Buffer.from('1\té\n', 'latin1');
  assert.is(await connection.copyFrom("COPY t FROM STDIN (ENCODING 'LATIN1')", [bytes, '2\tü\n']), 2);
  assert.is(await connection.copyFrom('COPY t FROM STDIN', [Buffer.from('3\tЖ\n'), '4\tд\n']), 2);
  assert.equal(
    (await connection.query('SELECT b FROM t ORDER BY a')).rows.map(({ b }) => b),
    ['é', 'ü', 'Ж', 'д'],
  );
  const latin = connection.copyTo("COPY (SELECT b FROM t WHERE a < 3 ORDER BY a) TO STDOUT (ENCODING 'LATIN1')");
  assert.is(await whole(latin), 'é\nü\n');
  const plain = connection.copyTo('COPY (SELECT b FROM t WHERE a = 3) TO STDOUT');
  assert.is(Buffer.from(await whole(plain), 'latin1').toString(), 'Ж\n');
  const none = await failure(whole(connection.copyTo("COPY t TO STDOUT (ENCODING 'LATIN1')")));
  assert.is(none.code, '22P05');
  assert.is((await failure(connection.copyFrom("COPY t FROM STDIN (ENCODING 'LATIN1')", '5\tЖ\n'))).code, '22P05');
});

test.run();
