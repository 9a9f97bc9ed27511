/** Values as text: SQLite's formatting by type letter, our own escaping, and the column word. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkColumns, describeColumns } from '../../src/cli/slt/columns.ts';
import { formatOwnRow, formatOwnValue } from '../../src/cli/slt/format-own.ts';
import { formatSqliteValue } from '../../src/cli/slt/format-sqlite.ts';

const integers: [string | null, string][] = [
  ['0', '0'],
  ['-17', '-17'],
  ['3.99', '3'],
  ['-3.99', '-3'],
  ['-0.5', '0'],
  ['t', '1'],
  ['f', '0'],
  [null, 'NULL'],
  ['9223372036854775807', '9223372036854775807'],
  ['12345678901234567890.5', '12345678901234567890'],
  ['1e+20', '100000000000000000000'],
  ['abc', '0'],
  ['12abc', '12'],
  ['', '0'],
];
for (const [value, expected] of integers) {
  test(`I of ${value} is ${expected}`, () => assert.is(formatSqliteValue(value, 'I'), expected));
}

// The ties are those of C's printf, which rounds them to the even digit.
const reals: [string | null, string][] = [
  ['1', '1.000'],
  ['2.0000000000000000', '2.000'],
  ['0.0625', '0.062'],
  ['0.1875', '0.188'],
  ['-0.0625', '-0.062'],
  ['2.0005', '2.001'],
  ['2.0004', '2.000'],
  ['-2.5', '-2.500'],
  ['2.00051', '2.001'],
  ['1e21', '1000000000000000000000.000'],
  [null, 'NULL'],
];
for (const [value, expected] of reals) {
  test(`R of ${value} is ${expected}`, () => assert.is(formatSqliteValue(value, 'R'), expected));
}

test('T writes empty and unprintable text so that it stays on its line', () => {
  assert.is(formatSqliteValue('', 'T'), '(empty)');
  assert.is(formatSqliteValue('a\nb', 'T'), 'a@b');
  assert.is(formatSqliteValue('é', 'T'), '@@');
  assert.is(formatSqliteValue(null, 'T'), 'NULL');
  assert.is(formatSqliteValue('plain', 'T'), 'plain');
});

test('our own notation of special values', () => {
  assert.is(formatOwnValue(null), 'NULL');
  assert.is(formatOwnValue('NULL'), '\\NULL');
  assert.is(formatOwnValue(''), '(empty)');
  assert.is(formatOwnValue('(empty)'), '\\(empty)');
  assert.is(formatOwnValue('a\tb\nc\\d'), 'a\\tb\\nc\\\\d');
  assert.is(formatOwnValue(' x '), '\\sx\\s');
  assert.is(formatOwnValue(' '), '\\s');
  assert.is(formatOwnValue('\u0001'), '\\x01');
  assert.is(formatOwnValue('é日'), 'é日');
  assert.is(formatOwnRow([]), '(no columns)');
});

// ASSUME two rows. DO write both. ASSERT the lines are equal only when the rows are, and never hold a line break.
test('our own notation is unambiguous', () => {
  const special = fc.constantFrom(
    '',
    ' ',
    'NULL',
    '(empty)',
    '\\',
    '\\N',
    '\t',
    '\n',
    's',
    '\\s',
    '(no columns)',
    'n',
    't',
  );
  const text = fc.oneof(
    special,
    fc.string(),
    fc.array(special).map((parts) => parts.join('')),
  );
  const row = fc.array(fc.option(text, { nil: null }), { maxLength: 3 });
  void fc.assert(
    fc.property(row, row, (a, b) => {
      const lines = [formatOwnRow(a), formatOwnRow(b)];
      assert.is(lines[0] === lines[1], JSON.stringify(a) === JSON.stringify(b));
      for (const line of lines) assert.not.match(line, /[\r\n]/);
    }),
    { numRuns: 2000 },
  );
});

const columns = [
  { name: 'a', typeOid: 23 },
  { name: '?column?', typeOid: 25 },
  { name: 'x, y', typeOid: 1700 },
];

test('columns as type names, with and without the names', () => {
  assert.is(describeColumns(columns, false), 'int4,text,numeric');
  assert.is(describeColumns(columns, true), 'a:int4,?column?:text,x\\x2c\\x20y:numeric');
  assert.is(describeColumns([], false), '-');
  assert.is(checkColumns('int4,text,numeric', columns, 'own'), undefined);
  assert.match(checkColumns('int8,text,numeric', columns, 'own')!, 'got int4,text,numeric');
  assert.is(checkColumns('a:int4,?column?:text,x\\x2c\\x20y:numeric', columns, 'own'), undefined);
  assert.match(checkColumns('b:int4,?column?:text,x\\x2c\\x20y:numeric', columns, 'own')!, 'expected columns');
});

test('letters are checked by kind in our files and by number in foreign ones', () => {
  assert.is(checkColumns('ITR', columns, 'own'), undefined);
  assert.is(checkColumns('???', columns, 'own'), undefined);
  assert.match(checkColumns('TTR', columns, 'own')!, 'expected columns TTR');
  assert.is(checkColumns('TTT', columns, 'sqlite'), undefined);
  assert.match(checkColumns('TT', columns, 'sqlite')!, 'expected columns TT');
});

test.run();
