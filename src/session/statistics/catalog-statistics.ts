/** The counters as the statistics views of pg_catalog ask for them, and their reset. */
import { type IndexDescriptor, type StatisticsView, storageOf, type TableDescriptor } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { IndexStore, TableStore } from '../../storage/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { DatabaseCore } from '../database-core.ts';
import type { Session } from '../session.ts';

function tableCounts(found: TableStore | undefined) {
  return {
    scans: found?.scans ?? 0,
    rowsScanned: found?.rowsScanned ?? 0,
    rowsFetched: found?.rowsFetched ?? 0,
    inserted: found?.rowsInserted ?? 0,
    updated: found?.rowsUpdated ?? 0,
    deleted: found?.rowsDeleted ?? 0,
  };
}

function indexCounts(found: IndexStore | undefined) {
  return { scans: found?.scans ?? 0, entriesRead: found?.entriesRead ?? 0 };
}

function databaseCounts({ durable, statistics, temp, transactions }: DatabaseCore) {
  const cache = durable?.data.cache ?? null;
  return {
    commits: transactions.commits + statistics.immediateReads,
    rollbacks: transactions.rollbacks,
    deadlocks: transactions.deadlocks,
    cacheReads: cache?.loads ?? 0,
    cacheHits: cache === null ? 0 : Math.max(0, cache.reads - cache.loads),
    tempFiles: temp.files,
    tempBytes: temp.bytes,
    activeMs: statistics.activeMs,
    sessions: statistics.sessions,
    sessionsFatal: statistics.sessionsFatal,
    sessionsKilled: statistics.sessionsKilled,
  };
}

function checkpointCounts({ durable }: DatabaseCore) {
  const requested = Math.min(durable?.requestedCount ?? 0, durable?.checkpointCount ?? 0);
  return {
    timed: (durable?.checkpointCount ?? 0) - requested,
    requested,
    milliseconds: durable?.checkpointMs ?? 0,
    bytes: durable?.checkpointBytes ?? 0,
  };
}

function walCounts({ durable }: DatabaseCore) {
  const log = durable?.log;
  return {
    records: log?.recordCount ?? 0,
    bytes: log?.writtenBytes ?? 0,
    writes: log?.writeCount ?? 0,
    syncs: log?.syncCount ?? 0,
    syncMs: (log?.syncSeconds.sum ?? 0) * 1000,
  };
}

/** pg_stat_reset: all that belongs to the database. */
export function resetDatabase(core: DatabaseCore): void {
  const { resets } = core.statistics;
  resets.reset('database', databaseCounts(core), core.host.now());
  for (const store of core.storage.tables.values()) {
    resets.resetObject(store, tableCounts(store));
    for (const index of store.indexes) resets.resetObject(index, indexCounts(index));
  }
}

/** pg_stat_reset_shared. */
export function resetShared(core: DatabaseCore, target: string): void {
  const { resets } = core.statistics;
  const now = core.host.now();
  switch (target) {
    case 'bgwriter':
      resets.reset('checkpoints', checkpointCounts(core), now);
      return;
    case 'wal':
      resets.reset('wal', walCounts(core), now);
      return;
    // Nothing is archived or replayed for others, so nothing is counted of it.
    case 'archiver':
    case 'recovery_prefetch':
      return;
    default:
      throw sqlError('invalid_parameter_value', `unrecognized reset target: "${target}"`, {
        hint: 'Target must be "archiver", "bgwriter", "recovery_prefetch", or "wal".',
      });
  }
}

/** pg_stat_reset_single_table_counters: of a table, or of an index. */
export function resetRelation({ catalog, core }: Session, oid: Oid): void {
  const { resets } = core.statistics;
  const index = catalog.index(oid);
  const table = catalog.table(index?.table ?? oid);
  const store = table && core.storage.tables.get(storageOf(table));
  const found = index && store?.indexes.find((candidate) => candidate.oid === oid);
  if (found !== undefined) resets.resetObject(found, indexCounts(found));
  else if (index === undefined && store !== undefined) resets.resetObject(store, tableCounts(store));
  resets.touch(core.host.now());
}

export function statisticsView(session: Session): StatisticsView {
  const { core } = session;
  const { resets, since } = core.statistics;
  const store = (table: TableDescriptor): TableStore | undefined => core.storage.tables.get(storageOf(table));
  const countsOf = (index: IndexStore | undefined) => resets.objectSinceReset(index, indexCounts(index));
  return {
    resetAt: (group) => resets.at(group, since),
    table: (table) => {
      const found = store(table);
      const indexScans = found?.indexes.reduce((sum, index) => sum + countsOf(index).scans, 0) ?? 0;
      return { ...resets.objectSinceReset(found, tableCounts(found)), indexScans };
    },
    index: (index: IndexDescriptor) => {
      const table = session.catalog.table(index.table);
      return countsOf(table && store(table)?.indexes.find(({ oid }) => oid === index.oid));
    },
    get database() {
      return resets.sinceReset('database', databaseCounts(core));
    },
    get checkpoints() {
      return resets.sinceReset('checkpoints', checkpointCounts(core));
    },
    get wal() {
      return resets.sinceReset('wal', walCounts(core));
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
