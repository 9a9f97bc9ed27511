/**
 * ASSUME documents and queries made to cost much: beginnings that lead nowhere, deep trees, stop words without end.
 * DO     read them. ASSERT the answer or 54001 comes at once, and long pieces between words change no answer.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SqlError } from '../../src/errors/index.ts';
import { documentVector } from '../../src/functions/textsearch/documents.ts';
import { notationQuery, phraseQuery, plainQuery } from '../../src/functions/textsearch/queries.ts';
import '../../src/types/registry.ts';
import { configNamed } from '../../src/types/textsearch/objects.ts';
import { formatTsQuery, parseTsQuery } from '../../src/types/textsearch/tsquery-text.ts';

const english = configNamed('english')!;
const secondsMax = 10;

test('documents', () => {
  for (const piece of ['a_', '1_', '~/', '<!--', 'a@', 'a-', '/a', '<a "', 'http://a_']) {
    const start = process.hrtime.bigint();
    documentVector(english, piece.repeat(20_000));
    assert.ok(Number(process.hrtime.bigint() - start) / 1e9 < secondsMax, piece);
  }
});

test('a comment that has no end hides no later word', () => {
  const words = documentVector(english, 'rat <!-- cat --> <!-- dog').lexemes.map(({ word }) => word);
  assert.equal(words, ['dog', 'rat']);
});

test('stop words between words', () => {
  const text = `fat ${'the '.repeat(100_000)}rat`;
  assert.is(formatTsQuery(plainQuery(english, text)), "'fat' & 'rat'");
  assert.is(formatTsQuery(phraseQuery(english, 'the fat the the rat the cat the')), "'fat' <3> 'rat' <2> 'cat'");
  assert.is(formatTsQuery(notationQuery(english, 'fat <-> the <-> rat & !the')), "'fat' <2> 'rat'");
});

test('deep queries', () => {
  let text = 'a';
  for (let i = 0; i < 20; i++) text = `(${text})${' & a'.repeat(2000)}`;
  for (const read of [() => parseTsQuery(text), () => notationQuery(english, text.replaceAll('a', 'rat'))]) {
    assert.throws(read, (error: unknown) => error instanceof SqlError && error.code === '54001');
  }
});

test.run();
