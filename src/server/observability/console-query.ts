/** Runs the console's statements, each text in a session of its own, and gives results that are no larger than a page can show. */
import { SqlError } from '../../errors/index.ts';
import {
  type DatabaseCore,
  type ResultSink,
  type RowReceiver,
  runScript,
  runTurns,
  Session,
} from '../../session/index.ts';
import { valueType } from '../../types/registry.ts';
import type { Datum } from '../../types/type-def.ts';

export interface QueryRequest {
  readonly user: string;
  readonly text: string;
  readonly readOnly: boolean;
  /** Of the page itself: not counted among the statements of applications. */
  readonly untracked?: boolean;
  readonly signal?: AbortSignal;
  /** Longer values are cut off; 10,000 characters by default. */
  readonly cellCharactersMax?: number;
}
export interface QueryResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: (string | null)[][];
  /** All of them, also those that are not in `rows`. */
  rowCount: number;
  tag: string;
}
export interface QueryOutcome {
  readonly results: readonly QueryResult[];
  readonly notices: readonly string[];
  readonly error: QueryError | null;
  readonly milliseconds: number;
}
export interface QueryError {
  readonly code: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly position?: number | undefined;
}

const rowsMax = 1000;
const resultsMax = 50;
const charactersMax = 4_000_000;
const defaultCellCharactersMax = 10_000;
const noticesMax = 100;
const timeoutMs = 60_000;

export async function runQuery(core: DatabaseCore, request: QueryRequest): Promise<QueryOutcome> {
  const notices: string[] = [];
  const session = openSession(core, request, notices);
  const cancel = (): void => session.interrupts.cancel();
  request.signal?.addEventListener('abort', cancel, { once: true });
  const sink = new CappedSink(session, request.cellCharactersMax ?? defaultCellCharactersMax);
  const began = performance.now();
  let error: QueryError | null = null;
  try {
    try {
      await runTurns(session, runScript(session, request.text, sink));
    } finally {
      // Also before a failure: statements in front of it may have committed.
      await core.durable?.log.flushed(session.durability.takeAwaitedLsn());
    }
    if (session.explicit) notices.push('WARNING: the transaction was rolled back: each run is a session of its own');
  } catch (thrown) {
    error = shownError(thrown);
  } finally {
    request.signal?.removeEventListener('abort', cancel);
    session.close();
  }
  return { results: sink.results, notices, error, milliseconds: performance.now() - began };
}

function openSession(core: DatabaseCore, { user, readOnly, untracked }: QueryRequest, notices: string[]): Session {
  const session = new Session(core, {
    user,
    settings: new Map([
      ['application_name', 'aiondb console'],
      ['default_transaction_read_only', readOnly ? 'on' : 'off'],
      ['statement_timeout', String(timeoutMs)],
    ]),
    unobserved: untracked === true,
    onNotice: ({ severity, message }) => {
      if (notices.length < noticesMax) notices.push(`${severity}: ${message}`);
    },
  });
  session.durability.syncsLater = true;
  return session;
}

function shownError(thrown: unknown): QueryError {
  if (!(thrown instanceof SqlError)) {
    return { code: 'XX000', message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
  const { code, message, detail, hint, position } = thrown;
  return { code, message, detail, hint, position: position === undefined ? undefined : Number(position) };
}

/** Keeps the first rows of the first results. */
class CappedSink implements ResultSink {
  readonly results: QueryResult[] = [];
  private readonly session: Session;
  private readonly cellCharactersMax: number;
  private current: QueryResult | null = null;
  private characters = 0;

  constructor(session: Session, cellCharactersMax: number) {
    this.session = session;
    this.cellCharactersMax = cellCharactersMax;
  }

  columns(columns: Parameters<ResultSink['columns']>[0]): RowReceiver {
    const { context } = this.session;
    const types = columns.map(({ type }) => valueType(type));
    const result: QueryResult = {
      columns: columns.map(({ name }, i) => ({ name, type: types[i]!.name })),
      rows: [],
      rowCount: 0,
      tag: '',
    };
    this.current = result;
    return (...values: Datum[]) => {
      result.rowCount++;
      if (result.rows.length >= rowsMax || this.characters >= charactersMax) return;
      result.rows.push(values.map((value, i) => (value === null ? null : this.cell(types[i]!.output(value, context)))));
    };
  }

  private cell(text: string): string {
    const shown = text.length > this.cellCharactersMax ? `${text.slice(0, this.cellCharactersMax)}…` : text;
    this.characters += shown.length;
    return shown;
  }

  complete(tag: string, rows: number | null): void {
    const result = this.current ?? { columns: [], rows: [], rowCount: rows ?? 0, tag: '' };
    this.current = null;
    result.tag = tag;
    if (this.results.length < resultsMax) this.results.push(result);
  }

  empty(): void {}
}
