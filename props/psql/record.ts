/**
 * Writes the answers of a PostgreSQL 15 into this folder's files: `node --import tsx props/psql/record.ts postgres://…`. The
 * role must be called postgres, as on a new server of ours; a database and two roles are made and removed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describeCommands } from './describe-commands.ts';
import { recordingDatabase } from './recording-database.ts';
import { answers, formatAnswers } from './run-psql.ts';
import { sessionCommands } from './session-commands.ts';

const database = await recordingDatabase();
const own = database.url;
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
  await database.drop();
}
