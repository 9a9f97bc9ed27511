/**
 * The quick ways of the embedded API change nothing but the speed.
 * ASSUME random statements on a table with a key, a check and a unique column, inside and outside of transactions.
 * DO run them on one database as prepared statements with parameters, and on another as texts with literals, through the
 * session's general way. ASSERT both give the same rows, counts and errors, and the tables are equal at the end.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Connection, Database, SqlError } from '../../src/index.ts';

type Step =
  | { readonly kind: 'insert' | 'upsert'; readonly id: number; readonly n: number | null; readonly s: string }
  | {
      readonly kind: 'update' | 'delete' | 'select';
      readonly id: number;
      readonly n: number | null;
      readonly s: string;
    }
  | { readonly kind: 'begin' | 'commit' | 'rollback'; readonly id: number; readonly n: null; readonly s: '' };

const value = fc.record({
  id: fc.integer({ min: 0, max: 8 }),
  n: fc.option(fc.integer({ min: -3, max: 20 })),
  s: fc.constantFrom('a', "b'c", '', 'é', '\\'),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: value.chain((v) => fc.constantFrom('insert', 'upsert').map((kind) => ({ kind, ...v }) as Step)),
  },
  {
    weight: 10,
    arbitrary: value.chain((v) =>
      fc.constantFrom('update', 'delete', 'select').map((kind) => ({ kind, ...v }) as Step),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('begin', 'commit', 'rollback').map((kind) => ({ kind, id: 0, n: null, s: '' }) as Step),
  },
);

const texts: Record<Step['kind'], string> = {
  insert: 'INSERT INTO t (id, n, s) VALUES ($1, $2, $3)',
  upsert: 'INSERT INTO t VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET n = excluded.n RETURNING id, n',
  update: 'UPDATE t SET n = $2, s = s || $3 WHERE id = $1 RETURNING *',
  delete: 'DELETE FROM t WHERE id = $1',
  select: 'SELECT id, n, s FROM t WHERE id >= $1 ORDER BY id',
  begin: 'BEGIN',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
};
const parameters = (item: Step): unknown[] => {
  if (item.kind === 'begin' || item.kind === 'commit' || item.kind === 'rollback') return [];
  return item.kind === 'delete' || item.kind === 'select' ? [item.id] : [item.id, item.n, item.s];
};
function withLiterals(item: Step): string {
  const values = parameters(item).map((v) => {
    if (v === null) return 'NULL';
    return typeof v === 'number' ? String(v) : `'${(v as string).replaceAll("'", "''")}'`;
  });
  return texts[item.kind].replaceAll(/\$(\d)/g, (_, i: string) => values[Number(i) - 1]!);
}

function open(): Connection {
  const connection = Database.inMemory().connect();
  connection.execute('CREATE TABLE t (id int PRIMARY KEY, n int CHECK (n < 15), s text UNIQUE)');
  return connection;
}
function outcome(run: () => { rows: unknown[]; rowCount: number | null; command: string }): unknown {
  try {
    const { rows, rowCount, command } = run();
    return { rows, rowCount, command };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return { code: error.code, message: error.message, detail: error.detail };
  }
}

test('prepared statements and texts with literals do the same', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const prepared = open();
      const plain = open();
      const statements = new Map<string, ReturnType<Connection['prepare']>>();
      for (const item of steps) {
        const quick = outcome(() => {
          const text = texts[item.kind];
          let statement = statements.get(text);
          if (statement === undefined) {
            statement = prepared.prepare(text);
            statements.set(text, statement);
          }
          return statement.execute(...parameters(item));
        });
        const general = outcome(() => {
          const [result] = plain.executeText(withLiterals(item));
          const { columns, rows, rowCount, command } = result!;
          return {
            rowCount,
            command,
            rows: rows.map((row) =>
              Object.fromEntries(
                columns.map(({ name }, i) => [name, name === 's' || row[i] === null ? row[i] : Number(row[i])]),
              ),
            ),
          };
        });
        assert.equal(quick, general, `${item.kind} ${JSON.stringify(parameters(item))}`);
      }
      const all = 'SELECT * FROM t ORDER BY id';
      if (prepared.session.status !== 'failed') {
        assert.equal(prepared.executeText(all)[0]!.rows, plain.executeText(all)[0]!.rows);
      }
    }),
    { numRuns: 150 },
  );
});

test('a statement follows changes of its table', () => {
  const connection = open();
  const select = connection.prepare('SELECT * FROM t WHERE id = $1');
  const insert = connection.prepare('INSERT INTO t (id) VALUES ($1)');
  assert.is(insert.execute(1).rowCount, 1);
  assert.equal(Object.keys(select.get(1)!), ['id', 'n', 's']);
  connection.execute('CREATE INDEX ON t (n)');
  assert.is(insert.execute(2).rowCount, 1);
  connection.execute('ALTER TABLE t ADD COLUMN d int DEFAULT 7');
  assert.throws(
    () => select.get(1),
    (error: SqlError) => error.code === '0A000',
  );
  assert.is(insert.execute(3).rowCount, 1);
  assert.equal(connection.execute('SELECT d FROM t ORDER BY id').rows, [{ d: 7 }, { d: 7 }, { d: 7 }]);
});

test('a synchronous call does not wait for a lock, an asynchronous one does', async () => {
  const db = Database.inMemory();
  const a = db.connect();
  const b = db.connect();
  a.execute('CREATE TABLE t (id int PRIMARY KEY, n int)');
  a.execute('INSERT INTO t VALUES (1, 0)');
  a.execute('BEGIN');
  a.execute('UPDATE t SET n = n + 1');
  const update = b.prepare('UPDATE t SET n = n + 10 WHERE id = $1');
  assert.throws(
    () => update.execute(1),
    (error: SqlError) => error.code === '55P03' && error.hint !== undefined,
  );
  const waiting = b.query('UPDATE t SET n = n + 10 WHERE id = $1', [1]);
  a.execute('COMMIT');
  assert.is((await waiting).rowCount, 1);
  assert.equal(a.execute('SELECT n FROM t').rows, [{ n: 11 }]);
});

test('a query can be cancelled, and the connection used again', async () => {
  const connection = Database.inMemory().connect();
  const controller = new AbortController();
  const sleeping = connection.query('SELECT pg_sleep(30)', [], { signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  const error = await sleeping.then(
    () => null,
    (reason: unknown) => reason as SqlError,
  );
  assert.is(error?.code, '57014');
  assert.equal((await connection.query('SELECT 1 AS a')).rows, [{ a: 1 }]);
});

test('forks are independent, and see only what was committed', () => {
  const db = Database.inMemory();
  const connection = db.connect();
  connection.execute("CREATE TABLE t (id serial PRIMARY KEY, v text); INSERT INTO t (v) VALUES ('kept')");
  connection.execute('BEGIN');
  connection.execute("INSERT INTO t (v) VALUES ('in flight')");
  const fork = db.fork();
  const other = fork.connect();
  assert.equal(other.execute('SELECT v FROM t').rows, [{ v: 'kept' }]);
  other.execute("INSERT INTO t (v) VALUES ('fork')");
  connection.execute('COMMIT');
  assert.equal(other.execute('SELECT v FROM t ORDER BY id').rows, [{ v: 'kept' }, { v: 'fork' }]);
  assert.equal(connection.execute('SELECT v FROM t ORDER BY id').rows, [{ v: 'kept' }, { v: 'in flight' }]);
});

test.run();
