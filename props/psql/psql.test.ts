/**
 * psql shows the same of our server as of PostgreSQL.
 * ASSUME the schema of schema.sql, and psql's answers about it on PostgreSQL 15, recorded by record.ts (sizes are masked). DO
 * the same with our server. ASSERT each answer is the same, to the character. The same for the queries behind TAB, recorded by
 * record-completions.ts, whose rows are compared.
 */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { completionAnswer } from './completion-answer.ts';
import { answers, parseAnswers, psqlVersion, runPsql } from './run-psql.ts';

const file = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const installed = psqlVersion();
// What psql prints changes with its version.
const usable = installed !== null && /\) 15\./.test(installed);
if (!usable) process.stdout.write(`skipped: psql 15 is not installed (${installed ?? 'none'})\n`);
const run = usable ? test : test.skip;

const db = Database.inMemory();
const server = await db.listen({ port: 0 });
test.after(() => server.close());

async function same(name: string, setup: string): Promise<void> {
  const recorded = parseAnswers(file(name));
  const found = await answers(
    server.url,
    recorded.map(({ command }) => command.replaceAll('⏎', '\n')),
    setup,
  );
  const differences = recorded.flatMap(({ command, answer }, i) =>
    found[i]!.trimEnd() === answer.trimEnd()
      ? []
      : [`> ${command}\n${answer.trimEnd()}\n---- ours\n${found[i]!.trimEnd()}\n`],
  );
  assert.is(differences.join('\n'), '');
}

run('describe commands', () => same('describe.txt', file('schema.sql')));
run('completion with TAB', async () => {
  const core = Database.inMemory();
  const own = await core.listen({ port: 0 });
  const client = new pg.Client(own.url);
  try {
    assert.is((await runPsql(own.url, [], file('schema.sql'))).stderr, '');
    await client.connect();
    const differences: string[] = [];
    for (const { command, answer } of parseAnswers(file('completions.txt'))) {
      const found = await completionAnswer(client, command.replaceAll('⏎', '\n'));
      if (found.join('\n') !== answer.trimEnd())
        differences.push(`> ${command}\n${answer}---- ours\n${found.join('\n')}\n`);
    }
    assert.is(differences.join('\n'), '');
  } finally {
    await client.end();
    await own.close();
  }
});
run('sessions', () => same('session.txt', ''));
run('\\watch runs until it is stopped', async () => {
  const { stdout } = await runPsql(
    server.url,
    ['-At'],
    "SELECT nextval('w') \\watch 0.01\n".replace(/^/, 'CREATE TEMP SEQUENCE w MAXVALUE 3;\n'),
  );
  assert.equal(
    stdout.split('\n').filter((line) => /^\d+$/.test(line)),
    ['1', '2', '3'],
  );
});

test.run();
