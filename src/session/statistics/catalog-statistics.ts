/** The counters as the statistics views of pg_catalog ask for them. */
import { type IndexDescriptor, type StatisticsView, storageOf, type TableDescriptor } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { TableStore } from '../../storage/index.ts';
import type { Session } from '../session.ts';

export function statisticsView(session: Session): StatisticsView {
  const { core } = session;
  const { durable, statistics, transactions } = core;
  const store = (table: TableDescriptor): TableStore | undefined => core.storage.tables.get(storageOf(table));
  return {
    since: statistics.since,
    table: (table) => {
      const found = store(table);
      return {
        scans: found?.scans ?? 0,
        rowsScanned: found?.rowsScanned ?? 0,
        indexScans: found?.indexes.reduce((sum, { scans }) => sum + scans, 0) ?? 0,
        rowsFetched: found?.rowsFetched ?? 0,
        inserted: found?.rowsInserted ?? 0,
        updated: found?.rowsUpdated ?? 0,
        deleted: found?.rowsDeleted ?? 0,
      };
    },
    index: (index: IndexDescriptor) => {
      const table = session.catalog.table(index.table);
      const found = table && store(table)?.indexes.find(({ oid }) => oid === index.oid);
      return { scans: found?.scans ?? 0, entriesRead: found?.entriesRead ?? 0 };
    },
    get database() {
      const cache = durable?.data.cache ?? null;
      return {
        commits: transactions.commits + statistics.immediateReads,
        rollbacks: transactions.rollbacks,
        deadlocks: transactions.deadlocks,
        cacheReads: cache?.loads ?? 0,
        cacheHits: cache === null ? 0 : Math.max(0, cache.reads - cache.loads),
        tempFiles: core.temp.files,
        tempBytes: core.temp.bytes,
        activeMs: statistics.activeMs,
        sessions: statistics.sessions,
        sessionsFatal: statistics.sessionsFatal,
        sessionsKilled: statistics.sessionsKilled,
      };
    },
    get checkpoints() {
      const requested = Math.min(durable?.requestedCount ?? 0, durable?.checkpointCount ?? 0);
      return {
        timed: (durable?.checkpointCount ?? 0) - requested,
        requested,
        milliseconds: durable?.checkpointMs ?? 0,
        bytes: durable?.checkpointBytes ?? 0,
      };
    },
    get wal() {
      const log = durable?.log;
      return {
        records: log?.recordCount ?? 0,
        bytes: log?.writtenBytes ?? 0,
        writes: log?.writeCount ?? 0,
        syncs: log?.syncCount ?? 0,
        syncMs: (log?.syncSeconds.sum ?? 0) * 1000,
      };
    },
    get statements() {
      const { observer } = core;
      if (observer === null) {
        throw sqlError(
          'object_not_in_prerequisite_state',
          'pg_stat_statements must be loaded via shared_preload_libraries',
          {
            detail:
              'Statements are watched by the server, and by an embedded database that is opened with `statistics`.',
          },
        );
      }
      return observer.statements;
    },
  };
}
