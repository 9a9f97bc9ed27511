/**
 * Writes what PostgreSQL's programs say of PostgreSQL: node --import tsx props/programs/record.ts. It starts a server of its own,
 * of the installed version 15.
 */
import { writeFileSync } from 'node:fs';
import { startPostgres } from '../dump/postgres-server.ts';
import { cases, kinds } from './recorded.ts';
import { comparable } from './run-program.ts';

const postgres = startPostgres();
if (postgres === null) throw new Error('PostgreSQL 15 is not installed');
const write = (name: string, text: string): void => writeFileSync(new URL(`${name}.txt`, import.meta.url), `${text}\n`);
try {
  for (const { name, script } of cases) {
    postgres.createDatabase(name);
    postgres.restore(name, script);
    for (const [kind, options] of Object.entries(kinds)) {
      write(`${name}.${kind}`, comparable(postgres.dump(name, ...options), name));
    }
  }
  const all = postgres.program('pg_dumpall', ['--globals-only', '-l', 'more']);
  write('globals', comparable(all, 'more'));
} finally {
  postgres.stop();
}
