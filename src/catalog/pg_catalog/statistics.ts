/**
 * Statistics: pg_stat_user_tables and its like, pg_stat_database, pg_stat_bgwriter, pg_stat_wal, pg_stat_statements. Counters begin
 * with 0 when the database is opened, and again when they are reset. What has no counterpart here (buffers, planning apart from execution, JIT) is 0.
 */
import { Numeric } from '../../types/numeric-value.ts';
import type { CatalogRow, CatalogView, RowSource, RowSources, StatementCounts } from '../catalog-view.ts';
import type { TableDescriptor } from '../descriptors.ts';
import { hasRightsOf } from '../privileges/index.ts';
import { int8 } from '../row-values.ts';
import { schemaName, userIndexes } from './system-views.ts';

function zeros(names: string): CatalogRow {
  return Object.fromEntries(names.split(' ').map((name) => [name, 0]));
}

// ---- tables and indexes ----

function tables(view: CatalogView): TableDescriptor[] {
  return view.catalog.userRelations().filter((relation): relation is TableDescriptor => relation.kind === 'table');
}

function tableName(view: CatalogView, table: TableDescriptor): CatalogRow {
  return { relid: table.oid, schemaname: schemaName(view, table), relname: table.name };
}

/** Of the transaction at hand nothing is counted by itself. */
const transactionTables: RowSource = (view) =>
  tables(view).map((table) => {
    const indexed = table.indexes.length > 0 ? 0 : null;
    return {
      ...tableName(view, table),
      ...zeros('seq_scan seq_tup_read n_tup_ins n_tup_upd n_tup_del n_tup_hot_upd'),
      idx_scan: indexed,
      idx_tup_fetch: indexed,
    };
  });

const tableStatistics: RowSource = (view) =>
  tables(view).map((table) => {
    const counts = view.statistics.table(table);
    const indexed = table.indexes.length > 0;
    return {
      ...tableName(view, table),
      seq_scan: counts.scans,
      seq_tup_read: counts.rowsScanned,
      idx_scan: indexed ? counts.indexScans : null,
      idx_tup_fetch: indexed ? counts.rowsFetched : null,
      n_tup_ins: counts.inserted,
      n_tup_upd: counts.updated,
      n_tup_del: counts.deleted,
      // Every update is in place, and none makes rows that have to be cleaned up.
      n_tup_hot_upd: 0,
      n_live_tup: Math.max(0, view.rowCount(table)),
      n_dead_tup: 0,
      n_mod_since_analyze: counts.inserted + counts.updated + counts.deleted,
      n_ins_since_vacuum: counts.inserted,
      ...zeros('vacuum_count autovacuum_count analyze_count autoanalyze_count'),
    };
  });

const indexStatistics: RowSource = (view) =>
  userIndexes(view).map((index) => {
    const counts = view.statistics.index(index);
    return {
      relid: index.table,
      indexrelid: index.oid,
      schemaname: schemaName(view, index),
      relname: view.catalog.table(index.table)!.name,
      indexrelname: index.name,
      idx_scan: counts.scans,
      idx_tup_read: counts.entriesRead,
      idx_tup_fetch: counts.entriesRead,
    };
  });

const blocks: RowSource = (view) =>
  tables(view).map((table) => {
    const indexed = table.indexes.length > 0 ? 0 : null;
    return {
      ...tableName(view, table),
      ...zeros('heap_blks_read heap_blks_hit'),
      idx_blks_read: indexed,
      idx_blks_hit: indexed,
    };
  });

// ---- the database ----

function databaseStatistics(view: CatalogView): CatalogRow[] {
  const { database } = view.statistics;
  const sum = { returned: 0, fetched: 0, inserted: 0, updated: 0, deleted: 0 };
  for (const table of tables(view)) {
    const counts = view.statistics.table(table);
    sum.returned += counts.rowsScanned + counts.rowsFetched;
    sum.fetched += counts.rowsFetched;
    sum.inserted += counts.inserted;
    sum.updated += counts.updated;
    sum.deleted += counts.deleted;
  }
  return view.databases.map(({ oid, name }) => ({
    ...zeros('conflicts blk_read_time blk_write_time session_time idle_in_transaction_time sessions_abandoned'),
    datid: oid,
    datname: name,
    numbackends: view.sessions.length,
    xact_commit: database.commits,
    xact_rollback: database.rollbacks,
    blks_read: database.cacheReads,
    blks_hit: database.cacheHits,
    tup_returned: sum.returned,
    tup_fetched: sum.fetched,
    tup_inserted: sum.inserted,
    tup_updated: sum.updated,
    tup_deleted: sum.deleted,
    temp_files: database.tempFiles,
    temp_bytes: database.tempBytes,
    deadlocks: database.deadlocks,
    active_time: database.activeMs,
    sessions: database.sessions,
    sessions_fatal: database.sessionsFatal,
    sessions_killed: database.sessionsKilled,
    stats_reset: view.statistics.resetAt('database'),
  }));
}

function writerStatistics(view: CatalogView): CatalogRow[] {
  const { checkpoints } = view.statistics;
  return [
    {
      ...zeros(
        'checkpoint_sync_time buffers_clean maxwritten_clean buffers_backend buffers_backend_fsync buffers_alloc',
      ),
      checkpoints_timed: checkpoints.timed,
      checkpoints_req: checkpoints.requested,
      checkpoint_write_time: checkpoints.milliseconds,
      // In the blocks of 8 kB that PostgreSQL counts.
      buffers_checkpoint: Math.ceil(checkpoints.bytes / 8192),
      stats_reset: view.statistics.resetAt('checkpoints'),
    },
  ];
}

function walStatistics(view: CatalogView): CatalogRow[] {
  const { wal } = view.statistics;
  return [
    {
      wal_records: wal.records,
      wal_fpi: 0,
      wal_bytes: Numeric.fromInteger(wal.bytes),
      wal_buffers_full: 0,
      wal_write: wal.writes,
      wal_sync: wal.syncs,
      wal_write_time: 0,
      wal_sync_time: wal.syncMs,
      stats_reset: view.statistics.resetAt('wal'),
    },
  ];
}

// ---- statements ----

const notCounted = zeros(
  'plans total_plan_time min_plan_time max_plan_time mean_plan_time stddev_plan_time shared_blks_hit shared_blks_read ' +
    'shared_blks_dirtied shared_blks_written local_blks_hit local_blks_read local_blks_dirtied local_blks_written ' +
    'temp_blks_read temp_blks_written blk_read_time blk_write_time temp_blk_read_time temp_blk_write_time wal_fpi ' +
    'jit_functions jit_generation_time jit_inlining_count jit_inlining_time jit_optimization_count ' +
    'jit_optimization_time jit_emission_count jit_emission_time',
);

function statementRow(view: CatalogView, counts: StatementCounts, hidden: boolean): CatalogRow {
  return {
    ...notCounted,
    userid: counts.userOid,
    dbid: view.databaseOid,
    toplevel: true,
    queryid: hidden ? null : int8(counts.queryId),
    query: hidden ? '<insufficient privilege>' : counts.query,
    calls: counts.calls,
    total_exec_time: counts.totalMs,
    min_exec_time: counts.minMs,
    max_exec_time: counts.maxMs,
    mean_exec_time: counts.meanMs,
    stddev_exec_time: counts.deviationMs,
    rows: counts.rows,
    wal_records: counts.walRecords,
    wal_bytes: Numeric.fromInteger(counts.walBytes),
  };
}

/** Texts of others are for pg_read_all_stats. */
function* statementRows(view: CatalogView): Generator<CatalogRow> {
  const seesAll = hasRightsOf(view.catalog, view.currentRole, 3375);
  for (const counts of view.statistics.statements.entries) {
    yield statementRow(view, counts, !seesAll && counts.userOid !== view.currentRole);
  }
}

function statementInfo({ statistics }: CatalogView): CatalogRow[] {
  const { deallocations, resetAt } = statistics.statements;
  return [{ dealloc: deallocations, stats_reset: resetAt }];
}

export const statisticsSources: RowSources = {
  pg_stat_all_tables: tableStatistics,
  pg_stat_user_tables: tableStatistics,
  pg_stat_xact_all_tables: transactionTables,
  pg_stat_xact_user_tables: transactionTables,
  pg_stat_all_indexes: indexStatistics,
  pg_stat_user_indexes: indexStatistics,
  pg_statio_all_tables: blocks,
  pg_statio_user_tables: blocks,
  pg_stat_database: databaseStatistics,
  pg_stat_bgwriter: writerStatistics,
  pg_stat_wal: walStatistics,
  pg_stat_statements: statementRows,
  pg_stat_statements_info: statementInfo,
};
