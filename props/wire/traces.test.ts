/**
 * ASSUME the flows of traces/, with the answers PostgreSQL 15 gave (traces/record.ts).
 * DO what the clients do in them, on a server of ours.
 * ASSERT the same messages come, in the same order and with the same fields, after every block; see traces/notation.ts for what
 * is masked.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { type Block, FlowRun, readFlow } from './traces/flow.ts';

const directory = new URL('./traces/', import.meta.url);
const wanted = process.argv.slice(2);

for (const file of readdirSync(directory).sort()) {
  const name = file.replace(/\.trace$/, '');
  if (name === file || (wanted.length > 0 && !wanted.includes(name))) continue;
  test(name, async () => {
    const db = Database.inMemory({ name: 'trace' });
    const flow = new FlowRun('trace', async () => db.stream());
    try {
      const differences: string[] = [];
      for (const block of readFlow(readFileSync(new URL(file, directory), 'utf8'))) {
        if (block.sent.length === 0) continue;
        const answers = await flow.play(block, block.answers);
        for (const connection of new Set([...block.answers.keys(), ...answers.keys()])) {
          const expected = block.answers.get(connection) ?? [];
          const actual = answers.get(connection) ?? [];
          if (expected.join('\n') !== actual.join('\n')) {
            differences.push(shown(block, connection, expected, actual));
            flow.forget(connection);
          }
        }
      }
      for (const [connection, list] of flow.rest()) differences.push(`${connection}, at the end:\n${list.join('\n')}`);
      assert.is(differences.join('\n\n'), '');
    } finally {
      await flow.end();
      db.close();
    }
  });
}

/** The messages that differ, behind those that are the same. */
function shown(block: Block, connection: string, expected: readonly string[], actual: readonly string[]): string {
  let same = 0;
  while (same < expected.length && expected[same] === actual[same]) same++;
  const lines = block.sent.map((sent) => `${sent.connection}> ${sent.text}`);
  if (same > 0) lines.push(`(${same} answers as expected)`);
  lines.push(...expected.slice(same).map((line) => `- ${connection}< ${line}`));
  lines.push(...actual.slice(same).map((line) => `+ ${connection}< ${line}`));
  return lines.join('\n');
}

test.run();
