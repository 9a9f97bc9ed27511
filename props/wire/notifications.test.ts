/**
 * NotificationResponse: to whom, when, and how often. The sequences were compared with a PostgreSQL 15 server: after
 * CommandComplete and before ReadyForQuery for what came during a statement, at once for a client that waits for nothing, and
 * never within a transaction block. The embedded API's `onNotification` hears the same.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { type Answer, serialize, WireClient } from './wire-client.ts';

function shown(answers: readonly Answer[]): string {
  return answers
    .map(({ name, channel, payload }) => (name === 'notification' ? `${channel}=${payload}` : name))
    .filter((text) => text !== 'rowDescription' && text !== 'dataRow')
    .join(' ');
}

async function clients(count: number): Promise<WireClient[]> {
  const db = Database.inMemory();
  const made = Array.from({ length: count }, () => new WireClient(db.stream()));
  for (const client of made) await client.start();
  return made;
}

test('who listens hears of itself between CommandComplete and ReadyForQuery', async () => {
  const [wire] = await clients(1);
  await wire!.query('LISTEN a');
  assert.is(shown(await wire!.query("NOTIFY a, 'x'")), 'commandComplete a=x readyForQuery');
  assert.is(shown(await wire!.query("SELECT pg_notify('a', 'y')")), 'commandComplete a=y readyForQuery');
  assert.is(shown(await wire!.query("NOTIFY b, 'x'")), 'commandComplete readyForQuery');
  const { parse, bind, execute } = serialize;
  const answers = await wire!.extended(parse({ text: 'NOTIFY a' }), bind({}), execute({}));
  assert.is(shown(answers), 'parseComplete bindComplete commandComplete a= readyForQuery');
});

test('only when the transaction has committed, in order, equal ones once', async () => {
  const [wire] = await clients(1);
  await wire!.query('LISTEN a; LISTEN b');
  await wire!.query('BEGIN');
  for (const sql of [
    "NOTIFY a, '1'",
    "NOTIFY b, '2'",
    "NOTIFY a, '1'",
    'SAVEPOINT s',
    "NOTIFY a, '3'",
    'ROLLBACK TO s',
  ]) {
    assert.is(shown(await wire!.query(sql)), 'commandComplete readyForQuery');
  }
  assert.is(shown(await wire!.query('COMMIT')), 'commandComplete a=1 b=2 readyForQuery');
  await wire!.query('BEGIN; NOTIFY a');
  assert.is(shown(await wire!.query('ROLLBACK')), 'commandComplete readyForQuery');
});

test('a LISTEN hears the notifications of its own transaction, an UNLISTEN none', async () => {
  const [wire] = await clients(1);
  assert.is(
    shown(await wire!.query("BEGIN; NOTIFY a, 'x'; LISTEN a; COMMIT")),
    'commandComplete commandComplete commandComplete commandComplete a=x readyForQuery',
  );
  assert.is(
    shown(await wire!.query("BEGIN; NOTIFY a, 'x'; UNLISTEN a; COMMIT")),
    'commandComplete commandComplete commandComplete commandComplete readyForQuery',
  );
});

test('another client is told at once when it is idle, else when its transaction ends', async () => {
  const [one, two] = await clients(2);
  await one!.query('LISTEN a');
  await two!.query("NOTIFY a, 'x'");
  assert.is(shown(await one!.until('notification')), 'a=x');
  await one!.query('BEGIN');
  await two!.query("NOTIFY a, 'y'; NOTIFY a, 'z'");
  assert.is(shown(await one!.query('SELECT 1')), 'commandComplete readyForQuery');
  assert.is(shown(await one!.query('SELECT x')), 'error readyForQuery');
  assert.is(shown(await one!.query('ROLLBACK')), 'commandComplete a=y a=z readyForQuery');
  one!.stream.destroy();
  await two!.query("NOTIFY a, 'nobody'");
});

test('onNotification of the embedded API', async () => {
  const db = Database.inMemory();
  const heard: string[] = [];
  const one = db.connect({ onNotification: ({ channel, payload }) => heard.push(`${channel}=${payload}`) });
  const two = db.connect();
  const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  one.execute('LISTEN a');
  two.execute("NOTIFY a, '1'");
  assert.equal(heard, []);
  await turn();
  assert.equal(heard, ['a=1']);
  one.execute('BEGIN');
  two.execute("NOTIFY a, '2'");
  await turn();
  assert.equal(heard, ['a=1']);
  one.execute("NOTIFY a, '3'");
  one.execute('COMMIT');
  await turn();
  assert.equal(heard, ['a=1', 'a=2', 'a=3']);
  one.close();
  two.execute('NOTIFY a');
  await turn();
  assert.is(heard.length, 3);
});

test('advisory locks of a client that leaves are free', async () => {
  const [one, two] = await clients(2);
  await one!.query('SELECT pg_advisory_lock(1)');
  const tried = await two!.query('SELECT pg_try_advisory_lock(1)');
  assert.equal(tried.find(({ name }) => name === 'dataRow')?.['fields'], ['f']);
  const waiting = two!.query('SELECT pg_advisory_lock(1)');
  one!.stream.destroy();
  assert.is(shown(await waiting), 'commandComplete readyForQuery');
});

test.run();
