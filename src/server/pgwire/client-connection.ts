/**
 * One client: start-up, authentication, then the query cycle ("Message Flow"). Messages are handled one after the other; while
 * a statement waits, those that follow stay in the reader. All output of a turn leaves in one write.
 */
import { SqlError } from '../../errors/index.ts';
import { type Outlet, type PreparedStatement, runFirstTurn, type Session } from '../../session/index.ts';
import type { Running } from '../../session/wait.ts';
import { FieldReader } from '../../types/binary/field-reader.ts';
import { answerAtOnce } from './answer-at-once.ts';
import type { TlsFacts } from './authentication.ts';
import { badMessage } from './bind-message.ts';
import type { CancelKeys } from './cancel-keys.ts';
import { ClientStart, type StartOptions, type StartStep } from './client-start.ts';
import { feedCopy } from './copy-intake.ts';
import { CopyQueue } from './copy-streams.ts';
import { ExtendedQuery } from './extended-query.ts';
import { functionCall } from './function-call.ts';
import { IdleTimer } from './idle-timer.ts';
import { reportedError } from './internal-error.ts';
import { BrokenStream, type Message, MessageReader } from './message-reader.ts';
import { checkType } from './message-types.ts';
import { MessageWriter } from './message-writer.ts';
import { ReportedSettings } from './reported-settings.ts';
import { WireSink } from './result-sink.ts';
import { OldProtocol } from './startup.ts';
import type { Transport } from './transport.ts';
import { wholeText } from './whole-text.ts';

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

export class ClientConnection {
  private readonly options: ConnectionOptions;
  private readonly transport: Transport;
  private readonly reader = new MessageReader();
  private readonly writer = new MessageWriter();
  private session: Session | null = null;
  private extended: ExtendedQuery | null = null;
  private readonly start: ClientStart;
  private draining = false;
  private busy = false;
  /** The statement's rows are there, but the time that it asked for has not passed. */
  private sleeping = false;
  private closed = false;
  private secret = 0;
  private readonly reported = new ReportedSettings(this.writer);
  /** The statement that runs is a COPY FROM STDIN, which takes the client's messages. */
  private copy: CopyQueue | null = null;
  /** In a COPY something came that is no data: the rest of the stream means nothing. */
  private lost = false;
  private readonly idle = new IdleTimer((error) => {
    if (!this.closed && !this.busy) this.fatal(error);
  });
  private wakeDrained: (() => void) | null = null;
  private readonly outlet: Outlet = {
    full: () => {
      if (this.writer.length >= flushBytes) this.flush();
      return this.transport.isFull();
    },
    whenReady: (wake) => {
      if (this.transport.isFull()) this.wakeDrained = wake;
      else wake();
    },
  };

  constructor(transport: Transport, options: ConnectionOptions) {
    this.transport = transport;
    this.options = options;
    this.start = new ClientStart(options, transport, this.reader, this.writer);
  }

  receive(chunk: Buffer): void {
    if (this.closed) return;
    this.reader.push(chunk);
    if (this.copy !== null) this.feedCopy();
    else if (this.busy) this.transport.pause();
    else this.work();
  }

  /** The client has read what was waiting for it. */
  drained(): void {
    const wake = this.wakeDrained;
    this.wakeDrained = null;
    if (wake !== null) wake();
    else if (!this.busy && !this.closed) {
      this.transport.resume();
      this.work();
    }
  }

  /** The client is gone. */
  disconnected(): void {
    this.shut();
  }

  /** The handshake of TLS has ended. */
  encrypted(facts: TlsFacts): void {
    this.start.tls = facts;
  }

  /** It took too long to get here. */
  startupTimedOut(): void {
    if (this.closed || this.session !== null) return;
    // Who has not sent a start-up packet may not speak the protocol at all.
    if (this.start.speaks) {
      this.fatal(new SqlError('57014', 'canceling authentication due to timeout', {}, 'FATAL'));
    } else this.leave();
  }

  /** The server is about to shut down: the session ends as soon as it is in no transaction. */
  drain(): void {
    this.draining = true;
    if (this.session === null || (!this.busy && this.session.status === 'idle')) this.terminate();
  }

  /** The server shuts down. */
  terminate(): void {
    if (this.closed) return;
    if (this.busy && this.session !== null) {
      this.session.interrupts.terminate();
      return;
    }
    this.fatal(
      this.session === null
        ? new SqlError('57P03', 'the database system is shutting down', {}, 'FATAL')
        : new SqlError('57P01', 'terminating connection due to administrator command', {}, 'FATAL'),
    );
  }

  private terminateIdle(): void {
    if (!this.closed && !this.busy) this.terminate();
  }

  private shut(): void {
    if (this.closed) return;
    this.closed = true;
    this.idle.stop();
    if (this.session !== null) {
      this.session.interrupts.terminate();
      this.options.cancelKeys.remove(this.session.processId);
      if (!this.busy) this.session.close();
    }
    this.options.onClose?.();
  }

  private flush(): void {
    if (this.writer.length === 0 || this.closed || this.mustHold()) return;
    this.writer.sent(this.transport.write(this.writer.gathered()));
  }

  /** What is to be sent tells of a commit that is not durable yet. */
  private mustHold(): boolean {
    const { session } = this;
    const { durable } = this.options.core;
    if (session === null || durable === null || session.durability.awaitedLsn <= durable.log.syncedLsn) return false;
    durable.log.flushed(session.durability.awaitedLsn).catch(() => {});
    return true;
  }

  /** Goes on when what the client is about to hear of is durable; commits that wait together share a sync. */
  private whenDurable(session: Session, next: () => void): void {
    const { durable } = this.options.core;
    const lsn = durable === null ? 0 : session.durability.takeAwaitedLsn();
    if (durable === null || lsn <= durable.log.syncedLsn) {
      next();
      return;
    }
    this.busy = true;
    durable.log.flushed(lsn).then(
      () => this.resumeAfter(next),
      (error: unknown) =>
        this.resumeAfter(() => {
          // The answer that was ready is not true.
          this.writer.discard();
          throw error;
        }),
    );
  }

  private fatal(error: unknown): void {
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
    this.flush();
    this.transport.end();
    this.shut();
  }

  private countFatal(error: unknown, code: string): void {
    const { observer, statistics } = this.options.core;
    if (this.session === null) {
      statistics.connections.refuse(code);
      observer?.refused(error, code, this.options.network?.client.address ?? null);
    } else {
      statistics.sessionsFatal++;
      observer?.failed(this.session, error, '', null, 0);
    }
  }

  private work(): void {
    try {
      while (!this.closed && !this.busy) {
        if (this.writer.length >= flushBytes) this.flush();
        if (this.transport.isFull()) {
          // Answers pile up: the rest of a pipeline waits until they have been taken.
          this.transport.pause();
          break;
        }
        if (this.session !== null) checkType(this.reader.peekType());
        const message = this.reader.next();
        if (message === null) break;
        this.handle(message);
      }
    } catch (error) {
      // What gets here breaks the protocol: statements' own errors have been answered.
      this.fatal(error);
      return;
    }
    if (this.busy) return;
    this.extended?.settle();
    if (this.session?.interrupts.terminating === true) this.terminate();
    else this.flush();
  }

  private handle(message: Message): void {
    if (this.session === null) this.handleStart(message);
    else this.handleQueryCycle(message);
  }

  private handleStart(message: Message): void {
    let step: StartStep;
    try {
      step = this.start.hear(message);
    } catch (error) {
      if (this.start.failureDelayMs === 0) throw error;
      this.busy = true;
      // The client may be gone by then, or have taken too long in all.
      setTimeout(() => {
        if (!this.closed) this.fatal(error);
      }, this.start.failureDelayMs).unref();
      return;
    }
    if (step === 'entered') this.enter();
    else if (step !== 'more') {
      this.options.core.statistics.connections.cancelRequests++;
      this.options.cancelKeys.cancel(step.processId, step.secret);
      this.leave();
    }
  }

  private enter(): void {
    const { core, cancelKeys, onAuthenticated, maxMessageBytes } = this.options;
    onAuthenticated?.();
    this.start.openSession((session) => this.adopt(session));
    const session = this.session!;
    this.reported.watch(session);
    this.reader.authenticated(maxMessageBytes);
    this.extended = new ExtendedQuery(session, this.writer, () => this.openCopy());
    this.reported.tellAll(session);
    core.statistics.connections.startups++;
    core.observer?.connected(session);
    this.secret = cancelKeys.add(session);
    this.writer.backendKeyData(session.processId, this.secret);
    this.writer.readyForQuery('idle');
    this.idle.start(session);
  }

  /** From here on the session is closed with the connection. */
  private adopt(session: Session): void {
    this.session = session;
    session.durability.syncsLater = true;
    session.notifications.onArrival = () => this.mailArrived(session);
    session.interrupts.onTerminate = () => setImmediate(() => this.terminateIdle());
  }

  private ready(session: Session): void {
    session.undoFailedSettings();
    this.reported.tellChanged();
    this.tellNotifications(session);
    this.writer.readyForQuery(session.status);
    if (this.draining && session.status === 'idle') {
      throw new SqlError('57P01', 'terminating connection due to administrator command', {}, 'FATAL');
    }
    this.idle.start(session);
  }

  private tellNotifications(session: Session): void {
    for (const { processId, channel, payload } of session.notifications.take()) {
      try {
        this.writer.notification(processId, channel, payload);
      } catch (error) {
        // The client's character set does not have all of its characters: PostgreSQL ends the session.
        throw error instanceof SqlError ? new SqlError(error.code, error.message, error, 'FATAL') : error;
      }
    }
  }

  /** While the client waits for nothing: told at once. Otherwise with the next ReadyForQuery. */
  private mailArrived(session: Session): void {
    setImmediate(() => {
      if (this.closed || this.busy) return;
      try {
        this.tellNotifications(session);
      } catch (error) {
        this.fatal(error);
        return;
      }
      this.flush();
    });
  }

  // Query cycle.

  private handleQueryCycle(message: Message): void {
    this.idle.stop();
    const session = this.session!;
    const extended = this.extended!;
    const fields = new FieldReader(message.payload, this.writer.charset);
    const letter = String.fromCharCode(message.type);
    if (extended.skipping && letter !== 'S' && letter !== 'X') return;
    switch (letter) {
      case 'Q': {
        const text = this.wellFormed(session, () => wholeText(fields));
        if (text === null) return;
        extended.simpleQuery();
        this.simpleQuery(session, text);
        return;
      }
      case 'X':
        this.leave();
        return;
      case 'S': {
        const { skipping } = extended;
        extended.skipping = false;
        if (this.wellFormed(session, () => fields.end(badMessage)) === null) return;
        extended.skipping = skipping;
        if (session.syncChecks && !skipping) {
          this.run(session.syncPatiently(), true);
          return;
        }
        extended.sync();
        this.whenDurable(session, () => this.ready(session));
        return;
      }
      case 'H':
        extended.flushAsked(fields);
        this.whenDurable(session, () => this.flush());
        return;
      case 'F':
        extended.settle();
        this.run(functionCall(session, fields, this.writer), true);
        return;
      // What is left of a COPY that failed.
      case 'd':
      case 'c':
      case 'f':
        return;
      default: {
        const execution = extended.handle(letter, fields);
        if (execution !== null) this.run(execution, false);
      }
    }
  }

  /** null: it is not, which has been answered as an error of a simple query is. */
  private wellFormed<T>(session: Session, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      session.fail();
      this.statementError(error);
      this.extended!.dropPortals();
      this.ready(session);
      return null;
    }
  }

  private simpleQuery(session: Session, text: string): void {
    let known: PreparedStatement | null = null;
    let answered = true;
    try {
      known = session.prepareKnown(text);
      answered = known !== null && answerAtOnce(session, this.writer, known, [], null) >= 0;
    } catch (error) {
      this.statementError(error);
    }
    if (!answered) {
      const sink = new WireSink(session, this.writer, null, () => this.openCopy());
      this.run(session.script(text, sink, known), true);
      return;
    }
    this.extended!.dropPortals();
    this.whenDurable(session, () => this.ready(session));
  }

  private openCopy(): CopyQueue {
    this.copy = new CopyQueue(() => {
      this.flush();
      this.transport.resume();
      // What came along with the COPY itself; not from within the statement, which this may wake.
      setImmediate(() => this.feedCopy());
    });
    return this.copy;
  }

  /** The client's messages to the COPY that runs. */
  private feedCopy(): void {
    const { copy } = this;
    if (copy === null || this.closed) return;
    try {
      const progress = feedCopy(copy, this.reader, this.writer.charset);
      if (progress === 'waits') return;
      if (progress === 'lost') this.lost = true;
    } catch (error) {
      this.fatal(error);
      return;
    }
    if (copy.complete) this.copy = null;
    this.transport.pause();
  }

  private leave(): void {
    this.flush();
    this.transport.end();
    this.shut();
  }

  private statementError(error: unknown): void {
    if (error instanceof SqlError && error.severity === 'FATAL') throw error;
    this.writer.error(reportedError(error));
  }

  /** Drives a statement; ReadyForQuery follows a simple query, whatever became of it. */
  private run(running: Running<unknown>, simple: boolean): void {
    const session = this.session!;
    const finished = (error: unknown, failed: boolean): void => {
      const { sleeping } = this;
      this.sleeping = false;
      if (failed) {
        if (sleeping) this.writer.dropRows();
        this.statementError(error);
        if (this.lost) {
          throw new SqlError('08P01', 'terminating connection because protocol synchronization was lost', {}, 'FATAL');
        }
        if (!simple) this.extended!.skipping = true;
      }
      if (simple) {
        this.extended!.dropPortals();
        this.whenDurable(session, () => this.ready(session));
      }
    };
    let outcome: { value: unknown } | { later: Promise<unknown> };
    try {
      outcome = runFirstTurn(session, running, this.outlet);
    } catch (error) {
      this.copy = null;
      finished(error, true);
      return;
    }
    if ('value' in outcome) {
      this.copy = null;
      finished(null, false);
      return;
    }
    this.busy = true;
    // What pg_sleep is in the row of has not happened yet, and may never.
    this.sleeping = session.context.sleepUntilMs > 0;
    if (!this.sleeping) this.flush();
    outcome.later.then(
      () => this.resumeAfter(() => finished(null, false)),
      (error: unknown) => this.resumeAfter(() => finished(error, true)),
    );
  }

  private resumeAfter(finish: () => void): void {
    this.busy = false;
    this.copy = null;
    if (this.closed) {
      this.session?.close();
      return;
    }
    try {
      finish();
    } catch (error) {
      this.fatal(error);
      return;
    }
    this.transport.resume();
    this.work();
  }
}
