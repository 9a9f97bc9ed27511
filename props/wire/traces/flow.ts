/**
 * A flow: what clients say to a server, and what it answers, as a text file.
 *
 * Lines `> Message` are sent by connection `main`, `name> Message` by another; those of a block leave in one write each. Lines
 * `< Message` and `name< Message` are the answers to the block; blocks are separated by blank lines, `#` begins a comment. A
 * connection that does not begin with a packet of its own is started up first, which is not part of the trace.
 */
import type { Duplex } from 'node:stream';
import { clientMessage, type Json, type Names, serverMessage } from './notation.ts';

export interface Block {
  readonly comments: readonly string[];
  readonly sent: readonly { readonly connection: string; readonly text: string }[];
  /** By connection. */
  readonly answers: ReadonlyMap<string, readonly string[]>;
}

export function readFlow(source: string): Block[] {
  const blocks: Block[] = [];
  for (const part of source.split(/\n{2,}/)) {
    const comments: string[] = [];
    const sent: { connection: string; text: string }[] = [];
    const answers = new Map<string, string[]>();
    for (const line of part.split('\n')) {
      if (line.startsWith('#')) comments.push(line);
      const match = /^(\w*)([<>]) (.*)$/.exec(line);
      if (match === null) {
        if (line !== '' && !line.startsWith('#')) throw new Error(`not a line of a flow: ${line}`);
        continue;
      }
      const connection = match[1] || 'main';
      if (match[2] === '>') sent.push({ connection, text: match[3]! });
      else answers.set(connection, [...(answers.get(connection) ?? []), match[3]!]);
    }
    if (comments.length + sent.length > 0) blocks.push({ comments, sent, answers });
  }
  return blocks;
}

export function writeFlow(blocks: readonly Block[]): string {
  const prefix = (connection: string): string => (connection === 'main' ? '' : connection);
  const texts = blocks.map(({ comments, sent, answers }) => {
    const lines = [...comments, ...sent.map(({ connection, text }) => `${prefix(connection)}> ${text}`)];
    for (const [connection, list] of answers) lines.push(...list.map((text) => `${prefix(connection)}< ${text}`));
    return lines.join('\n');
  });
  return `${texts.join('\n\n')}\n`;
}

/** Before the first typed message. */
const bare = /^(?:Startup|SSLRequest|GSSENCRequest|CancelRequest|Packet|Raw)\b/;
/** A version before 3.0: errors are lines of text. */
const oldProtocol = /^Startup .*"protocol":"(?:[12]\.|0\.[1-9])/;

class Connection {
  readonly stream: Duplex;
  readonly answers: string[] = [];
  closed = false;
  key: readonly [number, number] = [0, 0];
  lastArrival = performance.now();
  /** SSLRequest and GSSENCRequest are answered by one byte. */
  private bytesExpected = 0;
  private isOld = false;
  private waiting = Buffer.alloc(0);
  private readonly flow: FlowRun;

  constructor(flow: FlowRun, stream: Duplex) {
    this.flow = flow;
    this.stream = stream;
    stream.on('data', (chunk: Buffer) => {
      this.lastArrival = performance.now();
      this.waiting = Buffer.concat([this.waiting, chunk]);
      this.read();
    });
    const close = (): void => {
      if (this.closed) return;
      this.closed = true;
      this.answers.push('(closed)');
    };
    stream.on('error', () => {});
    stream.on('end', close);
    stream.on('close', close);
  }

  send(texts: readonly string[]): void {
    const parts = texts.map((text) => {
      const space = text.indexOf(' ');
      const name = space < 0 ? text : text.slice(0, space);
      if (oldProtocol.test(text)) this.isOld = true;
      if (name === 'SSLRequest' || name === 'GSSENCRequest') this.bytesExpected++;
      return clientMessage(name, space < 0 ? null : (JSON.parse(text.slice(space + 1)) as Json), this.flow);
    });
    this.stream.write(Buffer.concat(parts));
  }

  private read(): void {
    for (;;) {
      if (this.bytesExpected > 0 && this.waiting.length > 0) {
        this.answers.push(`Byte ${JSON.stringify(this.waiting.toString('latin1', 0, 1))}`);
        this.waiting = this.waiting.subarray(1);
        this.bytesExpected--;
        continue;
      }
      if (this.isOld && this.waiting[0] === 69) {
        const end = this.waiting.indexOf(0);
        if (end < 0) return;
        this.answers.push(`OldErrorResponse ${JSON.stringify(this.waiting.toString('utf8', 1, end))}`);
        this.waiting = this.waiting.subarray(end + 1);
        continue;
      }
      if (this.waiting.length < 5) return;
      const size = 1 + this.waiting.readInt32BE(1);
      if (this.waiting.length < size) return;
      const frame = this.waiting.subarray(0, size);
      this.waiting = this.waiting.subarray(size);
      if (frame[0] === 75) this.key = [frame.readInt32BE(5), frame.readInt32BE(9)];
      this.answers.push(serverMessage(frame, this.flow));
    }
  }
}

/** A flow as it is played against one server. */
export class FlowRun implements Names {
  readonly database: string;
  private readonly connect: () => Promise<Duplex>;
  private readonly connections = new Map<string, Connection>();
  private readonly oids = new Map<number, string>();

  constructor(database: string, connect: () => Promise<Duplex>) {
    this.database = database;
    this.connect = connect;
  }

  process(id: number): string {
    for (const [name, { key }] of this.connections) if (key[0] === id) return name;
    return 'nobody';
  }
  key(connection: string): readonly [number, number] {
    return this.connections.get(connection)!.key;
  }
  oid = (oid: number): Json => {
    if (oid < 16384) return oid;
    const shown = this.oids.get(oid) ?? `#${this.oids.size + 1}`;
    this.oids.set(oid, shown);
    return shown;
  };

  /** Plays a block. `expected` answers are waited for; null: until nothing comes any more. */
  async play(block: Block, expected: Block['answers'] | null): Promise<Map<string, string[]>> {
    const byConnection = new Map<string, string[]>();
    for (const { connection, text } of block.sent) {
      byConnection.set(connection, [...(byConnection.get(connection) ?? []), text]);
    }
    for (const [name, texts] of byConnection) {
      (this.connections.get(name) ?? (await this.open(name, bare.test(texts[0]!)))).send(texts);
    }
    if (expected === null) await this.quiet(byConnection);
    else await this.arrived(expected);
    const answers = new Map<string, string[]>();
    for (const [name, { answers: list }] of this.connections) {
      // PostgreSQL keeps answers back until it waits for the client; who sends them sooner says the same.
      const count = expected === null ? list.length : (expected.get(name)?.length ?? 0);
      if (list.length > 0 && count > 0) answers.set(name, list.splice(0, count));
    }
    return answers;
  }

  /** What came and was not expected. */
  rest(): Map<string, readonly string[]> {
    const left = [...this.connections].filter(([, { answers }]) => answers.length > 0);
    return new Map(left.map(([name, { answers }]) => [name, answers]));
  }

  /** Behind a difference, the next block is compared by itself again. */
  forget(connection: string): void {
    const known = this.connections.get(connection);
    if (known !== undefined) known.answers.length = 0;
  }

  async end(): Promise<void> {
    for (const connection of this.connections.values()) {
      if (!connection.closed) connection.stream.destroy();
    }
  }

  private async open(name: string, isBare: boolean): Promise<Connection> {
    const connection = new Connection(this, await this.connect());
    this.connections.set(name, connection);
    if (!isBare) {
      connection.send(['Startup {}']);
      await until(() => connection.closed || connection.answers.at(-1) === 'ReadyForQuery "I"');
      connection.answers.length = 0;
    }
    return connection;
  }

  /** Until what ends an answer has come, or a second has passed, and then nothing more comes. */
  private async quiet(sent: ReadonlyMap<string, readonly string[]>): Promise<void> {
    const started = performance.now();
    const ends = /^(?:ReadyForQuery|CopyInResponse|\(closed\)|Byte)/;
    await until(() => {
      const now = performance.now();
      const last = Math.max(started, ...[...this.connections.values()].map(({ lastArrival }) => lastArrival));
      const open = [...sent].some(([name, texts]) => {
        const { answers, closed } = this.connections.get(name)!;
        return (
          !closed &&
          /^(?:Query|Sync|FunctionCall|Startup|Packet|SSLRequest|GSSENCRequest)/.test(texts.at(-1)!) &&
          !answers.some((text) => ends.test(text))
        );
      });
      return now - last > (open ? 1000 : 80);
    });
  }

  private async arrived(expected: Block['answers']): Promise<void> {
    await until(() => {
      for (const [name, list] of expected) {
        const connection = this.connections.get(name);
        if (connection === undefined) return true;
        if (connection.answers.length < list.length && !connection.closed) return false;
      }
      return true;
    });
    // Whatever is too much has its chance to come too.
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** At most five seconds: what has not come by then is missing, which the comparison shows. */
async function until(done: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!done() && performance.now() < deadline) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
