/** What the rows of pg_catalog and information_schema are computed from; the session provides it for each statement. */
import type { SettingDef } from '../config/index.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import type { Catalog } from './catalog.ts';
import type { CatalogDefinitions } from './definitions.ts';
import type { IndexDescriptor, RelationDescriptor, SequenceDescriptor, TableDescriptor } from './descriptors.ts';

export interface SettingState {
  readonly def: SettingDef;
  readonly value: string;
  readonly reset: string;
  /** The value came with the start-up packet. */
  readonly started: boolean;
}
export interface CatalogView {
  readonly catalog: Catalog;
  readonly definitions: CatalogDefinitions;
  readonly databaseName: string;
  readonly databaseOid: Oid;
  /** Names of all databases, this one included. */
  readonly databases: readonly { readonly oid: Oid; readonly name: string }[];
  readonly currentRole: Oid;
  /** Counter of a sequence; null when it does not matter any more. */
  sequenceState(sequence: SequenceDescriptor): { readonly lastValue: number | bigint; readonly isCalled: boolean };
  /** Rows in a table, as far as is known without counting. */
  rowCount(relation: RelationDescriptor): number;
  readonly statistics: StatisticsView;
  readonly sessions: readonly SessionInfo[];
  readonly locks: readonly LockInfo[];
  readonly preparedStatements: readonly PreparedStatementInfo[];
  readonly cursors: readonly CursorInfo[];
  /** Every setting with its value now and at the start of the session. */
  settings(): Iterable<SettingState>;
  /** Start of the statement, µs from 2000-01-01 UTC. */
  readonly statementTimestamp: number;
  /** Start of the server or database. */
  readonly startTimestamp: number;
}

/** Counters, each read when it is asked for. Times in ms, moments in µs from 2000-01-01 UTC. */
export interface StatisticsView {
  /** When counting began. */
  resetAt(group: 'database' | 'checkpoints' | 'wal'): number;
  table(table: TableDescriptor): TableCounts;
  index(index: IndexDescriptor): { readonly scans: number; readonly entriesRead: number };
  readonly database: DatabaseCounts;
  readonly checkpoints: {
    readonly timed: number;
    readonly requested: number;
    readonly milliseconds: number;
    readonly bytes: number;
  };
  readonly wal: {
    readonly records: number;
    readonly bytes: number;
    readonly writes: number;
    readonly syncs: number;
    readonly syncMs: number;
  };
  /** Throws where nobody watches statements. */
  readonly statements: {
    readonly entries: Iterable<StatementCounts>;
    readonly deallocations: number;
    readonly resetAt: number;
  };
}
export interface TableCounts {
  readonly scans: number;
  readonly rowsScanned: number;
  readonly indexScans: number;
  readonly rowsFetched: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}
export interface DatabaseCounts {
  readonly commits: number;
  readonly rollbacks: number;
  readonly deadlocks: number;
  readonly cacheReads: number;
  readonly cacheHits: number;
  readonly tempFiles: number;
  readonly tempBytes: number;
  readonly activeMs: number;
  readonly sessions: number;
  readonly sessionsFatal: number;
  readonly sessionsKilled: number;
}
export interface StatementCounts {
  readonly userOid: Oid;
  readonly queryId: bigint;
  readonly query: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly meanMs: number;
  readonly deviationMs: number;
  readonly rows: number;
  readonly walRecords: number;
  readonly walBytes: number;
}

export interface SessionInfo {
  readonly pid: number;
  readonly role: Oid;
  readonly user: string;
  readonly applicationName: string;
  readonly clientAddress: string | null;
  readonly clientPort: number | null;
  readonly started: number;
  readonly transactionStarted: number | null;
  readonly queryStarted: number | null;
  readonly stateChanged: number | null;
  readonly state: string;
  /** Type and name of what it waits for. */
  readonly waitsFor: readonly [type: string, event: string] | null;
  readonly transactionId: number | null;
  readonly queryId: bigint | null;
  readonly query: string;
}
export interface LockInfo {
  readonly pid: number;
  /** null: a transaction id lock. */
  readonly relation: Oid | null;
  readonly transaction: number | null;
  readonly advisory?: { readonly high: number; readonly low: number; readonly parts: 1 | 2 };
  /** 'AccessShareLock' ... */
  readonly mode: string;
  readonly granted: boolean;
}
export interface PreparedStatementInfo {
  readonly name: string;
  readonly statement: string;
  readonly prepared: number;
  readonly parameterTypes: readonly Oid[];
  readonly fromSql: boolean;
}
export interface CursorInfo {
  readonly name: string;
  readonly statement: string;
  readonly holdable: boolean;
  readonly binary: boolean;
  readonly scrollable: boolean;
  readonly created: number;
}

/**
 * One row by column name. A column that is not named is NULL; one that is dear to compute is a function, called when the
 * column is read.
 */
export type CatalogRow = Readonly<Record<string, Datum | (() => Datum)>>;
export type RowSource = (view: CatalogView) => Iterable<CatalogRow>;
/**
 * A source most of whose rows are about the system itself: those are `fixed`, for all databases of a name, and kept once they
 * have been computed; `own` has the others.
 */
export interface SplitSource {
  fixed(databaseName: string): Iterable<CatalogRow>;
  readonly own: RowSource;
  /** Fixed rows that not every user sees, told by the value of a column. */
  readonly shown?: {
    readonly of: string;
    test(view: CatalogView): (value: Datum) => boolean;
  };
  /** A column that is not the same everywhere after all, computed for each row that is read. */
  readonly live?: {
    readonly column: string;
    readonly of: readonly string[];
    value(view: CatalogView, ...of: readonly Datum[]): Datum;
  };
}
/** Relations by name. One that is not here is always empty. */
export type RowSources = Readonly<Record<string, RowSource | SplitSource>>;
