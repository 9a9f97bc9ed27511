/** Records PostgreSQL's answers: `node --import tsx props/wire/client-encodings/record.ts postgres://…` writes recorded.json. */
import { writeFileSync } from 'node:fs';
import { flows } from './flows.ts';
import { transcript } from './transcript.ts';

const { hostname, port, username, pathname } = new URL(process.argv[2]!);
const address = { host: hostname, port: Number(port || 5432), user: username, database: pathname.slice(1) };
const recorded: Record<string, string[]> = {};
for (const [name, flow] of Object.entries(flows)) recorded[name] = await transcript(address, flow);
// Bytes beyond ASCII as escapes: the file is text for everybody.
const text = JSON.stringify(recorded, null, 1).replaceAll(
  /[\x7f-\uffff]/g,
  (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
);
writeFileSync(new URL('recorded.json', import.meta.url), `${text}\n`);
process.stdout.write(`${Object.keys(recorded).length} conversations\n`);
