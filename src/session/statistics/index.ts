/** Counters of a database, and who watches its statements. Nothing here decides anything about them. */
export { ConnectionStatistics, DatabaseStatistics, KindStatistics } from './database-statistics.ts';
export { type LogEvent, type LogLevel, type LogReceiver, reachesLevel } from './log-event.ts';
export { StatementObserver } from './observer.ts';
export { type StatementKind, statementKinds } from './statement-kind.ts';
export { type StatementEntry, StatementTable } from './statement-table.ts';
