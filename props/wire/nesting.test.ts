/**
 * ASSUME statements, texts and binary values nested NESTING levels deep (100,000 by default), or as many of the same side by side.
 * DO send them by both protocols, and as parameters.
 * ASSERT they are answered, or refused with an error of PostgreSQL's; nothing is an internal error, and the session goes on. What
 * object mappers write with an arm for each of some thousand rows is answered.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { internalErrors } from '../../src/server/pgwire/internal-error.ts';
import { serialize, WireClient } from './wire-client.ts';

const levels = Number(process.env['NESTING'] ?? 100_000);
const times = (text: string, count = levels): string => text.repeat(count);
/** What is linear in the engine but not cheap is tried with fewer, unless more are asked for. */
const fewer = Math.max(1000, levels / 100);

const statements: Readonly<Record<string, string>> = {
  parentheses: `SELECT ${times('(')}1${times(')')}`,
  and: `SELECT ${times('true AND ', levels / 4)}true`,
  'conditions of rows': `SELECT 1 FROM generate_series(1, 2) x WHERE ${times('x = 9 OR ', fewer)}true`,
  plus: `SELECT ${times('x + ', fewer * 5)}1 FROM generate_series(1, 2) x`,
  minus: `SELECT ${times('- ')}1`,
  not: `SELECT ${times('NOT ')}true`,
  casts: `SELECT 1${times('::int', fewer * 5)}`,
  arrays: `SELECT ${times('array[')}1${times(']')}`,
  case: `SELECT ${times('CASE WHEN true THEN ', fewer * 5)}1${times(' END', fewer * 5)}`,
  calls: `SELECT ${times('abs(')}1${times(')')}`,
  subqueries: `SELECT ${times('(SELECT ')}1${times(')')}`,
  'subqueries in FROM': `SELECT * FROM ${times('(SELECT * FROM ', fewer)}(SELECT 1) t${times(') t', fewer)}`,
  unions: `SELECT 1 ${times('UNION ALL SELECT 1 ', fewer)}`,
  with: `${times('WITH x AS (', fewer * 5)}SELECT 1${times(') SELECT 1', fewer * 5)}`,
  rows: `SELECT ${times('row(')}1${times(')')}`,
  comments: `${times('/*')}${times('*/')} SELECT 1`,
  'an open comment': times('/*'),
  'text of an array': `SELECT '${times('{')}1${times('}')}'::int[]`,
  'text of JSON': `SELECT '${times('[')}${times(']')}'::json, '${times('{"a":')}1${times('}')}'::jsonb`,
  jsonpath: `SELECT '${times('(')}$${times(')')}'::jsonpath`,
  'steps of a jsonpath': `SELECT '$${times('.a')}'::jsonpath`,
  tsquery: `SELECT '${times('(')}a${times(')')}'::tsquery`,
  'groups of a regular expression': `SELECT 'a' ~ '${times('(')}a${times(')')}'`,
  'parts of a regular expression': `SELECT 'a' ~ '${times('(a*)')}'`,
  check: `CREATE TABLE t (a int CHECK (${times('(')}a > 0${times(')')}))`,
  view: `CREATE VIEW v AS SELECT ${times('1 + ', fewer)}1 AS a`,
  'a long list of targets': `SELECT ${times('1, ')}1`,
  'a long list of arguments': `SELECT concat(${times('1, ')}1)`,
  'many empty statements': times(';'),
  'a long number': `SELECT ${times('1')}::text`,
  'a long name': `SELECT 1 AS ${times('a')}`,
  'bytes of escapes': `SELECT '${times('\\001')}'::bytea`,
};

/** By type: in text, and in binary. */
const values: readonly (readonly [type: string, value: string | Buffer])[] = [
  ['jsonb', times('[') + times(']')],
  ['json', times('{"a":') + times('}')],
  ['int[]', times('{') + times('}')],
  ['jsonpath', times('(') + times(')')],
  ['tsquery', `${times('!')}a`],
  ['jsonb', Buffer.concat([Buffer.from([1]), Buffer.from(times('[') + times(']'))])],
  ['jsonpath', Buffer.concat([Buffer.from([1]), Buffer.from(`$${times('.a')}`)])],
  ['tsquery', Buffer.concat([Buffer.from([0, 1, 134, 160]), Buffer.from(times('\u0002\u0001'))])],
  ['text', times('x')],
];

const bugs: unknown[] = [];
internalErrors.subscribe((error) => {
  bugs.push(error);
});
const db = Database.inMemory();
const allowed = /^(?:54000|54001|54011|54023|42601|22P02|2201B|22P03|08P01|XX000)$/;

async function stands(what: string, ...messages: Uint8Array[]): Promise<void> {
  const wire = new WireClient(db.stream());
  await wire.start();
  wire.send(...messages);
  const deadline = performance.now() + 60_000;
  while (!wire.closed && !wire.answers.some(({ name }) => name === 'readyForQuery')) {
    if (performance.now() > deadline) throw new Error(`${what}: no answer`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const error = wire.answers.find(({ name }) => name === 'error');
  if (error !== undefined)
    assert.match(String(error['code']), allowed, `${what}: ${String(error['message']).slice(0, 200)}`);
  const bug = bugs.pop() as Error | undefined;
  assert.is(bug, undefined, `${what}: ${bug?.message.slice(-100)} ${bug?.stack?.slice(-600)}`);
  wire.answers.length = 0;
  wire.send(serialize.query('SELECT 1'));
  await wire.until('readyForQuery');
  wire.send(serialize.end());
}

test('statements', async () => {
  for (const [what, sql] of Object.entries(statements)) await stands(what, serialize.query(sql));
});

test('prepared statements', async () => {
  for (const what of ['parentheses', 'case', 'arrays', 'plus', 'an open comment']) {
    const { parse, bind, execute, sync } = serialize;
    await stands(what, parse({ text: statements[what]! }), bind(), execute(), sync());
  }
});

test('parameters', async () => {
  for (const [type, value] of values) {
    const { parse, bind, execute, sync } = serialize;
    const binary = typeof value !== 'string';
    const messages = [parse({ text: `SELECT $1::${type}` }), bind({ values: [value], binary }), execute(), sync()];
    await stands(`${type} ${binary ? 'in binary' : 'in text'}`, ...messages);
  }
});

const arms = 3000;
const each = (write: (i: number) => string, between: string): string =>
  Array.from({ length: arms }, (_, i) => write(i + 1)).join(between);
/** Each gives the number of rows, or of arms. */
const long: Readonly<Record<string, readonly [sql: string, values: readonly string[]]>> = {
  'CASE as value': [`SELECT max(CASE ${each((i) => `WHEN x = ${i} THEN ${i}`, ' ')} END) FROM t`, []],
  'CASE as condition': [`SELECT count(*) FROM t WHERE CASE x ${each((i) => `WHEN ${i} THEN x > 0`, ' ')} END`, []],
  OR: [`SELECT count(*) FROM t WHERE ${each((i) => `x = ${i} AND x > 0`, ' OR ')}`, []],
  'OR as value': [`SELECT count(nullif((${each((i) => `x = ${i} AND x > 0`, ' OR ')}), false)) FROM t`, []],
  AND: [`SELECT count(*) FROM t WHERE ${each((i) => `(x <> ${i} OR x > 0)`, ' AND ')}`, []],
  COALESCE: [`SELECT count(coalesce(${each((i) => `nullif(x, x + 0 * ${i})`, ', ')}, x)) FROM t`, []],
  'IN of parameters': [
    `SELECT count(*) FROM t WHERE x IN (${each((i) => `$${i}`, ', ')})`,
    Array.from({ length: arms }, (_, i) => String(i + 1)),
  ],
};
test('long alternatives are answered', async () => {
  const wire = new WireClient(db.stream());
  await wire.start();
  await wire.query(`CREATE TEMP TABLE t AS SELECT generate_series(1, ${arms}) x`);
  for (const [what, [text, values]] of Object.entries(long)) {
    const answers = await wire.extended(
      serialize.parse({ text }),
      serialize.bind({ values: [...values] }),
      serialize.execute(),
    );
    const row = answers.find(({ name }) => name === 'dataRow');
    assert.equal(
      row?.['fields'],
      [String(arms)],
      `${what}: ${answers.find(({ name }) => name === 'error')?.['message']}`,
    );
  }
  wire.send(serialize.end());
});

test.run();
