/**
 * Has PostgreSQL answer the flows: `node --import tsx props/wire/traces/record.ts postgres://postgres@127.0.0.1:5432/postgres
 * [NAME …]`. Each flow gets a database of its own, made from template0 and dropped. PostgreSQL 15, C locale, UTF8, UTC, trust.
 * With `?host=DIRECTORY` behind the URL, over the Unix socket there: encryption_requests needs that, as over TCP a server may have TLS
 * or GSSAPI.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import pg from 'pg';
import { type Block, FlowRun, readFlow, writeFlow } from './flow.ts';

const [url, ...wanted] = process.argv.slice(2);
if (url === undefined) throw new Error('the URL of a PostgreSQL server is missing');
const { hostname, port, searchParams } = new URL(url);
/** As for libpq: the directory of a Unix socket. */
const socketDirectory = searchParams.get('host');
const directory = new URL('./', import.meta.url);
const database = `trace_${process.pid}`;

function open(): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const place =
      socketDirectory === null
        ? { port: Number(port || 5432), host: hostname, noDelay: true }
        : { path: `${socketDirectory}/.s.PGSQL.${port || 5432}` };
    const socket = connect(place, () => resolve(socket));
    socket.once('error', reject);
  });
}

const admin = new pg.Client(url);
await admin.connect();
for (const file of readdirSync(directory).sort()) {
  const name = file.replace(/\.trace$/, '');
  if (name === file || (wanted.length > 0 && !wanted.includes(name))) continue;
  await admin.query(`CREATE DATABASE ${database} TEMPLATE template0`);
  const flow = new FlowRun(database, open);
  try {
    const path = new URL(file, directory);
    const blocks: Block[] = [];
    for (const block of readFlow(readFileSync(path, 'utf8'))) {
      blocks.push({ ...block, answers: block.sent.length === 0 ? new Map() : await flow.play(block, null) });
    }
    writeFileSync(path, writeFlow(blocks));
    process.stdout.write(`${name}: ${blocks.length} blocks\n`);
  } finally {
    await flow.end();
    await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
  }
}
await admin.end();
