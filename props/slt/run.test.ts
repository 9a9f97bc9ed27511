/**
 * The runner itself, on a scripted surface: every counted record ends in exactly one of passed, failed and skipped, and
 * each way to be wrong is seen.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findFiles } from '../../src/cli/slt/files.ts';
import { failedWith, type Outcome, succeeded } from '../../src/cli/slt/outcome.ts';
import { parseText } from '../../src/cli/slt/parser.ts';
import type { Dialect, StatementRecord } from '../../src/cli/slt/record.ts';
import { recordedLines } from '../../src/cli/slt/recorder.ts';
import { countRecords, type LineLists, noLists, runFile } from '../../src/cli/slt/run-file.ts';
import { loadSkipList } from '../../src/cli/slt/skip-list.ts';
import type { Surface, SurfaceConnection, SurfaceDatabase } from '../../src/cli/slt/surface.ts';

const directory = mkdtempSync(join(tmpdir(), 'slt-'));
test.after(() => rmSync(directory, { recursive: true }));

/** Rows of integers and texts are written `1,x;2,y` in the statement itself, errors `!42P01 message`. */
function answer(sql: string): Outcome {
  if (sql.startsWith('!'))
    return failedWith(Object.assign(new Error(sql.slice(7)), { code: sql.slice(1, 6), detail: 'd' }));
  if (sql === 'bug') return failedWith(new TypeError('x is undefined'));
  const rows =
    sql === '' ? [] : sql.split(';').map((row) => row.split(',').map((value) => (value === '~' ? null : value)));
  const columns = (rows[0] ?? []).map((_, i) => ({ name: `c${i}`, typeOid: 25 }));
  return succeeded([{ columns, rows, rowCount: rows.length, command: 'SELECT' }]);
}

/** `wait NAME` waits until another connection says `free NAME`. */
function scriptedSurface(): Surface {
  const waiting = new Map<string, () => void>();
  const connection: SurfaceConnection = {
    run: (sql) => {
      if (sql.startsWith('free ')) waiting.get(sql.slice(5))?.();
      return answer(sql);
    },
    start: (sql) => {
      if (!sql.startsWith('wait ')) return Promise.resolve(answer(sql));
      return new Promise((resolve) => {
        waiting.set(sql.slice(5), () => resolve(answer('done')));
      });
    },
  };
  const database: SurfaceDatabase = {
    connect: () => Promise.resolve(connection),
    settle: () => new Promise((resolve) => setImmediate(resolve)),
    close: () => Promise.resolve(),
  };
  return {
    name: 'embedded',
    labels: new Set(['postgresql']),
    open: () => Promise.resolve(database),
    close: () => Promise.resolve(),
  };
}

async function run(text: string, dialect: Dialect = 'own', lists: LineLists = noLists) {
  const path = join(directory, 'x.slt');
  writeFileSync(path, text);
  const { result, digests } = await runFile(path, scriptedSurface(), { dialect, lists, maxFailures: 100 });
  const total = result.passed + result.failed + result.skipped;
  assert.is(total, countRecords(path, dialect, new Set(['postgresql'])), 'no record is lost or counted twice');
  assert.is(digests.length, total);
  return result;
}

async function messages(text: string, dialect: Dialect = 'own'): Promise<string[]> {
  return (await run(text, dialect)).failures.map((failure) => `${failure.line}: ${failure.message}`);
}

test('passing records of each kind', async () => {
  const text =
    'statement ok\n1\n\nquery text,text\na,b;c,~\n----\na\tb\nc\tNULL\n\nquery TT rowsort\nc,d;a,b\n----\na b\nc d\n\n' +
    'statement error (42P01) no such thing\n!42P01 no such thing\n----\nDETAIL: d\n\nstatement count 2\n1;2\n';
  const result = await run(text);
  assert.equal([result.passed, result.failed, result.skipped], [5, 0, 0]);
});

test('each mismatch fails', async () => {
  const cases: [string, string][] = [
    ['statement ok\n!42601 syntax\n', '1: expected success, got 42601: syntax'],
    ['statement error\n1\n', '1: expected an error, but the statement succeeded'],
    ['statement error (42601)\n!42P01 x\n', '1: a different error'],
    ['statement error (42P01) y\n!42P01 x\n', '1: a different error'],
    ['statement error (42P01) /^y/\n!42P01 x\n', '1: a different error'],
    ['statement error (42P01) x\n!42P01 x\n----\nDETAIL: e\n', '1: different error fields'],
    ['statement count 3\n1;2\n', '1: expected 3 rows, the command counted 2'],
    ['query text\n1;2\n----\n1\n', '1: different rows'],
    ['query text\n1;2\n----\n2\n1\n', '1: different rows'],
    ['query text\na  b\n----\na b\n', '1: different rows'],
    ['query int4\n1\n----\n1\n', '1: expected columns int4, got text'],
    ['query TT\n1\n----\n1\n', '1: expected columns TT, got text'],
    ['query text\n!42601 syntax\n----\n', '1: expected success, got 42601: syntax'],
    ['nonsense\nx\n', '1: unknown directive "nonsense"'],
  ];
  for (const [text, expected] of cases) assert.equal(await messages(text), [expected]);
});

test('a bug satisfies no expected error', async () => {
  const [message] = await messages('statement error\nbug\n');
  assert.match(message!, 'an internal one: TypeError');
  const [internal] = await messages('statement error\n!XX000 broken\n');
  assert.match(internal!, 'an internal one');
});

test('values of the original format: sorted, hashed, labelled', async () => {
  const hash = '3 values hashing to c0710d6b4f15dfa88f600b0e6b624077';
  const passing = `query III rowsort\n1,2,3\n----\n${hash}\n\nquery II rowsort\n2,x;10,y\n----\n10\n0\n2\n0\n\nquery I valuesort\n3;1;2\n----\n1\n2\n3\n`;
  assert.is((await run(passing, 'sqlite')).failed, 0);
  assert.is((await run(passing.replace('c071', 'beef'), 'sqlite')).failed, 1);
  const labelled = 'query I rowsort same\n1\n----\n1\n\nquery I rowsort same\n2\n----\n2\n';
  assert.match((await messages(labelled, 'sqlite'))[0]!, 'another query with the label "same"');
});

test('sqllogictest-rs: words, patterns with flags, messages of several lines, unsorted expectations', async () => {
  const text =
    'query I\na b,c\n----\na  b c\n\nquery II rowsort\n1,2;0,5\n----\n1 2\n0 5\n\nstatement error (?i)NO SUCH\n!42P01 no such thing\n\n' +
    'statement error db error: ERROR: no such\n!42P01 no such thing\n\nquery error\n!42P01 two  lines\n----\ntwo  lines\n\n\n' +
    'query T\n1;2;3\n----\n3 values hashing to c0710d6b4f15dfa88f600b0e6b624077\n';
  assert.equal(await messages(text, 'rs'), []);
  assert.is((await run('query T\na b\n----\na c\n', 'rs')).failed, 1);
  assert.is((await run('statement error such$\n!42P01 no such thing\n', 'rs')).failed, 1);
  assert.is((await run('statement error\n!42P01 one\n----\ntwo\n\n\n', 'rs')).failed, 1);
});

test('lists of lines: skipped, and compared in any order', async () => {
  const text = 'query I nosort\n2;1\n----\n1\n2\n\nquery I nosort\n9\n----\n8\n';
  assert.is((await run(text, 'sqlite')).failed, 2);
  const result = await run(text, 'sqlite', { skip: new Set([7]), anyOrder: new Set([1]) });
  assert.equal([result.passed, result.failed, result.skipped], [1, 0, 1]);
  assert.equal(result.skippedBy, { condition: 0, list: 1, halt: 0 });
});

test('steps that wait: awaited, asserted blocked, forgotten', async () => {
  const good =
    'connection a\nasync w\nquery text\nwait x\n----\ndone\n\nblocked w\n\nconnection b\nstatement ok\nfree x\n\nawait w\n';
  assert.equal(await messages(good), []);
  const forgotten = 'connection a\nasync w\nstatement ok\nwait x\n';
  assert.equal(await messages(forgotten), ['3: async step "w" was never awaited']);
  const early = 'connection a\nasync w\nstatement ok\n1\n\nblocked w\n\nawait w\n';
  assert.equal(await messages(early), ['6: "w" was expected to wait, but it has ended']);
  const busy =
    'connection a\nasync w\nstatement ok\nwait x\n\nconnection a\nstatement ok\n1\n\nconnection b\nstatement ok\nfree x\n\nawait w\n';
  assert.match((await messages(busy))[0]!, 'still busy');
  const skipped = 'connection a\nskipif postgresql\nasync w\nstatement ok\n1\n\nblocked w\n\nawait w\n';
  const result = await run(skipped);
  assert.equal([result.passed, result.failed, result.skipped], [0, 0, 2]);
});

test('recording writes what the server answered', () => {
  const record = (text: string): StatementRecord => {
    const [first] = parseText('x', text, { dialect: 'own', labels: new Set() });
    return first as StatementRecord;
  };
  const lines = (text: string) => recordedLines(record(text), text.split('\n')[0]!, answer(text.split('\n')[1]!));
  assert.equal(lines('query rowsort\nb,~;a,x\n'), {
    header: 'query text,text rowsort',
    block: ['----', 'a\tx', 'b\tNULL'],
  });
  assert.equal(lines('query names\n1\n'), { header: 'query c0:text', block: ['----', '1'] });
  assert.equal(lines('query T\n1\n'), { header: 'query T', block: ['----', '1'] });
  assert.equal(lines('query I\n1\n'), { header: 'query text', block: ['----', '1'] });
  assert.equal(lines('statement ok\n!42P01 gone\n'), { header: 'statement error (42P01) gone', block: [] });
  assert.equal(lines('statement error\n!42P01 gone\n----\n'), {
    header: 'statement error (42P01) gone',
    block: ['----', 'DETAIL: d'],
  });
  assert.equal(lines('statement error (42P01) /g.ne/\n!42P01 gone\n'), {
    header: 'statement error (42P01) /g.ne/',
    block: [],
  });
  assert.equal(lines('statement count 0\n1;2\n'), { header: 'statement count 2', block: [] });
});

test('skip-on-postgres.json is found above a part of the corpus', () => {
  const content = { skip: { 'sub/a.test': [3, 5] }, anyOrder: { 'sub/a.test': [9] } };
  writeFileSync(join(directory, 'skip-on-postgres.json'), JSON.stringify(content));
  const list = loadSkipList(join(directory, 'sub'));
  assert.equal(list.skipLines(join(directory, 'sub', 'a.test')), [3, 5]);
  assert.equal(list.anyOrderLines(join(directory, 'sub', 'a.test')), [9]);
  assert.equal(list.skipLines(join(directory, 'sub', 'b.test')), []);
});

test('each file of our corpus names and describes itself', () => {
  const root = new URL('../../sqllogic', import.meta.url).pathname;
  for (const file of findFiles(root)) {
    const [name, description] = readFileSync(file, 'utf8').split('\n');
    assert.is(name, `# name: sqllogic${file.slice(root.length)}`);
    assert.match(description!, /^# description: \S.{10,}/);
  }
});

test.run();
