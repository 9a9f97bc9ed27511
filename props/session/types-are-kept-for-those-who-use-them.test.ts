/**
 * ASSUME a session that has made a table over a type or collation and has not committed. DO change or drop the type in another.
 * ASSERT that it has to wait (55P03 in a synchronous call), and that what it does once it may is done to the new table too.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/index.ts';
import { codeOf } from '../embedded/error-code.ts';

interface Case {
  readonly setup: string;
  readonly use: string;
  readonly change: string;
  /** After the commit of who uses it: the rows of `query`, or the error of `change`. */
  readonly query?: string;
  readonly rows?: readonly (readonly unknown[])[];
  readonly error?: string;
}
const labels = (from: number, count: number): string =>
  Array.from({ length: count }, (_, i) => `ALTER TYPE e ADD VALUE 'x${from + i}' BEFORE 'b'`).join(';');

const cases: Readonly<Record<string, Case>> = {
  'labels of an enum': {
    setup: `CREATE TYPE e AS ENUM ('a', 'b'); ${labels(0, 50)}`,
    use: "CREATE TABLE t (v e); INSERT INTO t VALUES ('b'), ('x49')",
    change: labels(50, 20),
    query: "SELECT v::text, v = 'b' FROM t ORDER BY t.v",
    rows: [
      ['x49', false],
      ['b', true],
    ],
  },
  'attributes of a composite type': {
    setup: 'CREATE TYPE c AS (x int, y int)',
    use: 'CREATE TABLE t (v c); INSERT INTO t VALUES (ROW(1, 2))',
    change: 'ALTER TYPE c DROP ATTRIBUTE x',
    query: 'SELECT (v).y FROM t',
    rows: [[2]],
  },
  'attributes of a type within the one used': {
    setup: 'CREATE TYPE c AS (x int, y int); CREATE TYPE outside AS (inside c)',
    use: 'CREATE TABLE t (v outside); INSERT INTO t VALUES (ROW(ROW(1, 2)))',
    change: 'ALTER TYPE c DROP ATTRIBUTE x',
    query: 'SELECT ((v).inside).y FROM t',
    rows: [[2]],
  },
  'a type that is dropped': {
    setup: "CREATE TYPE e AS ENUM ('a')",
    use: 'CREATE TABLE t (v e)',
    change: 'DROP TYPE e',
    error: '2BP01',
  },
  'a collation that is dropped': {
    setup: "CREATE COLLATION k (provider = icu, locale = 'de')",
    use: 'CREATE TABLE t (v text COLLATE k)',
    change: 'DROP COLLATION k',
    error: '2BP01',
  },
  'the subtype of a range': {
    setup: "CREATE TYPE e AS ENUM ('a')",
    use: 'CREATE TYPE r AS RANGE (subtype = e)',
    change: 'DROP TYPE e',
    error: '2BP01',
  },
};

const all = (texts: string) => texts.split(';');

for (const [what, { setup, use, change, query, rows, error }] of Object.entries(cases)) {
  test(what, () => {
    const db = Database.inMemory();
    const [user, other] = [db.connect(), db.connect()];
    for (const sql of all(setup)) user.execute(sql);
    user.execute('BEGIN');
    for (const sql of all(use)) user.execute(sql);
    const changes = all(change);
    // Further labels need no lock until their numbers run out.
    const refused = changes.findIndex((sql) => codeOf(() => other.execute(sql)) === '55P03');
    assert.ok(refused >= 0, 'the change did not wait');
    user.execute('COMMIT');
    const codes = changes.slice(refused).map((sql) => codeOf(() => other.execute(sql)));
    assert.is(codes.find((code) => code !== null) ?? null, error ?? null);
    if (query === undefined) return;
    assert.equal(
      other.execute<Record<string, unknown>>(query).rows.map((row) => Object.values(row)),
      rows,
    );
  });
}

test.run();
