/**
 * ASSUME one random table, with random indexes.
 * DO     run a query with a condition, and an order that decides between all rows, with index scans and without; with
 *        constants in the text and as parameters.
 * ASSERT the same rows in the same order.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/embedded/index.ts';
import { columnsOf, predicate, setupStatements, tablesArbitrary } from '../arbitraries/queries.ts';

const columns = columnsOf('p');
const orderBy = fc
  .tuple(
    fc.shuffledSubarray(['p.a', 'p.b', 'p.c'], { minLength: 3, maxLength: 3 }),
    fc.array(fc.constantFrom('', ' DESC', ' NULLS FIRST', ' DESC NULLS LAST'), { minLength: 3, maxLength: 3 }),
  )
  .map(([keys, ways]) => keys.map((key, i) => `${key}${ways[i]}`).join(', '));
const limit = fc.constantFrom('', ' LIMIT 3', ' LIMIT 2 OFFSET 1', ' LIMIT 0', ' FETCH FIRST 2 ROWS WITH TIES');
const query = fc
  .tuple(predicate(columns, 2, false), orderBy, limit)
  .map(([condition, order, rows]) => `SELECT p.a, p.b, p.c FROM t1 p WHERE ${condition} ORDER BY ${order}${rows}`);

test('an index scan gives the rows of a sequential scan, in the wanted order', () => {
  fc.assert(
    fc.property(tablesArbitrary, fc.array(query, { minLength: 1, maxLength: 10 }), (tables, queries) => {
      const connection = Database.inMemory().connectAnonymous('default', 'app');
      for (const statement of setupStatements(tables)) connection.execute(statement);
      for (const sql of queries) {
        connection.execute('SET enable_indexscan = off');
        const expected = connection.execute(sql).rows;
        connection.execute('SET enable_indexscan = on');
        connection.execute('SET enable_seqscan = off');
        assert.equal(connection.execute(sql).rows, expected, sql);
        connection.execute('SET enable_seqscan = on');
        assert.equal(connection.execute(sql).rows, expected, sql);
      }
    }),
    { numRuns: 80 },
  );
});

test('parameters find the rows that constants find', () => {
  const value = fc.option(fc.integer({ min: 0, max: 5 }), { nil: null });
  fc.assert(
    fc.property(tablesArbitrary, value, value, (tables, x, y) => {
      const connection = Database.inMemory().connectAnonymous('default', 'app');
      for (const statement of setupStatements(tables)) connection.execute(statement);
      connection.execute('SET enable_seqscan = off');
      const written = (v: number | null): string => (v === null ? 'NULL' : String(v));
      for (const condition of [
        'a = $1 AND b = $2',
        'a = $1 AND b > $2',
        'b BETWEEN $1 AND $2',
        'a IN ($1, $2)',
        'a < $1 OR b = $2',
      ]) {
        const order = ' ORDER BY a, b, c';
        const text = condition.replace('$1', `${written(x)}::int`).replace('$2', `${written(y)}::int`);
        const expected = connection.execute(`SELECT * FROM t1 WHERE ${text}${order}`).rows;
        assert.equal(connection.execute(`SELECT * FROM t1 WHERE ${condition}${order}`, [x, y]).rows, expected, text);
      }
    }),
    { numRuns: 40 },
  );
});

test.run();
