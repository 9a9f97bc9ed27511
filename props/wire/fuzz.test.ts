/**
 * ASSUME a sensible stream of messages, then change, drop, repeat or cut some of its bytes, and send it in pieces of any size.
 * DO give it to a connection, then Sync, then leave.
 * ASSERT nothing is thrown, the connection ends in time and leaves no session behind, and the database still serves others.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/server/index.ts';
import { runFuzz } from './fuzz/campaign.ts';
import { outline, rawMessage, serialize, startupPacket, WireClient } from './wire-client.ts';

const { parse, bind, describe, execute, close, sync, flush } = serialize;
const start = serialize.startup({ user: 'postgres', database: 'postgres' });
const bodies: readonly Buffer[] = [
  serialize.query('SELECT 1'),
  serialize.query("SELECT 'é', NULL; SELECT 1/0"),
  serialize.query('BEGIN'),
  serialize.query('COMMIT'),
  serialize.query('CREATE TEMP TABLE t1 (a int, b text)'),
  serialize.query('COPY t1 FROM STDIN'),
  serialize.query('COPY t1 TO STDOUT'),
  serialize.copyData(Buffer.from('1\tx\n')),
  serialize.copyDone(),
  serialize.copyFail('no'),
  parse({ name: 's', text: 'SELECT $1::int + 1', types: [23] }),
  parse({ text: 'SELECT x FROM generate_series(1, 100) x' }),
  bind({ statement: 's', values: ['7'] }),
  bind({ statement: 's', values: [Buffer.from([0, 0, 0, 7])], binary: true }),
  bind(),
  describe({ type: 'S', name: 's' }),
  describe({ type: 'P', name: '' }),
  execute(),
  execute({ rows: 3 }),
  close({ type: 'S', name: 's' }),
  flush(),
  sync(),
  rawMessage('F', Buffer.from([0, 0, 0, 1, 0, 0])),
];
const message = fc.constantFrom(...bodies);

interface Damage {
  readonly at: number;
  readonly kind: 'set' | 'drop' | 'repeat' | 'cut';
  readonly value: number;
}
const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.nat(2000),
  kind: fc.constantFrom<Damage['kind']>('set', 'set', 'set', 'drop', 'repeat', 'cut'),
  value: fc.oneof(fc.constantFrom(0, 1, 4, 127, 128, 255), fc.nat(255)),
});
function damaged(bytes: Buffer, list: readonly Damage[]): Buffer {
  let result = bytes;
  for (const { at, kind, value } of list) {
    if (result.length === 0) break;
    const position = at % result.length;
    if (kind === 'set') {
      result = Buffer.from(result);
      result[position] = value;
    } else if (kind === 'cut') result = result.subarray(0, position);
    else {
      const end = Math.min(result.length, position + 1 + (value % 8));
      const again = kind === 'repeat' ? result.subarray(position, end) : Buffer.alloc(0);
      result = Buffer.concat([result.subarray(0, kind === 'repeat' ? end : position), again, result.subarray(end)]);
    }
  }
  return result;
}

const escaped: unknown[] = [];
const note = (error: unknown): void => {
  escaped.push(error);
};
process.on('unhandledRejection', note);
process.on('uncaughtException', note);
test.after(() => {
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
});

const db = Database.inMemory();

async function survives(bytes: Buffer, pieces: readonly number[]): Promise<void> {
  const wire = new WireClient(db.stream());
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const end = at + (pieces[i % pieces.length] ?? 1000);
    wire.send(bytes.subarray(at, end));
    at = end;
  }
  // Whatever was begun ends now; a length that is too long leaves the connection waiting, which is right.
  wire.send(sync());
  await new Promise((resolve) => setImmediate(resolve));
  wire.stream.end();
  await wire.wait(() => wire.closed);
}

test('damaged streams', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { minLength: 1, maxLength: 12 }),
      fc.array(damage, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (messages, list, pieces, all) => {
        const body = Buffer.concat(messages);
        await survives(
          all ? damaged(Buffer.concat([start, body]), list) : Buffer.concat([start, damaged(body, list)]),
          pieces,
        );
      },
    ),
    { numRuns: 400 },
  );
  assert.equal(escaped, []);
  // A statement that was running ends at its next pause.
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.is(db.core.sessions.size, 0);
});

test('sound streams answer the same in whatever pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...bodies.filter((body) => !body.includes('COPY'))), { maxLength: 10 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
      async (messages, pieces) => {
        // The end is one that only the last message gives, whatever state the others left the transaction in.
        const closing = [sync(), serialize.query('ROLLBACK'), serialize.query("SELECT 'last'")];
        const bytes = Buffer.concat([...messages, ...closing]);
        const answers: string[] = [];
        for (const sizes of [[bytes.length], pieces]) {
          const wire = new WireClient(Database.inMemory().stream());
          await wire.start();
          let at = 0;
          for (let i = 0; at < bytes.length; i++) {
            const end = at + sizes[i % sizes.length]!;
            wire.send(bytes.subarray(at, end));
            at = end;
          }
          const last = (): boolean =>
            wire.answers.at(-1)?.name === 'readyForQuery' && /row:last/.test(outline(wire.answers.slice(-4)));
          await wire.wait(last);
          answers.push(outline(wire.answers));
          wire.send(serialize.end());
        }
        assert.is(answers[1], answers[0]);
      },
    ),
    { numRuns: 40 },
  );
});

test('lengths that cannot be, and packets of start-up that are too long', async () => {
  for (const length of [-1, -2147483648, 0, 3, 2147483647]) {
    const wire = new WireClient(db.stream());
    await wire.start();
    const head = Buffer.from('Q\0\0\0\0', 'latin1');
    head.writeInt32BE(length, 1);
    wire.send(head);
    assert.is(outline(await wire.until('readyForQuery')), '', String(length));
    assert.ok(wire.closed);
  }
  const wire = new WireClient(db.stream());
  wire.send(startupPacket(3 << 16, Buffer.alloc(20_000)));
  assert.is(outline(await wire.until('readyForQuery')), '');
  assert.ok(wire.closed);
});

test('memory stays flat, and others are still served', async () => {
  const noise = Buffer.alloc(200, 'Q');
  const rounds = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await survives(Buffer.concat([start, noise]), [64]);
  };
  await rounds(50);
  const before = process.memoryUsage();
  await rounds(300);
  const after = process.memoryUsage();
  const grown = after.heapUsed + after.external - before.heapUsed - before.external;
  assert.ok(grown < 60_000_000, `${grown} bytes more`);
  const wire = new WireClient(db.stream());
  await wire.start();
  assert.is(outline(await wire.query('SELECT 1')), 'rowDescription row:1 complete:SELECT 1 ready:I');
});

test('the campaign, with what FUZZ_MESSAGES asks for', async () => {
  const totals = await runFuzz({ seed: 7, messages: Number(process.env['FUZZ_MESSAGES'] ?? 3000) });
  assert.ok(totals.answered > 0 && totals.closed > 0);
});

test.run();
