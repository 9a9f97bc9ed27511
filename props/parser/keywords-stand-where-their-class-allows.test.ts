/**
 * ASSUME the keyword classes of the manual's appendix "SQL Key Words". DO write each keyword, without quotes, in every kind of
 * place. ASSERT that it is taken exactly where its class allows, and that it names what it spells.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SqlError } from '../../src/errors/index.ts';
import { type KeywordClass, keywordClasses, needsAs, parse, quoteIdentifier } from '../../src/parser/index.ts';

function parses(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (error instanceof SqlError && error.code === '42601') return false;
    throw error;
  }
}

type Place = readonly [what: string, text: (word: string) => string, allowed: readonly KeywordClass[]];
const columnLike = ['unreserved', 'col_name'] as const;
const functionLike = ['unreserved', 'type_func_name'] as const;
const anything = ['unreserved', 'col_name', 'type_func_name', 'reserved'] as const;
const places: readonly Place[] = [
  ['table', (word) => `SELECT 1 FROM x.y, ${word}`, columnLike],
  ['table alias without AS', (word) => `SELECT 1 FROM x ${word}`, columnLike],
  ['column of a new table', (word) => `CREATE TABLE t (${word} x)`, columnLike],
  ['inserted column', (word) => `INSERT INTO t (${word}) VALUES (1)`, columnLike],
  ['common table expression', (word) => `WITH ${word} AS (SELECT 1) SELECT 2`, columnLike],
  ['column in an expression', (word) => `SELECT ${word}, 1`, columnLike],
  ['first part of a column', (word) => `SELECT ${word}.x`, columnLike],
  ['type', (word) => `SELECT 1::${word}`, functionLike],
  ['function', (word) => `SELECT ${word}(1, 2)`, functionLike],
  ['label after AS', (word) => `SELECT 1 AS ${word}`, anything],
  ['part after a dot', (word) => `SELECT x.${word}`, anything],
];
const calledWithoutParentheses =
  'current_catalog current_date current_role current_schema current_time current_timestamp current_user localtime localtimestamp session_user user';
/** Words that mean something by themselves in a place their class does not open to them. */
const ownMeaning: Readonly<Record<string, ReadonlySet<string>>> = {
  table: new Set(calledWithoutParentheses.split(' ')),
  'column of a new table': new Set(['like']),
  'column in an expression': new Set([...calledWithoutParentheses.split(' '), 'default', 'false', 'null', 'true']),
  type: new Set(
    'bigint bit boolean char character dec decimal float int integer interval nchar numeric real smallint time timestamp varchar'.split(
      ' ',
    ),
  ),
  function: new Set(
    'coalesce greatest grouping least nullif overlay row substring trim all distinct having limit not offset where'.split(
      ' ',
    ),
  ),
};
/** `operator(` starts an operator; the functions of XML are recognised whatever their arguments, and not built. */
const isLeftOut = (what: string, word: string): boolean =>
  what === 'function' && (word === 'operator' || word.startsWith('xml'));

for (const [what, text, allowed] of places) {
  test(what, () => {
    for (const [word, keywordClass] of keywordClasses) {
      if (isLeftOut(what, word)) continue;
      const expected = allowed.includes(keywordClass) || ownMeaning[what]?.has(word) === true;
      assert.is(parses(text(word)), expected, `${keywordClass} keyword: ${text(word)}`);
    }
  });
}

test('label without AS', () => {
  for (const word of keywordClasses.keys()) {
    const isSuffixOperator = word === 'isnull' || word === 'notnull';
    assert.is(parses(`SELECT 1 ${word}`), !needsAs.has(word) || isSuffixOperator, word);
  }
});

test('quoteIdentifier leaves only names and unreserved words bare', () => {
  for (const [word, keywordClass] of keywordClasses) {
    assert.is(quoteIdentifier(word), keywordClass === 'unreserved' ? word : `"${word}"`);
  }
  assert.is(quoteIdentifier('a1'), 'a1');
  assert.is(quoteIdentifier('A'), '"A"');
  assert.is(quoteIdentifier('1a'), '"1a"');
  assert.is(quoteIdentifier('a"b'), '"a""b"');
  assert.is(quoteIdentifier(''), '""');
});

test.run();
