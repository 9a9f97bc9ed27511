/**
 * Records what PostgreSQL makes of all characters: `node --import tsx props/types/charsets/record.ts postgres://…` writes
 * recorded.json. Takes some minutes.
 */
import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { convertibleSets } from '../../../src/types/charsets/index.ts';
import { candidateBytes, candidateCharacters, candidateSequences, directPairs } from './candidates.ts';
import { type Digest, DigestOf, type Digests, type Recorded } from './digest.ts';

const client = new pg.Client(process.argv[2]);
await client.connect();
const helper = (name: string, expression: string, otherwise: string): Promise<unknown> =>
  client.query(`CREATE OR REPLACE FUNCTION pg_temp.${name}(given text, set name) RETURNS text LANGUAGE plpgsql AS $$
    BEGIN RETURN ${expression}; EXCEPTION WHEN character_not_in_repertoire OR untranslatable_character THEN
    RETURN ${otherwise}; END $$`);
await helper('decoded', "encode(convert_to(convert_from(decode(given, 'hex'), set), 'UTF8'), 'hex')", 'NULL');
await helper('encoded', "encode(convert_to(given, set), 'hex')", 'NULL');
await helper('measured', "length(decode(given, 'hex'), set)", 'sqlerrm');

const batch = 20_000;

async function digest(name: string, set: string, candidates: Iterable<string>): Promise<Digest> {
  const all = new DigestOf();
  let given: string[] = [];
  const ask = async (): Promise<void> => {
    const { rows } = await client.query<{ g: string; r: string | null }>(
      `SELECT g, pg_temp.${name}(g, $2) AS r FROM unnest($1::text[]) WITH ORDINALITY AS x(g, i) ORDER BY i`,
      [given, set],
    );
    for (const { g, r } of rows) all.add(g, r);
    given = [];
  };
  for (const candidate of candidates) {
    given.push(candidate);
    if (given.length === batch) await ask();
  }
  await ask();
  return all.end();
}

const sets: Record<string, Digests> = {};
for (const set of convertibleSets) {
  sets[set] = {
    decoded: await digest('decoded', set, candidateBytes(set)),
    encoded: await digest('encoded', set, candidateCharacters(set)),
    measured: await digest('measured', set, candidateSequences(set)),
  };
}
const pairs: Record<string, Digest> = {};
for (const [from, to] of directPairs) {
  await helper('direct', `encode(convert(decode(given, 'hex'), '${from}', set), 'hex')`, 'NULL');
  pairs[`${from}>${to}`] = await digest('direct', to, candidateBytes(from));
}
await client.end();
const recorded: Recorded = { sets, pairs };
writeFileSync(new URL('recorded.json', import.meta.url), `${JSON.stringify(recorded, null, 2)}\n`);
