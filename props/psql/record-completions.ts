/**
 * Writes completions.txt: what psql 15 asks a server when TAB is pressed behind the beginnings of completion-lines.ts, and what a
 * PostgreSQL 15 answers. `node --import tsx props/psql/record-completions.ts postgres://…`, like record.ts. psql only completes on a terminal, which
 * `script` of util-linux gives it; its queries are read on their way to the server.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import pg from 'pg';
import { completionAnswer } from './completion-answer.ts';
import { completionLines } from './completion-lines.ts';
import { recordingDatabase } from './recording-database.ts';
import { psql, runPsql } from './run-psql.ts';

const database = await recordingDatabase();
const own = database.url;

/** Texts of Query messages, in the order they were sent. */
const asked: string[] = [];
let lastTraffic = performance.now();

const proxy = createServer((client) => {
  const server = connect(Number(own.port || 5432), own.hostname);
  let waiting = Buffer.alloc(0);
  let started = false;
  client.on('data', (chunk) => {
    lastTraffic = performance.now();
    waiting = Buffer.concat([waiting, chunk]);
    for (;;) {
      const head = started ? 5 : 4;
      if (waiting.length < head) break;
      const size = head - 4 + waiting.readInt32BE(head - 4);
      if (waiting.length < size) break;
      if (started && waiting[0] === 81) asked.push(waiting.toString('utf8', 5, size - 1));
      // A request for encryption is answered, and then the start-up packet comes.
      if (!started && waiting.readInt32BE(4) >> 16 === 3) started = true;
      waiting = waiting.subarray(size);
    }
    server.write(chunk);
  });
  server.on('data', (chunk) => {
    lastTraffic = performance.now();
    client.write(chunk);
  });
  client.on('close', () => server.destroy());
  server.on('close', () => client.destroy());
  for (const socket of [client, server]) socket.on('error', () => socket.destroy());
});
await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));

async function quiet(ms: number): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve, 20));
  while (performance.now() - lastTraffic < ms);
}

try {
  const { stderr } = await runPsql(own.href, [], readFileSync(new URL('schema.sql', import.meta.url), 'utf8'));
  if (stderr !== '') throw new Error(stderr);
  const through = new URL(own);
  through.port = String((proxy.address() as { readonly port: number }).port);
  through.searchParams.set('sslmode', 'disable');
  through.searchParams.set('gssencmode', 'disable');
  const env = { ...process.env, TERM: 'xterm', PSQLRC: '/dev/null', INPUTRC: '/dev/null', LC_ALL: 'C.UTF-8' };
  const terminal = spawn('script', ['-qec', `${psql} -X '${through.href}'`, '/dev/null'], { env });
  terminal.stdout.resume();
  await quiet(1000);
  const found = new Map<string, readonly string[]>();
  const client = new pg.Client(own.href);
  await client.connect();
  for (const line of completionLines) {
    asked.length = 0;
    lastTraffic = performance.now();
    // Behind the line: TAB twice, then the answer to "Display all possibilities?", if there is that question, and the line is cleared.
    terminal.stdin.write(`${line}\t\t`);
    await quiet(60);
    terminal.stdin.write('n\x15\x0b');
    await quiet(20);
    if (asked.length === 0) process.stdout.write(`no query: ${line}\n`);
    for (const query of asked) if (!found.has(query)) found.set(query, await completionAnswer(client, query));
  }
  terminal.stdin.end('\x15\\q\n');
  await client.end();
  // Longer lists are of built-in objects, of which PostgreSQL has some more.
  const short = [...found].filter(([, rows]) => rows.length <= 60);
  const texts = short.map(
    ([query, rows]) => `> ${query.replaceAll('\n', '⏎')}\n${rows.map((row) => `${row}\n`).join('')}`,
  );
  writeFileSync(new URL('completions.txt', import.meta.url), texts.join(''));
  process.stdout.write(`${completionLines.length} lines, ${short.length} of ${found.size} queries\n`);
  terminal.kill();
} finally {
  proxy.close();
  await database.drop();
}
process.exit(0);
