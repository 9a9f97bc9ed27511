import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Absent, distUrl } from '../lib/peers.mjs';

const run = promisify(execFile);
const index = new URL('index.js', distUrl).href;

/** Each holds one empty database that has answered `SELECT 1`. */
const programs = {
  'Node alone': '',
  aiondb: `import { Database } from '${index}';
    globalThis.kept = Database.inMemory().connect();
    kept.execute('SELECT 1');`,
  'better-sqlite3': `import Database from 'better-sqlite3';
    globalThis.kept = new Database(':memory:');
    kept.prepare('SELECT 1').all();`,
  'pg-mem': `import { newDb } from 'pg-mem';
    globalThis.kept = newDb().public;
    kept.many('SELECT 1');`,
  PGlite: `import { PGlite } from '@electric-sql/pglite';
    globalThis.kept = await PGlite.create();
    await kept.query('SELECT 1');`,
};

/** Resident memory and JavaScript heap after collections and a pause, in bytes. */
async function weigh(program) {
  const source = `${program}
    for (let i = 0; i < 4; i++) { await new Promise((done) => setTimeout(done, 60)); gc(); }
    const { rss, heapUsed, external } = process.memoryUsage();
    process.stdout.write(JSON.stringify({ rss, heap: heapUsed + external }), () => process.exit(0));`;
  const cwd = new URL('..', import.meta.url).pathname;
  try {
    return JSON.parse(
      (await run(process.execPath, ['--expose-gc', '--input-type=module', '-e', source], { cwd })).stdout,
    );
  } catch (error) {
    if (/ERR_MODULE_NOT_FOUND/.test(error.stderr ?? '')) throw new Absent(error.stderr.split('\n')[0]);
    throw error;
  }
}

/** Node alone is weighed beside each, so that what is subtracted was measured in the same minute. */
async function above(program) {
  const bare = await weigh('');
  const full = await weigh(program);
  return { samples: [full.rss - bare.rss], note: { heap: (full.heap - bare.heap) / 2 ** 20 } };
}

export default {
  title: "memory of one empty database, above Node's own (resident)",
  unit: 'MB',
  scale: 2 ** 20,
  rounds: 5,
  floors: [{ atMost: 15 }],
  parties: Object.fromEntries(
    Object.entries(programs)
      .filter(([party]) => party !== 'Node alone')
      .map(([party, program]) => [party, () => above(program)]),
  ),
};
