/**
 * ASSUME sound messages of all kinds, mostly with lengths that stay right; change, cut, repeat, swap and splice some of their bytes; send them in pieces of any size, over
 * a stream in the process or a TCP socket, before and behind start-up.
 * DO give them to a server, then Sync and a last query, then leave.
 * ASSERT no exception leaves the server, and none that is a bug is told a client; the connection answers the last query or ends, unless what was sent has it wait for the rest
 * of a message; once it is left nothing of it stays; another session's transaction and tables are as they were; indexes and tables
 * agree; memory is flat. Between them SCRAM exchanges of a role with a password, for which exchange.ts says the same.
 */
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import { Findings } from '../../../src/durability/doctor/index.ts';
import { Database, type Server } from '../../../src/server/index.ts';
import { internalErrors } from '../../../src/server/pgwire/internal-error.ts';
import { checkDatabase } from '../../../src/session/check-database.ts';
import { rawMessage, serialize } from '../wire-client.ts';
import { damagedStream, type Stream } from './damage.ts';
import { exchangeProperty, guardedServer } from './exchange.ts';

export interface FuzzTotals {
  messages: number;
  streams: number;
  /** Ends of streams. */
  answered: number;
  closed: number;
  unfinished: number;
  /** Of SCRAM: how many came to an end, and how many of them let the client in. */
  exchanges: number;
  admitted: number;
  rssAtStart: number;
  rss: number;
}

export interface FuzzCampaign {
  readonly seed: number;
  readonly messages: number;
  readonly onRound?: (totals: FuzzTotals) => void;
}

const streamsPerRound = 100;
const exchangesPerRound = 40;
/** A statement is given 300 ms; all else is far quicker. */
const patienceMs = 8000;
/** What V8 keeps for itself between collections, and the caches of the process, come to half of that. */
const rssGrowthMax = 300 << 20;
const witnessed = [
  'CREATE TABLE shared (id int PRIMARY KEY, v int NOT NULL CHECK (v > -100000), note text)',
  'CREATE INDEX ON shared (v)',
  "INSERT INTO shared SELECT i, i, 'n' || i FROM generate_series(1, 20) i",
  'CREATE TABLE witness (a int PRIMARY KEY)',
  'INSERT INTO witness SELECT * FROM generate_series(1, 50)',
  'BEGIN ISOLATION LEVEL REPEATABLE READ',
  'CREATE TEMP TABLE own AS SELECT sum(a) AS s FROM witness',
];
const lastWord = Buffer.from('the last word');
const lastQuery = serialize.query(`SELECT '${lastWord.toString()}'`);

export async function runFuzz(campaign: FuzzCampaign): Promise<FuzzTotals> {
  const totals: FuzzTotals = {
    messages: 0,
    streams: 0,
    answered: 0,
    closed: 0,
    unfinished: 0,
    exchanges: 0,
    admitted: 0,
    rssAtStart: 0,
    rss: 0,
  };
  const escaped: unknown[] = [];
  const note = (error: unknown): void => {
    escaped.push(error);
  };
  internalErrors.subscribe(note);
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  try {
    for (let round = 0; totals.messages < campaign.messages; round++) {
      await runRound(campaign.seed + round, totals, escaped);
      totals.rss = process.memoryUsage().rss;
      // What is loaded and compiled once does not count.
      if (round < 20) totals.rssAtStart = totals.rss;
      campaign.onRound?.(totals);
    }
  } finally {
    internalErrors.unsubscribe(note);
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
  }
  if (escaped.length > 0) throw escaped[0];
  const grown = totals.rss - totals.rssAtStart;
  if (grown > rssGrowthMax) throw new Error(`memory is not flat: ${grown} bytes more are resident than at the start`);
  return totals;
}

async function runRound(seed: number, totals: FuzzTotals, escaped: unknown[]): Promise<void> {
  const db = Database.inMemory({ name: 'fuzz' });
  const server = await db.listen({ port: 0 });
  const guarded = await guardedServer(db);
  try {
    const witness = db.connect();
    for (const sql of witnessed) witness.execute(sql);
    const property = fc.asyncProperty(damagedStream, async (stream) => {
      totals.streams++;
      totals.messages += stream.messages;
      await survives(db, server, stream, totals);
      if (escaped.length > 0) throw escaped.shift();
    });
    await fc.assert(property, { seed, numRuns: streamsPerRound });
    await fc.assert(exchangeProperty(guarded, totals, escaped), { seed, numRuns: exchangesPerRound });
    if (db.core.sessions.size !== 1) throw new Error(`seed ${seed}: a session outlives its SCRAM exchange`);
    const seen = witness.execute<Record<string, unknown>>(
      'SELECT (SELECT sum(a) FROM witness) AS now, s AS before FROM own',
    );
    const row = seen.rows[0]!;
    if (String(row['now']) !== '1275' || String(row['before']) !== '1275') {
      throw new Error(`seed ${seed}: another session sees ${String(row['now'])} and ${String(row['before'])}`);
    }
    witness.execute('COMMIT');
    witness.close();
    const findings = new Findings();
    checkDatabase(db.core, findings, new Set(), () => {});
    if (findings.damages.length > 0) throw new Error(`seed ${seed}: ${JSON.stringify(findings.damages[0])}`);
  } finally {
    await guarded.close();
    await server.close();
    db.close();
  }
}

async function survives(db: Database, server: Server, stream: Stream, totals: FuzzTotals): Promise<void> {
  const before = db.core.sessions.size;
  const wire = stream.tcp ? connect(server.port, '127.0.0.1') : db.stream();
  const end = new StreamEnd(wire);
  let at = 0;
  for (let i = 0; at < stream.bytes.length; i++) {
    const size = stream.pieces[i % stream.pieces.length]!;
    wire.write(stream.bytes.subarray(at, at + size));
    at += size;
  }
  // A failed block would answer nothing else.
  wire.write(Buffer.concat([rawMessage('S', Buffer.alloc(0)), serialize.query('ROLLBACK'), lastQuery]));
  if (!stream.whole && waitsForMore(stream)) {
    totals.unfinished++;
    await turns(3);
  } else if ((await end.come()) === 'answered') totals.answered++;
  else totals.closed++;
  wire.end();
  await end.closed();
  wire.destroy();
  for (let waited = 0; db.core.sessions.size > before; waited++) {
    if (waited > 2000) throw new Error('a session outlives its connection');
    await new Promise((resolve) => setTimeout(resolve, waited > 10 ? 5 : 0));
  }
}

/** Whether the last message says that it is longer than what comes, or there is no session to speak of. */
function waitsForMore({ bytes, fromStart }: Stream): boolean {
  if (fromStart) return true;
  let at = bytes.readInt32BE(0);
  while (at + 5 <= bytes.length) {
    const length = bytes.readInt32BE(at + 1);
    if (length < 4) return false;
    at += 1 + length;
  }
  return at !== bytes.length;
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

class StreamEnd {
  private readonly stream: Duplex;
  private tail: Buffer = Buffer.alloc(0);
  private answered = false;
  private ended = false;
  private look: () => void = () => {};

  constructor(stream: Duplex) {
    this.stream = stream;
    stream.on('data', (chunk: Buffer) => {
      const seen = Buffer.concat([this.tail, chunk]);
      if (seen.includes(lastWord)) this.answered = true;
      this.tail = seen.subarray(-64);
      this.look();
    });
    const end = (): void => {
      this.ended = true;
      this.look();
    };
    stream.on('end', end);
    stream.on('close', end);
    stream.on('error', end);
  }

  come(): Promise<'answered' | 'closed'> {
    return this.until('no answer and no end', () => (this.answered ? 'answered' : this.ended ? 'closed' : null));
  }
  closed(): Promise<true> {
    return this.until('the connection does not end', () => (this.ended || this.stream.destroyed ? true : null));
  }

  private until<T>(complaint: string, done: () => T | null): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(complaint)), patienceMs);
      this.look = () => {
        const result = done();
        if (result === null) return;
        clearTimeout(timer);
        this.look = () => {};
        resolve(result);
      };
      this.look();
    });
  }
}
