/** A PostgreSQL 15 of one's own for a test: in a temporary folder, on a socket there and no port; null where it is not installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binaries = '/usr/lib/postgresql/15/bin';

export interface PostgresServer {
  createDatabase(name: string): void;
  /** Runs a script; its first error is thrown. */
  restore(database: string, script: string): void;
  /** Rows as text, columns separated by `|`. */
  query(database: string, sql: string): string;
  dump(database: string, ...options: readonly string[]): string;
  /** What another of its programs writes. */
  program(name: string, args: readonly string[]): string;
  stop(): void;
}

/** The server refuses to run as root. */
function otherUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return {} as never;
  for (const name of ['postgres', 'nobody']) {
    const id = (flag: string): number => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout);
    const [uid, gid] = [id('-u'), id('-g')];
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  return null;
}

export function startPostgres(): PostgresServer | null {
  const user = existsSync(join(binaries, 'postgres')) ? otherUser() : null;
  if (user === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'aiondb-pg-'));
  chmodSync(folder, 0o755);
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const script = join(folder, 'script.sql');
  const run = (program: string, args: readonly string[], stdio: 'pipe' | 'ignore' = 'pipe'): string =>
    execFileSync(join(binaries, program), args, {
      ...user,
      encoding: 'utf8',
      cwd: folder,
      stdio: ['ignore', stdio, stdio],
      maxBuffer: 1 << 28,
      env: { PATH: process.env['PATH'], PGHOST: folder, PGUSER: 'postgres', LC_ALL: 'C', PGTZ: 'UTC' },
    });
  run('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-locale', '-E', 'UTF8', '--no-sync']);
  const settings = `-c listen_addresses='' -k ${folder} -c fsync=off -c timezone=UTC`;
  run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start'], 'ignore');
  return {
    createDatabase: (name) => run('createdb', ['--template', 'template0', name]),
    restore(database, text) {
      writeFileSync(script, text);
      run('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', database, '-f', script]);
    },
    query: (database, sql) => run('psql', ['-X', '-q', '-A', '-t', '-d', database, '-c', sql]),
    dump: (database, ...options) => run('pg_dump', [...options, database]),
    program: (name, args) => run(name, args),
    stop() {
      run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
