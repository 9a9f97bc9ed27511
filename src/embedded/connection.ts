import { sqlError } from '../errors/index.ts';
import type { CopyStatement, ParsedStatement } from '../parser/index.ts';
import {
  type DatabaseCore,
  type PreparedStatement,
  prepareKnown,
  prepareStatement,
  type ResultSink,
  runFirstTurn,
  runScript,
  runStatement,
  runToEnd,
  runTurns,
  Session,
} from '../session/index.ts';
import { enterUserTypes } from '../types/index.ts';
import type { Datum } from '../types/type-def.ts';
import { type CopySource, copySink, OutputPieces, SourceInput } from './copy.ts';
import { fromJs, type ValueMapping } from './js-values.ts';
import { ObjectSink, TextSink } from './result-sinks.ts';
import { Statement } from './statement.ts';
import type { ConnectOptions, QueryOptions, QueryResult, TextResult } from './types.ts';

export type SqlParameter = unknown;

/** One session with the database, with a transaction of its own. */
export class Connection {
  /** @internal */
  readonly session: Session;
  /** @internal */
  readonly mapping: ValueMapping;
  private readonly statements = new Map<string, Statement>();
  /** The last asynchronous call: those that follow wait for it, as on a wire. */
  private queue: Promise<unknown> = Promise.resolve();
  private running = false;
  private closed = false;

  /** @internal Use `Database.connect`. */
  constructor(core: DatabaseCore, options: ConnectOptions) {
    if (options.database !== undefined && options.database !== core.name) {
      throw sqlError('invalid_catalog_name', `database "${options.database}" does not exist`);
    }
    const settings = new Map(Object.entries(options.settings ?? {}));
    this.mapping = options.values ?? {};
    this.session = new Session(core, {
      user: options.user ?? core.bootstrapUser,
      settings,
      ...(options.onNotice === undefined ? {} : { onNotice: options.onNotice }),
    });
    const { onNotification } = options;
    if (onNotification === undefined) return;
    const { notifications } = this.session;
    notifications.onArrival = () => {
      setImmediate(() => {
        if (!this.closed) for (const notification of notifications.take()) onNotification(notification);
      });
    };
  }

  /**
   * Runs SQL at once and gives the result; of several statements, the last one's. A statement that would have to wait for
   * another session's lock fails with 55P03. With parameters ($1 ...) the text is one statement.
   */
  execute<Row = Record<string, unknown>>(sql: string, params: readonly SqlParameter[] = []): QueryResult<Row> {
    this.assertIdle();
    const known = this.statements.get(sql);
    if (known !== undefined) return known.execute(...params) as QueryResult<Row>;
    const similar = params.length === 0 ? prepareKnown(this.session, sql) : null;
    if (similar !== null) return new Statement<Row>(this, similar).execute();
    const parsed = this.session.parse(sql);
    if (parsed.length === 1) {
      const statement = this.remember(sql, params);
      return statement.execute(...params) as QueryResult<Row>;
    }
    if (params.length > 0) {
      throw sqlError('syntax_error', 'cannot insert multiple commands into a prepared statement');
    }
    const sink = new ObjectSink(this.session, this.mapping);
    runToEnd(this.session, runScript(this.session, sql, sink));
    return sink.results.at(-1) as QueryResult<Row>;
  }

  /**
   * Runs SQL without holding up the event loop: waits for locks, can be cancelled. Calls on one connection run one after the
   * other.
   */
  query<Row = Record<string, unknown>>(
    sql: string,
    params: readonly SqlParameter[] = [],
    options: QueryOptions = {},
  ): Promise<QueryResult<Row>> {
    return this.enqueue(options.signal, async () => {
      const sink = new ObjectSink(this.session, this.mapping);
      await this.run(sql, params, sink);
      return sink.results.at(-1) as QueryResult<Row>;
    });
  }

  /** As `query`, with every statement's result, and all values as PostgreSQL's text. */
  queryText(sql: string, params: readonly SqlParameter[] = [], options: QueryOptions = {}): Promise<TextResult[]> {
    return this.enqueue(options.signal, async () => {
      const sink = new TextSink(this.session);
      await this.run(sql, params, sink);
      return sink.results;
    });
  }
  /** As `execute`, with every statement's result, and all values as PostgreSQL's text. */
  executeText(sql: string, params: readonly SqlParameter[] = []): TextResult[] {
    this.assertIdle();
    const sink = new TextSink(this.session);
    const { session } = this;
    if (params.length === 0) runToEnd(session, runScript(session, sql, sink));
    else {
      const prepared = this.prepareOne(sql);
      runToEnd(session, runStatement(session, prepared, this.values(prepared, params), sink, true));
    }
    return sink.results;
  }

  private async run(sql: string, params: readonly SqlParameter[], sink: ObjectSink | TextSink): Promise<void> {
    const { session } = this;
    if (params.length === 0) {
      await runTurns(session, runScript(session, sql, sink));
      return;
    }
    const prepared = this.prepareOne(sql);
    await runTurns(session, runStatement(session, prepared, this.values(prepared, params), sink, true));
  }

  /** A statement to run many times: the quickest way. */
  prepare<Row = Record<string, unknown>>(sql: string): Statement<Row> {
    this.assertIdle();
    return new Statement<Row>(this, this.prepareOne(sql));
  }

  /** @internal */
  prepareOne(sql: string): PreparedStatement {
    const known = prepareKnown(this.session, sql);
    if (known !== null) return known;
    const parsed = this.session.parse(sql);
    if (parsed.length === 0) throw sqlError('syntax_error', 'the text has no statement');
    if (parsed.length > 1) {
      throw sqlError('syntax_error', 'cannot insert multiple commands into a prepared statement');
    }
    return prepareStatement(this.session, sql, parsed[0]!, []);
  }

  /** Statements of `execute` are kept by text, while they can be planned once for all parameters. */
  private remember(sql: string, params: readonly SqlParameter[]): Statement {
    const prepared = this.prepareOne(sql);
    const statement = new Statement(this, prepared);
    if (params.length > 0 && prepared.plan !== null) {
      if (this.statements.size >= 500) this.statements.clear();
      this.statements.set(sql, statement);
    }
    return statement;
  }

  /** @internal */
  values(prepared: PreparedStatement, params: readonly SqlParameter[]): Datum[] {
    const types = prepared.parameterTypes;
    if (params.length !== types.length) {
      throw sqlError(
        'protocol_violation',
        `bind message supplies ${params.length} parameters, but prepared statement "" requires ${types.length}`,
      );
    }
    const { context } = this.session;
    enterUserTypes(this.session.types);
    const values = new Array<Datum>(params.length);
    for (let i = 0; i < params.length; i++) values[i] = fromJs(params[i], types[i]!, context);
    return values;
  }

  /**
   * `COPY … FROM STDIN` with the source as its data, text, CSV or binary, in pieces of any size that are asked for as they are
   * needed; gives the number of rows.
   */
  copyFrom(sql: string, source: CopySource, options: QueryOptions = {}): Promise<number> {
    const statement = this.copyStatement(sql, 'from');
    return this.enqueue(options.signal, async () => {
      const input = new SourceInput(source);
      let rows = 0;
      const copyIn: ResultSink['copyIn'] = (_columnCount, _binary, charset) => {
        input.charset = charset;
        return input;
      };
      const sink = copySink({ copyIn }, (count) => {
        rows = count;
      });
      try {
        await runTurns(
          this.session,
          runStatement(this.session, prepareStatement(this.session, sql, statement, []), [], sink, true),
        );
      } finally {
        await input.close();
      }
      return rows;
    });
  }

  /**
   * `COPY … TO STDOUT` as pieces of bytes, made no faster than they are taken. Other calls of the connection wait until all have
   * been taken, or the loop over them is left, which cancels the statement.
   */
  async *copyTo(sql: string, options: QueryOptions = {}): AsyncGenerator<Buffer, number, void> {
    const statement = this.copyStatement(sql, 'to');
    const pieces = new OutputPieces();
    let rows = 0;
    let left = false;
    let copying = false;
    const run = this.enqueue(options.signal, async () => {
      if (left) return;
      const sink = copySink({ copyOut: () => pieces.output }, (count) => {
        rows = count;
      });
      const running = runStatement(this.session, prepareStatement(this.session, sql, statement, []), [], sink, true);
      copying = true;
      try {
        const first = runFirstTurn(this.session, running, pieces);
        if ('later' in first) await first.later;
      } finally {
        copying = false;
      }
    });
    const finished = run.then(
      () => pieces.finish(null),
      (error: unknown) => pieces.finish({ error }),
    );
    let whole = false;
    try {
      for (let piece = await pieces.take(); piece !== null; piece = await pieces.take()) yield piece;
      whole = true;
      return rows;
    } finally {
      left = true;
      if (!whole) {
        if (copying) this.cancel();
        pieces.abandon();
      }
      await finished;
    }
  }

  private copyStatement(sql: string, direction: 'from' | 'to'): ParsedStatement {
    const parsed = this.session.parse(sql);
    const { statement } = parsed[0] ?? {};
    if (parsed.length !== 1 || statement?.kind !== 'copy' || !isStream(statement, direction)) {
      const words = direction === 'from' ? 'COPY … FROM STDIN' : 'COPY … TO STDOUT';
      throw sqlError('syntax_error', `copy${direction === 'from' ? 'From' : 'To'}() takes one statement, ${words}`);
    }
    return parsed[0]!;
  }

  /** Runs `body` in a transaction: commits what it did, or rolls back and throws on when it throws. */
  transaction<T>(body: (tx: Connection) => T): T {
    this.assertIdle();
    this.execute('BEGIN');
    let result: T;
    try {
      result = body(this);
      if (result instanceof Promise) {
        throw sqlError('feature_not_supported', 'transaction() takes a synchronous function; use transactionAsync()');
      }
    } catch (error) {
      this.execute('ROLLBACK');
      throw error;
    }
    this.execute('COMMIT');
    return result;
  }

  /** The same with an asynchronous body, which uses `query`. */
  async transactionAsync<T>(body: (tx: Connection) => Promise<T>): Promise<T> {
    await this.query('BEGIN');
    let result: T;
    try {
      result = await body(this);
    } catch (error) {
      await this.query('ROLLBACK');
      throw error;
    }
    await this.query('COMMIT');
    return result;
  }

  /** Cancels what runs, if anything does: it fails with 57014. */
  cancel(): void {
    this.session.interrupts.cancel();
  }

  /** Rolls back what is open and ends the session; an asynchronous call that runs fails with 57P01. */
  close(): void {
    this.closed = true;
    if (this.running) this.session.interrupts.terminate();
    else this.session.close();
  }

  private enqueue<T>(signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T> {
    const result = this.queue.then(async () => {
      if (this.closed) throw sqlError('connection_does_not_exist', 'the connection is closed');
      if (signal?.aborted) throw sqlError('query_canceled', 'canceling statement due to user request');
      const cancel = (): void => this.cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      this.running = true;
      this.session.durability.syncsLater = true;
      try {
        const value = await run();
        await this.durable();
        return value;
      } finally {
        this.running = false;
        this.session.durability.syncsLater = false;
        signal?.removeEventListener('abort', cancel);
        if (this.closed) this.session.close();
      }
    });
    this.queue = result.catch(() => {});
    return result;
  }

  /** What an asynchronous call did, or saw, is durable when it resolves; calls that wait together share a sync. */
  private async durable(): Promise<void> {
    const lsn = this.session.durability.takeAwaitedLsn();
    if (lsn > 0) await this.session.core.durable?.log.flushed(lsn);
  }

  /** @internal */
  assertIdle(): void {
    if (this.closed) throw sqlError('connection_does_not_exist', 'the connection is closed');
    if (this.running) {
      throw sqlError('object_in_use', 'a query() of this connection is still running', {
        hint: 'Await it first, or use another connection.',
      });
    }
  }
}

/** The direction's stream of the program, and no file of the machine. */
function isStream(statement: CopyStatement, direction: 'from' | 'to'): boolean {
  return statement.direction === direction && statement.file === null;
}
