/**
 * ASSUME syntax-errors.json: broken statements with the message and the position (from 1) that PostgreSQL 15 gave
 * (recorded by record-fixtures.mjs). DO parse each. ASSERT the same words at the same place.
 */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SqlError } from '../../src/errors/index.ts';
import { parse } from '../../src/parser/index.ts';

const cases = JSON.parse(readFileSync(new URL('syntax-errors.json', import.meta.url), 'utf8')) as [
  string,
  string,
  number,
][];

test(`${cases.length} broken statements`, () => {
  for (const [text, message, position] of cases) {
    try {
      parse(text);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      assert.equal([error.code, error.message, error.location! + 1], ['42601', message, position], text);
      continue;
    }
    assert.unreachable(`parsed, but PostgreSQL says "${message}": ${text}`);
  }
});

test.run();
