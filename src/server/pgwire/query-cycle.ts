/**
 * What a client says once it has entered: queries, in both protocols, one after the other ("Message Flow"). While a statement waits,
 * the messages that follow stay in the reader.
 */
import { SqlError } from '../../errors/index.ts';
import {
  type DatabaseCore,
  type Outlet,
  type PreparedStatement,
  prepareKnown,
  runFirstTurn,
  runScript,
  type Session,
} from '../../session/index.ts';
import type { Running } from '../../session/wait.ts';
import { FieldReader } from '../../types/binary/field-reader.ts';
import { answerAtOnce } from './answer-at-once.ts';
import { badMessage } from './bind-message.ts';
import { feedCopy } from './copy-intake.ts';
import { CopyQueue } from './copy-streams.ts';
import { ExtendedQuery } from './extended-query.ts';
import { functionCall } from './function-call.ts';
import { IdleTimer } from './idle-timer.ts';
import { reportedError } from './internal-error.ts';
import type { Message, MessageReader } from './message-reader.ts';
import type { MessageWriter } from './message-writer.ts';
import { ReportedSettings } from './reported-settings.ts';
import { type SinkLink, WireSink } from './result-sink.ts';
import { wholeText } from './whole-text.ts';

/** The connection, as its query cycle has it. */
export interface Line {
  readonly core: DatabaseCore;
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  readonly outlet: Outlet;
  readonly closed: boolean;
  /** The server shuts down: the session ends as soon as it is in no transaction. */
  readonly draining: boolean;
  flush(): void;
  /** Stops and starts the arrival of bytes. */
  pause(): void;
  resume(): void;
  /** Handles what has arrived while a statement was running. */
  goOn(): void;
  /** The client is told, and the connection ends. */
  fatal(error: unknown): void;
  /** The connection ends without a word. */
  leave(): void;
}

export class QueryCycle {
  readonly session: Session;
  /** A statement runs, or a commit is on its way to the disk. */
  busy = false;
  private readonly line: Line;
  private readonly writer: MessageWriter;
  private readonly extended: ExtendedQuery;
  private readonly reported: ReportedSettings;
  private readonly link: SinkLink = { full: () => this.line.outlet.full(), openCopy: () => this.openCopy() };
  /** The statement's rows are there, but the time that it asked for has not passed. */
  private sleeping = false;
  /** The statement that runs is a COPY FROM STDIN, which takes the client's messages. */
  private copy: CopyQueue | null = null;
  /** In a COPY something came that is no data: the rest of the stream means nothing. */
  private lost = false;
  private readonly idle = new IdleTimer((error) => {
    if (!this.line.closed && !this.busy) this.line.fatal(error);
  });

  constructor(session: Session, line: Line) {
    this.session = session;
    this.line = line;
    this.writer = line.writer;
    this.reported = new ReportedSettings(line.writer);
    this.extended = new ExtendedQuery(session, line.writer, this.link);
    session.notifications.onArrival = () => this.mailArrived();
  }

  /** The answer to the start-up. */
  begin(secret: number): void {
    const { session, writer } = this;
    this.reported.watch(session);
    this.reported.tellAll(session);
    writer.backendKeyData(session.processId, secret);
    writer.readyForQuery('idle');
    this.idle.start(session);
  }

  get takesCopy(): boolean {
    return this.copy !== null;
  }

  /** No message follows for now. */
  settle(): void {
    this.extended.settle();
  }

  /** The connection is closed; a statement that runs closes the session at its end. */
  shut(): void {
    this.idle.stop();
    this.session.interrupts.terminate();
    if (!this.busy) this.session.close();
  }

  handle(message: Message): void {
    this.idle.stop();
    const { session, extended } = this;
    const fields = new FieldReader(message.payload, this.writer.charset);
    const letter = String.fromCharCode(message.type);
    if (extended.skipping && letter !== 'S' && letter !== 'X') return;
    switch (letter) {
      case 'Q': {
        const text = this.wellFormed(() => wholeText(fields));
        if (text !== null) this.simpleQuery(text);
        return;
      }
      case 'X':
        this.line.leave();
        return;
      case 'S':
        this.sync(fields);
        return;
      case 'H':
        extended.flushAsked(fields);
        this.whenDurable(() => this.line.flush());
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

  private simpleQuery(text: string): void {
    const { session, writer, extended } = this;
    extended.simpleQuery();
    let known: PreparedStatement | null = null;
    let answered = true;
    try {
      known = prepareKnown(session, text);
      answered = known !== null && answerAtOnce(session, writer, known, [], null) >= 0;
    } catch (error) {
      this.statementError(error);
    }
    if (answered) this.queryEnded();
    else this.run(runScript(session, text, new WireSink(session, writer, null, this.link), known), true);
  }

  private sync(fields: FieldReader): void {
    const { session, extended } = this;
    const { skipping } = extended;
    extended.skipping = false;
    if (this.wellFormed(() => fields.end(badMessage)) === null) return;
    extended.skipping = skipping;
    if (session.syncChecks && !skipping) {
      this.run(session.syncPatiently(), true);
      return;
    }
    extended.sync();
    this.whenDurable(() => this.ready());
  }

  /** null: it is not, which has been answered as an error of a simple query is. */
  private wellFormed<T>(read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      this.session.fail();
      this.statementError(error);
      this.extended.dropPortals();
      this.ready();
      return null;
    }
  }

  private statementError(error: unknown): void {
    if (error instanceof SqlError && error.severity === 'FATAL') throw error;
    this.writer.error(reportedError(error));
  }

  /** Drives a statement; ReadyForQuery follows a simple query, whatever became of it. */
  private run(running: Running<unknown>, simple: boolean): void {
    const { session } = this;
    const finished = (error: unknown, failed: boolean): void => {
      const { sleeping } = this;
      this.sleeping = false;
      if (failed) {
        if (sleeping) this.writer.dropRows();
        this.statementError(error);
        if (this.lost) {
          throw new SqlError('08P01', 'terminating connection because protocol synchronization was lost', {}, 'FATAL');
        }
        if (!simple) this.extended.skipping = true;
      }
      if (simple) this.queryEnded();
    };
    let outcome: { value: unknown } | { later: Promise<unknown> };
    try {
      outcome = runFirstTurn(session, running, this.line.outlet);
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
    if (!this.sleeping) this.line.flush();
    outcome.later.then(
      () => this.resumeAfter(() => finished(null, false)),
      (error: unknown) => this.resumeAfter(() => finished(error, true)),
    );
  }

  private queryEnded(): void {
    this.extended.dropPortals();
    this.whenDurable(() => this.ready());
  }

  private resumeAfter(finish: () => void): void {
    this.busy = false;
    this.copy = null;
    if (this.line.closed) {
      this.session.close();
      return;
    }
    try {
      finish();
    } catch (error) {
      this.line.fatal(error);
      return;
    }
    this.line.goOn();
  }

  /** Goes on when what the client is about to hear of is durable; commits that wait together share a sync. */
  private whenDurable(next: () => void): void {
    const { durable } = this.line.core;
    const lsn = durable === null ? 0 : this.session.durability.takeAwaitedLsn();
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

  private ready(): void {
    const { session, writer } = this;
    session.undoFailedSettings();
    this.reported.tellChanged();
    this.tellNotifications();
    writer.readyForQuery(session.status);
    if (this.line.draining && session.status === 'idle') {
      throw new SqlError('57P01', 'terminating connection due to administrator command', {}, 'FATAL');
    }
    this.idle.start(session);
  }

  private tellNotifications(): void {
    for (const { processId, channel, payload } of this.session.notifications.take()) {
      try {
        this.writer.notification(processId, channel, payload);
      } catch (error) {
        // The client's character set does not have all of its characters: PostgreSQL ends the session.
        throw error instanceof SqlError ? new SqlError(error.code, error.message, error, 'FATAL') : error;
      }
    }
  }

  /** While the client waits for nothing: told at once. Otherwise with the next ReadyForQuery. */
  private mailArrived(): void {
    setImmediate(() => {
      if (this.line.closed || this.busy) return;
      try {
        this.tellNotifications();
      } catch (error) {
        this.line.fatal(error);
        return;
      }
      this.line.flush();
    });
  }

  private openCopy(): CopyQueue {
    this.copy = new CopyQueue(() => {
      this.line.flush();
      this.line.resume();
      // What came along with the COPY itself; not from within the statement, which this may wake.
      setImmediate(() => this.feedCopy());
    });
    return this.copy;
  }

  /** The client's messages to the COPY that runs. */
  feedCopy(): void {
    const { copy, line } = this;
    if (copy === null || line.closed) return;
    try {
      const progress = feedCopy(copy, line.reader, this.writer.charset);
      if (progress === 'waits') return;
      if (progress === 'lost') this.lost = true;
    } catch (error) {
      line.fatal(error);
      return;
    }
    if (copy.complete) this.copy = null;
    line.pause();
  }
}
