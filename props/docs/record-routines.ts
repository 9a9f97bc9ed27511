/**
 * Records what functions, operators and aggregates PostgreSQL 15 has, by the sections of the manual's chapter 9, for
 * docs/compatibility.md: `node --import tsx props/docs/record-routines.ts URL DIRECTORY-OF-THE-MANUAL`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import type { PostgresRoutines, Section } from './routines.ts';

const [url, directory] = process.argv.slice(2);
if (url === undefined || directory === undefined) throw new Error('usage: record-routines.ts URL DIRECTORY');

const client = new pg.Client(url);
await client.connect();
const { rows: functions } = await client.query<{ name: string; args: string[] }>(`
  SELECT proname AS name, array(SELECT t.typname::text FROM unnest(proargtypes) WITH ORDINALITY a(o, n) JOIN pg_type t ON t.oid = o ORDER BY n) AS args
  FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace ORDER BY 1, proargtypes::text`);
const { rows: operators } = await client.query<{ name: string; left: string | null; right: string }>(`
  SELECT oprname AS name, l.typname AS left, r.typname AS right
  FROM pg_operator o LEFT JOIN pg_type l ON l.oid = oprleft JOIN pg_type r ON r.oid = oprright
  WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprcode <> 0 ORDER BY 1, 2, 3`);
await client.end();

const known = new Map<string, string[]>();
for (const { name, args } of functions) known.set(name, [...(known.get(name) ?? []), args.join(', ')]);

const plain = (text: string) =>
  text
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll(' ', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();

const sections: Section[] = [];
for (const file of readdirSync(directory).filter((name) => /^functions-.*\.html$/.test(name))) {
  const text = readFileSync(`${directory}/${file}`, 'utf8');
  const title = /<h2 class="title"[^>]*>(.*?)<\/h2>/s.exec(text)?.[1];
  if (title === undefined) continue;
  const names = new Set<string>();
  for (const [, name] of text.matchAll(/<p class="func_signature">.*?<code class="function">([^<]*)<\/code>/gs)) {
    const bare = plain(name!).replace(/\(.*$/s, '');
    if (/^[a-z_0-9]+$/.test(bare)) names.add(bare);
  }
  for (const [, name] of text.matchAll(/<code class="function">([a-z_0-9]+)<\/code>/g))
    if (known.has(name!)) names.add(name!);
  sections.push({ title: plain(title).replace(/^(9\.\d+)\.\s+/, '$1 '), functions: [...names].sort() });
}
sections.sort((a, b) => Number(/\.(\d+)/.exec(a.title)![1]) - Number(/\.(\d+)/.exec(b.title)![1]));

const named = new Set(sections.flatMap((section) => section.functions));
const recorded: PostgresRoutines = {
  sections,
  functions: Object.fromEntries([...known].filter(([name]) => named.has(name))),
  operators: operators.map(({ name, left, right }) => [name, left ?? '', right]),
};
writeFileSync(new URL('postgres-routines.json', import.meta.url), `${JSON.stringify(recorded, null, 1)}\n`);
