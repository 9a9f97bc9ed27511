/**
 * Privileges between sessions.
 * ASSUME a server, and clients that have connected as different roles.
 * DO grant and revoke in one session, and use what was granted in the others: statements prepared before, cursors that are open,
 * settings of roles, roles that are dropped while they are connected.
 * ASSERT each statement is allowed or refused (42501) by what has been committed when it begins, and warnings are PostgreSQL's.
 */
import pg from 'pg';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database, type Server } from '../../src/server/index.ts';

interface Answer {
  readonly code: string | null;
  readonly message: string;
  readonly rows: readonly unknown[];
}

const running: Server[] = [];
const clients: pg.Client[] = [];
test.after.each(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function serve(): Promise<Server> {
  const server = await Database.inMemory().listen({ port: 0 });
  running.push(server);
  return server;
}

async function connect(server: Server, user: string): Promise<pg.Client> {
  const client = new pg.Client({ host: '127.0.0.1', port: server.port, user, database: 'default' });
  await client.connect();
  clients.push(client);
  return client;
}

async function ask(client: pg.Client, query: string | pg.QueryConfig): Promise<Answer> {
  try {
    const { rows } = await client.query(query);
    return { code: null, message: '', rows: rows ?? [] };
  } catch (error) {
    const { code = '?', message } = error as { code?: string; message: string };
    return { code, message, rows: [] };
  }
}
async function denied(client: pg.Client, query: string | pg.QueryConfig, message: string): Promise<void> {
  const answer = await ask(client, query);
  assert.equal([answer.code, answer.message], ['42501', message]);
}
async function allowed(client: pg.Client, query: string | pg.QueryConfig): Promise<readonly unknown[]> {
  const answer = await ask(client, query);
  assert.equal([answer.code, answer.message], [null, '']);
  return answer.rows;
}

async function prepared(): Promise<{ server: Server; owner: pg.Client; user: pg.Client }> {
  const server = await serve();
  const owner = await connect(server, 'postgres');
  await owner.query('CREATE TABLE t (a int PRIMARY KEY, b int); INSERT INTO t VALUES (1, 2); CREATE ROLE u LOGIN');
  return { server, owner, user: await connect(server, 'u') };
}

test('a statement that was prepared is asked about again after REVOKE', async () => {
  const { owner, user } = await prepared();
  const read = { name: 'read', text: 'SELECT b FROM t WHERE a = $1', values: [1] };
  const write = { name: 'write', text: 'UPDATE t SET b = b + 1 WHERE a = $1', values: [1] };
  await denied(user, read, 'permission denied for table t');
  await owner.query('GRANT SELECT, UPDATE ON t TO u');
  for (let i = 0; i < 3; i++) await allowed(user, read);
  for (let i = 0; i < 3; i++) await allowed(user, write);
  await owner.query('REVOKE UPDATE ON t FROM u');
  await denied(user, write, 'permission denied for table t');
  await allowed(user, read);
  await owner.query('REVOKE SELECT ON t FROM u');
  await denied(user, read, 'permission denied for table t');
  await owner.query('GRANT SELECT (a, b) ON t TO u');
  assert.equal(await allowed(user, read), [{ b: 5 }]);
});

test('what is not committed counts for nobody else', async () => {
  const { owner, user } = await prepared();
  await owner.query('BEGIN; GRANT SELECT ON t TO u');
  await denied(user, 'SELECT * FROM t', 'permission denied for table t');
  await owner.query('ROLLBACK');
  await denied(user, 'SELECT * FROM t', 'permission denied for table t');
  await owner.query('BEGIN; GRANT SELECT ON t TO u; COMMIT');
  await allowed(user, 'SELECT * FROM t');
});

test('the same text is another plan for another role', async () => {
  const { owner, user } = await prepared();
  for (let i = 0; i < 3; i++) {
    await allowed(owner, 'SELECT a FROM t WHERE a = 1');
    await denied(user, 'SELECT a FROM t WHERE a = 1', 'permission denied for table t');
  }
  await owner.query('SET ROLE u');
  await denied(owner, 'SELECT a FROM t WHERE a = 1', 'permission denied for table t');
  await owner.query('RESET ROLE');
  await allowed(owner, 'SELECT a FROM t WHERE a = 1');
});

test('an open cursor goes on after REVOKE', async () => {
  const { owner, user } = await prepared();
  await owner.query('GRANT SELECT ON t TO u');
  await user.query('BEGIN; DECLARE c CURSOR FOR SELECT * FROM t');
  await owner.query('REVOKE SELECT ON t FROM u');
  assert.is((await allowed(user, 'FETCH c')).length, 1);
  await denied(user, 'DECLARE d CURSOR FOR SELECT * FROM t', 'permission denied for table t');
  await user.query('ROLLBACK');
});

test('a role that is dropped while it is connected may do nothing but what everybody may', async () => {
  const { owner, user } = await prepared();
  await owner.query('GRANT SELECT ON t TO u');
  await allowed(user, 'SELECT * FROM t');
  await owner.query('REVOKE SELECT ON t FROM u; DROP ROLE u');
  await denied(user, 'SELECT * FROM t', 'permission denied for table t');
  await denied(user, 'CREATE TABLE x (a int)', 'permission denied for schema public');
  // Nor does another one of its name give it anything.
  await owner.query('CREATE ROLE u LOGIN SUPERUSER');
  await denied(user, 'SELECT * FROM t', 'permission denied for table t');
});

test('CONNECT on the database, and settings of roles', async () => {
  const { server, owner } = await prepared();
  await owner.query(`ALTER ROLE u SET work_mem = '9MB'; ALTER DATABASE "default" SET work_mem = '8MB';
    ALTER DATABASE "default" SET lock_timeout = '7s'; ALTER ROLE u IN DATABASE "default" SET search_path = s1, public`);
  const user = await connect(server, 'u');
  const settings = `SELECT current_setting('work_mem') w, current_setting('lock_timeout') l, current_setting('search_path') s`;
  assert.equal(await allowed(user, settings), [{ w: '9MB', l: '7s', s: 's1, public' }]);
  await user.query("SET work_mem = '1MB'; RESET work_mem");
  assert.equal(await allowed(user, 'SHOW work_mem'), [{ work_mem: '9MB' }]);
  await owner.query('REVOKE CONNECT ON DATABASE "default" FROM PUBLIC');
  const refused = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'u', database: 'default' });
  const error = await refused.connect().then(
    () => null,
    (thrown: { code?: string; message: string; detail?: string }) => thrown,
  );
  assert.equal(
    [error?.code, error?.message, error?.detail],
    ['42501', 'permission denied for database "default"', 'User does not have CONNECT privilege.'],
  );
  await owner.query('GRANT CONNECT ON DATABASE "default" TO u');
  await connect(server, 'u');
});

test('who has no right to see what others do does not', async () => {
  const { owner, user } = await prepared();
  await owner.query("SELECT 'secret'");
  const query = 'SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid()';
  assert.equal(await allowed(user, query), [{ query: '<insufficient privilege>' }]);
  await owner.query('GRANT pg_read_all_stats TO u');
  assert.equal(await allowed(user, query), [{ query: 'GRANT pg_read_all_stats TO u' }]);
  const { rows } = await owner.query('SELECT pg_backend_pid() AS pid');
  const message = 'must be a superuser to cancel superuser query';
  await denied(user, `SELECT pg_cancel_backend(${rows[0].pid})`, message);
});

test('is_superuser follows the role', async () => {
  const { owner } = await prepared();
  assert.equal(await allowed(owner, 'SHOW is_superuser'), [{ is_superuser: 'on' }]);
  await owner.query('BEGIN; SET LOCAL ROLE u');
  assert.equal(await allowed(owner, 'SHOW is_superuser'), [{ is_superuser: 'off' }]);
  await owner.query('COMMIT');
  assert.equal(await allowed(owner, 'SHOW is_superuser'), [{ is_superuser: 'on' }]);
});

test('warnings of GRANT and REVOKE', async () => {
  const { owner } = await prepared();
  const notices: string[] = [];
  owner.on('notice', ({ code, message }) => notices.push(`${code} ${message}`));
  await owner.query(`CREATE ROLE v; GRANT SELECT ON t TO u WITH GRANT OPTION; SET ROLE u;
    GRANT SELECT, INSERT ON t TO v; GRANT UPDATE ON t TO v; REVOKE UPDATE (a) ON t FROM v; GRANT ALL ON t TO v;
    RESET ROLE; GRANT u TO v; GRANT u TO v; REVOKE v FROM u`);
  assert.equal(notices, [
    '01007 not all privileges were granted for "t"',
    '01007 no privileges were granted for "t"',
    '01006 no privileges could be revoked for column "a" of relation "t"',
    '00000 role "v" is already a member of role "u"',
    '01000 role "u" is not a member of role "v"',
  ]);
});

test.run();
