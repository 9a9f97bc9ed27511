/**
 * postgres.js on every server there is.
 * ASSUME a server at a URL. DO what applications do through `postgres`: its query of types when it connects, tagged templates, helpers,
 * pipelines, transactions, cursors, COPY, LISTEN. ASSERT the answers that PostgreSQL gives.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import postgres from 'postgres';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { setup, values } from './pg-types.ts';
import { failure, openTargets, type Target } from './targets.ts';

const targets = await openTargets('postgresjs');

type Sql = postgres.Sql<Record<string, unknown>>;

async function using(target: Target, body: (sql: Sql) => Promise<void>, options: postgres.Options<never> = {}) {
  const sql = postgres(target.url, { max: 1, onnotice: () => {}, ...options } as never) as Sql;
  try {
    await body(sql);
  } finally {
    await sql.end();
  }
}

for (const target of targets) await using(target, async (sql) => void (await sql.unsafe(setup)));

for (const target of targets) {
  const on = (name: string, body: (sql: Sql) => Promise<void>, options?: postgres.Options<never>): void => {
    test(`${target.name}: ${name}`, () => using(target, body, options));
  };

  on('every type, prepared, through its text', async (sql) => {
    await sql`SET timezone = 'UTC'`;
    // Types whose cast to text is not their output.
    const rewritten = new Set(['char(5)', 'bool', 'inet']);
    for (const [type, ...texts] of values) {
      for (const text of texts) {
        const [row] = await sql.unsafe(`SELECT $1::text::${type}::text AS v`, [text]);
        if (!rewritten.has(type)) assert.is(row!['v'], text, `${type} ${text}`);
      }
      const [nothing] = await sql.unsafe(`SELECT $1::${type} AS v`, [null]);
      assert.is(nothing!['v'], null);
    }
  });

  on('values become what postgres.js makes of their types', async (sql) => {
    const [row] = await sql`
      SELECT true AS b, 2 AS i4, 3::int8 AS i8, 1.5::float8 AS f8, 1.50::numeric AS n, '\\x0102'::bytea AS by, '{"a":1}'::json AS j,
        '[1]'::jsonb AS jb, '2024-01-02 03:04:05.678+00'::timestamptz AS tz, ARRAY[1,2] AS ai, ARRAY['a','b c'] AS at,
        ARRAY[ARRAY[1,2],ARRAY[3,4]] AS aa, 'happy'::mood AS m, ARRAY['sad','ok']::mood[] AS am, null AS nil,
        ARRAY[true,false] AS ab, ARRAY['2024-01-02'::date] AS ad`;
    assert.equal([row!['b'], row!['i4'], row!['i8'], row!['f8'], row!['n']], [true, 2, '3', 1.5, '1.50']);
    assert.equal([...(row!['by'] as Buffer)], [1, 2]);
    assert.equal([row!['j'], row!['jb']], [{ a: 1 }, [1]]);
    assert.is((row!['tz'] as Date).toISOString(), '2024-01-02T03:04:05.678Z');
    assert.equal(
      [row!['ai'], row!['at'], row!['aa']],
      [
        [1, 2],
        ['a', 'b c'],
        [
          [1, 2],
          [3, 4],
        ],
      ],
    );
    // Its arrays of enums come from the types it has asked for.
    assert.equal([row!['m'], row!['am'], row!['nil'], row!['ab']], ['happy', ['sad', 'ok'], null, [true, false]]);
  });

  on('js values as parameters', async (sql) => {
    await sql`CREATE TEMP TABLE p (i int, b bool, f float8, d timestamptz, j jsonb, a int[], ta text[], by bytea, n numeric, bi int8)`;
    const date = new Date('2024-05-06T07:08:09.123Z');
    const [row] = await sql`
      INSERT INTO p VALUES (${7}, ${false}, ${-0.5}, ${date}, ${sql.json({ x: ['y', null] })}, ${[1, 2, 3]}, ${['a"b', 'c,d']},
        ${Buffer.from([0, 255])}, ${'12.50'}, ${(2n ** 60n) as never}) RETURNING *`;
    assert.equal(
      [row!['i'], row!['b'], row!['f'], row!['d'], row!['j'], row!['a'], row!['ta'], row!['n'], row!['bi']],
      [7, false, -0.5, date, { x: ['y', null] }, [1, 2, 3], ['a"b', 'c,d'], '12.50', String(2n ** 60n)],
    );
    assert.equal([...(row!['by'] as Buffer)], [0, 255]);
  });

  on('helpers for inserts, updates, lists and identifiers', async (sql) => {
    await sql`CREATE TEMP TABLE h (id int PRIMARY KEY, "Name" text, tags text[])`;
    const rows = [
      { id: 1, Name: 'x', tags: ['a'] },
      { id: 2, Name: 'y', tags: [] },
    ];
    const inserted = await sql`INSERT INTO h ${sql(rows as never)} RETURNING id`;
    assert.equal([inserted.count, inserted.command], [2, 'INSERT']);
    await sql`UPDATE h SET ${sql({ Name: 'z' } as never)} WHERE id = ${2}`;
    const found =
      await sql`SELECT ${sql('id')}, ${sql('h.Name')} FROM ${sql('h')} WHERE id IN ${sql([1, 2] as never)} ORDER BY id`;
    assert.equal(
      [...found],
      [
        { id: 1, Name: 'x' },
        { id: 2, Name: 'z' },
      ],
    );
    const where = sql`WHERE "Name" = ${'z'}`;
    assert.is((await sql`SELECT * FROM h ${where} AND ${true}`).count, 1);
    assert.equal(
      found.columns.map(({ name, type }) => [name, type]),
      [
        ['id', 23],
        ['Name', 25],
      ],
    );
    await sql`UPDATE h SET "Name" = d."Name" FROM (VALUES ${sql([[1, 'v']] as never)}) AS d(id, "Name") WHERE h.id = d.id::int`;
    assert.is((await sql`SELECT "Name" FROM h WHERE id = 1`)[0]!['Name'], 'v');
  });

  on('rows as values, raw bytes, one by one', async (sql) => {
    assert.equal([...(await sql`SELECT 1 AS a, 'x' AS b`.values())], [[1, 'x']]);
    const raw = await sql`SELECT 1 AS a, 'x' AS b`.raw();
    assert.equal(
      raw.map((row) => (row as unknown as Buffer[]).map(String)),
      [['1', 'x']],
    );
    const seen: number[] = [];
    await sql`SELECT i FROM generate_series(1, 5) AS i`.forEach((row) => {
      seen.push(row['i'] as number);
    });
    assert.equal(seen, [1, 2, 3, 4, 5]);
  });

  on('describe', async (sql) => {
    await sql`CREATE TEMP TABLE ds (a int, b text)`;
    const description = (await sql`SELECT a, b FROM ds WHERE a = ${1} AND b = ${'x'}`.describe()) as unknown as {
      types: number[];
      columns: { name: string; type: number; table: number; number: number }[];
    };
    assert.equal(description.types, [23, 25]);
    const [table] = await sql`SELECT 'ds'::regclass::oid::int AS oid`;
    assert.equal(
      description.columns.map((c) => [c.name, c.type, c.table === table!['oid'], c.number]),
      [
        ['a', 23, true, 1],
        ['b', 25, true, 2],
      ],
    );
  });

  on('simple queries of several statements', async (sql) => {
    const results = (await sql.unsafe(
      'CREATE TEMP TABLE s (a int); SELECT 1 AS a; SELECT 2 AS b',
    )) as unknown as postgres.RowList<never[]>[];
    assert.equal(
      results.map((result) => result.command),
      ['CREATE TABLE', 'SELECT', 'SELECT'],
    );
    assert.equal([...(await sql`SELECT 1 AS a`.simple())], [{ a: 1 }]);
  });

  on('transactions and savepoints', async (sql) => {
    await sql`CREATE TEMP TABLE tx (a int)`;
    const result = await sql.begin(async (tx) => {
      await tx`INSERT INTO tx VALUES (1)`;
      await tx
        .savepoint(async (inner) => {
          await inner`INSERT INTO tx VALUES (2)`;
          await inner`SELECT 1/0`;
        })
        .catch((error: postgres.PostgresError) => assert.is(error.code, '22012'));
      await tx.savepoint('named', (inner) => inner`INSERT INTO tx VALUES (3)`);
      return 'done';
    });
    assert.is(result, 'done');
    assert.equal([...(await sql`SELECT a FROM tx ORDER BY a`)], [{ a: 1 }, { a: 3 }]);
    const error = await failure<postgres.PostgresError>(
      sql.begin('ISOLATION LEVEL REPEATABLE READ READ ONLY', async (tx) => {
        assert.is((await tx`SHOW transaction_isolation`)[0]!['transaction_isolation'], 'repeatable read');
        await tx`DELETE FROM tx WHERE false`;
        await tx`CREATE TABLE never (a int)`;
      }),
    );
    assert.is(error.code, '25006');
    const several = await sql.begin((tx) => [tx`SELECT 1 AS a`, tx`SELECT 2 AS a`]);
    assert.equal(
      several.map((rows) => (rows[0] as Record<string, unknown>)['a']),
      [1, 2],
    );
  });

  on('errors have all their fields', async (sql) => {
    await sql`CREATE TABLE et (a int PRIMARY KEY)`;
    await sql`INSERT INTO et VALUES (1)`;
    const e = await failure<postgres.PostgresError>(sql`INSERT INTO et VALUES (${1})`);
    assert.equal(
      [e.severity, e.code, e.message, e.detail, e.schema_name, e.table_name, e.constraint_name],
      [
        'ERROR',
        '23505',
        'duplicate key value violates unique constraint "et_pkey"',
        'Key (a)=(1) already exists.',
        'public',
        'et',
        'et_pkey',
      ],
    );
    assert.is((await failure<postgres.PostgresError>(sql`SELECT nothing FROM et`)).position, '8');
    assert.is((await failure<postgres.PostgresError>(sql`SELECT ${'x'}::int`)).code, '22P02');
    await sql`DROP TABLE et`;
  });

  on(
    'a pipeline of queries, some of which fail',
    async (sql) => {
      const results = await Promise.allSettled([
        sql`SELECT 1 AS v`,
        sql`SELECT 1/${0} AS v`,
        sql`SELECT ${'x'} AS v`,
        sql`SELECT ${3}::int AS v`,
      ]);
      assert.equal(
        results.map((r) => (r.status === 'fulfilled' ? r.value[0]!['v'] : r.reason.code)),
        [1, '22012', 'x', 3],
      );
      const many = await Promise.all(Array.from({ length: 200 }, (_v, i) => sql`SELECT ${i}::int AS v`));
      assert.is(
        many.reduce((sum, rows) => sum + (rows[0]!['v'] as number), 0),
        19_900,
      );
    },
    { max: 3 },
  );

  on('prepared statements meet DDL', async (sql) => {
    await sql`CREATE TEMP TABLE pd (a int)`;
    await sql`INSERT INTO pd VALUES (1)`;
    const read = () => sql`SELECT * FROM pd WHERE a = ${1}`;
    assert.equal([...(await read())], [{ a: 1 }]);
    await sql`ALTER TABLE pd ADD COLUMN b text DEFAULT 'x'`;
    // postgres.js prepares again when it is told that the plan's result has changed.
    assert.equal([...(await read())], [{ a: 1, b: 'x' }]);
    assert.equal([...(await read())], [{ a: 1, b: 'x' }]);
  });

  on(
    'without prepared statements',
    async (sql) => {
      assert.equal([...(await sql`SELECT ${1}::int AS a, ${null}::text AS b`)], [{ a: 1, b: null }]);
      assert.is((await sql`SELECT count(*)::int AS n FROM pg_prepared_statements`)[0]!['n'], 0);
    },
    { prepare: false },
  );

  on('cursors', async (sql) => {
    const sizes: number[] = [];
    await sql`SELECT i FROM generate_series(1, 25) AS i`.cursor(10, async (rows) => {
      sizes.push(rows.length);
    });
    assert.equal(sizes, [10, 10, 5]);
    let sum = 0;
    for await (const [row] of sql`SELECT i FROM generate_series(1, 10) AS i`.cursor()) sum += row!['i'] as number;
    assert.is(sum, 55);
    await sql`SELECT i FROM generate_series(1, 1000000) AS i`.cursor(10, () => sql.CLOSE as never);
    assert.is((await sql`SELECT 1 AS one`)[0]!['one'], 1);
  });

  on('COPY both ways', async (sql) => {
    await sql`CREATE TEMP TABLE cp (a int, b text)`;
    const lines = Array.from({ length: 2000 }, (_v, i) => `${i}\ttext ${i} ü\n`);
    await pipeline(Readable.from(lines), await sql`COPY cp FROM STDIN`.writable());
    assert.is((await sql`SELECT count(*)::int AS n FROM cp`)[0]!['n'], 2000);
    const pieces: Buffer[] = [];
    for await (const piece of await sql`COPY (SELECT * FROM cp ORDER BY a) TO STDOUT`.readable())
      pieces.push(piece as Buffer);
    assert.is(Buffer.concat(pieces).toString('utf8'), lines.join(''));
  });

  test(`${target.name}: LISTEN and NOTIFY`, () =>
    using(
      target,
      async (sql) => {
        const got: string[] = [];
        let arrived = (): void => {};
        const three = new Promise<void>((resolve) => {
          arrived = resolve;
        });
        const { unlisten } = await sql.listen('news "quoted"', (payload) => {
          got.push(payload);
          if (got.length === 2) arrived();
        });
        await sql.notify('news "quoted"', 'one');
        await sql.begin((tx) => tx`SELECT pg_notify('news "quoted"', ${'two'})`);
        await three;
        assert.equal(got, ['one', 'two']);
        await unlisten();
      },
      { max: 2 },
    ));

  on('a query is cancelled', async (sql) => {
    const query = sql`SELECT pg_sleep(60)`;
    const ended = failure<postgres.PostgresError>(query as unknown as Promise<unknown>);
    await using(target, async (other) => {
      const asleep = () =>
        other`SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT pg_sleep%'`;
      while ((await asleep()).count === 0);
      query.cancel();
      assert.is((await ended).code, '57014');
    });
    assert.is((await sql`SELECT 1 AS one`)[0]!['one'], 1);
  });

  on('reserved connections, and connections that come back', async (sql) => {
    const reserved = await sql.reserve();
    const [{ pid }] = (await reserved`SELECT pg_backend_pid() AS pid`) as unknown as [{ pid: number }];
    reserved.release();
    await using(target, async (other) => {
      await other`SELECT pg_terminate_backend(${pid})`;
      while ((await other`SELECT FROM pg_stat_activity WHERE pid = ${pid}`).count > 0);
    });
    const again = await sql`SELECT pg_backend_pid() AS pid`.catch(() => sql`SELECT pg_backend_pid() AS pid`);
    assert.is.not(again[0]!['pid'], pid);
  });

  on(
    'options, notices, parameters',
    async (sql) => {
      assert.is((await sql`SHOW application_name`)[0]!['application_name'], 'suite');
      assert.is((await sql`SHOW search_path`)[0]!['search_path'], 'pg_catalog');
      assert.is((sql as unknown as { parameters: Record<string, string> }).parameters['server_encoding'], 'UTF8');
      assert.match((sql as unknown as { parameters: Record<string, string> }).parameters['server_version']!, /^15\./);
    },
    { connection: { application_name: 'suite', search_path: 'pg_catalog' } } as never,
  );

  on(
    'names in other forms',
    async (sql) => {
      await sql`CREATE TEMP TABLE camel (first_name text)`;
      await sql`INSERT INTO camel ${sql({ firstName: 'x' } as never)}`;
      assert.equal([...(await sql`SELECT * FROM camel`)], [{ firstName: 'x' }]);
    },
    { transform: postgres.camel } as never,
  );

  on('large values', async (sql) => {
    const large = 'ü'.repeat(1_000_000);
    const [row] = await sql`SELECT ${large} AS t, length(${large}) AS n`;
    assert.ok(row!['t'] === large);
    assert.is(row!['n'], 1_000_000);
  });
}

test.run();
