/** A conversation of bytes with a server, and what it answers: all of it that two servers must have in common. */
import { connect, type Socket } from 'node:net';
import { startupPacket } from '../wire-client.ts';

/** Of a server without a password. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/** Messages that are sent together; their answers end in ReadyForQuery, or the connection ends. */
export type Step = readonly Buffer[];

export interface Flow {
  readonly startup: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const patienceMs = 5000;

/** Each answer a line: its letter and its bytes, one character a byte. */
export async function transcript(address: Address, flow: Flow): Promise<string[]> {
  const socket = connect(address.port, address.host);
  const answers = new Answers(socket);
  const { user, database } = address;
  const parameters = Object.entries({ user, database, ...flow.startup }).flat();
  socket.write(startupPacket(196608, Buffer.from(`${parameters.join('\0')}\0\0`)));
  const lines = await answers.untilReady();
  for (const step of flow.steps) {
    if (answers.ended) break;
    socket.write(Buffer.concat(step));
    lines.push('--', ...(await answers.untilReady()));
  }
  if (answers.ended) lines.push('end');
  socket.destroy();
  return lines;
}

class Answers {
  private readonly socket: Socket;
  private bytes = Buffer.alloc(0);
  private wake: () => void = () => {};
  private isStart = true;
  ended = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.bytes = Buffer.concat([this.bytes, chunk]);
      this.wake();
    });
    const over = (): void => {
      this.ended = true;
      this.wake();
    };
    socket.on('end', over);
    socket.on('error', over);
  }

  async untilReady(): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const message = this.next();
      if (message === null) {
        if (this.ended) return lines;
        await this.more();
        continue;
      }
      const [letter, body] = message;
      const line = shown(letter, body, this.isStart);
      if (line !== null) lines.push(line);
      if (letter !== 'Z') continue;
      this.isStart = false;
      return lines;
    }
  }

  private next(): [string, Buffer] | null {
    if (this.bytes.length < 5) return null;
    const end = 1 + this.bytes.readInt32BE(1);
    if (this.bytes.length < end) return null;
    const message: [string, Buffer] = [String.fromCharCode(this.bytes[0]!), this.bytes.subarray(5, end)];
    this.bytes = this.bytes.subarray(end);
    return message;
  }

  private more(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.socket.destroy();
        reject(new Error('no answer'));
      }, patienceMs);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = () => {};
        resolve();
      };
    });
  }
}

/** null: it is not the same everywhere. */
function shown(letter: string, body: Buffer, isStart: boolean): string | null {
  const text = body.toString('latin1');
  switch (letter) {
    case 'R':
    case 'K':
      return null;
    case 'S':
      return isStart && !text.startsWith('client_encoding') ? null : `S ${text}`;
    case 'A':
      // Behind the number of a process.
      return `A ${text.slice(4)}`;
    case 'E':
    case 'N':
      // Without the place in the server's source.
      return `${letter} ${text
        .split('\0')
        .filter((field) => !/^[FLR]/.test(field))
        .join('\0')}`;
    case 'T':
      return `T ${columns(body)}`;
    default:
      return `${letter} ${text}`;
  }
}

/** Names, types and formats; user-defined types and all tables have other numbers elsewhere. */
function columns(body: Buffer): string {
  const shownColumns: string[] = [];
  let at = 2;
  for (let left = body.readInt16BE(0); left > 0; left--) {
    const end = body.indexOf(0, at);
    const type = body.readInt32BE(end + 7);
    shownColumns.push(
      `${body.toString('latin1', at, end)}:${type < 16384 ? type : 'own'}:${body.readInt16BE(end + 17)}`,
    );
    at = end + 19;
  }
  return shownColumns.join(' ');
}
