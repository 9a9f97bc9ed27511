/**
 * What a sqllogictest file says, one step after the other.
 * `statement` and `query` are records that are run and counted; `blocked` asserts that a named step still waits and is
 * counted too; `invalid` is a line the runner does not understand, counted as a failure, so that no record can be lost in
 * silence. `await` and `sleep` only order the steps.
 */

/**
 * How results are written down.
 * `sqlite`: one value per line, formatted by the type letters, large results as an MD5 (SQLite's own driver).
 * `rs`: one row per line, values by white space (sqllogictest-rs, DuckDB).
 * `own`: one row per line, values by TAB, escaped as in `COPY` text (docs/testing.md).
 */
export type Dialect = 'sqlite' | 'rs' | 'own';

export type SortMode = 'nosort' | 'rowsort' | 'valuesort';

/** Why a record was not run. `condition`: skipif/onlyif; `list`: skip-on-postgres.json; `halt`: behind a halt. */
export type SkipReason = 'condition' | 'list' | 'halt';

/** What a failing record must answer. All undefined: any error will do. */
export interface ErrorExpectation {
  readonly code: string | undefined;
  /** The whole message, compared exactly. */
  readonly message: string | undefined;
  readonly pattern: RegExp | undefined;
}

export interface StatementRecord {
  readonly kind: 'statement' | 'query';
  readonly file: string;
  /** Line of `statement` or `query`, from 1. */
  readonly line: number;
  readonly connection: string;
  readonly asyncName: string | undefined;
  readonly skip: SkipReason | undefined;
  readonly sql: string;
  readonly expect: 'ok' | 'error' | 'count' | 'rows';
  readonly error: ErrorExpectation | undefined;
  readonly count: number;
  /** Type letters (`ITR`), a list of type names (`int4,text`), or empty. */
  readonly columns: string;
  /** Whether the record's own line names a sort mode; `control sortmode` then has no say. */
  readonly sortMode: SortMode;
  readonly label: string;
  /** The lines below `----`; undefined where there is no such line. */
  readonly expected: readonly string[] | undefined;
  readonly valuewise: boolean;
  /** Where the result block is in the file: index of the first line behind the SQL, and of the first behind the block. */
  readonly sqlEnd: number;
  readonly blockEnd: number;
  /** False for records that come from an include or a loop: they have no lines of their own to record into. */
  readonly recordable: boolean;
}

export interface ControlRecord {
  readonly kind: 'await' | 'blocked' | 'sleep' | 'invalid';
  readonly file: string;
  readonly line: number;
  readonly skip: SkipReason | undefined;
  /** The step's name, or what is wrong. */
  readonly text: string;
  readonly sleepMs: number;
}

export type SltRecord = StatementRecord | ControlRecord;

export function isStatement(record: SltRecord): record is StatementRecord {
  return record.kind === 'statement' || record.kind === 'query';
}

/** Records that are counted in the totals. */
export function isCounted(record: SltRecord): boolean {
  return record.kind !== 'await' && record.kind !== 'sleep';
}
