import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Absent, distUrl } from '../lib/peers.mjs';

const run = promisify(execFile);
const index = new URL('index.js', distUrl).href;
const table = 'CREATE TABLE t (id int PRIMARY KEY, v text)';
const work = `'${table}', "INSERT INTO t VALUES (1, 'hello')"`;
const query = "'SELECT v FROM t WHERE id = 1'";

/** Programs from nothing to the first row; what Node itself needs to start is in every figure. */
const programs = {
  aiondb: `import { Database } from '${index}';
    const c = Database.inMemory().connect();
    for (const sql of [${work}]) c.execute(sql);
    const v = c.execute(${query}).rows[0].v;`,
  'better-sqlite3': `import Database from 'better-sqlite3';
    const db = new Database(':memory:');
    for (const sql of [${work}]) db.exec(sql);
    const v = db.prepare(${query}).all()[0].v;`,
  'pg-mem': `import { newDb } from 'pg-mem';
    const db = newDb().public;
    for (const sql of [${work}]) db.none(sql);
    const v = db.many(${query})[0].v;`,
  PGlite: `import { PGlite } from '@electric-sql/pglite';
    const db = await PGlite.create();
    for (const sql of [${work}]) await db.exec(sql);
    const v = (await db.query(${query})).rows[0].v;`,
  'Node alone': `const v = 'hello';`,
};

async function start(program) {
  const source = `${program}
    const { user, system } = process.cpuUsage();
    if (v !== 'hello') throw new Error('wrong answer');
    process.stdout.write(String(user + system), () => process.exit(0));`;
  const cwd = new URL('..', import.meta.url).pathname;
  let answer;
  try {
    answer = await run(process.execPath, ['--input-type=module', '-e', source], { cwd });
  } catch (error) {
    if (/ERR_MODULE_NOT_FOUND/.test(error.stderr ?? '')) throw new Absent(error.stderr.split('\n')[0]);
    throw error;
  }
  return Number(answer.stdout);
}

export default {
  title: 'process start to first answer',
  unit: 'ms',
  scale: 1000,
  rounds: 5,
  floors: [{ peer: 'pg-mem', times: 3 }],
  parties: Object.fromEntries(
    Object.entries(programs).map(([party, program]) => [party, async () => ({ samples: [await start(program)] })]),
  ),
};
