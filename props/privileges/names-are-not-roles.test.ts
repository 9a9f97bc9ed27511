/**
 * ASSUME sessions that act for a role, and settings and renames by which the name of another could come to stand for it. DO connect,
 * set, rename, drop and make anew. ASSERT that a session never has the rights of a role that it was not allowed to become, that
 * the setting of a role cannot make it another, and that a client is let in only as a role that there is.
 */
import pg from 'pg';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { codeOf } from '../embedded/error-code.ts';

const password = 'Correct-horse-battery-1';

function prepared(): { db: Database; run: (sql: string) => unknown } {
  const db = Database.inMemory();
  const admin = db.connect();
  for (const role of ['alice', 'bob', 'g1']) admin.execute(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
  admin.execute('CREATE TABLE secret (a int)');
  admin.execute('ALTER TABLE secret OWNER TO bob');
  admin.execute('GRANT g1 TO alice');
  return { db, run: (sql) => admin.execute(sql) };
}
test('settings of a role do not make it another', () => {
  const { db } = prepared();
  const alice = db.connect({ user: 'alice' });
  alice.execute("ALTER ROLE alice SET session_authorization = 'postgres'");
  const again = db.connect({ user: 'alice' });
  assert.equal(again.execute('SELECT current_user AS c, session_user AS s').rows, [{ c: 'alice', s: 'alice' }]);
  assert.is(
    codeOf(() => again.execute('TABLE secret')),
    '42501',
  );
});

test('another role that takes the name of the current one is somebody else', () => {
  const { db, run } = prepared();
  const alice = db.connect({ user: 'alice' });
  alice.execute('SET ROLE g1');
  assert.is(
    codeOf(() => alice.execute('TABLE secret')),
    '42501',
  );
  run('ALTER ROLE g1 RENAME TO g1x');
  run('ALTER ROLE bob RENAME TO g1');
  assert.is(
    codeOf(() => alice.execute('TABLE secret')),
    '42501',
  );
  // Whoever may become it says so again.
  alice.execute('RESET ROLE');
  assert.is(
    codeOf(() => alice.execute('SET ROLE g1')),
    '42501',
  );
});

test('a role that is dropped and made anew does not come back to life in a session', () => {
  const { db, run } = prepared();
  const alice = db.connect({ user: 'alice' });
  alice.execute('SET ROLE g1');
  run('REVOKE g1 FROM alice');
  run('DROP ROLE g1');
  run('CREATE ROLE g1 SUPERUSER');
  assert.is(
    codeOf(() => alice.execute('TABLE secret')),
    '42501',
  );
});

test('a client whose role goes while it shows its password is not let in', async () => {
  const { db, run } = prepared();
  const server = await db.listen({ port: 0, authentication: 'scram' });
  const client = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'alice', password, database: 'postgres' });
  // The role goes when the server's challenge is there and the proof is not.
  const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
  connection.prependListener('authenticationSASLContinue', () => {
    run('DROP ROLE alice');
  });
  let code: string | undefined;
  await client.connect().catch((error: { code?: string }) => {
    code = error.code;
  });
  await client.end().catch(() => {});
  await server.close();
  assert.is(code, '28000');
});

test.run();
