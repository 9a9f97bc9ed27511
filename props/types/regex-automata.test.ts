/**
 * ASSUME regular expressions of every kind of part, nested, and short texts. DO match them by automata, by our backtracking, and by
 * JavaScript's RegExp. ASSERT that all agree whether and where a match begins, and that the two that try ways in order agree on groups.
 * ASSUME patterns for which a text of some thousand characters has more ways than can be tried. DO match them. ASSERT an answer at once
 * where there is no back reference, and that `statement_timeout` ends the others.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { enterInterruptible } from '../../src/common/interruption.ts';
import { BacktrackingRegex } from '../../src/functions/regex/backtracking.ts';
import { plainFlags } from '../../src/functions/regex/index.ts';
import { LinearRegex } from '../../src/functions/regex/linear-regex.ts';
import { parseRegex } from '../../src/functions/regex/parse.ts';
import { toJavaScript } from '../../src/functions/regex/to-javascript.ts';
import { Database } from '../../src/index.ts';

const { pattern } = fc.letrec<{ pattern: string; branch: string; part: string }>((tie) => ({
  pattern: fc.array(tie('branch'), { minLength: 1, maxLength: 2 }).map((branches) => branches.join('|')),
  branch: fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
  part: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc
      .tuple(fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', 'ab', '\n'), fc.constantFrom('', '', '*', '+?', '?'))
      .map(([atom, quantifier]) => (atom.length > 1 && !/^[[\\]/.test(atom) ? atom : atom + quantifier)),
    fc.constantFrom('^', '$', '\\y', '\\m', '\\M', '\\Y', '\\A', '\\Z'),
    fc
      .tuple(
        tie('pattern'),
        fc.constantFrom('(', '(?:'),
        fc.constantFrom('', '*', '+', '??', '{2}', '{1,3}', '{0,2}?', '{2,}'),
      )
      .map(([inside, opening, quantifier]) => `${opening}${inside})${quantifier}`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('(?=', '(?!', '(?<=', '(?<!'))
      .map(([inside, opening]) => `${opening}${inside})`),
  ),
}));
const text = fc
  .array(fc.constantFrom('a', 'a', 'b', 'b', 'c', ' ', '\n'), { maxLength: 9 })
  .map((list) => list.join(''));

const looksMax = 20;
const tooLong = new Error('too many ways');

/** What can be found without trying many ways, of which even short texts have millions; undefined: it cannot. */
function soon<T>(search: () => T): T | undefined {
  let looks = 0;
  enterInterruptible({
    check: () => {
      if (++looks > looksMax) throw tooLong;
    },
  });
  try {
    return search();
  } catch (error) {
    if (error !== tooLong) throw error;
    return undefined;
  } finally {
    enterInterruptible(null);
  }
}

/** Patterns with more look-arounds than automata have bits for, or more copies of a part than anybody's program has room for. */
function unlessTooMuch(compare: (source: string, texts: readonly string[]) => void): typeof compare {
  return (source, texts) => {
    try {
      compare(source, texts);
    } catch (error) {
      if (!/is too complex|expression too large/.test((error as Error).message)) throw error;
    }
  };
}

test('automata, backtracking and RegExp agree', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      pattern,
      fc.array(text, { minLength: 1, maxLength: 4 }),
      unlessTooMuch((source, texts) => {
        const { root, groupCount } = parseRegex(source, plainFlags);
        const linear = new LinearRegex(root, groupCount);
        const native = new RegExp(toJavaScript(root), 'du');
        const ordered = new BacktrackingRegex(root, groupCount);
        for (const subject of texts) {
          const tried = soon(() => ordered.match(subject, 0));
          if (tried === undefined) {
            // RegExp would not come back either; the automata do.
            linear.test(subject);
            continue;
          }
          const found = native.exec(subject);
          assert.is(linear.test(subject), found !== null, source);
          assert.is(linear.startFrom(subject, 0), found === null ? -1 : found.index, source);
          assert.equal(tried?.slice(0, 2) ?? null, found === null ? null : [...found.indices![0]!], source);
          if (found === null) continue;
          const spans = linear.spansAt(subject, found.index);
          assert.ok(spans.every((at) => at >= -1 && at <= subject.length));
          for (let i = 2; i < spans.length; i += 2) assert.ok(spans[i]! <= spans[i + 1]!);
          compared++;
        }
      }),
    ),
    { numRuns: 1500 },
  );
  assert.ok(compared > 1000, String(compared));
});

test('what has many ways is answered, or ends in time', () => {
  const connection = Database.inMemory().connect();
  connection.execute("SET statement_timeout = '20s'");
  const value = (sql: string): unknown => connection.execute(`SELECT ${sql} AS v`).rows[0]!['v'];
  assert.is(value("repeat('x', 20000) ~ '(x+x+)+y'"), false);
  assert.is(value("repeat('a', 20000) ~ '^(a|aa|aaa)*b$'"), false);
  assert.is(value("repeat('ab', 20000) ~ '(?<=b(ab)*)c'"), false);
  assert.is(value("repeat('ab', 2000) ~ '(?=((a|b)*)*c)(.)\\\\3'"), false);
  assert.is(value("length(regexp_replace(repeat('a', 100000), '(a|b)*?c', 'x', 'g'))"), 100_000);
  assert.is(value("(SELECT count(*)::int FROM regexp_matches(repeat('ab', 20000), '(a)(b|c)', 'g'))"), 20_000);
  assert.is(value("length((regexp_match(repeat('a', 50000) || 'b', '(a*)(a*)b'))[1])"), 50_000);
  connection.execute("SET statement_timeout = '200ms'");
  for (const pattern of ['^(.*)(.*)(.*)(.*)\\1\\2\\3y', '(.)\\1*(.*)*(.*)*(.*)*y']) {
    let code: string | undefined;
    try {
      value(`repeat('x', 3000) ~ '${pattern}'`);
    } catch (error) {
      ({ code } = error as { code?: string });
    }
    assert.is(code, '57014', pattern);
  }
});

test.run();
