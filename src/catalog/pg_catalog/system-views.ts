/** The readable views of pg_catalog: pg_tables, pg_views, pg_indexes, pg_sequences, and the statistics of tables. */
import type { Oid } from '../../types/type-def.ts';
import type { CatalogRow, CatalogView, RowSource, RowSources } from '../catalog-view.ts';
import type { IndexDescriptor, RelationDescriptor, SequenceDescriptor, TableDescriptor } from '../descriptors.ts';
import { int8 } from '../row-values.ts';
import { everyRelation, hasTriggers, relationKind } from './relations.ts';

function schemaName(view: CatalogView, relation: RelationDescriptor): string {
  return view.catalog.schema(relation.schema)?.name ?? '';
}

function ownerName(view: CatalogView, owner: Oid): string {
  return view.catalog.role(owner)?.name ?? '';
}

function* tableRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of everyRelation(view)) {
    if (relationKind(relation) !== 'r') continue;
    const table = relation.kind === 'table' ? relation : null;
    yield {
      schemaname: schemaName(view, relation),
      tablename: relation.name,
      tableowner: ownerName(view, relation.owner),
      tablespace: null,
      hasindexes: table === null || table.indexes.length > 0,
      hasrules: false,
      hastriggers: table !== null && hasTriggers(table),
      rowsecurity: false,
    };
  }
}

function* viewRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of everyRelation(view)) {
    if (relationKind(relation) !== 'v') continue;
    yield {
      schemaname: schemaName(view, relation),
      viewname: relation.name,
      viewowner: ownerName(view, relation.owner),
      // The system's own views are not defined by queries here.
      definition: () => view.definitions.viewDefinition(relation.oid, false),
    };
  }
}

function* materializedViewRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of view.catalog.userRelations()) {
    if (relation.kind !== 'table' || relation.materialized === undefined) continue;
    yield {
      schemaname: schemaName(view, relation),
      matviewname: relation.name,
      matviewowner: ownerName(view, relation.owner),
      tablespace: null,
      hasindexes: relation.indexes.length > 0,
      ispopulated: relation.materialized.populated,
      definition: () => view.definitions.viewDefinition(relation.oid, false),
    };
  }
}

function userIndexes(view: CatalogView): IndexDescriptor[] {
  return view.catalog.userRelations().filter((r): r is IndexDescriptor => r.kind === 'index');
}

function* indexRows(view: CatalogView): Generator<CatalogRow> {
  for (const index of userIndexes(view)) {
    yield {
      schemaname: schemaName(view, index),
      tablename: view.catalog.table(index.table)!.name,
      indexname: index.name,
      tablespace: null,
      indexdef: () => view.definitions.indexDefinition(index.oid, 0, false),
    };
  }
}

function sequenceLastValue(view: CatalogView, sequence: SequenceDescriptor): number | bigint | null {
  const { lastValue, isCalled } = view.sequenceState(sequence);
  return isCalled ? lastValue : null;
}

function* sequenceRows(view: CatalogView): Generator<CatalogRow> {
  for (const sequence of view.catalog.userRelations()) {
    if (sequence.kind !== 'sequence') continue;
    yield {
      schemaname: schemaName(view, sequence),
      sequencename: sequence.name,
      sequenceowner: ownerName(view, sequence.owner),
      data_type: sequence.type,
      start_value: int8(sequence.start),
      min_value: int8(sequence.minValue),
      max_value: int8(sequence.maxValue),
      increment_by: int8(sequence.increment),
      cycle: sequence.cycle,
      cache_size: int8(sequence.cache),
      last_value: () => sequenceLastValue(view, sequence),
    };
  }
}

// ---- statistics: counters nobody keeps are 0, as on a server that was just started ----

function tableStatistics(view: CatalogView, table: TableDescriptor): CatalogRow {
  return {
    relid: table.oid,
    schemaname: schemaName(view, table),
    relname: table.name,
    seq_scan: 0,
    seq_tup_read: 0,
    idx_scan: table.indexes.length > 0 ? 0 : null,
    idx_tup_fetch: table.indexes.length > 0 ? 0 : null,
    n_tup_ins: 0,
    n_tup_upd: 0,
    n_tup_del: 0,
    n_tup_hot_upd: 0,
    n_live_tup: () => Math.max(0, view.rowCount(table)),
    n_dead_tup: 0,
    n_mod_since_analyze: 0,
    n_ins_since_vacuum: 0,
    vacuum_count: 0,
    autovacuum_count: 0,
    analyze_count: 0,
    autoanalyze_count: 0,
  };
}

const userTableStatistics: RowSource = (view) =>
  view.catalog
    .userRelations()
    .filter((r): r is TableDescriptor => r.kind === 'table')
    .map((table) => tableStatistics(view, table));

const userIndexStatistics: RowSource = (view) =>
  userIndexes(view).map((index) => ({
    relid: index.table,
    indexrelid: index.oid,
    schemaname: schemaName(view, index),
    relname: view.catalog.table(index.table)!.name,
    indexrelname: index.name,
    idx_scan: 0,
    idx_tup_read: 0,
    idx_tup_fetch: 0,
  }));

const blocks: RowSource = (view) =>
  view.catalog
    .userRelations()
    .filter((r): r is TableDescriptor => r.kind === 'table')
    .map((table) => {
      const indexed = table.indexes.length > 0 ? 0 : null;
      return {
        relid: table.oid,
        schemaname: schemaName(view, table),
        relname: table.name,
        heap_blks_read: 0,
        heap_blks_hit: 0,
        idx_blks_read: indexed,
        idx_blks_hit: indexed,
      };
    });

function databaseStatistics(view: CatalogView): CatalogRow[] {
  const zero = Object.fromEntries(
    [
      'xact_commit',
      'xact_rollback',
      'blks_read',
      'blks_hit',
      'tup_returned',
      'tup_fetched',
      'tup_inserted',
      'tup_updated',
      'tup_deleted',
      'conflicts',
      'temp_files',
      'temp_bytes',
      'deadlocks',
      'blk_read_time',
      'blk_write_time',
      'session_time',
      'active_time',
      'idle_in_transaction_time',
      'sessions',
      'sessions_abandoned',
      'sessions_fatal',
      'sessions_killed',
    ].map((name) => [name, 0]),
  );
  return view.databases.map(({ oid, name }) => ({
    ...zero,
    datid: oid,
    datname: name,
    numbackends: oid === view.databaseOid ? view.sessions.length : 0,
  }));
}

export const systemViewSources: RowSources = {
  pg_tables: tableRows,
  pg_views: viewRows,
  pg_matviews: materializedViewRows,
  pg_indexes: indexRows,
  pg_sequences: sequenceRows,
  pg_stat_all_tables: userTableStatistics,
  pg_stat_user_tables: userTableStatistics,
  pg_stat_xact_all_tables: userTableStatistics,
  pg_stat_xact_user_tables: userTableStatistics,
  pg_stat_all_indexes: userIndexStatistics,
  pg_stat_user_indexes: userIndexStatistics,
  pg_statio_all_tables: blocks,
  pg_statio_user_tables: blocks,
  pg_stat_database: databaseStatistics,
};
