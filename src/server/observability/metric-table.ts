/**
 * The metrics of /metrics: a row has the name, what it counts, and where its values are read when they are asked for. Counters begin
 * with 0 when the server starts. The table in docs/operations/observability.md is checked against this one.
 */
import type { Histogram } from '../../common/histogram.ts';
import { type DatabaseCore, storeSize } from '../../session/index.ts';
import type { ProcessStatistics } from './process-statistics.ts';

export interface MetricSources {
  readonly core: DatabaseCore;
  readonly process: ProcessStatistics;
  readonly version: string;
}

export type Labels = Readonly<Record<string, string>>;
export type Sample = readonly [value: number, labels?: Labels];

interface MetricBase {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}
export interface ValueMetric extends MetricBase {
  readonly type: 'counter' | 'gauge';
  read(sources: MetricSources): Iterable<Sample>;
}
export interface HistogramMetric extends MetricBase {
  readonly type: 'histogram';
  read(sources: MetricSources): Iterable<readonly [Histogram, Labels?]>;
}
export type MetricDef = ValueMetric | HistogramMetric;

function counter(name: string, help: string, read: (sources: MetricSources) => number): ValueMetric {
  return { type: 'counter', name, help, read: (sources) => [[read(sources)]] };
}
function gauge(name: string, help: string, read: (sources: MetricSources) => number): ValueMetric {
  return { type: 'gauge', name, help, read: (sources) => [[read(sources)]] };
}

// ---- connections and sessions ----

/** Why a connection ended before it was a session, by SQLSTATE. */
const refusals: Readonly<Record<string, string>> = {
  '28P01': 'authentication',
  '28000': 'authentication',
  '53300': 'too_many_connections',
  '3D000': 'unknown_database',
  '08P01': 'protocol',
  '57P03': 'not_ready',
  '57014': 'timeout',
};
const authenticationCodes = ['28P01', '28000'];

function* refused({ core }: MetricSources): Generator<Sample> {
  const byReason = new Map(['authentication', 'protocol', 'too_many_connections'].map((reason) => [reason, 0]));
  for (const [code, count] of core.statistics.connections.refused) {
    const reason = refusals[code] ?? 'other';
    byReason.set(reason, (byReason.get(reason) ?? 0) + count);
  }
  for (const [reason, count] of byReason) yield [count, { reason }];
}

function* sessions({ core }: MetricSources): Generator<Sample> {
  const counts = { active: 0, waiting: 0, idle: 0, idle_in_transaction: 0 };
  for (const { running, transaction, status } of core.sessions.values()) {
    if (running) counts[transaction?.wake == null ? 'active' : 'waiting']++;
    else counts[status === 'idle' ? 'idle' : 'idle_in_transaction']++;
  }
  for (const [state, count] of Object.entries(counts)) yield [count, { state }];
}

// ---- statements ----

function* statements({ core }: MetricSources): Generator<Sample> {
  for (const [kind, { succeeded, failed }] of Object.entries(core.statistics.kinds)) {
    yield [succeeded, { kind, outcome: 'success' }];
    for (const [sqlstateClass, count] of failed) yield [count, { kind, outcome: sqlstateClass }];
  }
}

function* tableRows({ core }: MetricSources): Generator<Sample> {
  const counts = { scanned: 0, fetched: 0, inserted: 0, updated: 0, deleted: 0 };
  for (const table of core.storage.tables.values()) {
    counts.scanned += table.rowsScanned;
    counts.fetched += table.rowsFetched;
    counts.inserted += table.rowsInserted;
    counts.updated += table.rowsUpdated;
    counts.deleted += table.rowsDeleted;
  }
  for (const [operation, count] of Object.entries(counts)) yield [count, { operation }];
}

function lockWaiters({ core }: MetricSources): number {
  let waiters = 0;
  for (const { transaction } of core.sessions.values()) if (transaction?.wake != null) waiters++;
  return waiters;
}

// ---- storage ----

/** Of a database on disk; one in memory has nothing to count. */
const ofStore =
  (read: (durable: NonNullable<DatabaseCore['durable']>) => number) =>
  ({ core }: MetricSources): number =>
    core.durable === null ? 0 : read(core.durable);

function* checkpoints({ core: { durable } }: MetricSources): Generator<Sample> {
  const requested = Math.min(durable?.requestedCount ?? 0, durable?.checkpointCount ?? 0);
  yield [(durable?.checkpointCount ?? 0) - requested, { reason: 'timed' }];
  yield [requested, { reason: 'requested' }];
}

const noSyncs: readonly [Histogram, Labels?][] = [];

export const metricTable: readonly MetricDef[] = [
  {
    type: 'gauge',
    name: 'aiondb_info',
    help: 'Always 1; the labels tell the version and where the database is.',
    labels: ['version', 'backend'],
    read: ({ core, version }) => [[1, { version, backend: core.durable === null ? 'in_memory' : 'durable' }]],
  },
  gauge('aiondb_start_time_seconds', 'When the database was opened, in seconds since 1970.', ({ core }) => {
    return core.startTimestamp / 1e6 + 946_684_800;
  }),

  gauge('aiondb_connections_open', 'Connections that are open, before and after authentication.', ({ core }) => {
    const { accepted, closed } = core.statistics.connections;
    return accepted - closed;
  }),
  counter('aiondb_connections_total', 'Connections that were accepted.', ({ core }) => {
    return core.statistics.connections.accepted;
  }),
  {
    type: 'counter',
    name: 'aiondb_connections_refused_total',
    help: 'Connections that ended before they were sessions, by reason.',
    labels: ['reason'],
    read: refused,
  },
  counter('aiondb_startups_total', 'Start-ups that led to a session.', ({ core }) => {
    return core.statistics.connections.startups;
  }),
  counter('aiondb_authentication_failures_total', 'Start-ups that failed to show who they are.', ({ core }) => {
    const { refused: byCode } = core.statistics.connections;
    return authenticationCodes.reduce((sum, code) => sum + (byCode.get(code) ?? 0), 0);
  }),
  counter('aiondb_cancel_requests_total', 'CancelRequest messages.', ({ core }) => {
    return core.statistics.connections.cancelRequests;
  }),
  { type: 'gauge', name: 'aiondb_sessions', help: 'Sessions by what they do.', labels: ['state'], read: sessions },

  {
    type: 'counter',
    name: 'aiondb_statements_total',
    help: "Statements by kind and outcome: success, or the class of the error's SQLSTATE.",
    labels: ['kind', 'outcome'],
    read: statements,
  },
  {
    type: 'histogram',
    name: 'aiondb_statement_duration_seconds',
    help: 'How long statements that succeeded took, waiting included.',
    labels: ['kind'],
    read: ({ core }) =>
      Object.entries(core.statistics.kinds).map(([kind, { seconds }]) => [seconds, { kind }] as const),
  },
  {
    type: 'counter',
    name: 'aiondb_rows_total',
    help: 'Rows given or changed by statements, by kind.',
    labels: ['kind'],
    read: ({ core }) => Object.entries(core.statistics.kinds).map(([kind, { rows }]) => [rows, { kind }] as const),
  },
  {
    type: 'counter',
    name: 'aiondb_table_rows_total',
    help: 'Rows of tables that were met in scans, fetched by id, inserted, updated, deleted.',
    labels: ['operation'],
    read: tableRows,
  },
  {
    type: 'counter',
    name: 'aiondb_transactions_total',
    help: 'Transactions by how they ended.',
    labels: ['outcome'],
    read: ({ core: { transactions, statistics } }) => [
      [transactions.commits + statistics.immediateReads, { outcome: 'commit' }],
      [transactions.rollbacks, { outcome: 'rollback' }],
    ],
  },
  {
    type: 'histogram',
    name: 'aiondb_lock_wait_duration_seconds',
    help: 'Waits for locks that have ended, however they ended.',
    read: ({ core }) => [[core.statistics.lockWaitSeconds]],
  },
  gauge('aiondb_lock_waiters', 'Sessions that wait for a lock.', lockWaiters),
  counter('aiondb_deadlocks_total', 'Deadlocks.', ({ core }) => core.transactions.deadlocks),

  counter(
    'aiondb_wal_bytes_total',
    'Bytes written to the log.',
    ofStore(({ log }) => log.writtenBytes),
  ),
  counter(
    'aiondb_wal_records_total',
    'Frames written to the log.',
    ofStore(({ log }) => log.recordCount),
  ),
  {
    type: 'histogram',
    name: 'aiondb_wal_sync_duration_seconds',
    help: 'How long syncs of the log took.',
    read: ({ core: { durable } }) => (durable === null ? noSyncs : [[durable.log.syncSeconds]]),
  },
  {
    type: 'counter',
    name: 'aiondb_checkpoints_total',
    help: 'Checkpoints that have ended, by what asked for them.',
    labels: ['reason'],
    read: checkpoints,
  },
  counter(
    'aiondb_checkpoint_duration_seconds_total',
    'Time from the beginning to the end of checkpoints.',
    ofStore(({ checkpointMs }) => checkpointMs / 1000),
  ),
  counter(
    'aiondb_checkpoint_bytes_total',
    'Bytes written by checkpoints.',
    ofStore((store) => store.checkpointBytes),
  ),
  gauge(
    'aiondb_cache_resident_entries',
    'Clean vectors and index leaves in memory, where the cache has a limit.',
    ofStore(({ data }) => data.cache?.entryCount ?? 0),
  ),
  gauge(
    'aiondb_cache_resident_bytes',
    'Their bytes.',
    ofStore(({ data }) => data.cache?.usedBytes ?? 0),
  ),
  counter(
    'aiondb_cache_hits_total',
    'Looks at segments that were in memory.',
    ofStore(({ data: { cache } }) => (cache === null ? 0 : Math.max(0, cache.reads - cache.loads))),
  ),
  counter(
    'aiondb_cache_misses_total',
    'Vectors that had to be read from disk.',
    ofStore(({ data }) => data.cache?.loads ?? 0),
  ),
  counter(
    'aiondb_cache_evictions_total',
    'Vectors and index leaves that made room for others.',
    ofStore(({ data }) => data.cache?.evictions ?? 0),
  ),
  counter('aiondb_temp_files_total', 'Temporary files of queries.', ({ core }) => core.temp.files),
  counter('aiondb_temp_bytes_total', 'Bytes written to them.', ({ core }) => core.temp.bytes),
  gauge(
    'aiondb_database_size_bytes',
    'Data files and log on disk, or what tables and indexes take in memory.',
    ({ core }) => databaseSize(core),
  ),

  counter(
    'process_cpu_user_seconds_total',
    'CPU time of the process in user mode.',
    ({ process }) => process.userSeconds,
  ),
  counter('process_cpu_system_seconds_total', 'CPU time of the process in the kernel.', ({ process }) => {
    return process.systemSeconds;
  }),
  gauge('process_resident_memory_bytes', 'Memory of the process.', ({ process }) => process.memory.rss),
  gauge('nodejs_heap_size_used_bytes', "V8's heap in use.", ({ process }) => process.memory.heapUsed),
  gauge('nodejs_heap_size_total_bytes', "V8's heap.", ({ process }) => process.memory.heapTotal),
  gauge('nodejs_external_memory_bytes', 'Buffers and typed arrays outside of the heap.', ({ process }) => {
    return process.memory.external;
  }),
  {
    type: 'gauge',
    name: 'nodejs_eventloop_lag_seconds',
    help: 'How late the event loop was since the last scrape: quantiles, mean and maximum.',
    labels: ['quantile'],
    read: ({ process }) => process.takeLag(),
  },
];

function databaseSize({ durable, storage }: DatabaseCore): number {
  if (durable !== null) return durable.data.totalBytes + durable.log.appendedLsn - durable.redoLsn;
  let size = 0;
  for (const table of storage.tables.values()) size += storeSize(table);
  return size;
}
