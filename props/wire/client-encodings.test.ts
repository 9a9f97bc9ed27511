/**
 * ASSUME conversations in every character set that a client may ask for (client-encodings/flows.ts): its text in queries, names,
 * parameters, COPY in all formats, notifications and function calls, bytes that are none, characters that it does not have.
 * DO have them with our server and, where AIONDB_TEST_POSTGRES_URL names one, with a PostgreSQL 15.
 * ASSERT both answer byte by byte what PostgreSQL answered when client-encodings/record.ts was run.
 */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openTargets } from '../drivers/targets.ts';
import { flows } from './client-encodings/flows.ts';
import { transcript } from './client-encodings/transcript.ts';

const file = readFileSync(new URL('client-encodings/recorded.json', import.meta.url), 'utf8');
const recorded = JSON.parse(file) as Readonly<Record<string, readonly string[]>>;

for (const target of await openTargets('encodings')) {
  for (const [name, flow] of Object.entries(flows)) {
    test(`${target.name}: ${name}`, async () => {
      assert.equal(await transcript(target, flow), recorded[name]);
    });
  }
}

test.run();
