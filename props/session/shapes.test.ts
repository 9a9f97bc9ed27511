/**
 * ASSUME two texts with the same shape, by `shapeOf`, the second one's literals put in the place of the first one's.
 * DO parse both. ASSERT the trees are the same but for these literals' values, which are those that the shape names.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from '../../src/parser/index.ts';
import { shapeOf } from '../../src/session/statement-shapes.ts';

const name = fc.constantFrom('a', '"b"', '"c""d"', 't.e', '"x y".z', 'É', '_1', 'n2');
const literal = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map(String),
  fc.constantFrom('2147483647', '2147483648', '99999999999999999999', '1.5', '0.000'),
  fc.string({ maxLength: 6 }).map((text) => `'${text.replaceAll("'", "''")}'`),
  fc.constantFrom(
    "'--'",
    "'/*'",
    "''''",
    "'; DELETE'",
    "'$1'",
    "'é\n'",
    "E'x'",
    "U&'y'",
    '1e3',
    '.5',
    '2.',
    "B'1'",
    '$$q$$',
  ),
);
const operator = fc.constantFrom('=', '<', '>=', '+', '- ', '*', ' AND a = ', ' -- c\n OR b = ', ' /* c */ <> ', '<>-');
const text = fc
  .tuple(
    name,
    fc.array(fc.tuple(operator, fc.oneof(name, literal)), { minLength: 1, maxLength: 5 }),
    fc.constantFrom('', ';', ' ; '),
  )
  .map(([first, rest, end]) => `SELECT a FROM t WHERE ${first}${rest.map((pair) => pair.join('')).join('')}${end}`);

function parsed(sql: string): { tree: string; literals: unknown[] } | null {
  const literals: { value: string; type: string; location: number }[] = [];
  try {
    const tree = JSON.stringify(parse(sql), (key, value) => {
      if (key === 'location' || key === 'start' || key === 'end') return 0;
      if (value?.kind !== 'literal' || !['integer', 'decimal', 'string'].includes(value.type)) return value;
      literals.push({ type: value.type, value: value.value, location: value.location });
      // An integer beyond int8 is a numeric, as a decimal is.
      return `literal ${value.type === 'integer' && value.value.length > 19 ? 'decimal' : value.type}`;
    });
    return { tree, literals: literals.sort((x, y) => x.location - y.location) };
  } catch {
    return null;
  }
}

test('texts of one shape differ in their literals only', () => {
  const seen = new Map<string, string>();
  let compared = 0;
  void fc.assert(
    fc.property(text, (sql) => {
      const shape = shapeOf(sql);
      const found = parsed(sql);
      if (shape === null || found === null) return;
      if (found.literals.length === shape.literals.length) assert.equal(shape.literals, found.literals);
      const before = seen.get(shape.key);
      if (before !== undefined && before !== sql) {
        assert.is(found.tree, parsed(before)!.tree);
        compared++;
      }
      seen.set(shape.key, sql);
    }),
    { numRuns: 20_000 },
  );
  assert.ok(compared > 300, `${compared} pairs`);
});

test('what is not certain has no shape', () => {
  const without = [
    'SELECT 1e5',
    'SELECT .5',
    'SELECT 1.',
    'SELECT t.1',
    "SELECT E'a'",
    "SELECT U&'a'",
    "SELECT B'1'",
    'SELECT $1',
    'SELECT 1 -- c',
    'SELECT /* c */ 1',
    'SELECT 1; SELECT 2',
    "SELECT 'a",
    'SELECT "a 1',
    "SELECT 'a\\b'",
    'SELECT a',
    `SELECT 1${' '.repeat(5000)}`,
    'SELECT 1_000',
    'SELECT 0x1F',
    '\u0001 1',
  ];
  for (const sql of without) assert.is(shapeOf(sql), null, sql);
  assert.equal(shapeOf(`SELECT "a""1", 'it''s' , 12;`)!.literals, [
    { type: 'string', value: "it's", location: 15 },
    { type: 'integer', value: '12', location: 25 },
  ]);
});

test.run();
