/** What functions may ask of the server and of other sessions; the session implements it. */
import type { Oid } from '../types/type-def.ts';

export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}
export interface KeywordRow {
  readonly word: string;
  readonly category: 'U' | 'C' | 'T' | 'R';
  readonly bareLabel: boolean;
}

export type StatisticsReset =
  | { readonly of: 'database' }
  | { readonly of: 'function' }
  | { readonly of: 'shared'; readonly target: string }
  | { readonly of: 'relation'; readonly oid: Oid };

export interface ServerFacts {
  /** µs from 2000-01-01 UTC. */
  readonly startTimestamp: number;
  /** What the client sent, all statements of it. */
  readonly queryText: string;
  /** null where there is no network between client and server. */
  readonly client: SocketAddress | null;
  readonly server: SocketAddress | null;
  readonly keywords: readonly KeywordRow[];
  readonly nextTransactionId: number;
  isRunning(transactionId: number): boolean;
  blockersOf(pid: number): readonly number[];
  /** Whom the session waits for to know whether its snapshot is safe. */
  safetyBlockersOf(pid: number): readonly number[];
  /** null: no such database. */
  databaseSize(database: string | Oid): number | null;
  indexesSize(relation: Oid): number | null;
  /** pg_stat_statements_reset; 0 stands for all. */
  resetStatements(user: Oid, database: Oid, queryId: bigint): void;
  /** pg_stat_reset and its family, which are for superusers: 42501 for others, in the name of `fn`. */
  resetStatistics(fn: string, what: StatisticsReset): void;
  /** 0: the relation has no storage; null: there is no such relation. */
  fileNode(relation: Oid): Oid | null;
  settingFlags(name: string): readonly string[] | null;
  argumentDefault(fn: Oid, argument: number): string | null;
  functionKind(fn: Oid): 'function' | 'aggregate' | 'window' | null;
  /** `column` from 1, or 0 for the index itself; null: no such property, column or index. */
  indexProperty(index: Oid, column: number, property: string): boolean | null;
}
