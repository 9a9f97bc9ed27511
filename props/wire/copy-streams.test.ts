/**
 * ASSUME COPY in both directions of COPY_MEGABYTES of text (24 by default) over TCP, with a client that reads and writes in its own
 * time.
 * DO push rows through COPY IN (some kept, then none), and take COPY OUT of as much with a reader that stops now and then.
 * ASSERT every row arrives, and what the process takes grows by a bounded amount that does not depend on how much has passed.
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { rawMessage, serialize, WireClient } from './wire-client.ts';

const megabytes = Number(process.env['COPY_MEGABYTES'] ?? 24);
/** Independent of the amount: buffers of both ends, and what the collector leaves lying about. */
const boundBytes = 96 * 1024 * 1024;

class Peak {
  private readonly before = process.memoryUsage();
  private readonly timer: NodeJS.Timeout;
  most = 0;

  constructor() {
    this.timer = setInterval(() => this.look(), 20);
  }
  look(): void {
    const { heapUsed, external } = process.memoryUsage();
    this.most = Math.max(this.most, heapUsed + external - this.before.heapUsed - this.before.external);
  }
  end(): number {
    clearInterval(this.timer);
    this.look();
    return this.most;
  }
}

const db = Database.inMemory();
const setUp = db.connect();
setUp.execute('CREATE TABLE t1 (a int, b text)');

async function serve<T>(work: (socket: Socket, port: number) => Promise<T>): Promise<T> {
  const server = await db.listen({ port: 0 });
  const socket = await WireClient.tcp(server.port);
  try {
    return await work(socket, server.port);
  } finally {
    socket.destroy();
    await server.close();
  }
}

const line = `${'x'.repeat(90)}\n`;
/** Lines do not end where messages do. */
const chunk = Buffer.from(Array.from({ length: 700 }, (_, i) => `${i}\t${line}`).join(''));
const rowsPerChunk = 700;

async function pushRows(sql: string): Promise<void> {
  await serve(async (socket) => {
    const wire = new WireClient(socket);
    await wire.start();
    wire.send(serialize.query(sql));
    await wire.until('copyInResponse');
    const peak = new Peak();
    const count = Math.ceil((megabytes * 1024 * 1024) / chunk.length);
    const half = chunk.length >> 1;
    for (let i = 0; i < count; i++) {
      const parts = [chunk.subarray(0, half), chunk.subarray(half)].map((part) => rawMessage('d', part));
      if (!socket.write(Buffer.concat(parts))) await once(socket, 'drain');
    }
    wire.send(serialize.copyDone());
    const [complete] = await wire.patiently('readyForQuery');
    const kept = sql.includes('WHERE') ? 0 : count * rowsPerChunk;
    assert.is(complete!['text'], `COPY ${kept}`);
    const grown = peak.end();
    assert.ok(grown < boundBytes + (kept === 0 ? 0 : 3 * count * chunk.length), `${sql}: ${grown} bytes more`);
  });
}

test('COPY FROM with a condition that keeps nothing', () => pushRows('COPY t1 FROM STDIN WHERE a < 0'));

test('COPY FROM into a table', async () => {
  await pushRows('COPY t1 FROM STDIN');
  setUp.execute('TRUNCATE t1');
});

for (const format of ['text', 'csv', 'binary']) {
  test(`COPY TO as ${format}, with a slow reader`, async () => {
    await serve(async (socket) => {
      const start = serialize.startup({ user: 'postgres', database: 'default' });
      const rows = Math.ceil((megabytes * 1024 * 1024) / 100);
      const sql = `COPY (SELECT x, repeat('y', 80) FROM generate_series(1, ${rows}) x) TO STDOUT (FORMAT ${format})`;
      const peak = new Peak();
      socket.write(Buffer.concat([start, serialize.query(sql)]));
      let bytes = 0;
      let sinceStop = 0;
      let tail: Buffer = Buffer.alloc(0);
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no end after ${bytes} bytes`)), 60_000 + megabytes * 1000);
        socket.on('data', (data: Buffer) => {
          bytes += data.length;
          sinceStop += data.length;
          tail = Buffer.concat([tail, data]).subarray(-64);
          if (tail.includes(`COPY ${rows}\0`)) {
            clearTimeout(timer);
            resolve();
          } else if (sinceStop > 2_000_000) {
            sinceStop = 0;
            socket.pause();
            setTimeout(() => socket.resume(), 10);
          }
        });
      });
      const grown = peak.end();
      assert.ok(bytes > rows * 85, `${bytes} bytes`);
      assert.ok(grown < boundBytes, `${grown} bytes more`);
    });
  });
}

test.run();
