/** The reading of sqllogictest files: both formats, our own words, and that nothing unknown is passed over. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseText } from '../../src/cli/slt/parser.ts';
import type { ControlRecord, Dialect, SltRecord, StatementRecord } from '../../src/cli/slt/record.ts';

function parse(text: string, dialect: Dialect = 'own', labels: readonly string[] = ['postgresql']): SltRecord[] {
  return [...parseText('/tests/x.slt', text, { dialect, labels: new Set(labels) })];
}

function statements(text: string, dialect: Dialect = 'own', labels?: readonly string[]): StatementRecord[] {
  return parse(text, dialect, labels) as StatementRecord[];
}

test('a statement reaches to the blank line and knows its line', () => {
  const [record] = statements('# comment\n\nstatement ok\nCREATE TABLE t\n  (a int)\n\n');
  assert.is(record!.kind, 'statement');
  assert.is(record!.expect, 'ok');
  assert.is(record!.line, 3);
  assert.is(record!.sql, 'CREATE TABLE t\n  (a int)');
});

test('a query has columns, sort mode, label and results', () => {
  const [record] = statements('query IT rowsort x-1\nSELECT 1\n----\n1 a\n2 b\n\n', 'rs');
  assert.is(record!.columns, 'IT');
  assert.is(record!.sortMode, 'rowsort');
  assert.is(record!.label, 'x-1');
  assert.equal(record!.expected, ['1 a', '2 b']);
});

test('a query without results differs from one with none expected', () => {
  const [bare, empty] = statements('query I\nSELECT 1\n\nquery I\nSELECT 1\n----\n\n');
  assert.is(bare!.expected, undefined);
  assert.equal(empty!.expected, []);
});

test('columns may be left out before a sort mode', () => {
  const [record] = statements('query rowsort\nSELECT 1\n');
  assert.is(record!.columns, '');
  assert.is(record!.sortMode, 'rowsort');
});

test('errors: bare, with SQLSTATE, with message, with pattern', () => {
  const text = [
    'statement error',
    'statement error (42P01)',
    'statement error (42P01) relation "x" does not exist',
    'query error (22012) /division .* zero/',
  ];
  const records = statements(text.map((line) => `${line}\nSELECT 1\n`).join('\n'));
  assert.equal(
    records.map(({ error }) => [error?.code, error?.message, error?.pattern?.source]),
    [
      [undefined, undefined, undefined],
      ['42P01', undefined, undefined],
      ['42P01', 'relation "x" does not exist', undefined],
      ['22012', undefined, 'division .* zero'],
    ],
  );
});

test('sqllogictest-rs reads what stands behind error as a pattern', () => {
  const [record] = statements('statement error no such .*able\nSELECT 1\n', 'rs');
  assert.is(record!.error?.pattern?.source, 'no such .*able');
});

test('statement count', () => {
  const [record] = statements('statement count 3\nDELETE FROM t\n');
  assert.is(record!.expect, 'count');
  assert.is(record!.count, 3);
});

test('skipif and onlyif apply to the next record only, and several add up', () => {
  const text =
    'skipif postgresql # why\nstatement ok\nA\n\nonlyif mysql\nstatement ok\nB\n\nonlyif postgresql\nstatement ok\nC\n\n' +
    'skipif mysql\nonlyif sqlite\nstatement ok\nD\n\nstatement ok\nE\n';
  assert.equal(
    statements(text, 'sqlite').map((record) => [record.sql, record.skip]),
    [
      ['A', 'condition'],
      ['B', 'condition'],
      ['C', undefined],
      ['D', 'condition'],
      ['E', undefined],
    ],
  );
});

test('halt leaves the rest out but still yields it, to be counted', () => {
  const text = 'onlyif mssql\nhalt\n\nstatement ok\nA\n\nhalt\n\nstatement ok\nB\n\nquery I\nC\n----\n1\n';
  assert.equal(
    statements(text, 'sqlite').map((record) => [record.sql, record.skip]),
    [
      ['A', undefined],
      ['B', 'halt'],
      ['C', 'halt'],
    ],
  );
});

test('connection and async belong to the next record', () => {
  const records = parse('connection a\nasync w\nstatement ok\nA\n\nblocked w\n\nawait w\n\nstatement ok\nB\n');
  const [first, blocked, awaited, last] = records as [StatementRecord, ControlRecord, ControlRecord, StatementRecord];
  assert.equal([first.connection, first.asyncName], ['a', 'w']);
  assert.equal([blocked.kind, blocked.text], ['blocked', 'w']);
  assert.equal([awaited.kind, awaited.text], ['await', 'w']);
  assert.equal([last.connection, last.asyncName], ['', undefined]);
});

test('loops nest, end before their bound, and replace their variables but not parameters', () => {
  const text = "loop i 0 2\n\nforeach t x y\n\nquery T\nSELECT $i, '$t', $1, $ix\n----\n$i\n\nendloop\nendloop\n";
  const records = statements(text);
  assert.equal(
    records.map((record) => record.sql),
    ["SELECT 0, 'x', $1, $ix", "SELECT 0, 'y', $1, $ix", "SELECT 1, 'x', $1, $ix", "SELECT 1, 'y', $1, $ix"],
  );
  assert.equal(records[2]!.expected, ['1']);
  assert.is(records[0]!.recordable, false);
});

test('braces set a variable off from what follows', () => {
  const variable = ['$', '{i}'].join('');
  const [record] = statements(`loop i 7 8

statement ok
CREATE TABLE t${variable}x (a int)

endloop
`);
  assert.is(record!.sql, 'CREATE TABLE t7x (a int)');
});

test('an empty loop runs nothing', () => {
  const text = 'loop i 5 5\nstatement ok\nA\n\nloop j 0 2\nendloop\nendloop\n\nstatement ok\nB\n';
  assert.equal(
    statements(text).map((record) => record.sql),
    ['B'],
  );
});

test('control sortmode sets what the records do not say themselves', () => {
  const text = 'control sortmode rowsort\n\nquery I\nA\n\nquery I nosort\nB\n';
  assert.equal(
    statements(text).map((record) => record.sortMode),
    ['rowsort', 'nosort'],
  );
});

test('what is not understood is a counted record', () => {
  const text =
    'system ok\necho hi\n\nstatement maybe\nSELECT 1\n\nquery I rowsort label more\nSELECT 1\n\nendloop\n\n' +
    'control nonsense\n\nsleep long\n\ninclude /nowhere/at/all.slt\n\nloop i\n';
  const records = parse(text);
  assert.equal(
    records.map((record) => record.kind),
    Array.from({ length: 8 }, () => 'invalid'),
  );
});

test('a loop that never ends is said so', () => {
  const records = parse('loop i 0 1\n\nstatement ok\nA\n');
  assert.is(records[records.length - 1]!.kind, 'invalid');
});

test('files written on Windows', () => {
  const [record] = statements('query I\r\nSELECT 1\r\n----\r\n1\r\n\r\n');
  assert.is(record!.sql, 'SELECT 1');
  assert.equal(record!.expected, ['1']);
});

test.run();
