/** Matches, captures and errors of regular expressions, as a PostgreSQL 15 with C locale answered regexp_match(). */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileRegex, plainFlags } from '../../src/functions/regex/index.ts';

function match(text: string, pattern: string): (string | null)[] | null {
  const regex = compileRegex(pattern, plainFlags);
  const found = regex.match(text, 0);
  assert.is(found !== null, regex.test(text));
  if (found === null) return null;
  return regex.groups > 0 ? [...found.groups] : [text.slice(found.start, found.end)];
}

test('the longest of the matches that start first, or the shortest where that is preferred', () => {
  const cases: readonly (readonly [text: string, pattern: string, result: (string | null)[] | null])[] = [
    ['ab', 'a|ab', ['ab']],
    ['abcd', '(a|ab)(c|bcd)(d*)', ['ab', 'c', 'd']],
    ['abc', '(abc|ab)(c?)', ['abc', '']],
    ['aXbXc', '(a.*?b).*c', ['aXb']],
    ['aab', '(a*?)(ab)*(b*)', ['', null, '']],
    ['ab', '((a)|(b))+', ['b', null, 'b']],
    ['a', '(a*)+', ['']],
    ['aab', '(a*)*b', ['aa']],
    ['aab', '(.)\\1', ['a']],
    ['foo bar', '(\\w+)\\s(\\w+)', ['foo', 'bar']],
    ['a.b', '[[:alpha:]]\\.\\y', ['a.']],
    ['b\na', '(?n)^a', ['a']],
    ['a\nb', 'a.b', ['a\nb']],
    ['a\nb', '(?p)a.b', null],
    ['\u{1f600}é', '^.$', null],
    ['\u{1f600}é', '^..$', ['\u{1f600}é']],
    ['É', '(?i)é', null],
    ['ABC', '(?i)[a-c]+', ['ABC']],
    ['a{x', 'a{x', ['a{x']],
    ['a.b', '***=a.b', ['a.b']],
    ['foo.bar', '[^.]+$', ['bar']],
  ];
  for (const [text, pattern, result] of cases) assert.equal(match(text, pattern), result, `${text} ~ ${pattern}`);
});

test('errors', () => {
  const cases: readonly (readonly [pattern: string, reason: string])[] = [
    ['*a', 'quantifier operand invalid'],
    ['a**', 'quantifier operand invalid'],
    ['a{2,1}', 'invalid repetition count(s)'],
    ['a{256}', 'invalid repetition count(s)'],
    ['a{1', 'braces {} not balanced'],
    ['[a', 'brackets [] not balanced'],
    ['(a', 'parentheses () not balanced'],
    ['a)', 'parentheses () not balanced'],
    ['[b-a]', 'invalid character range'],
    ['[[:foo:]]', 'invalid character class'],
    ['[[.xx.]]', 'invalid collating element'],
    ['\\q', 'invalid escape \\ sequence'],
    ['\\1', 'invalid backreference number'],
    ['(?z)a', 'invalid embedded option'],
  ];
  for (const [pattern, reason] of cases) {
    assert.throws(
      () => compileRegex(pattern, plainFlags),
      (error: { code: string; message: string }) =>
        error.code === '2201B' && error.message === `invalid regular expression: ${reason}`,
      pattern,
    );
  }
});

test.run();
