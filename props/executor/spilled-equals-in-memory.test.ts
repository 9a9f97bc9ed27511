/**
 * ASSUME two tables whose key column has any type, with nulls, duplicates and one key that a third of the rows have, and rows so
 *        wide that 64 kB of work_mem hold few of them.
 * DO     run queries of every operator that can spill with a work_mem of 64 kB and with one of 1 GB.
 * ASSERT the rows are the same, temporary files were used with the small one only, and none is left open.
 * SPILL_TYPES=all takes all types, with more keys; SPILL_SEED begins elsewhere.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Connection, Database } from '../../src/index.ts';
import { typeByName } from '../../src/types/index.ts';
import type { Datum, TypeDef } from '../../src/types/type-def.ts';
import { scalars } from '../types/type-arbitraries.ts';

const all = process.env['SPILL_TYPES'] === 'all';
const seed = Number(process.env['SPILL_SEED'] ?? 1);
const few = ['int4', 'text', 'numeric', 'jsonb', 'int4range'];
const rowCount = 220;

const joins = ['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN'];
const queries = [
  'SELECT k, v, pad FROM t ORDER BY k, v',
  'SELECT k, v, pad FROM t ORDER BY k DESC NULLS LAST, v DESC',
  'SELECT k, v FROM (SELECT k, v, pad FROM t ORDER BY k NULLS FIRST, v LIMIT 150 OFFSET 7) q',
  'SELECT k, count(*), sum(v), min(pad), array_agg(v ORDER BY v), count(DISTINCT v % 7) FROM t GROUP BY k',
  "SELECT k, v % 13 AS m, count(*), count(k), string_agg(pad, '' ORDER BY v) FROM t GROUP BY k, v % 13",
  'SELECT k, v % 5, v % 3, count(*), sum(v), grouping(k, v % 5) FROM t GROUP BY GROUPING SETS ((k, v % 5), (k), (v % 3), ())',
  'SELECT k, pad, count(*) FILTER (WHERE v % 2 = 0) FROM t GROUP BY CUBE (k, pad)',
  'SELECT DISTINCT k, pad FROM t',
  'SELECT DISTINCT ON (k) k, v FROM t ORDER BY k, v DESC',
  'SELECT k, pad FROM t UNION SELECT k, pad FROM u',
  'SELECT k, pad FROM t INTERSECT ALL SELECT k, pad FROM u',
  'SELECT k, v % 50 FROM t EXCEPT SELECT k, v % 50 FROM u',
  'SELECT k, pad FROM t EXCEPT ALL SELECT k, pad FROM u',
  ...joins.map(
    (join) => `SELECT t.k, u.k, t.v, u.v, length(t.pad || u.pad) FROM t ${join} u ON t.k = u.k AND t.v % 9 = u.v % 9`,
  ),
  ...joins.map(
    (join) => `SELECT t.v, u.v, w.v FROM t ${join} u ON t.pad = u.pad ${join} t w ON w.k = u.k AND w.v % 31 = u.v % 31`,
  ),
  'SELECT k, v, pad FROM t WHERE EXISTS (SELECT FROM u WHERE u.k = t.k AND u.v > t.v)',
  'SELECT k, v, pad FROM t WHERE NOT EXISTS (SELECT FROM u WHERE u.k = t.k AND u.pad = t.pad)',
  'SELECT v, k IN (SELECT k FROM u WHERE v > 40) FROM t',
  'SELECT v, k IN (SELECT k FROM u WHERE k IS NOT NULL) OR pad IS NULL FROM t',
  'SELECT k, v, row_number() OVER (PARTITION BY k ORDER BY v), sum(v) OVER (ORDER BY k, v) FROM t',
  'SELECT count(*), sum(q.c) FROM (SELECT t.k, count(*) AS c FROM t JOIN u ON t.pad = u.pad GROUP BY t.k) q',
];

function equal(type: TypeDef, a: Datum, b: Datum): boolean {
  return type.compare === null ? a === b : type.compare(a as never, b as never) === 0;
}

function literal(text: string | null): string {
  return text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`;
}

function fill(
  connection: Connection,
  table: string,
  type: string,
  keys: readonly (string | null)[],
  offset: number,
): void {
  connection.execute(`CREATE TABLE ${table} (k ${type}, v int, pad text)`);
  const rows = Array.from({ length: rowCount }, (_, i) => {
    const key = i % 3 === 0 ? keys[0]! : keys[(i * 7 + offset) % keys.length]!;
    return `(${literal(key)}, ${i}, repeat(chr(${97 + ((i + offset) % 26)}), 1000) || ${i % 41})`;
  });
  connection.execute(`INSERT INTO ${table} VALUES ${rows.join(',')}`);
}

function rowsOf(connection: Connection, query: string): string[] {
  const rows = connection.executeText(query)[0]!.rows.map((row) => row.map((item) => item ?? 'NULL').join('|'));
  return /ORDER BY k[^)]*$/.test(query) ? rows : rows.sort();
}

// A bit string of another length than 1 is no bit(1); types without a hash have no equality to join and group by.
const types = Object.keys(scalars).filter((name) => name !== 'bit' && typeByName(name)!.hash !== null);
for (const name of all ? types : few) {
  test(`keys of type ${name}`, () => {
    const type = typeByName(name)!;
    const database = Database.inMemory();
    const connection = database.connect();
    const { context } = connection.session;
    const values: Datum[] = fc.sample(scalars[name]!, { numRuns: all ? 60 : 30, seed });
    // Of equal values that look different any may stand for a group.
    const distinct = values.filter((value, i) => values.findIndex((other) => equal(type, value, other)) === i);
    const keys = [...distinct.map((value) => type.output(value as never, context)), null];
    fill(connection, 't', name, keys, 0);
    fill(connection, 'u', name, keys, 5);
    const { temp } = database.core;
    let spilled = 0;
    for (const query of queries) {
      connection.execute("SET work_mem = '1GB'");
      let before = temp.files;
      const outcome = (): unknown => {
        try {
          return rowsOf(connection, query);
        } catch (error) {
          // Types without an order or a hash.
          return `${(error as { code: string }).code} ${(error as Error).message}`;
        }
      };
      const expected = outcome();
      assert.is(temp.files, before, `no file is needed: ${query}`);
      connection.execute("SET work_mem = '64kB'");
      before = temp.files;
      assert.equal(outcome(), expected, query);
      if (temp.files > before) spilled++;
      assert.is(connection.session.memory.tempBytes, 0, `files are closed: ${query}`);
    }
    assert.ok(spilled > 5, `${spilled} queries spilled`);
    database.close();
  });
}

test.run();
