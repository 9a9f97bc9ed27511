/**
 * ASSUME files of the server: long lines, few to a piece, an unbalanced quote that makes one record of megabytes, a file with two
 * names. DO copy them with a statement_timeout, beside the event loop. ASSERT that COPY ends in time, lets others run, reads a long
 * record in linear time, closes what it opened, and does not write a file that has another name.
 */
import {
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/index.ts';
import { codeOfPromise } from './error-code.ts';

const folder = mkdtempSync(join(tmpdir(), 'aiondb-copy-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const connection = Database.inMemory().connect();
connection.execute('CREATE TABLE t (a text)');
connection.execute('CREATE TABLE pairs (a text, b text)');

const codeOf = (sql: string): Promise<string | null> => codeOfPromise(connection.query(sql));

test('long lines are read in turns, and can be cancelled', async () => {
  const path = join(folder, 'long-lines');
  writeFileSync(path, `${'x'.repeat(2000)}\n`.repeat(20_000));
  let turns = 0;
  let timer = setImmediate(function count() {
    turns++;
    timer = setImmediate(count);
  });
  await connection.query(`COPY t FROM '${path}'`);
  clearImmediate(timer);
  assert.ok(turns >= 3, String(turns));
  connection.execute("SET statement_timeout = '1ms'");
  assert.is(await codeOf(`COPY t FROM '${path}'`), '57014');
  connection.execute('SET statement_timeout = 0');
});

test('a record of megabytes takes time in proportion', async () => {
  const path = join(folder, 'quote');
  writeFileSync(path, `"${'one, two\r\nthree ""four""\n'.repeat(400_000)}"\n`);
  connection.execute('TRUNCATE t');
  const before = process.cpuUsage().user;
  assert.is(await codeOf(`COPY t FROM '${path}' (FORMAT csv)`), null);
  const { length, md5 } = connection.execute('SELECT length(a)::int AS length, md5(a) AS md5 FROM t').rows[0] as {
    length: number;
    md5: string;
  };
  assert.is(length, 400_000 * 'one, two\r\nthree "four"\n'.length);
  assert.is(
    md5,
    connection.execute('SELECT md5(repeat(E\'one, two\\r\\nthree "four"\\n\', 400000)) AS m').rows[0]!['m'],
  );
  // Putting the record together anew with each piece takes a minute.
  assert.ok(process.cpuUsage().user - before < 15e6);
});

const whereSeen = existsSync('/proc/self/fd') ? test : test.skip;

whereSeen('what is checked before a file is opened leaves none open', async () => {
  const path = join(folder, 'pairs');
  writeFileSync(path, 'a\n');
  for (let i = 0; i < 3; i++) {
    assert.is(await codeOf(`COPY pairs (a) FROM '${path}' (FORMAT csv, FORCE_NOT_NULL (b))`), '42P10');
  }
  const open = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
  assert.is(open.filter((name) => name === path).length, 0);
});

test('a file with two names is read, and not written', async () => {
  const [path, other] = [join(folder, 'one'), join(folder, 'two')];
  writeFileSync(path, 'kept\n');
  linkSync(path, other);
  assert.is(await codeOf(`COPY t FROM '${other}'`), null);
  assert.is(await codeOf(`COPY t TO '${other}'`), '0A000');
  assert.is(readFileSync(path, 'utf8'), 'kept\n');
});

test.run();
