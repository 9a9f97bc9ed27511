/**
 * ASSUME serializable transactions that write, one of which says READ ONLY late, exports its snapshot or is cancelled; cursors that come and go.
 * DO take safe snapshots and import others'. ASSERT that nobody is let by who may still make an anomaly, and that what is imported is what
 * the exporting statement saw.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Connection, Database } from '../../src/index.ts';
import { codeOfPromise } from '../embedded/error-code.ts';

function open(): { readonly connect: () => Connection } {
  const db = Database.inMemory();
  const setup = db.connect();
  for (const name of ['x', 'y']) setup.execute(`CREATE TABLE ${name} (v int)`);
  for (const name of ['x', 'y']) setup.execute(`INSERT INTO ${name} VALUES (0)`);
  return { connect: () => db.connect() };
}
const reader = 'BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE';
const read = (connection: Connection): Promise<unknown> =>
  connection.query('SELECT (SELECT v FROM x) AS x, (SELECT v FROM y) AS y');

test('a wait that was cancelled has given no safe snapshot', async () => {
  const { connect } = open();
  const [writer, deferred] = [connect(), connect()];
  writer.execute('BEGIN ISOLATION LEVEL SERIALIZABLE');
  writer.execute('UPDATE x SET v = 1');
  deferred.execute(reader);
  deferred.execute('SAVEPOINT s');
  deferred.execute("SET LOCAL statement_timeout = '50ms'");
  assert.is(await codeOfPromise(read(deferred)), '57014');
  deferred.execute('ROLLBACK TO s');
  deferred.execute("SET LOCAL statement_timeout = '50ms'");
  assert.is(await codeOfPromise(read(deferred)), '57014');
});

test('who says READ ONLY after a change is waited for', async () => {
  const { connect } = open();
  const [late, other, deferred] = [connect(), connect(), connect()];
  late.execute('BEGIN ISOLATION LEVEL SERIALIZABLE');
  late.execute('SELECT v FROM x');
  late.execute('UPDATE y SET v = 1');
  late.execute('SET TRANSACTION READ ONLY');
  other.execute('BEGIN ISOLATION LEVEL SERIALIZABLE');
  other.execute('UPDATE x SET v = 1');
  other.execute('COMMIT');
  deferred.execute(reader);
  deferred.execute("SET LOCAL statement_timeout = '50ms'");
  assert.is(await codeOfPromise(read(deferred)), '57014');
});

test('so is who imports the snapshot of one that is waited for', async () => {
  const { connect } = open();
  const [exporter, other, deferred, importer] = [connect(), connect(), connect(), connect()];
  exporter.execute('BEGIN ISOLATION LEVEL SERIALIZABLE');
  const { id } = exporter.execute('SELECT pg_export_snapshot() AS id').rows[0] as { id: string };
  other.execute('BEGIN ISOLATION LEVEL SERIALIZABLE');
  other.execute('UPDATE x SET v = 1');
  other.execute('COMMIT');
  deferred.execute(reader);
  let answered = false;
  const answer = read(deferred).then(() => (answered = true));
  await new Promise((resolve) => setTimeout(resolve, 20));
  importer.execute('BEGIN ISOLATION LEVEL SERIALIZABLE');
  importer.execute(`SET TRANSACTION SNAPSHOT '${id}'`);
  exporter.execute('COMMIT');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.is(answered, false);
  importer.execute('ROLLBACK');
  assert.is(await answer, true);
});

test('what is exported is what the statement sees, not an older cursor', () => {
  const { connect } = open();
  const [exporter, other, importer] = [connect(), connect(), connect()];
  exporter.execute('BEGIN');
  exporter.execute('DECLARE a CURSOR FOR SELECT 1');
  exporter.execute('DECLARE b CURSOR FOR SELECT 1');
  exporter.execute('CLOSE a');
  other.execute('INSERT INTO x VALUES (1)');
  const { id, n } = exporter.execute('SELECT pg_export_snapshot() AS id, (SELECT count(*)::int FROM x) AS n')
    .rows[0] as {
    id: string;
    n: number;
  };
  importer.execute('BEGIN ISOLATION LEVEL REPEATABLE READ');
  importer.execute(`SET TRANSACTION SNAPSHOT '${id}'`);
  assert.equal(importer.execute('SELECT count(*)::int AS n FROM x').rows, [{ n }]);
});

test.run();
