/**
 * Writes what PostgreSQL's programs say of PostgreSQL: node --import tsx props/programs/record.ts. It starts a server of its own,
 * of the installed version 15.
 */
import { writeFileSync } from 'node:fs';
import { everything, roles } from '../dump/databases.ts';
import { startPostgres } from '../dump/postgres-server.ts';
import { cases, kinds } from './recorded.ts';
import { comparable } from './run-program.ts';

const postgres = startPostgres();
if (postgres === null) throw new Error('PostgreSQL 15 is not installed');
const write = (name: string, text: string): void => writeFileSync(new URL(`${name}.txt`, import.meta.url), `${text}\n`);
try {
  // What is global is that of `more` and of the roles, as in the test: `everything` grants more.
  const scripts = { more: `${roles}\n${cases.find(({ name }) => name === 'more')!.script}`, everything };
  for (const [name, script] of Object.entries(scripts)) {
    postgres.createDatabase(name);
    postgres.restore(name, script);
    if (name === 'more') {
      write('globals', comparable(postgres.program('pg_dumpall', ['--globals-only', '-l', 'more']), 'more'));
    }
    for (const [kind, options] of Object.entries(kinds)) {
      write(`${name}.${kind}`, comparable(postgres.dump(name, ...options), name));
    }
  }
} finally {
  postgres.stop();
}
