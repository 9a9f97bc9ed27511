/**
 * Results that the client hears of when their statement has ended, and not at all when it fails: of what changes rows and returns
 * some, and of what gives the rows of other statements (PostgreSQL's portal strategies). Only a query gives its rows as it finds them.
 */
import type { OutputColumn } from '../catalog/index.ts';
import type { Charset } from '../types/charsets/index.ts';
import type { Datum } from '../types/type-def.ts';
import { KeptRows } from './kept-rows.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import type { ResultSink, RowReceiver } from './result.ts';
import type { Session } from './session.ts';
import { type Running, yieldPause } from './wait.ts';

/** Most statements return fewer rows than this: these are not worth a store that can go to a file. */
const fewRows = 64;
const rowsBetweenPauses = 256;

/** A slow client is waited for, and others have their turns. */
export function* giveRows(
  session: Session,
  rows: KeptRows,
  from: number,
  count: number,
  receive: RowReceiver,
  sink: ResultSink,
): Running<void> {
  for (let i = 0; i < count; i++) {
    if (i % rowsBetweenPauses === rowsBetweenPauses - 1 || sink.full?.() === true) {
      yield yieldPause;
      session.interrupts.check();
    }
    receive(...rows.at(from + i)!);
  }
}

export function givesRowsAtEnd({ statement, columns }: PreparedStatement): boolean {
  switch (statement.kind) {
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return columns !== null;
    case 'select':
      return statement.with?.items.some(({ query }) => query.kind !== 'select') === true;
    case 'execute':
    case 'fetch':
      return true;
    default:
      return false;
  }
}

/** It gives its rows as it finds them, and can stop at any. */
export function isQuery(prepared: PreparedStatement): boolean {
  return prepared.statement.kind === 'select' && prepared.columns !== null && !givesRowsAtEnd(prepared);
}

export class HeldSink implements ResultSink {
  private readonly session: Session;
  private readonly sink: ResultSink;
  private described: readonly OutputColumn[] | null = null;
  private binary = false;
  private readonly few: (readonly Datum[])[] = [];
  private readonly more: KeptRows;

  constructor(session: Session, sink: ResultSink) {
    this.session = session;
    this.sink = sink;
    this.more = new KeptRows(session);
  }

  get charset(): Charset | null {
    return this.sink.charset ?? null;
  }

  columns(columns: readonly OutputColumn[], binary = false): RowReceiver {
    this.described = columns;
    this.binary = binary;
    const { few, more } = this;
    return (...row) => {
      if (few.length < fewRows) few.push(row);
      else more.push(row);
    };
  }
  /** The statement's own sink is told. */
  complete(): void {}
  empty(): void {}

  /** The statement has ended. */
  *give(): Running<void> {
    if (this.described === null) return;
    const { few, more } = this;
    const receive = this.sink.columns(this.described, this.binary);
    for (let i = 0; i < few.length; i++) receive(...few[i]!);
    yield* giveRows(this.session, more, 0, more.length, receive, this.sink);
  }

  close(): void {
    this.more.close();
  }
}
