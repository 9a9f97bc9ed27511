/** A client for tests: messages written by hand or by pg-protocol's serializer, answers read by pg-protocol's parser. */
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { parse, serialize } from 'pg-protocol';

export { serialize };
/** A message of pg-protocol's parser. */
export type Answer = Readonly<Record<string, unknown>> & { readonly name: string };

export class WireClient {
  readonly stream: Duplex;
  readonly answers: Answer[] = [];
  closed = false;
  private look: () => void = () => {};

  constructor(stream: Duplex) {
    this.stream = stream;
    stream.on('error', () => {});
    stream.on('close', () => {
      this.closed = true;
      this.look();
    });
    stream.on('end', () => {
      this.closed = true;
      this.look();
    });
    parse(stream as never, (message) => {
      this.answers.push(message as unknown as Answer);
      this.look();
    }).catch(() => {});
  }

  static tcp(port: number): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket));
      socket.once('error', reject);
    });
  }

  send(...messages: Uint8Array[]): void {
    this.stream.write(Buffer.concat(messages));
  }

  /** Answers from here on until `count` of the named message have come, or the connection ends. */
  async until(name: string, count = 1): Promise<Answer[]> {
    let at = 0;
    let found = 0;
    await this.wait(() => {
      for (; at < this.answers.length && found < count; at++) if (this.answers[at]!.name === name) found++;
      return found >= count;
    });
    return this.answers.splice(0, found >= count ? at : this.answers.length);
  }

  /** `until` for what may take a minute or more. */
  async patiently(name: string): Promise<Answer[]> {
    await this.wait(() => this.answers.some((answer) => answer.name === name), 600_000);
    return this.until(name);
  }

  /** Fails after five seconds: nothing here may hang. */
  wait(done: () => boolean, patienceMs = 5000): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const names = this.answers.map(({ name }) => name).join(' ');
        reject(new Error(`no answer; so far: ${names}`));
      }, patienceMs);
      this.look = () => {
        if (!done() && !this.closed) return;
        clearTimeout(timer);
        this.look = () => {};
        resolve();
      };
      this.look();
    });
  }

  async start(parameters: Record<string, string> = {}): Promise<Answer[]> {
    this.send(serialize.startup({ user: 'postgres', database: 'postgres', ...parameters }));
    return this.until('readyForQuery');
  }

  /** A simple query's answers, up to ReadyForQuery. */
  query(text: string): Promise<Answer[]> {
    this.send(serialize.query(text));
    return this.until('readyForQuery');
  }
  /** Answers to messages followed by Sync. */
  extended(...messages: Uint8Array[]): Promise<Answer[]> {
    this.send(...messages, serialize.sync());
    return this.until('readyForQuery');
  }
}

/** Names of the messages; errors with their SQLSTATE, ReadyForQuery with its status, completions with their tag. */
export function outline(answers: readonly Answer[]): string {
  return answers
    .map((answer) => {
      switch (answer.name) {
        case 'error':
        case 'notice':
          return `${answer.name}:${answer['code']}`;
        case 'readyForQuery':
          return `ready:${answer['status']}`;
        case 'commandComplete':
          return `complete:${answer['text']}`;
        case 'dataRow':
          return `row:${(answer['fields'] as unknown[]).map((field) => (field === null ? 'NULL' : String(field))).join(',')}`;
        default:
          return answer.name;
      }
    })
    .join(' ');
}

export function startupPacket(code: number, ...rest: Uint8Array[]): Buffer {
  const body = Buffer.concat(rest);
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + body.length, 0);
  head.writeInt32BE(code, 4);
  return Buffer.concat([head, body]);
}
export function rawMessage(type: string, body: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}
