/**
 * Writes normalised.json: what PostgreSQL's pg_stat_statements makes of the texts of statement-texts.ts. Wants a PostgreSQL 15 with
 * shared_preload_libraries = pg_stat_statements: `node --import tsx props/observability/record-normalised.ts URL`.
 */
import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { statementTables, statementTexts } from './statement-texts.ts';

const client = new pg.Client(process.argv[2]);
await client.connect();
await client.query(`CREATE EXTENSION IF NOT EXISTS pg_stat_statements; DROP TABLE IF EXISTS t; ${statementTables}`);
const pairs: [string, string][] = [];
for (const text of statementTexts) {
  await client.query('SELECT pg_stat_statements_reset()');
  await client.query(text);
  const { rows } = await client.query(
    "SELECT query FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%' AND query <> 'COMMIT'",
  );
  pairs.push([text, rows[0].query]);
}
await client.end();
const lines = pairs.map((pair) => `  ${JSON.stringify(pair)}`).join(',\n');
writeFileSync(new URL('normalised.json', import.meta.url), `[\n${lines}\n]\n`);
