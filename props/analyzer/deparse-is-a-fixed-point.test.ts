/**
 * ASSUME an expression over the columns of table t that analysis accepts. DO print its bound tree and analyze the text again.
 * ASSERT the second tree has the same type, and prints as the same text: printing loses neither structure nor casts. The same for
 * the recorded view definitions, and for view queries whose numbers were changed by renumberQuery.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deparserFor } from '../../src/analyzer/index.ts';
import type { BoundQuery } from '../../src/catalog/tree.ts';
import { mapQuery, renumberQuery } from '../../src/catalog/tree-map.ts';
import { collectRels, walkQuery } from '../../src/catalog/tree-walk.ts';
import { SqlError } from '../../src/errors/index.ts';
import { readExpectations } from './expectations.ts';
import { analyze, fixtureContext } from './fixture.ts';

function queryOf(sql: string): BoundQuery {
  const bound = analyze(sql);
  if (bound.kind !== 'query') throw new Error('not a query');
  return bound.query;
}

function text(query: BoundQuery, pretty: boolean): string {
  return deparserFor(fixtureContext()).query(query, pretty);
}

const integer = fc.oneof(
  fc.constantFrom('t.a', 't.abc', '0', '-1', '7', '2147483647', 'NULL::integer'),
  fc.integer({ min: -1000, max: 1000 }).map(String),
);
const words = fc.constantFrom("'x'", "''", "'it''s'", "'back\\slash'", 't.b', 't.v', "'a'::varchar(3)", "'5'");

const { integerExpr, boolExpr, textExpr } = fc.letrec<{ integerExpr: string; boolExpr: string; textExpr: string }>(
  (tie) => ({
    integerExpr: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'expr' },
      integer,
      fc
        .tuple(tie('integerExpr'), fc.constantFrom('+', '-', '*', '/', '%'), tie('integerExpr'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.constantFrom('(- t.a)', '(- t.abc)'),
      fc
        .tuple(tie('boolExpr'), tie('integerExpr'), tie('integerExpr'))
        .map(([c, a, b]) => `CASE WHEN ${c} THEN ${a} ELSE ${b} END`),
      fc.tuple(tie('integerExpr'), tie('integerExpr')).map(([a, b]) => `COALESCE(${a}, ${b})`),
      fc.tuple(tie('integerExpr'), tie('integerExpr')).map(([a, b]) => `NULLIF(${a}, ${b})`),
      tie('textExpr').map((a) => `(${a})::integer`),
      fc.tuple(tie('integerExpr'), tie('integerExpr')).map(([a, b]) => `CASE ${a} WHEN ${b} THEN 1 END`),
    ),
    textExpr: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'expr' },
      words,
      fc.tuple(tie('textExpr'), tie('textExpr')).map(([a, b]) => `(${a} || ${b})`),
      tie('integerExpr').map((a) => `(${a})::text`),
      fc.tuple(tie('textExpr'), tie('textExpr')).map(([a, b]) => `GREATEST(${a}, ${b})`),
    ),
    boolExpr: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'expr' },
      fc.constantFrom('t.f', 'true', 'NULL::boolean'),
      fc
        .tuple(tie('integerExpr'), fc.constantFrom('=', '<>', '<', '>=', 'IS DISTINCT FROM'), tie('integerExpr'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc
        .tuple(tie('textExpr'), fc.constantFrom('=', '<', 'LIKE', 'NOT LIKE'), tie('textExpr'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.tuple(tie('boolExpr'), fc.constantFrom('AND', 'OR'), tie('boolExpr')).map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('boolExpr').map((a) => `(NOT ${a})`),
      fc
        .tuple(tie('boolExpr'), fc.constantFrom('IS TRUE', 'IS NOT FALSE', 'IS UNKNOWN'))
        .map(([a, is]) => `(${a} ${is})`),
      fc.tuple(tie('integerExpr'), fc.constantFrom('IS NULL', 'IS NOT NULL')).map(([a, is]) => `(${a} ${is})`),
      fc
        .tuple(tie('integerExpr'), fc.array(integer, { minLength: 1, maxLength: 3 }))
        .map(([a, l]) => `(${a} IN (${l}))`),
      fc.tuple(tie('integerExpr'), integer, integer).map(([a, b, c]) => `(${a} BETWEEN ${b} AND ${c})`),
      tie('integerExpr').map((a) => `(EXISTS (SELECT 1 FROM u WHERE u.a = ${a}))`),
      tie('integerExpr').map((a) => `(${a} IN (SELECT u.bcd FROM u WHERE u.a > t.a))`),
    ),
  }),
);

/** Texts that analysis refuses (a literal that is no integer) say nothing about printing. */
function analyzable(sql: string): BoundQuery | null {
  try {
    return queryOf(sql);
  } catch (error) {
    if (error instanceof SqlError) return null;
    throw error;
  }
}

test('printed expressions read back', () => {
  const value = fc.oneof(integerExpr, boolExpr, textExpr);
  const sql = fc.tuple(value, boolExpr).map(([v, c]) => `SELECT ${v} AS v FROM t WHERE ${c}`);
  let printed = 0;
  void fc.assert(
    fc.property(sql, fc.boolean(), (statement, pretty) => {
      const first = analyzable(statement);
      if (!first) return;
      printed++;
      const second = queryOf(text(first, pretty));
      assert.equal(second.columns, first.columns);
      // Sparse parentheses do not show whether AND in AND was one list or two, which reading does not preserve.
      assert.is(text(second, true), text(first, true));
    }),
    { numRuns: 500 },
  );
  assert.ok(printed > 100, `only ${printed} of the statements were accepted`);
});

for (const { sql } of readExpectations().views) {
  test(`read back: ${sql}`, () => {
    const first = queryOf(sql);
    for (const pretty of [false, true]) {
      const once = text(first, pretty);
      const second = queryOf(once);
      // A cast of ARRAY[...] reads as casts of its elements, in PostgreSQL too.
      if (!once.includes('::text[]')) assert.is(text(second, pretty), once);
      assert.equal(
        second.columns.map((c) => c.type),
        first.columns.map((c) => c.type),
      );
    }
  });
  test(`renumber: ${sql}`, () => {
    const first = queryOf(sql);
    let last = 1000;
    const numbers = { nextRel: () => ++last, nextSelect: () => ++last, nextCte: () => ++last };
    const copy = renumberQuery(first, numbers);
    assert.is(text(copy, false), text(first, false));
    walkQuery(copy, (expr) => {
      for (const rel of collectRels(expr)) assert.ok(rel > 1000, 'a number of the original is left');
      return false;
    });
    assert.equal(mapQuery(first, {}), first);
  });
}

test.run();
