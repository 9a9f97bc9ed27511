/**
 * What the workloads of durable storage share: directories on the disk that is measured, wall time, a PostgreSQL of our own on
 * that same disk, and programs run in a process of their own.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cpuMicros, processMicros } from './measure.mjs';
import { Absent, distUrl } from './peers.mjs';

const run = promisify(execFile);
export const distIndex = new URL('index.js', distUrl).href;

const postgresBin = process.env.AIONDB_BENCH_POSTGRES_BIN ?? '/usr/lib/postgresql/15/bin';

/** Gives `body` a directory on the disk to be measured, and removes it afterwards. */
export async function inDirectory(body) {
  const directory = mkdtempSync(join(process.env.AIONDB_BENCH_DIRECTORY ?? tmpdir(), 'aiondb-bench-'));
  try {
    return await body(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export async function openAion(directory, options) {
  const { Database } = await import(distIndex);
  return Database.open(directory, options);
}

/** As strict as ours: every commit is synced. */
export async function openSqlite(path) {
  let Sqlite;
  try {
    ({ default: Sqlite } = await import('better-sqlite3'));
  } catch (error) {
    throw new Absent(`better-sqlite3: ${error.message}`);
  }
  const db = new Sqlite(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  return db;
}

export const wallMicros = () => performance.now() * 1000;

/** As `sample`, in wall time: waiting for the disk counts. `cpuMicros` is noted beside it, of one operation. */
export function sampleWall(work, { count, repeats, warm = count }) {
  work(warm);
  const samples = [];
  const cpuBefore = cpuMicros();
  for (let i = 0; i < repeats; i++) {
    const before = wallMicros();
    work(count);
    samples.push((wallMicros() - before) / count);
  }
  return { samples, note: { 'CPU µs': (cpuMicros() - cpuBefore) / (count * repeats) } };
}

export function directoryBytes(directory, wanted = () => true) {
  let bytes = 0;
  for (const name of readdirSync(directory)) if (wanted(name)) bytes += statSync(join(directory, name)).size;
  return bytes;
}

/** Runs the body of an ES module in a fresh process; what it passes to `answer`, which ends it at once: nothing is closed. */
export async function inProcess(body, { nodeOptions = [] } = {}) {
  const source = `import { Database } from '${distIndex}';
    import { directoryBytes } from '${import.meta.url}';
    function answer(value) { process.stdout.write(JSON.stringify(value ?? null), () => process.exit(0)); }
    function cpuMicros() { const { user, system } = process.cpuUsage(); return user + system; }
    ${body}`;
  const cwd = new URL('..', import.meta.url).pathname;
  const args = ['--expose-gc', ...nodeOptions, '--input-type=module', '-e', source];
  try {
    return JSON.parse((await run(process.execPath, args, { cwd, maxBuffer: 1 << 26 })).stdout);
  } catch (error) {
    // Without the lines of the bundle, which Node shows.
    const lines = (error.stderr || error.message).split('\n').filter((line) => line.length < 500);
    throw new Error(lines.join('\n'));
  }
}

/** What is not in the page cache any more has to come from the disk; false where this is not allowed. */
export function dropPageCache() {
  try {
    execFileSync('sh', ['-c', 'sync; echo 3 > /proc/sys/vm/drop_caches'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Our server on a directory, in a process of its own: `{ url, cpuMicros }`. */
export async function withOwnServer(directory, body) {
  const source = `import { Database } from '${distIndex}';
    const db = Database.open(${JSON.stringify(join(directory, 'db'))});
    const server = await db.listen({ port: 0 });
    console.log(server.port);
    process.on('SIGTERM', async () => { await server.close(); db.close(); process.exit(0); });`;
  const server = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => server.once('exit', resolve));
  try {
    const port = await new Promise((resolve, reject) => {
      server.stdout.once('data', (data) => resolve(Number(String(data))));
      server.once('exit', (code) => reject(new Error(`the server left with ${code}`)));
    });
    const url = `postgres://postgres@127.0.0.1:${port}/default`;
    return await body({ url, cpuMicros: () => processMicros(server.pid) });
  } finally {
    server.kill('SIGTERM');
    await exited;
  }
}

/**
 * A new PostgreSQL cluster in the directory, as it comes: fsync on. It refuses to run as root, who lends it to `postgres`. With a
 * password it asks for that, by SCRAM.
 */
export async function withPostgres(directory, body, { password = null, settings = [] } = {}) {
  if (!existsSync(join(postgresBin, 'initdb'))) throw new Absent(`no initdb in ${postgresBin}`);
  const user = process.getuid() === 0 ? idsOf('postgres') : {};
  if (user.uid !== undefined) chownSync(directory, user.uid, user.gid);
  const data = join(directory, 'pg');
  const asUser = { ...user, cwd: directory };
  const login = password === null ? ['-A', 'trust'] : ['-A', 'scram-sha-256', '--pwfile', join(directory, 'password')];
  if (password !== null) writeFileSync(join(directory, 'password'), password);
  await run(join(postgresBin, 'initdb'), ['-D', data, '-U', 'postgres', ...login, '-E', 'UTF8', '--locale=C'], asUser);
  const port = await freePort();
  const options = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', directory, '-c', 'fsync=on'];
  for (const setting of settings) options.push('-c', setting);
  const server = spawn(join(postgresBin, 'postgres'), options, { ...asUser, stdio: 'ignore' });
  const exited = new Promise((resolve) => server.once('exit', resolve));
  try {
    for (let i = 0; ; i++) {
      try {
        await run(join(postgresBin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]);
        break;
      } catch (error) {
        if (i === 100) throw error;
        await new Promise((resume) => setTimeout(resume, 100));
      }
    }
    return await body({
      url: `postgres://postgres${password === null ? '' : `:${encodeURIComponent(password)}`}@127.0.0.1:${port}/postgres`,
      cpuMicros: () => familyMicros(server.pid),
    });
  } finally {
    server.kill('SIGINT');
    await exited;
  }
}

function idsOf(name) {
  const fields = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name);
  if (fields === undefined) throw new Absent(`PostgreSQL does not run as root, and there is no user ${name}`);
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}

/** CPU time of a process, of its children, and of those of them that have ended. */
function familyMicros(pid) {
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    let stat;
    try {
      stat = readFileSync(`/proc/${name}/stat`, 'latin1');
    } catch {
      continue;
    }
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const own = Number(name) === pid;
    if (!own && Number(fields[1]) !== pid) continue;
    ticks += Number(fields[11]) + Number(fields[12]);
    if (own) ticks += Number(fields[13]) + Number(fields[14]);
  }
  return ticks * 10_000;
}
