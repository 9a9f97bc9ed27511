/**
 * What has happened in a database since it was opened, as plain numbers that are only ever added to. The layers below count what
 * is theirs in the same way (Log, DurableStore, Cache, TransactionManager, TableStore, IndexStore); whoever shows statistics reads
 * all of them when asked. Statements are only counted where an observer is at work (observer.ts).
 */
import { Histogram } from '../../common/histogram.ts';
import { type StatementKind, statementKinds } from './statement-kind.ts';
import { StatisticsResets } from './statistics-resets.ts';

/** Seconds: from what a look-up by key takes to what somebody waits for. */
const statementBounds = [
  0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];
const lockWaitBounds = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30, 120];

/** Statements of one kind. */
export class KindStatistics {
  succeeded = 0;
  rows = 0;
  /** By the class of the SQLSTATE, its first two characters. */
  readonly failed = new Map<string, number>();
  readonly seconds = new Histogram(statementBounds);
}

/** Connections to the server, before and after they are sessions. */
export class ConnectionStatistics {
  accepted = 0;
  closed = 0;
  /** Start-up packets that led to a session. */
  startups = 0;
  cancelRequests = 0;
  /** Ended before there was a session, by SQLSTATE. */
  readonly refused = new Map<string, number>();

  refuse(sqlstate: string): void {
    this.refused.set(sqlstate, (this.refused.get(sqlstate) ?? 0) + 1);
  }
}

export class DatabaseStatistics {
  /** µs from 2000-01-01 UTC. */
  readonly since: number;
  readonly resets = new StatisticsResets();
  readonly connections = new ConnectionStatistics();
  sessions = 0;
  /** Ended by pg_terminate_backend or because the server stops. */
  sessionsKilled = 0;
  /** Ended by an error that is the session's last word. */
  sessionsFatal = 0;
  /** Statements that read without a transaction object; each is a transaction that committed. */
  immediateReads = 0;
  readonly lockWaitSeconds = new Histogram(lockWaitBounds);
  /** Time in which statements ran or waited, summed over sessions. */
  activeMs = 0;
  readonly kinds: Readonly<Record<StatementKind, KindStatistics>>;

  constructor(since: number) {
    this.since = since;
    this.kinds = Object.fromEntries(statementKinds.map((kind) => [kind, new KindStatistics()])) as Record<
      StatementKind,
      KindStatistics
    >;
  }
}
