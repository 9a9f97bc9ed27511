/** How a statement's results leave the session: surfaces implement ResultSink. */
import type { OutputColumn } from '../catalog/index.ts';
import type { SqlErrorFields } from '../errors/index.ts';
import type { Charset } from '../types/charsets/index.ts';
import type { Datum } from '../types/type-def.ts';

export type RowReceiver = (...columns: Datum[]) => void;

export interface ResultSink {
  /** What the surface's own text is converted with; null, or left out: it is in UTF-8, or has no bytes. */
  readonly charset?: Charset | null;
  /** Nobody sees its rows before the statement has ended. */
  readonly gathers?: boolean;
  /**
   * A statement that gives rows begins; the rows go to the function returned. `binary`: they are of a binary cursor, whose values go to
   * clients that have not said how they want them in binary format.
   */
  columns(columns: readonly OutputColumn[], binary?: boolean): RowReceiver;
  /** Whether whoever takes the rows has enough for now: a statement pauses as soon as it can. Left out: never. */
  full?(): boolean;
  /** A statement has ended. `rows`: number affected or given; null where the tag has none. */
  complete(tag: string, rows: number | null): void;
  /** The text was empty or only comments. */
  empty(): void;
  /**
   * COPY FROM STDIN begins: asks the client for data. `charset`: what the data will be read with. Surfaces that have no such stream
   * leave these two out.
   */
  copyIn?(columnCount: number, binary: boolean, charset: Charset | null): CopyInput;
  /** COPY TO STDOUT begins. */
  copyOut?(columnCount: number, binary: boolean): CopyOutput;
}

/** Data of COPY from the client, in pieces as they arrive. */
export interface CopyInput {
  /** The next piece, null when none has come yet, 'end' after the last. Throws 57014 when the client gave up. */
  take(): Buffer | 'end' | null;
  /** Calls `wake` once, when `take` has something to say. */
  whenReady(wake: () => void): void;
}
export interface CopyOutput {
  line(text: string): void;
  /** A piece of the binary file, or of lines in another character set than UTF-8. */
  data(bytes: Uint8Array): void;
  end(): void;
  /** Enough has been given for now: the statement pauses as soon as it can. */
  full?(): boolean;
}

export interface Notice {
  readonly severity: 'WARNING' | 'NOTICE' | 'INFO' | 'DEBUG' | 'LOG';
  readonly code: string;
  readonly message: string;
  readonly fields?: SqlErrorFields | undefined;
}

const levels = ['debug5', 'debug4', 'debug3', 'debug2', 'debug1', 'log', 'notice', 'warning', 'error'];

/** Whether client_min_messages lets it through; INFO is what was asked for, and always sent. */
export function reachesClient({ severity }: Notice, least: string): boolean {
  if (severity === 'INFO') return true;
  return levels.indexOf(severity === 'DEBUG' ? 'debug1' : severity.toLowerCase()) >= levels.indexOf(least);
}

/** What CommandComplete says. */
export interface Completion {
  readonly tag: string;
  readonly rows: number | null;
}
