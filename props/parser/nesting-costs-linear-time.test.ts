/**
 * ASSUME a text that nests something many times, well or badly formed. DO parse it. ASSERT that forty levels take no noticeable
 * time (a parser that tries each parenthesis twice would need 2^40 steps), that two hundred levels parse, and that twenty
 * thousand are refused with 54001 instead of a broken stack. Long lists and scripts parse in time proportional to their length.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SqlError } from '../../src/errors/index.ts';
import { parse } from '../../src/parser/index.ts';

const around = (open: string, middle: string, close: string) => (depth: number) =>
  open.repeat(depth) + middle + close.repeat(depth);
const shapes: Readonly<Record<string, (depth: number) => string>> = {
  parentheses: (depth) => `SELECT ${around('(', '1', ')')(depth)}`,
  'parentheses round a query': (depth) => `SELECT ${around('(', 'SELECT 1', ')')(depth)}`,
  'query in parentheses in expressions': (depth) => `SELECT ${around('(', '(SELECT 1)', ' + 1)')(depth)}`,
  'union in parentheses': (depth) => around('(', 'SELECT 1', ' UNION SELECT 1)')(depth),
  'scalar sub-queries': (depth) => `SELECT ${around('(SELECT ', '1', ')')(depth)}`,
  'queries in FROM': (depth) => `SELECT 1 FROM ${around('(SELECT 1 FROM ', 't', ') x')(depth)}`,
  'joins in parentheses': (depth) => `SELECT 1 FROM ${around('(', 'a JOIN b ON true', ' JOIN c ON true)')(depth)}`,
  'joins round a query': (depth) => `SELECT 1 FROM ${around('(', '(SELECT 1) a', ' JOIN b ON true)')(depth)}`,
  'joins whose conditions follow': (depth) => `SELECT 1 FROM t${' JOIN t'.repeat(depth)}${' ON true'.repeat(depth)}`,
  'IN of lists': (depth) => `SELECT ${around('1 IN (', '1', ')')(depth)}`,
  'common table expressions': (depth) => around('WITH a AS (', 'SELECT 1', ') SELECT 1')(depth),
  case: (depth) => `SELECT ${around('CASE WHEN true THEN ', '1', ' END')(depth)}`,
  calls: (depth) => `SELECT ${around('f(', '1', ')')(depth)}`,
  subscripts: (depth) => `SELECT ${around('a[', '1', ']')(depth)}`,
  arrays: (depth) => `SELECT ARRAY${around('[', '1', ']')(depth)}`,
  rows: (depth) => `SELECT ${around('(1, ', '1', ')')(depth)}`,
  trim: (depth) => `SELECT ${around('trim(', '1', ')')(depth)}`,
  substring: (depth) => `SELECT ${around('substring(', '1', ', 1)')(depth)}`,
  overlay: (depth) => `SELECT ${around('overlay(', '1', ', 1)')(depth)}`,
  position: (depth) => `SELECT ${around('position(', '1', ' IN 2)')(depth)}`,
  extract: (depth) => `SELECT ${around('extract(year FROM ', '1', ')')(depth)}`,
  cast: (depth) => `SELECT ${around('CAST(', '1', ' AS int)')(depth)}`,
  'type modifiers': (depth) => `SELECT ${around('1::numeric(', '1', ')')(depth)}`,
  filter: (depth) => `SELECT ${around('f() FILTER (WHERE ', '1', ')')(depth)}`,
  window: (depth) => `SELECT ${around('f() OVER (ORDER BY ', '1', ')')(depth)}`,
  exists: (depth) => `SELECT ${around('EXISTS (SELECT ', '1', ')')(depth)}`,
  'ANY of sub-queries': (depth) => `SELECT ${around('1 = ANY (SELECT ', '1', ')')(depth)}`,
  'ANY of arrays': (depth) => `SELECT ${around('1 = ANY (', '1', ')')(depth)}`,
  'LIKE ANY': (depth) => `SELECT ${around('1 LIKE ANY (', '1', ')')(depth)}`,
  'SELECT DISTINCT': (depth) => `SELECT ${around('(SELECT DISTINCT ', '1', ')')(depth)}`,
  'DISTINCT ON': (depth) => `SELECT ${around('(SELECT DISTINCT ON (', '1', ') 1)')(depth)}`,
  limit: (depth) => `SELECT 1 LIMIT ${around('(SELECT 1 LIMIT ', '1', ')')(depth)}`,
  offset: (depth) => `SELECT 1 OFFSET ${around('(SELECT 1 OFFSET ', '1', ')')(depth)}`,
  values: (depth) => `SELECT ${around('(VALUES (', '1', '))')(depth)}`,
  'GROUPING SETS': (depth) => `SELECT 1 GROUP BY ${around('GROUPING SETS (', '1', ')')(depth)}`,
  'functions in FROM': (depth) => `SELECT 1 FROM ${around('f(', '1', ')')(depth)}`,
  'inserted queries': (depth) => around('WITH a AS (INSERT INTO t ', 'SELECT 1', ') SELECT 1')(depth),
  between: (depth) => `SELECT ${around('1 BETWEEN (', '1', ') AND 2')(depth)}`,
};

for (const [what, text] of Object.entries(shapes)) {
  test(`${what}: 40 levels in no time, 200 parse`, () => {
    const start = performance.now();
    parse(text(40));
    assert.ok(performance.now() - start < 1000);
    assert.is(parse(text(200)).length, 1);
  });
  test(`${what}: broken at the innermost level`, () => {
    const broken = text(40).replace(/1(?=[^1]*$)/, '1 1');
    const start = performance.now();
    assert.throws(() => parse(`${broken} ) )`), /syntax error/);
    assert.ok(performance.now() - start < 1000);
  });
  test(`${what}: 20,000 levels are too many`, () => {
    try {
      parse(text(20_000));
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      assert.equal([error.code, error.message], ['54001', 'stack depth limit exceeded']);
      assert.is(parse('SELECT 1').length, 1, 'the parser works on');
      return;
    }
    // Chains of conditions do not nest for the parser.
    assert.is(what, 'none');
  });
}

const seconds = (work: () => void): number => {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};

test('chains of operators do not nest', () => {
  assert.is(parse(`SELECT ${Array.from({ length: 20_000 }, (_, i) => `a${i} = ${i}`).join(' OR ')}`).length, 1);
  assert.is(parse(`SELECT 1${' + 1'.repeat(20_000)}`).length, 1);
});

test('an INSERT of 10,000 rows', () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => `(${i}, 'row ${i}', ${i}.5, NULL)`);
  const [parsed] = parse(`INSERT INTO t (a, b, c, d) VALUES ${rows.join(', ')}`);
  const statement = parsed!.statement;
  if (statement.kind !== 'insert' || statement.source?.body.kind !== 'values')
    throw new Error('not an INSERT of VALUES');
  assert.is(statement.source.body.rows.length, 10_000);
});

test('a script of 5 MB takes ten times as long as one of 500 kB, not a hundred times', () => {
  const line = "INSERT INTO t (a, b, c) VALUES (1, 'some text here', 2.5);\n";
  const small = line.repeat(8500);
  const large = line.repeat(85_000);
  parse(small);
  const smallSeconds = Math.min(
    seconds(() => parse(small)),
    seconds(() => parse(small)),
  );
  let count = 0;
  const largeSeconds = seconds(() => {
    count = parse(large).length;
  });
  assert.is(count, 85_000);
  assert.ok(largeSeconds < smallSeconds * 40 + 1, `${smallSeconds} s, then ${largeSeconds} s`);
});

test.run();
