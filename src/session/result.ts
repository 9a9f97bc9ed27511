/** How a statement's results leave the session: surfaces implement ResultSink. */
import type { OutputColumn } from '../catalog/index.ts';
import type { SqlErrorFields } from '../errors/index.ts';
import type { Datum } from '../types/type-def.ts';

export type RowReceiver = (...columns: Datum[]) => void;

export interface ResultSink {
  /** A statement that gives rows begins; the rows go to the function returned. */
  columns(columns: readonly OutputColumn[]): RowReceiver;
  /** A statement has ended. `rows`: number affected or given; null where the tag has none. */
  complete(tag: string, rows: number | null): void;
  /** The text was empty or only comments. */
  empty(): void;
}

export interface Notice {
  readonly severity: 'WARNING' | 'NOTICE' | 'INFO' | 'DEBUG' | 'LOG';
  readonly code: string;
  readonly message: string;
  readonly fields?: SqlErrorFields | undefined;
}

/** What CommandComplete says. */
export interface Completion {
  readonly tag: string;
  readonly rows: number | null;
}
