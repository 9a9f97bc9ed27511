/**
 * Asks a real PostgreSQL 15 (C locale, UTF8; PGHOST and friends say where) the queries of cases.ts and writes answers.json.
 * Run with `npx tsx props/functions/record-answers.ts` when the cases change.
 */
import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { caseGroups } from './cases.ts';

const client = new pg.Client();
await client.connect();
// Texts as the server writes them, whatever the type.
const raw = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig;

async function answer(text: string): Promise<string | null | { error: string }> {
  try {
    const result = await client.query({ text, rowMode: 'array', types: raw });
    return (result.rows[0] as (string | null)[] | undefined)?.[0] ?? null;
  } catch (error) {
    const { code, message, detail, hint } = error as pg.DatabaseError;
    return { error: [code, message, detail ?? '', hint ?? ''].join('|') };
  }
}

const recorded: Record<string, unknown> = {};
for (const group of caseGroups()) {
  for (const [name, value] of Object.entries(group.settings)) await client.query(`set ${name} = '${value}'`);
  const answers: unknown[] = [];
  for (const query of group.queries) answers.push([query, await answer(query)]);
  recorded[group.name] = { settings: group.settings, answers };
}
await client.end();
const lines = JSON.stringify(recorded).replaceAll('],["select', '],\n["select');
writeFileSync(new URL('answers.json', import.meta.url), `${lines}\n`);
