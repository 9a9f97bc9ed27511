/**
 * Writes the answers of a PostgreSQL 15 into this folder's files: `node --import tsx props/psql/record.ts postgres://…`. The
 * role must be called postgres, as on a new server of ours; a database and two roles are made and removed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { describeCommands } from './describe-commands.ts';
import { answers, formatAnswers } from './run-psql.ts';
import { sessionCommands } from './session-commands.ts';

const url = process.argv[2];
if (url === undefined) throw new Error('the URL of a PostgreSQL is wanted');
const admin = new pg.Client(url);
await admin.connect();
const database = `aiondb_psql_${process.pid}`;
await admin.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`);
const own = new URL(url);
own.pathname = `/${database}`;
const schema = readFileSync(new URL('schema.sql', import.meta.url), 'utf8');
try {
  const files = [
    ['describe.txt', describeCommands],
    ['session.txt', sessionCommands],
  ] as const;
  for (const [index, [file, commands]] of files.entries()) {
    const found = await answers(own.href, commands, index === 0 ? schema : '');
    writeFileSync(new URL(file, import.meta.url), formatAnswers(commands, found));
  }
} finally {
  await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
  await admin.query('DROP ROLE suite_reader, suite_writer');
  await admin.end();
}
