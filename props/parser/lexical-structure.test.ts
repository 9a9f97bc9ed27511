/**
 * The manual's chapter "Lexical Structure": what a constant's value is, what a name is, where an operator ends, and the errors of
 * the scanner. Every row was checked against PostgreSQL 15.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SqlError } from '../../src/errors/index.ts';
import { type Expression, parse, parseExpression } from '../../src/parser/index.ts';

const strings: readonly (readonly [text: string, value: string])[] = [
  ["'it''s'", "it's"],
  ["''", ''],
  ["'a\\nb'", 'a\\nb'],
  ["'a'\n'b'", 'ab'],
  ["'a' -- comment\n  -- another\n 'b'", 'ab'],
  ["'a'\r'b''c'", "ab'c"],
  ["E'a\\nb\\tc\\\\d\\'e''f'", "a\nb\tc\\d'e'f"],
  ["e'\\101\\x41\\u0041\\U00000041'", 'AAAA'],
  ["E'\\7\\18\\1234'", '\x07\x018S4'],
  ["E'\\xc3\\xa9\\303\\251'", 'éé'],
  ["E'\\ud83d\\ude00'", '😀'],
  ["E'\\q\\%'", 'q%'],
  ["E'a'\n'\\tb'", 'a\tb'],
  ["U&'d\\0061t\\+000061'", 'data'],
  ["U&'\\d83d\\de00'", '😀'],
  ["U&'a\\\\b'", 'a\\b'],
  ["u&'d!0061t' UESCAPE '!'", 'dat'],
  ["$$it's$$", "it's"],
  ['$tag$a $$ b $tagg$ c$tag$', 'a $$ b $tagg$ c'],
  ['$é$a$é$', 'a'],
];
for (const [text, value] of strings) {
  test(`string ${JSON.stringify(text)}`, () => {
    assert.equal(parseExpression(text), { kind: 'literal', type: 'string', value, location: 0 });
  });
}

const names: readonly (readonly [text: string, value: string])[] = [
  ['FooBar', 'foobar'],
  ['"FooBar"', 'FooBar'],
  ['"a""b"', 'a"b'],
  ['ÉCOLEÀ', 'ÉcoleÀ'],
  ['_a$1', '_a$1'],
  ['U&"d\\0061t"', 'dat'],
  ['U&"d!0061t" UESCAPE \'!\'', 'dat'],
  ['x'.repeat(70), 'x'.repeat(63)],
  [`"${'é'.repeat(40)}"`, 'é'.repeat(31)],
  [`"a${'😀'.repeat(20)}"`, `a${'😀'.repeat(15)}`],
];
for (const [text, value] of names) {
  test(`name ${text}`, () => {
    assert.equal(parseExpression(text), { kind: 'columnRef', parts: [value], location: 0 });
  });
}

const numbers: readonly (readonly [text: string, type: string])[] = [
  ['0', 'integer'],
  ['12345678901234567890123', 'integer'],
  ['1.', 'decimal'],
  ['.5', 'decimal'],
  ['1.5', 'decimal'],
  ['1e10', 'decimal'],
  ['1.5E-3', 'decimal'],
  ['.5e+3', 'decimal'],
];
for (const [text, type] of numbers) {
  test(`number ${text}`, () => {
    assert.equal(parseExpression(text), { kind: 'literal', type, value: text, location: 0 });
  });
}

test('bit strings', () => {
  assert.equal(parseExpression("B'101'"), { kind: 'literal', type: 'bits', value: 'b101', location: 0 });
  assert.equal(parseExpression("x'1Ff'"), { kind: 'literal', type: 'bits', value: 'x1Ff', location: 0 });
});

/** The operators of a chain, in the order of the tree from the left. */
function operators(e: Expression): string[] {
  if (e.kind !== 'operator') return [];
  return [...(e.left ? operators(e.left) : []), e.name, ...operators(e.right)];
}
const chains: readonly (readonly [text: string, operators: readonly string[]])[] = [
  ['a+b', ['+']],
  ['a=-b', ['=', '-']],
  ['a@-b', ['@-']],
  ['a*-b', ['*', '-']],
  ['a<-b', ['<', '-']],
  ['a!=b', ['<>']],
  ['a<>b', ['<>']],
  ['a||b', ['||']],
  ['a->>b', ['->>']],
  ['a-- comment\n+b', ['+']],
  ['a+-- comment\nb', ['+']],
  ['a/* c */+/* d /* e */ */b', ['+']],
  ['a*/* c */b', ['*']],
  ['a ~-b', ['~-']],
  ['a<=b', ['<=']],
  ['a ?| b', ['?|']],
];
for (const [text, expected] of chains) {
  test(`operators of ${JSON.stringify(text)}`, () => assert.equal(operators(parseExpression(text)), expected));
}

test('statements end at semicolons that are tokens', () => {
  const text =
    ' ;; SELECT \';\' , "a;b" /* ; */ ; -- ;\n DO $$ ; $$ ;CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN 1 END; END;';
  const shown = parse(text).map(({ start, end }) => text.slice(start, end));
  assert.equal(shown, [
    'SELECT \';\' , "a;b"',
    'DO $$ ; $$',
    'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN 1 END; END',
  ]);
  assert.equal(parse(''), []);
  assert.equal(parse(' -- nothing\n ; '), []);
});

const near = (message: string, token: string) => `${message} at or near "${token}"`;
const errors: readonly (readonly [text: string, code: string, message: string, position: number | undefined])[] = [
  ["SELECT 'abc", '42601', near('unterminated quoted string', "'abc"), 8],
  ["SELECT 'a'\n'b", '42601', near('unterminated quoted string', "'a'\n'b"), 8],
  ['SELECT "abc', '42601', near('unterminated quoted identifier', '"abc'), 8],
  ['SELECT /* abc', '42601', near('unterminated /* comment', '/* abc'), 8],
  ['SELECT $$ abc', '42601', near('unterminated dollar-quoted string', '$$ abc'), 8],
  ['SELECT $a$ abc $b$', '42601', near('unterminated dollar-quoted string', '$a$ abc $b$'), 8],
  ["SELECT b'1", '42601', near('unterminated bit string literal', "b'1"), 8],
  ["SELECT x'1", '42601', near('unterminated hexadecimal string literal', "x'1"), 8],
  ['SELECT ""', '42601', near('zero-length delimited identifier', '""'), 8],
  ['SELECT U&""', '42601', near('zero-length delimited identifier', 'U&""'), 8],
  ['SELECT 123abc', '42601', near('trailing junk after numeric literal', '123abc'), 8],
  ['SELECT 0x1F', '42601', near('trailing junk after numeric literal', '0x1F'), 8],
  ['SELECT 1.5e+x', '42601', near('trailing junk after numeric literal', '1.5e+'), 8],
  ['SELECT 1_000', '42601', near('trailing junk after numeric literal', '1_000'), 8],
  ['SELECT $1a', '42601', near('trailing junk after parameter', '$1a'), 8],
  ['SELECT 1..2', '42601', near('syntax error', '..'), 9],
  ["SELECT E'\\u12'", '22025', 'invalid Unicode escape', 10],
  ["SELECT E'\\ud83d'", '42601', near('invalid Unicode surrogate pair', "'"), 16],
  ["SELECT E'\\ud83dx'", '42601', near('invalid Unicode surrogate pair', 'x'), 16],
  ["SELECT E'\\ud83d\\u0041'", '42601', near('invalid Unicode surrogate pair', '\\u0041'), 16],
  ["SELECT E'\\U00110000'", '42601', near('invalid Unicode escape value', '\\U00110000'), 10],
  ["SELECT E'\\xff'", '22021', 'invalid byte sequence for encoding "UTF8": 0xff', undefined],
  ["SELECT E'\\xe2\\x28\\xa1'", '22021', 'invalid byte sequence for encoding "UTF8": 0xe2 0x28 0xa1', undefined],
  ["SELECT E'\\0'", '22021', 'invalid byte sequence for encoding "UTF8": 0x00', undefined],
  ["SELECT U&'\\12'", '42601', 'invalid Unicode escape', 11],
  ["SELECT U&'\\d83d'", '42601', 'invalid Unicode surrogate pair', 16],
  ["SELECT U&'\\+110000'", '42601', 'invalid Unicode escape value', 11],
  ["SELECT U&'!0061' UESCAPE '+'", '42601', near('invalid Unicode escape character', "'+'"), 26],
  ["SELECT U&'!0061' UESCAPE", '42601', 'UESCAPE must be followed by a simple string literal at end of input', 25],
  ["SELECT U&'!0061' UESCAPE foo", '42601', near('UESCAPE must be followed by a simple string literal', 'foo'), 26],
  [`SELECT 1 ${'+'.repeat(64)}@ 2`, '42601', near('operator too long', `${'+'.repeat(64)}@`), 10],
  ['SELECT \\x', '42601', near('syntax error', '\\'), 8],
  ['SELECT 1 $ 2', '42601', near('syntax error', '$'), 10],
  ["SELECT 1 2 'abc", '42601', near('syntax error', '2'), 10],
  ['SELECT 1 +  ', '42601', 'syntax error at end of input', 13],
  ['SELECT (1).*.a', '42601', 'improper use of "*" at end of input', 15],
  ['SELECT 1 LIMIT 1, 2', '42601', 'LIMIT #,# syntax is not supported', 10],
  ['SELECT * FROM (SELECT 1)', '42601', 'subquery in FROM must have an alias', 15],
  ['SELECT 1::float(54)', '22023', 'precision for type float must be less than 54 bits', 17],
  ['SELECT a.b.c.d FROM a.b.c.d', '42601', 'improper qualified name (too many dotted names): a.b.c.d', 21],
];
for (const [text, code, message, position] of errors) {
  test(`error in ${JSON.stringify(text).slice(0, 50)}`, () => {
    try {
      parse(text);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      const found = error.location === undefined ? undefined : error.location + 1;
      assert.equal([error.code, error.message, found], [code, message, position]);
      return;
    }
    assert.unreachable('parsed');
  });
}

test.run();
