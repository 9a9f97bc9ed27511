/**
 * node-postgres with its companions, on every server there is.
 * ASSUME a server at a URL. DO what applications do through `pg`, `pg-pool`, `pg-cursor`, `pg-query-stream` and
 * `pg-copy-streams`. ASSERT the answers that PostgreSQL gives.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import Cursor from 'pg-cursor';
import QueryStream from 'pg-query-stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { setup, values } from './pg-types.ts';
import { failure, openTargets, type Target } from './targets.ts';

const targets = await openTargets('pg');
const options = (target: Target): pg.ClientConfig => ({
  host: target.host,
  port: target.port,
  user: target.user,
  password: target.password,
  database: target.database,
});

async function using<T>(
  target: Target,
  body: (client: pg.Client) => Promise<T>,
  more: pg.ClientConfig = {},
): Promise<T> {
  const client = new pg.Client({ ...options(target), ...more });
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}

for (const target of targets) await using(target, (client) => client.query(setup));

for (const target of targets) {
  const on = (name: string, body: (client: pg.Client) => Promise<void>): void => {
    test(`${target.name}: ${name}`, () => using(target, body));
  };

  on('every type as text, with nulls', async (client) => {
    await client.query("SET timezone = 'UTC'; SET intervalstyle = 'postgres'; SET lc_monetary = 'C'");
    for (const [type, ...texts] of values) {
      for (const text of texts) {
        const raw = { getTypeParser: () => (value: unknown) => value };
        const { rows } = await client.query({ text: `SELECT $1::${type} AS v`, values: [text], types: raw as never });
        assert.is(rows[0].v, text, `${type} ${text}`);
      }
      const nothing = await client.query(`SELECT $1::${type} AS v`, [null]);
      assert.is(nothing.rows[0].v, null, `${type} null`);
    }
  });

  on('values become what pg makes of their types', async (client) => {
    await client.query("SET timezone = 'UTC'");
    const { rows, fields } = await client.query(
      `SELECT true AS b, 1::int2 AS i2, 2 AS i4, 3::int8 AS i8, 1.5::float8 AS f8, 1.50::numeric AS n, 'x'::text AS t,
         '\\x0102'::bytea AS by, '{"a":1}'::json AS j, '{"a":1}'::jsonb AS jb, '2024-01-02 03:04:05.678+00'::timestamptz AS tz,
         '1 day 02:03:04.5'::interval AS iv, ARRAY[1,2] AS ai, ARRAY['a','b c',NULL] AS at, ARRAY[ARRAY[1,2],ARRAY[3,4]] AS aa,
         '(1,2)'::point AS p, 'happy'::mood AS m, ROW(1,'x')::pair AS r, null::int AS nil, ARRAY['{"a":1}'::jsonb] AS aj`,
    );
    const row = rows[0];
    assert.is(row.b, true);
    assert.equal([row.i2, row.i4, row.i8, row.f8, row.n], [1, 2, '3', 1.5, '1.50']);
    assert.equal(row.by, Buffer.from([1, 2]));
    assert.equal([row.j, row.jb], [{ a: 1 }, { a: 1 }]);
    assert.is(row.tz.toISOString(), '2024-01-02T03:04:05.678Z');
    assert.equal({ ...row.iv }, { days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 500 });
    assert.equal(
      [row.ai, row.at, row.aa],
      [
        [1, 2],
        ['a', 'b c', null],
        [
          [1, 2],
          [3, 4],
        ],
      ],
    );
    assert.equal(row.p, { x: 1, y: 2 });
    assert.equal([row.m, row.r, row.nil], ['happy', '(1,x)', null]);
    assert.equal(row.aj, [{ a: 1 }]);
    assert.equal(
      fields.slice(0, 6).map(({ dataTypeID }) => dataTypeID),
      [16, 21, 23, 20, 701, 1700],
    );
    assert.equal(
      fields.slice(0, 6).map(({ dataTypeSize }) => dataTypeSize),
      [1, 2, 4, 8, 8, -1],
    );
  });

  on('js values as parameters', async (client) => {
    await client.query(
      'CREATE TEMP TABLE p (i int, b bool, f float8, d timestamptz, j jsonb, a int[], ta text[], by bytea, t text)',
    );
    const date = new Date('2024-05-06T07:08:09.123Z');
    const given = [
      7,
      false,
      -0.5,
      date,
      { x: ['y', null] },
      [1, null, 3],
      ['a"b', 'c,d', null],
      Buffer.from([0, 255]),
      'ü',
    ];
    const marks = given.map((_v, i) => `$${i + 1}`).join(', ');
    const { rows } = await client.query(`INSERT INTO p VALUES (${marks}) RETURNING *`, given);
    assert.equal(Object.values(rows[0]), given);
    const array = await client.query({ text: 'SELECT i, b FROM p', rowMode: 'array' });
    assert.equal(array.rows, [[7, false]]);
  });

  on('field metadata names table and column', async (client) => {
    await client.query('CREATE TABLE fields_of (a int, b varchar(10), c numeric(8,2))');
    const { fields } = await client.query('SELECT c, a, b, a + 1 AS d FROM fields_of');
    const { rows } = await client.query("SELECT 'fields_of'::regclass::oid::int AS oid");
    assert.equal(
      fields.map(({ name, tableID, columnID, dataTypeModifier, format }) => [
        name,
        tableID,
        columnID,
        dataTypeModifier,
        format,
      ]),
      [
        ['c', rows[0].oid, 3, (8 << 16) + 2 + 4, 'text'],
        ['a', rows[0].oid, 1, -1, 'text'],
        ['b', rows[0].oid, 2, 14, 'text'],
        ['d', 0, 0, -1, 'text'],
      ],
    );
    await client.query('CREATE VIEW view_of AS SELECT b, a + 1 AS d FROM fields_of');
    const origins = async (sql: string): Promise<unknown> =>
      (await client.query(sql)).fields.map(({ tableID, columnID }) => [tableID === rows[0].oid, tableID > 0, columnID]);
    const none = [false, false, 0];
    assert.equal(await origins('SELECT d, b FROM view_of'), [
      [false, true, 2],
      [false, true, 1],
    ]);
    assert.equal(await origins('SELECT * FROM (SELECT c, a + 0 FROM fields_of) AS s'), [[true, true, 3], none]);
    assert.equal(await origins('WITH w AS (SELECT b FROM fields_of) SELECT * FROM w'), [[true, true, 2]]);
    assert.equal(await origins('SELECT a FROM fields_of JOIN (VALUES (1)) AS v(a) USING (a)'), [[true, true, 1]]);
    assert.equal(await origins('SELECT a FROM fields_of UNION SELECT 1'), [none]);
    assert.equal(await origins("INSERT INTO fields_of VALUES (1, 'x') RETURNING b, ctid"), [
      [true, true, 2],
      [true, true, -1],
    ]);
    assert.equal((await client.query('SELECT 7::positive AS p')).fields[0]!.dataTypeID, 23);
    await client.query('DROP VIEW view_of');
    await client.query('DROP TABLE fields_of');
  });

  on('several statements in one query give several results', async (client) => {
    const results = (await client.query(
      'CREATE TEMP TABLE m (a int); INSERT INTO m VALUES (1), (2); SELECT * FROM m; DELETE FROM m WHERE a = 1; SELECT count(*)::int AS n FROM m',
    )) as unknown as pg.QueryResult[];
    assert.equal(
      results.map(({ command, rowCount, rows }) => [command, rowCount, rows.length]),
      [
        ['CREATE', null, 0],
        ['INSERT', 2, 0],
        ['SELECT', 2, 2],
        ['DELETE', 1, 0],
        ['SELECT', 1, 1],
      ],
    );
    assert.is((await client.query('')).command, null as never);
    assert.equal((await client.query('SELECT')).rows, [{}]);
  });

  on('named statements, and what DDL does to them', async (client) => {
    await client.query('CREATE TEMP TABLE n1 (a int, b text)');
    await client.query("INSERT INTO n1 VALUES (1, 'x'), (2, 'y')");
    const star = { name: 'star', text: 'SELECT * FROM n1 WHERE a = $1' };
    assert.equal((await client.query({ ...star, values: [1] })).rows, [{ a: 1, b: 'x' }]);
    assert.equal((await client.query({ ...star, values: [2] })).rows, [{ a: 2, b: 'y' }]);
    const one = { name: 'one', text: 'SELECT b FROM n1 WHERE a = $1' };
    assert.equal((await client.query({ ...one, values: [1] })).rows, [{ b: 'x' }]);
    await client.query('ALTER TABLE n1 ADD COLUMN c int DEFAULT 5');
    const changed = await failure<pg.DatabaseError>(client.query({ ...star, values: [1] }));
    assert.is(changed.code, '0A000');
    assert.is(changed.message, 'cached plan must not change result type');
    assert.equal((await client.query({ ...one, values: [2] })).rows, [{ b: 'y' }]);
    await client.query('CREATE INDEX ON n1 (a)');
    assert.equal((await client.query({ ...one, values: [2] })).rows, [{ b: 'y' }]);
    const { rows } = await client.query('SELECT name, statement, from_sql FROM pg_prepared_statements ORDER BY name');
    assert.equal(rows, [
      { name: 'one', statement: one.text, from_sql: false },
      { name: 'star', statement: star.text, from_sql: false },
    ]);
    await client.query('DEALLOCATE ALL');
    const gone = await failure<pg.DatabaseError>(client.query({ ...one, values: [2] }));
    assert.is(gone.code, '26000');
    const twice = await failure<Error>(client.query({ name: 'one', text: 'SELECT 1' }));
    assert.match(twice.message, 'Prepared statements must be unique');
  });

  on('errors have all their fields', async (client) => {
    await client.query('CREATE SCHEMA es');
    await client.query(
      'CREATE TABLE es.t (a int PRIMARY KEY, b int NOT NULL CONSTRAINT small CHECK (b < 10), d positive)',
    );
    await client.query('CREATE TABLE es.r (a int CONSTRAINT ref REFERENCES es.t)');
    await client.query('INSERT INTO es.t VALUES (1, 1)');
    const fields = async (sql: string, params?: unknown[]): Promise<unknown[]> => {
      const e = await failure<pg.DatabaseError>(client.query(sql, params as never));
      return [
        e.severity,
        e.code,
        e.message,
        e.detail,
        e.hint,
        e.position,
        e.schema,
        e.table,
        e.column,
        e.dataType,
        e.constraint,
      ];
    };
    const u = undefined;
    assert.equal(await fields('INSERT INTO es.t VALUES (1, 2)'), [
      'ERROR',
      '23505',
      'duplicate key value violates unique constraint "t_pkey"',
      'Key (a)=(1) already exists.',
      u,
      u,
      'es',
      't',
      u,
      u,
      't_pkey',
    ]);
    assert.equal(await fields('INSERT INTO es.t VALUES (2, NULL)'), [
      'ERROR',
      '23502',
      'null value in column "b" of relation "t" violates not-null constraint',
      'Failing row contains (2, null, null).',
      u,
      u,
      'es',
      't',
      'b',
      u,
      u,
    ]);
    assert.equal(await fields('INSERT INTO es.t VALUES ($1, $2)', [2, 20]), [
      'ERROR',
      '23514',
      'new row for relation "t" violates check constraint "small"',
      'Failing row contains (2, 20, null).',
      u,
      u,
      'es',
      't',
      u,
      u,
      'small',
    ]);
    assert.equal(await fields('INSERT INTO es.r VALUES (9)'), [
      'ERROR',
      '23503',
      'insert or update on table "r" violates foreign key constraint "ref"',
      'Key (a)=(9) is not present in table "t".',
      u,
      u,
      'es',
      'r',
      u,
      u,
      'ref',
    ]);
    assert.equal(await fields('SELECT (-1)::positive'), [
      'ERROR',
      '23514',
      'value for domain positive violates check constraint "positive_check"',
      u,
      u,
      u,
      'public',
      u,
      u,
      'positive',
      'positive_check',
    ]);
    assert.equal(await fields('SELECT lenght(1)'), [
      'ERROR',
      '42883',
      'function lenght(integer) does not exist',
      u,
      'No function matches the given name and argument types. You might need to add explicit type casts.',
      '8',
      u,
      u,
      u,
      u,
      u,
    ]);
    assert.equal(await fields('SELEC 1'), [
      'ERROR',
      '42601',
      'syntax error at or near "SELEC"',
      u,
      u,
      '1',
      u,
      u,
      u,
      u,
      u,
    ]);
    assert.equal((await fields('SELECT 1 / $1::int', [0]))[1], '22012');
    assert.equal((await fields('SELECT $1::int', ['x'])).slice(0, 3), [
      'ERROR',
      '22P02',
      'invalid input syntax for type integer: "x"',
    ]);
    await client.query('DROP SCHEMA es CASCADE');
  });

  on('transactions, savepoints, and the failed state', async (client) => {
    await client.query('CREATE TEMP TABLE tx (a int)');
    await client.query('BEGIN');
    await client.query('INSERT INTO tx VALUES (1)');
    await client.query('SAVEPOINT s');
    await failure(client.query('SELECT 1/0'));
    assert.is((await failure<pg.DatabaseError>(client.query('SELECT 1'))).code, '25P02');
    await client.query('ROLLBACK TO s');
    await client.query('INSERT INTO tx VALUES ($1)', [2]);
    await client.query('RELEASE s');
    await client.query('COMMIT');
    assert.equal((await client.query('SELECT a FROM tx ORDER BY a')).rows, [{ a: 1 }, { a: 2 }]);
    await client.query('BEGIN');
    await failure(client.query('SELECT $1::int', ['x']));
    assert.is((await client.query('COMMIT')).command, 'ROLLBACK');
  });

  test(`${target.name}: isolation levels`, () =>
    using(target, (a) =>
      using(target, async (b) => {
        await a.query('CREATE TABLE iso (k int PRIMARY KEY, v int)');
        await a.query('INSERT INTO iso VALUES (1, 1), (2, 2)');
        await a.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
        await a.query('SELECT * FROM iso');
        await b.query('UPDATE iso SET v = 10 WHERE k = 1');
        assert.is((await a.query('SELECT v FROM iso WHERE k = 1')).rows[0].v, 1);
        assert.is((await failure<pg.DatabaseError>(a.query('UPDATE iso SET v = 11 WHERE k = 1'))).code, '40001');
        await a.query('ROLLBACK');
        await a.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
        await b.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
        await a.query('SELECT sum(v) FROM iso');
        await b.query('SELECT sum(v) FROM iso');
        await a.query('INSERT INTO iso VALUES (3, 1)');
        await b.query('INSERT INTO iso VALUES (4, 1)');
        await a.query('COMMIT');
        assert.is((await failure<pg.DatabaseError>(b.query('COMMIT'))).code, '40001');
        await a.query('BEGIN READ ONLY');
        assert.is((await failure<pg.DatabaseError>(a.query('DELETE FROM iso'))).code, '25006');
        await a.query('ROLLBACK');
        await a.query('DROP TABLE iso');
      }),
    ));

  test(`${target.name}: a deadlock has one victim`, () =>
    using(target, (a) =>
      using(target, async (b) => {
        await a.query('CREATE TABLE dead (k int PRIMARY KEY, v int)');
        await a.query('INSERT INTO dead VALUES (1, 1), (2, 2)');
        await a.query("SET deadlock_timeout = '10s'");
        await b.query("SET deadlock_timeout = '20ms'");
        await a.query('BEGIN');
        await b.query('BEGIN');
        await a.query('UPDATE dead SET v = 0 WHERE k = 1');
        await b.query('UPDATE dead SET v = 0 WHERE k = 2');
        const waiting = a.query('UPDATE dead SET v = 0 WHERE k = 2');
        const victim = await failure<pg.DatabaseError>(b.query('UPDATE dead SET v = 0 WHERE k = 1'));
        assert.is(victim.code, '40P01');
        await b.query('ROLLBACK');
        await waiting;
        await a.query('ROLLBACK');
        await a.query('DROP TABLE dead');
      }),
    ));

  on('notices, and the level they begin at', async (client) => {
    const notices: unknown[] = [];
    client.on('notice', (n) => notices.push([n.severity, n.code, n.message]));
    await client.query('DROP TABLE IF EXISTS none');
    await client.query('COMMIT');
    await client.query('SET LOCAL work_mem = 100');
    await client.query("SET client_min_messages = 'error'");
    await client.query('DROP TABLE IF EXISTS none');
    assert.equal(notices, [
      ['NOTICE', '00000', 'table "none" does not exist, skipping'],
      ['WARNING', '25P01', 'there is no transaction in progress'],
      ['WARNING', '25P01', 'SET LOCAL can only be used in transaction blocks'],
    ]);
  });

  test(`${target.name}: LISTEN and NOTIFY`, () =>
    using(target, (a) =>
      using(target, async (b) => {
        const got: unknown[] = [];
        const two = new Promise<void>((resolve) => {
          a.on('notification', ({ channel, payload }) => {
            got.push([channel, payload]);
            if (got.length === 3) resolve();
          });
        });
        await a.query('LISTEN news; LISTEN "Other"');
        await b.query("NOTIFY news, 'one'");
        await b.query('BEGIN');
        await b.query("SELECT pg_notify('Other', $1)", ['two']);
        await b.query("NOTIFY news, 'three'; NOTIFY news, 'three'");
        await b.query('COMMIT');
        await two;
        assert.equal(got, [
          ['news', 'one'],
          ['Other', 'two'],
          ['news', 'three'],
        ]);
        assert.equal((await a.query('SELECT pg_listening_channels() AS c ORDER BY 1')).rows, [
          { c: 'Other' },
          { c: 'news' },
        ]);
        await a.query('UNLISTEN *');
        assert.equal((await a.query('SELECT pg_listening_channels() AS c')).rows, []);
      }),
    ));

  test(`${target.name}: a cancel request stops a statement`, () =>
    using(target, async (client) => {
      const pid = (client as unknown as { processID: number }).processID;
      const sleeping = failure<pg.DatabaseError>(client.query('SELECT pg_sleep(60)'));
      const canceller = new pg.Client(options(target)) as unknown as { cancel(c: unknown, q: unknown): void };
      const { activeQuery } = client as unknown as { activeQuery: unknown };
      await using(target, async (other) => {
        const asleep = async (): Promise<void> => {
          const sql = "SELECT FROM pg_stat_activity WHERE pid = $1 AND state = 'active' AND query LIKE '%pg_sleep(60)'";
          while ((await other.query(sql, [pid])).rowCount === 0);
        };
        await asleep();
        canceller.cancel(client, activeQuery);
        const error = await sleeping;
        assert.equal([error.code, error.message], ['57014', 'canceling statement due to user request']);
        assert.is((await client.query('SELECT 1 AS one')).rows[0].one, 1);
        const again = failure<pg.DatabaseError>(client.query('SELECT pg_sleep(60)'));
        await asleep();
        const { rows } = await other.query('SELECT pg_cancel_backend($1) AS done', [pid]);
        assert.is(rows[0].done, true);
        assert.is((await again).code, '57014');
        await client.query('SET statement_timeout = 20');
        assert.is(
          (await failure<pg.DatabaseError>(client.query('SELECT pg_sleep(60)'))).message,
          'canceling statement due to statement timeout',
        );
      });
    }));

  test(`${target.name}: a terminated session, and a pool that goes on`, async () => {
    const pool = new pg.Pool({ ...options(target), max: 2 });
    pool.on('connect', (client) => client.on('error', () => {}));
    const errors: string[] = [];
    pool.on('error', (error: Error & { code?: string }) => errors.push(error.code ?? error.message));
    const { rows } = await pool.query('SELECT pg_backend_pid() AS pid');
    await using(target, async (other) => {
      assert.is((await other.query('SELECT pg_terminate_backend($1) AS done', [rows[0].pid])).rows[0].done, true);
    });
    const after = await pool
      .query('SELECT pg_backend_pid() AS pid')
      .catch(() => pool.query('SELECT pg_backend_pid() AS pid'));
    assert.is.not(after.rows[0].pid, rows[0].pid);
    while (errors.length === 0)
      await pool.query('SELECT 1').catch((error: Error & { code?: string }) => errors.push(error.code ?? ''));
    await pool.end();
    for (const code of errors) assert.is(code, '57P01');
  });

  test(`${target.name}: a pool that is exhausted waits, and gives up in time`, async () => {
    const pool = new pg.Pool({ ...options(target), max: 2, connectionTimeoutMillis: 0 });
    const a = await pool.connect();
    const b = await pool.connect();
    const { options: live } = pool as unknown as { options: { connectionTimeoutMillis: number } };
    live.connectionTimeoutMillis = 20;
    assert.match((await failure<Error>(pool.connect())).message, 'timeout exceeded');
    live.connectionTimeoutMillis = 0;
    a.release();
    const c = await pool.connect();
    await c.query('SELECT 1');
    c.release();
    b.release(true);
    const sums = await Promise.all(Array.from({ length: 30 }, (_v, i) => pool.query('SELECT $1::int * 2 AS d', [i])));
    assert.equal(
      sums.map(({ rows }) => rows[0].d),
      Array.from({ length: 30 }, (_v, i) => i * 2),
    );
    assert.ok(pool.totalCount <= 2);
    await pool.end();
  });

  on('queries queued without waiting are answered in order', async (client) => {
    const results = await Promise.allSettled([
      client.query('SELECT 1 AS v'),
      client.query('SELECT 1/0'),
      client.query('SELECT $1::text AS v', ['x']),
      client.query({ name: 'q', text: 'SELECT $1::int AS v', values: [3] }),
    ]);
    assert.equal(
      results.map((r) => (r.status === 'fulfilled' ? r.value.rows[0].v : r.reason.code)),
      [1, '22012', 'x', 3],
    );
  });

  on('cursors give rows in portions', async (client) => {
    const cursor = client.query(new Cursor('SELECT i FROM generate_series(1, $1::int) AS i', [250]));
    const sizes: number[] = [];
    for (;;) {
      const rows = await cursor.read(100);
      sizes.push(rows.length);
      if (rows.length === 0) break;
    }
    assert.equal(sizes, [100, 100, 50, 0]);
    const early = client.query(new Cursor('SELECT i FROM generate_series(1, 1000000) AS i'));
    assert.equal((await early.read(2)).length, 2);
    await early.close();
    const broken = client.query(new Cursor('SELECT 10 / (3 - i) AS q FROM generate_series(1, 5) AS i'));
    assert.is((await failure<pg.DatabaseError>(broken.read(10))).code, '22012');
    assert.is((await client.query('SELECT 1 AS one')).rows[0].one, 1);
  });

  on('query streams', async (client) => {
    const stream = client.query(
      new QueryStream("SELECT i, repeat('x', 100) AS t FROM generate_series(1, 5000) AS i", [], { batchSize: 64 }),
    );
    let sum = 0;
    for await (const row of stream as AsyncIterable<{ i: number; t: string }>) sum += row.i;
    assert.is(sum, 12_502_500);
    const stopped = client.query(new QueryStream('SELECT i FROM generate_series(1, 1000000) AS i'));
    for await (const row of stopped as AsyncIterable<{ i: number }>) if (row.i === 10) break;
    assert.is((await client.query('SELECT 1 AS one')).rows[0].one, 1);
  });

  on('SQL cursors', async (client) => {
    await client.query('BEGIN');
    await client.query('DECLARE c SCROLL CURSOR FOR SELECT i FROM generate_series(1, 10) AS i');
    assert.equal(
      (await client.query('FETCH 3 FROM c')).rows.map((r) => r.i),
      [1, 2, 3],
    );
    assert.equal(
      (await client.query('FETCH BACKWARD 2 FROM c')).rows.map((r) => r.i),
      [2, 1],
    );
    assert.equal(
      (await client.query('FETCH LAST FROM c')).rows.map((r) => r.i),
      [10],
    );
    const moved = await client.query('MOVE ABSOLUTE 5 IN c');
    assert.equal([moved.command, moved.rowCount], ['MOVE', 1]);
    await client.query('CLOSE c');
    await client.query('COMMIT');
  });

  on('COPY streams both ways', async (client) => {
    await client.query('CREATE TEMP TABLE cp (a int, b text)');
    const lines = Array.from({ length: 3000 }, (_v, i) => `${i}\t${i % 7 === 0 ? '\\N' : `text ${i} ü\\t`}\n`);
    const into = client.query(copyFrom('COPY cp FROM STDIN'));
    await pipeline(Readable.from(lines), into);
    assert.is(into.rowCount, 3000);
    const pieces: Buffer[] = [];
    for await (const piece of client.query(copyTo('COPY (SELECT * FROM cp ORDER BY a) TO STDOUT')))
      pieces.push(piece as Buffer);
    assert.is(Buffer.concat(pieces).toString('utf8'), lines.join(''));
    const csv: Buffer[] = [];
    const query = `COPY (SELECT a, b FROM cp WHERE a < 2 ORDER BY a) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)`;
    for await (const piece of client.query(copyTo(query))) csv.push(piece as Buffer);
    assert.is(Buffer.concat(csv).toString('utf8'), 'a,b\n"0",\n"1","text 1 ü\t"\n');
    const bad = await failure<pg.DatabaseError>(
      pipeline(Readable.from(['1\tx\n', 'y\tz\n']), client.query(copyFrom('COPY cp FROM STDIN'))),
    );
    assert.equal(
      [bad.code, bad.message, bad.where],
      ['22P02', 'invalid input syntax for type integer: "y"', 'COPY cp, line 2, column a: "y"'],
    );
    const binary: Buffer[] = [];
    for await (const piece of client.query(copyTo('COPY cp TO STDOUT (FORMAT binary)'))) binary.push(piece as Buffer);
    await client.query('TRUNCATE cp');
    await pipeline(Readable.from(binary), client.query(copyFrom('COPY cp FROM STDIN (FORMAT binary)')));
    assert.is((await client.query('SELECT count(*)::int AS n, sum(a)::int AS s FROM cp')).rows[0].s, 4_498_500);
    const stopped = client.query(copyFrom('COPY cp FROM STDIN'));
    stopped.write('1\tx\n');
    const halted = new Promise<pg.DatabaseError>((resolve) => stopped.once('error', resolve as never));
    stopped.destroy(new Error('enough'));
    await halted;
    assert.is((await client.query('SELECT 1 AS one')).rows[0].one, 1);
  });

  on('large values and many parameters', async (client) => {
    const large = 'ü'.repeat(2_000_000);
    const { rows } = await client.query('SELECT $1::text AS t, length($1) AS n', [large]);
    assert.is(rows[0].n, 2_000_000);
    assert.ok(rows[0].t === large);
    const bytes = Buffer.alloc(3_000_000, 7);
    assert.ok((await client.query('SELECT $1::bytea AS b', [bytes])).rows[0].b.equals(bytes));
    const many = Array.from({ length: 10_000 }, (_v, i) => i);
    const list = many.map((_v, i) => `($${i + 1}::int)`).join(',');
    assert.is(
      (await client.query(`SELECT sum(v)::int AS s FROM (VALUES ${list}) AS l(v)`, many)).rows[0].s,
      49_995_000,
    );
    assert.is((await client.query('SELECT count(*)::int AS n FROM unnest($1::int[])', [many])).rows[0].n, 10_000);
    await client.query(`CREATE TEMP TABLE wide (${Array.from({ length: 400 }, (_v, i) => `c${i} int`).join(', ')})`);
    await client.query('INSERT INTO wide DEFAULT VALUES');
    assert.is((await client.query('SELECT * FROM wide')).fields.length, 400);
  });

  on('unicode names, texts and errors', async (client) => {
    await client.query('CREATE TEMP TABLE "täble 😀" ("cölumn ""x""" text)');
    await client.query('INSERT INTO "täble 😀" VALUES ($1)', ['漢字\u{1F600}e\u0301']);
    assert.equal((await client.query('SELECT * FROM "täble 😀"')).rows, [{ 'cölumn "x"': '漢字\u{1F600}e\u0301' }]);
    const error = await failure<pg.DatabaseError>(client.query("SELECT '😀', nöthing"));
    assert.equal([error.message, error.position], ['column "nöthing" does not exist', '13']);
    const zero = await failure<pg.DatabaseError>(client.query('SELECT $1::text', ['a\u0000b']));
    assert.equal([zero.code, zero.message], ['22021', 'invalid byte sequence for encoding "UTF8": 0x00']);
  });

  test(`${target.name}: options of the connection`, async () => {
    await using(
      target,
      async (client) => {
        assert.is((await client.query('SHOW application_name')).rows[0].application_name, 'the suite');
        assert.is((await client.query('SHOW search_path')).rows[0].search_path, 'pg_catalog');
        assert.is((await client.query('SHOW statement_timeout')).rows[0].statement_timeout, '1234ms');
        assert.is((await client.query('SHOW lock_timeout')).rows[0].lock_timeout, '321ms');
        assert.is((await client.query('SHOW work_mem')).rows[0].work_mem, '8MB');
        await client.query("SET statement_timeout = '1min'; RESET statement_timeout");
        assert.is((await client.query('SHOW statement_timeout')).rows[0].statement_timeout, '1234ms');
      },
      {
        application_name: 'the suite',
        options: '-c search_path=pg_catalog -c work_mem=8MB',
        statement_timeout: 1234,
        lock_timeout: 321,
      },
    );
    const url = new URL(target.url);
    url.searchParams.set('application_name', 'by url');
    const client = new pg.Client(url.href);
    await client.connect();
    assert.is((await client.query("SELECT current_setting('application_name') AS n")).rows[0].n, 'by url');
    await client.end();
  });

  test(`${target.name}: failed connections say why`, async () => {
    const fail = async (more: pg.ClientConfig): Promise<pg.DatabaseError> => {
      const client = new pg.Client({ ...options(target), ...more });
      client.on('error', () => {});
      return failure<pg.DatabaseError>(client.connect());
    };
    const none = await fail({ database: 'none' });
    assert.equal([none.severity, none.code, none.message], ['FATAL', '3D000', 'database "none" does not exist']);
    const setting = await fail({ options: '-c nothing=1' });
    assert.equal([setting.code, setting.message], ['42704', 'unrecognized configuration parameter "nothing"']);
    const value = await fail({ options: '-c work_mem=none' });
    assert.equal([value.code, value.message], ['22023', 'invalid value for parameter "work_mem": "none"']);
  });

  on('parameter types are inferred', async (client) => {
    await client.query('CREATE TEMP TABLE inf (a int8, b numeric(6,2), c date, d text[])');
    await client.query('INSERT INTO inf VALUES ($1, $2, $3, $4)', ['9007199254740993', '1.005', '2024-01-31', ['x']]);
    const { rows } = await client.query(
      "SELECT a, b, c::text, d, $1 || 'x' AS t FROM inf WHERE a > $2 AND c < $3 AND $4 = ANY(d)",
      ['y', 1, '2025-01-01', 'x'],
    );
    assert.equal(rows, [{ a: '9007199254740993', b: '1.01', c: '2024-01-31', d: ['x'], t: 'yx' }]);
    assert.is((await failure<pg.DatabaseError>(client.query('SELECT $2::int', [1, 2]))).code, '42P18');
    assert.is((await failure<pg.DatabaseError>(client.query('SELECT $1::int', [1, 2]))).code, '08P01');
    assert.is((await failure<pg.DatabaseError>(client.query('SELECT $1 + $2', [1, 2]))).code, '42725');
  });
}

test.run();
