/**
 * ASSUME the catalog of fixture.ts. DO analyze each recorded statement. ASSERT the result columns with their types, or the error
 * with its position, detail and hint, are those of the PostgreSQL that the expectations were recorded from.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deparserFor } from '../../src/analyzer/index.ts';
import { SqlError } from '../../src/errors/index.ts';
import { formatType } from '../../src/types/registry.ts';
import { type ExpectedStatement, readExpectations } from './expectations.ts';
import { analyze, fixtureContext } from './fixture.ts';

const { statements, views } = readExpectations();

function outcome(sql: string): ExpectedStatement {
  try {
    const bound = analyze(sql, []);
    const columns = bound.kind === 'query' ? bound.query.columns : (bound.returning?.columns ?? []);
    return { sql, columns: columns.map((column) => `${column.name} ${typeText(column.type, column.typmod)}`) };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { code, message, location, detail = '', hint = '' } = error;
    return { sql, error: { code, message, position: location === undefined ? 0 : location + 1, detail, hint } };
  }
}

function typeText(type: number, typmod: number): string {
  const relation = fixtureContext().catalog.relationOfRowType(type);
  return relation ? relation.name : formatType(type, typmod);
}

for (const expected of statements) {
  test(expected.sql, () => assert.equal(outcome(expected.sql), expected));
}

for (const { sql, plain, pretty } of views) {
  test(`view: ${sql}`, () => {
    const bound = analyze(sql);
    if (bound.kind !== 'query') throw new Error('a view is a query');
    const deparser = deparserFor(fixtureContext());
    assert.is(`${deparser.query(bound.query, false)};`, plain);
    assert.is(`${deparser.query(bound.query, true)};`, pretty);
  });
}

test.run();
