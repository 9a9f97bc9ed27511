/** COPY of 1 M rows of pgbench_accounts, in and out: server CPU a row. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { bothServers } from '../lib/wire.mjs';

const rows = Number(process.env.AIONDB_BENCH_COPY_ROWS ?? 1_000_000);

function* lines() {
  const filler = ' '.repeat(84);
  let piece = '';
  for (let aid = 1; aid <= rows; aid++) {
    piece += `${aid}\t${Math.ceil(aid / 100_000)}\t0\t${filler}\n`;
    if (piece.length > 60_000) {
      yield Buffer.from(piece, 'latin1');
      piece = '';
    }
  }
  yield Buffer.from(piece, 'latin1');
}

async function measure({ url, cpuMicros }, direction) {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('CREATE TABLE pgbench_accounts (aid int NOT NULL, bid int, abalance int, filler char(84))');
  const copyIn = () => pipeline(Readable.from(lines()), client.query(copyFrom('COPY pgbench_accounts FROM STDIN')));
  const copyOut = async () => {
    let bytes = 0;
    for await (const piece of client.query(copyTo('COPY pgbench_accounts TO STDOUT'))) bytes += piece.length;
    if (bytes < rows * 90) throw new Error(`only ${bytes} bytes came`);
  };
  const samples = [];
  const wall = [];
  if (direction === 'out') await copyIn();
  for (let i = 0; i < 3; i++) {
    if (direction === 'in') await client.query('TRUNCATE pgbench_accounts');
    const before = cpuMicros();
    const wallBefore = performance.now();
    await (direction === 'in' ? copyIn() : copyOut());
    samples.push((cpuMicros() - before) / rows);
    wall.push(((performance.now() - wallBefore) * 1000) / rows);
  }
  await client.end();
  return { samples, note: { 'wall µs': Math.min(...wall) } };
}

const copy = (direction) => ({
  title: `COPY ${direction.toUpperCase()} of 1 M pgbench_accounts rows: server CPU per row`,
  unit: 'µs',
  scale: 1,
  rounds: 2,
  floors: [{ peer: 'PostgreSQL 15', times: 0.6 }],
  parties: bothServers((server) => measure(server, direction)),
});

export default ['in', 'out'].map(copy);
