/**
 * ASSUME precedence.json: chains of operators with PostgreSQL's fully parenthesised form, or its error where operators do not
 * associate (recorded by record-fixtures.mjs). DO parse both forms. ASSERT the same tree, or the same error.
 */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SqlError } from '../../src/errors/index.ts';
import { parseExpression } from '../../src/parser/index.ts';
import { withoutLocations } from './without-locations.ts';

type Answer = string | { message: string; position: number };
const cases = JSON.parse(readFileSync(new URL('precedence.json', import.meta.url), 'utf8')) as [string, Answer][];

test(`${cases.length} chains of operators`, () => {
  for (const [text, answer] of cases) {
    if (typeof answer === 'string') {
      assert.equal(withoutLocations(parseExpression(text)), withoutLocations(parseExpression(answer)), text);
      continue;
    }
    try {
      parseExpression(text);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      assert.equal({ message: error.message, position: error.location! + 1 }, answer, text);
      continue;
    }
    assert.unreachable(`parsed, but PostgreSQL says "${answer.message}": ${text}`);
  }
});

test.run();
