/**
 * ASSUME any tree the parser makes. DO print it and parse the text. ASSERT the same tree, locations aside.
 * Trees come from statements of every kind (statements.txt) and from arbitraries with hostile names and literals.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  deparseExpression,
  deparseStatement,
  parse,
  parseExpression,
  quoteIdentifier,
} from '../../src/parser/index.ts';
import { expression, identifier, query, stringValue } from '../arbitraries/sql-text.ts';
import { withoutLocations } from './without-locations.ts';

const statements = readFileSync(new URL('statements.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');

/** Those of the statements that are recognised and no more. */
const unsupported = new Set(['DO', 'CALL', 'ALTER TYPE SET']);

for (const line of statements) {
  const text = line.replaceAll('\\n', '\n');
  test(text.slice(0, 60), () => {
    for (const { statement } of parse(text)) {
      if (statement.kind === 'unsupported') {
        assert.ok(unsupported.has(statement.what), `${statement.what} is here as a statement that is not built`);
        continue;
      }
      const printed = deparseStatement(statement);
      const again = parse(printed);
      assert.is(again.length, 1, printed);
      assert.equal(withoutLocations(again[0]!.statement), withoutLocations(statement), printed);
    }
  });
}

test('expressions', () => {
  fc.assert(
    fc.property(expression(), (tree) => {
      const text = deparseExpression(tree);
      assert.equal(withoutLocations(parseExpression(text)), withoutLocations(tree), text);
    }),
    { numRuns: 600 },
  );
});

test('queries', () => {
  fc.assert(
    fc.property(query(), (tree) => {
      const text = deparseStatement(tree);
      assert.equal(withoutLocations(parse(text).map((parsed) => parsed.statement)), [withoutLocations(tree)], text);
    }),
    { numRuns: 150 },
  );
});

test('a quoted name and a literal come back as they went in', () => {
  fc.assert(
    fc.property(identifier(), stringValue(), (name, value) => {
      const text = `SELECT '${value.replaceAll("'", "''")}' AS ${quoteIdentifier(name)}`;
      const [parsed] = parse(text);
      const statement = parsed!.statement;
      if (statement.kind !== 'select' || statement.body.kind !== 'core') throw new Error(text);
      const body = statement.body;
      assert.is(body.targets.length, 1);
      assert.is(body.targets[0]!.alias, name);
      assert.equal(body.targets[0]!.value, { kind: 'literal', type: 'string', value, location: 7 });
    }),
    { numRuns: 2000 },
  );
});

test.run();
