/** What the rows of pg_catalog and information_schema are computed from; the session provides it for each statement. */
import type { SettingDef } from '../config/index.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import type { Catalog } from './catalog.ts';
import type { CatalogDefinitions } from './definitions.ts';
import type { RelationDescriptor, SequenceDescriptor } from './descriptors.ts';

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
  readonly sessions: readonly SessionInfo[];
  readonly locks: readonly LockInfo[];
  readonly preparedStatements: readonly PreparedStatementInfo[];
  readonly cursors: readonly CursorInfo[];
  /** Every setting with its value now and at the start of the session. */
  settings(): Iterable<{ readonly def: SettingDef; readonly value: string; readonly reset: string }>;
  /** Start of the statement, µs from 2000-01-01 UTC. */
  readonly statementTimestamp: number;
  /** Start of the server or database. */
  readonly startTimestamp: number;
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
  readonly waitingForLock: boolean;
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
}
/** Relations by name. One that is not here is always empty. */
export type RowSources = Readonly<Record<string, RowSource | SplitSource>>;
