/**
 * The executable from start to end, as built.
 * ASSUME `npm run build` was done. DO start it well and badly, and send it signals. ASSERT what it says, on which stream, and its exit
 * code: 0 after a signal with everything kept, 1 and one line where it cannot start.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const program = fileURLToPath(new URL('../../dist/bin/aiondb.js', import.meta.url));

interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

const test = suite<{ folder: string; runs: Run[] }>('the executable');
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'aiondb-server-'));
  context.runs = [];
});
test.after.each(async ({ folder, runs }) => {
  for (const { child } of runs) child.kill('SIGKILL');
  await Promise.all(runs.map(({ ended }) => ended));
  rmSync(folder, { recursive: true, force: true });
});

function start(runs: Run[], args: readonly string[], environment: Record<string, string> = {}): Run {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AIONDB_')));
  const child = spawn(process.execPath, [program, '--no-observability', ...args], {
    env: { ...clean, ...environment },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<number | string>((resolve) =>
    child.on('close', (code, signal) => resolve(code ?? signal ?? '')),
  );
  const run = { child, out: () => out, err: () => err, ended };
  runs.push(run);
  return run;
}

/** The URL that the server prints when it is ready. */
async function ready(run: Run): Promise<string> {
  let isOver = false;
  void run.ended.then(() => {
    isOver = true;
  });
  for (;;) {
    const url = /^ {2}(postgres:\/\/\S+)$/m.exec(run.out());
    if (url !== null) return url[1]!;
    if (isOver) throw new Error(`it ended: ${run.out()}${run.err()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function refusal(run: Run): Promise<string> {
  assert.is(await run.ended, 1);
  assert.is(run.out(), '');
  const lines = run.err().trimEnd().split('\n');
  assert.is(lines.length, 1, run.err());
  return lines[0]!;
}

const anyPort = ['--listen-addr', '127.0.0.1:0'];
const stored = (folder: string) => ['--data-dir', join(folder, 'data'), '--allow-unencrypted-storage', ...anyPort];

const withPassword = (url: string, password: string) => url.replace('@', `:${password}@`);

test('SIGTERM: what was committed is there when it starts again, with the password it was given', async ({
  folder,
  runs,
}) => {
  const password = 'Correct-Horse-1';
  const first = start(runs, stored(folder), { AIONDB_BOOTSTRAP_PASSWORD: password });
  const client = new pg.Client(withPassword(await ready(first), password));
  client.on('error', () => {});
  await client.connect();
  await client.query("CREATE TABLE t AS SELECT 'kept' AS word");
  first.child.kill('SIGTERM');
  assert.is(await first.ended, 0);
  assert.match(first.out(), 'Clients authenticate with SCRAM-SHA-256.');
  const second = start(runs, stored(folder));
  const url = await ready(second);
  const again = new pg.Client(withPassword(url, password));
  await again.connect();
  assert.equal((await again.query('SELECT word FROM t')).rows, [{ word: 'kept' }]);
  await again.end();
  const stranger = new pg.Client(withPassword(url, 'wrong'));
  assert.is(await stranger.connect().catch((error: pg.DatabaseError) => error.code), '28P01', 'no password, no trust');
  second.child.kill('SIGINT');
  assert.is(await second.ended, 0);
});

test('a second signal does not wait', async ({ runs }) => {
  const run = start(runs, ['--ephemeral', ...anyPort], { AIONDB_SHUTDOWN_GRACE_MS: '1h' });
  const client = new pg.Client({ connectionString: await ready(run) });
  client.on('error', () => {});
  await client.connect();
  await client.query('BEGIN');
  run.child.kill('SIGTERM');
  // It stops listening first.
  for (;;) {
    const other = new pg.Client({ connectionString: await ready(run) });
    other.on('error', () => {});
    if ((await other.connect().catch((error: NodeJS.ErrnoException) => error.code)) === 'ECONNREFUSED') break;
    await other.end().catch(() => {});
  }
  assert.is(run.child.exitCode, null, 'it waits for the transaction');
  run.child.kill('SIGTERM');
  assert.is(await run.ended, 1);
});

test('a port in use', async ({ runs }) => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const run = start(runs, ['--ephemeral', '--listen-addr', `127.0.0.1:${port}`]);
  assert.match(
    await refusal(run),
    `aiondb: address already in use 127.0.0.1:${port}; choose another with --listen-addr`,
  );
  other.close();
});

test('a directory that another process has', async ({ folder, runs }) => {
  const first = start(runs, stored(folder));
  await ready(first);
  assert.match(await refusal(start(runs, stored(folder))), `PID ${first.child.pid}`);
});

test('a directory that cannot be written', async ({ folder, runs }) => {
  if (process.getuid?.() === 0)
    writeFileSync(join(folder, 'data'), 'a file, which root cannot make a directory either');
  else chmodSync(folder, 0o500);
  assert.match(await refusal(start(runs, stored(folder))), join(folder, 'data'));
  chmodSync(folder, 0o700);
});

test('a store that is damaged', async ({ folder, runs }) => {
  const first = start(runs, stored(folder));
  const client = new pg.Client({ connectionString: await ready(first) });
  client.on('error', () => {});
  await client.connect();
  await client.query('CREATE TABLE t AS SELECT g FROM generate_series(1, 1000) g');
  first.child.kill('SIGTERM');
  await first.ended;
  const data = join(folder, 'data');
  const names = readdirSync(data).filter((name) => name.startsWith('root'));
  assert.ok(names.length > 0, 'there is something to damage');
  for (const name of names) {
    const file = openSync(join(data, name), 'r+');
    writeSync(file, Buffer.alloc(64, 0xff), 0, 64, 0);
  }
  const line = await refusal(start(runs, stored(folder)));
  assert.match(line, /^aiondb: .*(?:damaged|corrupt|checksum)/i);
});

test('bad options and odd names', async ({ folder, runs }) => {
  const bad = start(runs, ['--ephemeral'], { AIONDB_PGWIRE_MAX_CONNECTIONS: 'many' });
  assert.is(
    await refusal(bad),
    'aiondb: AIONDB_PGWIRE_MAX_CONNECTIONS: "many" is not allowed; it takes a number from 1 to 262143',
  );
  const weak = start(runs, ['--ephemeral', '--bootstrap-password', 'Secret-1']);
  assert.is(await refusal(weak), 'aiondb: --bootstrap-password: the password has fewer than 12 characters');
  const open = start(runs, ['--ephemeral', '--listen-addr', '0.0.0.0:0']);
  assert.match(await refusal(open), 'listening on 0.0.0.0 without TLS is refused');
  const passwordless = start(runs, ['--ephemeral', '--listen-addr', '0.0.0.0:0', '--allow-plaintext-listen']);
  assert.match(await refusal(passwordless), 'while no role has a password is refused');
  const odd = start(runs, ['--ephemeral', ...anyPort], { AIONDB_IN_MEMRY: 'true' });
  await ready(odd);
  const meant = 'aiondb: AIONDB_IN_MEMRY is not a variable of aiondb; did you mean AIONDB_IN_MEMORY?\n';
  assert.ok(odd.err().startsWith(meant), odd.err());
  const strict = start(runs, ['--ephemeral', ...anyPort], { AIONDB_IN_MEMRY: 'true', AIONDB_CONFIG_STRICT: 'true' });
  assert.match(await refusal(strict), 'AIONDB_IN_MEMRY is not a variable of aiondb');
  const key = join(folder, 'server.key');
  writeFileSync(key, readFileSync(new URL('../wire/certificates/server.key', import.meta.url)));
  chmodSync(key, 0o644);
  const files = {
    AIONDB_PGWIRE_TLS_CERT_PATH: fileURLToPath(new URL('../wire/certificates/server.crt', import.meta.url)),
    AIONDB_PGWIRE_TLS_KEY_PATH: key,
  };
  assert.match(await refusal(start(runs, ['--ephemeral', ...anyPort], files)), 'chmod 600 makes it private');
});

test('SIGHUP reads the host rules again, and keeps them when they are wrong', async ({ folder, runs }) => {
  const rules = join(folder, 'rules');
  writeFileSync(rules, 'host all all samehost trust\n');
  const run = start(runs, ['--ephemeral', ...anyPort], { AIONDB_PGWIRE_HOST_RULES_PATH: rules });
  const url = await ready(run);
  const attempt = async (): Promise<string> => {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return String((await client.query('SHOW hba_file')).rows[0].hba_file);
    } catch (error) {
      return (error as pg.DatabaseError).code ?? String(error);
    } finally {
      await client.end().catch(() => {});
    }
  };
  const reloaded = async (text: string, answer: RegExp): Promise<void> => {
    writeFileSync(rules, text);
    const before = run.err().length;
    run.child.kill('SIGHUP');
    let isOver = false;
    void run.ended.then(() => {
      isOver = true;
    });
    while (!answer.test(run.err().slice(before))) {
      assert.not(isOver, run.err());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  assert.is(await attempt(), rules);
  await reloaded('host all all all reject\n', /were read again/);
  assert.is(await attempt(), '28000');
  await reloaded('host all all samehost turst\n', /nothing was reloaded: .*line 1/);
  assert.is(await attempt(), '28000');
  assert.ok(existsSync(rules));
});

test.run();
