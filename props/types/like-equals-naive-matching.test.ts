/**
 * ASSUME any text and any pattern of a few characters, wildcards and escapes.
 * DO     LIKE, ILIKE, LIKE ... ESCAPE and the pattern as a regular expression.
 * ASSERT all agree with a matcher that tries every split.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { like, likeEscape, likeIgnoringCase, likeMatcher } from '../../src/functions/like.ts';
import { compileRegex, plainFlags, similarToRegex } from '../../src/functions/regex/index.ts';

const letter = fc.constantFrom('a', 'b', 'A', 'é', '\u{1f600}');
const subject = fc.array(letter, { maxLength: 7 }).map((chars) => chars.join(''));
const part = fc.oneof(
  { weight: 2, arbitrary: letter },
  { weight: 2, arbitrary: fc.constant('%') },
  { weight: 1, arbitrary: fc.constant('_') },
  { weight: 1, arbitrary: fc.constantFrom('\\%', '\\_', '\\\\', '\\a') },
);
const patternParts = fc.array(part, { maxLength: 6 });

function naive(text: readonly string[], pattern: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === '%') return text.some((_, i) => naive(text.slice(i), rest)) || naive([], rest);
  if (text.length === 0) return false;
  const wanted = first.length === 2 && first.startsWith('\\') ? first.slice(1) : first;
  return (first === '_' || text[0] === wanted) && naive(text.slice(1), rest);
}

test('like', () => {
  void fc.assert(
    fc.property(subject, patternParts, (text, parts) => {
      const pattern = parts.join('');
      const expected = naive(Array.from(text), parts);
      assert.is(like(text, pattern), expected, `${text} LIKE ${pattern}`);
      // An escaped letter goes into the regular expression as an escape with a meaning of its own.
      if (!parts.includes('\\a'))
        assert.is(
          compileRegex(similarToRegex(pattern, null), plainFlags).test(text),
          expected,
          `${text} SIMILAR TO ${pattern}`,
        );
      if (expected) assert.ok(text.startsWith(likeMatcher(pattern).prefix()));
      const lower = (value: string) => value.replace(/[A-Z]/g, (char) => char.toLowerCase());
      assert.is(likeIgnoringCase(text, pattern), naive(Array.from(lower(text)), parts.map(lower)));
      const escaped = parts.map((item) => item.replace('\\', '#')).join('');
      assert.is(like(text, likeEscape(escaped, '#')), expected, `${text} LIKE ${escaped} ESCAPE #`);
    }),
    { numRuns: 3000 },
  );
});

test('an escape at the end is an error when matching gets there', () => {
  assert.is(like('abc', 'x\\'), false);
  assert.is(like('a', 'a%\\'), false);
  assert.throws(() => like('ab', 'a%\\'), 'LIKE pattern must not end with escape character');
  assert.throws(() => likeEscape('a', 'xy'), 'invalid escape string');
});

test.run();
