/** A connection without a port: a duplex stream that speaks the protocol, for drivers that can be given one. */
import { Duplex } from 'node:stream';
import type { DatabaseCore } from '../session/index.ts';
import { openGate } from './access/gatekeeper.ts';
import { CancelKeys } from './pgwire/cancel-keys.ts';
import { ClientConnection } from './pgwire/client-connection.ts';

const keysOf = new WeakMap<DatabaseCore, CancelKeys>();

/** Behaves enough like a socket for `pg`: connect() emits 'connect'; the calls that tune a TCP connection do nothing. */
class DatabaseStream extends Duplex {
  private readonly connection: ClientConnection;
  /** The reader has enough for now. */
  private full = false;
  private ended = false;
  /** The connection takes no more for now: the write that is under way waits. */
  private paused = false;
  private taken: (() => void) | null = null;

  constructor(core: DatabaseCore) {
    super({ allowHalfOpen: false });
    let cancelKeys = keysOf.get(core);
    if (cancelKeys === undefined) keysOf.set(core, (cancelKeys = new CancelKeys(core.host)));
    this.connection = new ClientConnection(
      {
        write: (bytes) => {
          if (!this.ended) this.full = !this.push(bytes);
          return false;
        },
        isFull: () => this.full,
        end: () => this.finish(),
        pause: () => {
          this.paused = true;
        },
        resume: () => {
          this.paused = false;
          const { taken } = this;
          this.taken = null;
          taken?.();
        },
      },
      { core, gate: openGate, cancelKeys },
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
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
    // As from a socket: the answer must not come while the client is still in its call of write().
    queueMicrotask(() => {
      this.connection.receive(bytes);
      if (this.paused) this.taken = done;
      else done();
    });
  }
  override _read(): void {
    if (!this.full) return;
    this.full = false;
    // Not from within: a reader that has just been given something asks for more at once.
    queueMicrotask(() => this.connection.drained());
  }
  override _final(done: (error?: Error | null) => void): void {
    this.connection.disconnected();
    this.finish();
    done();
  }
  private finish(): void {
    if (this.ended) return;
    this.ended = true;
    this.push(null);
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.connection.disconnected();
    done(error);
  }
}

export function openStream(core: DatabaseCore): Duplex {
  return new DatabaseStream(core);
}
