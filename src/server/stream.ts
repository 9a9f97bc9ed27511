/** A connection without a port: a duplex stream that speaks the protocol, for drivers that can be given one. */
import { Duplex } from 'node:stream';
import type { DatabaseCore } from '../session/index.ts';
import { CancelKeys } from './pgwire/cancel-keys.ts';
import { ClientConnection } from './pgwire/client-connection.ts';

const keysOf = new WeakMap<DatabaseCore, CancelKeys>();

/** Behaves enough like a socket for `pg`: connect() emits 'connect'; the calls that tune a TCP connection do nothing. */
class DatabaseStream extends Duplex {
  private readonly connection: ClientConnection;

  constructor(core: DatabaseCore) {
    super({ allowHalfOpen: false });
    let cancelKeys = keysOf.get(core);
    if (cancelKeys === undefined) keysOf.set(core, (cancelKeys = new CancelKeys(core.host)));
    this.connection = new ClientConnection(
      {
        write: (bytes) => {
          this.push(bytes);
        },
        end: () => {
          this.push(null);
        },
        pause: () => {},
        resume: () => {},
      },
      { core, authentication: 'trust', cancelKeys },
    );
  }

  connect(): this {
    queueMicrotask(() => this.emit('connect'));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.connection.receive(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    done();
  }
  override _read(): void {}
  override _final(done: (error?: Error | null) => void): void {
    this.connection.disconnected();
    this.push(null);
    done();
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.connection.disconnected();
    done(error);
  }
}

export function openStream(core: DatabaseCore): Duplex {
  return new DatabaseStream(core);
}
