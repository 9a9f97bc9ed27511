/**
 * One client: start-up, authentication, then the query cycle. Messages are handled one after the other; all output of a turn leaves in
 * one write.
 */
import { SqlError } from '../../errors/index.ts';
import type { DatabaseCore, Outlet, Session } from '../../session/index.ts';
import type { TlsFacts } from './authentication.ts';
import type { CancelKeys } from './cancel-keys.ts';
import { ClientStart, type StartOptions, type StartStep } from './client-start.ts';
import { reportedError } from './internal-error.ts';
import { BrokenStream, type Message, MessageReader } from './message-reader.ts';
import { checkType } from './message-types.ts';
import { MessageWriter } from './message-writer.ts';
import { type Line, QueryCycle } from './query-cycle.ts';
import { OldProtocol } from './startup.ts';
import type { Transport } from './transport.ts';

export interface ConnectionOptions extends StartOptions {
  readonly cancelKeys: CancelKeys;
  readonly onClose?: () => void;
  /** The client has shown who it is. */
  readonly onAuthenticated?: () => void;
  /** Longest message of an authenticated client, in bytes. */
  readonly maxMessageBytes?: number;
}

/** Output that has gathered is sent at this size, even though its statement is not at its end. */
const flushBytes = 65_536;

export class ClientConnection implements Line {
  readonly reader = new MessageReader();
  readonly writer = new MessageWriter();
  readonly outlet: Outlet = {
    full: () => {
      if (this.writer.length >= flushBytes) this.flush();
      return this.transport.isFull();
    },
    whenReady: (wake) => {
      if (this.transport.isFull()) this.wakeDrained = wake;
      else wake();
    },
  };
  draining = false;
  closed = false;
  private readonly options: ConnectionOptions;
  private readonly transport: Transport;
  private readonly start: ClientStart;
  /** null: nobody has entered yet. */
  private cycle: QueryCycle | null = null;
  /** Who was refused is told after a while. */
  private delayed = false;
  private wakeDrained: (() => void) | null = null;

  constructor(transport: Transport, options: ConnectionOptions) {
    this.transport = transport;
    this.options = options;
    this.start = new ClientStart(options, transport, this.reader, this.writer);
  }

  get core(): DatabaseCore {
    return this.options.core;
  }
  private get busy(): boolean {
    return this.delayed || this.cycle?.busy === true;
  }

  // What the transport tells.

  receive(chunk: Buffer): void {
    if (this.closed) return;
    this.reader.push(chunk);
    if (this.cycle?.takesCopy === true) this.cycle.feedCopy();
    else if (this.busy) this.transport.pause();
    else this.work();
  }

  /** The client has read what was waiting for it. */
  drained(): void {
    const wake = this.wakeDrained;
    this.wakeDrained = null;
    if (wake !== null) wake();
    else if (!this.busy && !this.closed) this.goOn();
  }

  /** The client is gone. */
  disconnected(): void {
    this.shut();
  }

  /** The handshake of TLS has ended. */
  encrypted(facts: TlsFacts): void {
    this.start.tls = facts;
  }

  // What the server tells.

  /** It took too long to get here. */
  startupTimedOut(): void {
    if (this.closed || this.cycle !== null) return;
    // Who has not sent a start-up packet may not speak the protocol at all.
    if (this.start.speaks) {
      this.fatal(new SqlError('57014', 'canceling authentication due to timeout', {}, 'FATAL'));
    } else this.leave();
  }

  /** The server is about to shut down: the session ends as soon as it is in no transaction. */
  drain(): void {
    this.draining = true;
    if (this.cycle === null || (!this.busy && this.cycle.session.status === 'idle')) this.terminate();
  }

  /** The server shuts down. */
  terminate(): void {
    const { cycle } = this;
    if (this.closed) return;
    if (cycle?.busy === true) {
      cycle.session.interrupts.terminate();
      return;
    }
    this.fatal(
      cycle === null
        ? new SqlError('57P03', 'the database system is shutting down', {}, 'FATAL')
        : new SqlError('57P01', 'terminating connection due to administrator command', {}, 'FATAL'),
    );
  }

  // What the query cycle asks for.

  pause(): void {
    this.transport.pause();
  }
  resume(): void {
    this.transport.resume();
  }

  goOn(): void {
    this.transport.resume();
    this.work();
  }

  flush(): void {
    if (this.writer.length === 0 || this.closed || this.mustHold()) return;
    this.writer.sent(this.transport.write(this.writer.gathered()));
  }

  /** What is to be sent tells of a commit that is not durable yet. */
  private mustHold(): boolean {
    const { durable } = this.core;
    if (this.cycle === null || durable === null) return false;
    const { awaitedLsn } = this.cycle.session.durability;
    if (awaitedLsn <= durable.log.syncedLsn) return false;
    durable.log.flushed(awaitedLsn).catch(() => {});
    return true;
  }

  leave(): void {
    this.flush();
    this.transport.end();
    this.shut();
  }

  fatal(error: unknown): void {
    if (error instanceof BrokenStream) {
      this.countFatal(error, '08P01');
      this.leave();
      return;
    }
    if (error instanceof OldProtocol) {
      this.countFatal(error, '0A000');
      this.transport.write(error.bytes);
      this.leave();
      return;
    }
    const told = reportedError(error);
    this.countFatal(error, told.code);
    this.writer.error(new SqlError(told.code, told.message, told, 'FATAL'));
    this.leave();
  }

  private countFatal(error: unknown, code: string): void {
    const { observer, statistics } = this.core;
    if (this.cycle === null) {
      statistics.connections.refuse(code);
      observer?.refused(error, code, this.options.network?.client.address ?? null);
    } else {
      statistics.sessionsFatal++;
      observer?.failed(this.cycle.session, error, '', null, 0);
    }
  }

  private shut(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.cycle !== null) {
      this.options.cancelKeys.remove(this.cycle.session.processId);
      this.cycle.shut();
    }
    this.options.onClose?.();
  }

  // Messages.

  private work(): void {
    try {
      while (!this.closed && !this.busy) {
        if (this.writer.length >= flushBytes) this.flush();
        if (this.transport.isFull()) {
          // Answers pile up: the rest of a pipeline waits until they have been taken.
          this.transport.pause();
          break;
        }
        if (this.cycle !== null) checkType(this.reader.peekType());
        const message = this.reader.next();
        if (message === null) break;
        if (this.cycle === null) this.handleStart(message);
        else this.cycle.handle(message);
      }
    } catch (error) {
      // What gets here breaks the protocol: statements' own errors have been answered.
      this.fatal(error);
      return;
    }
    if (this.busy) return;
    this.cycle?.settle();
    if (this.cycle?.session.interrupts.terminating === true) this.terminate();
    else this.flush();
  }

  private handleStart(message: Message): void {
    let step: StartStep;
    try {
      step = this.start.hear(message);
    } catch (error) {
      if (this.start.failureDelayMs === 0) throw error;
      this.delayed = true;
      // The client may be gone by then, or have taken too long in all.
      setTimeout(() => {
        if (!this.closed) this.fatal(error);
      }, this.start.failureDelayMs).unref();
      return;
    }
    if (step === 'entered') this.enter();
    else if (step !== 'more') {
      this.core.statistics.connections.cancelRequests++;
      this.options.cancelKeys.cancel(step.processId, step.secret);
      this.leave();
    }
  }

  private enter(): void {
    const { core, cancelKeys, onAuthenticated, maxMessageBytes } = this.options;
    onAuthenticated?.();
    this.start.openSession((session) => this.adopt(session));
    const cycle = this.cycle!;
    const { session } = cycle;
    this.reader.authenticated(maxMessageBytes);
    core.statistics.connections.startups++;
    core.observer?.connected(session);
    cycle.begin(cancelKeys.add(session));
  }

  /** From here on the session is closed with the connection. */
  private adopt(session: Session): void {
    session.durability.syncsLater = true;
    session.interrupts.onTerminate = () =>
      setImmediate(() => {
        if (!this.closed && !this.busy) this.terminate();
      });
    this.cycle = new QueryCycle(session, this);
  }
}
