/** Settings of machinery that works differently here (vacuum, shared memory, sockets): accepted, as no answer depends on them. */
import type { SettingDef } from './setting-def.ts';
import { Rows } from './setting-rows.ts';

const inert = { inert: true } as const;
const asynchronousBehavior = new Rows('Resource Usage / Asynchronous Behavior', inert);
const connectionSettings = new Rows('Connections and Authentication / Connection Settings', inert);
const settingsAdmin = new Rows('Write-Ahead Log / Settings', inert, 'superuser');
const settings = new Rows('Write-Ahead Log / Settings', inert);
const monitoringAdmin = new Rows('Statistics / Monitoring', inert, 'superuser');
const whatToLog = new Rows('Reporting and Logging / What to Log', inert);
const statementBehavior = new Rows('Client Connection Defaults / Statement Behavior', inert);
const memory = new Rows('Resource Usage / Memory', inert);
const memoryAdmin = new Rows('Resource Usage / Memory', inert, 'superuser');
const cumulativeQueryAndIndexStatistics = new Rows('Statistics / Cumulative Query and Index Statistics', inert);
const processTitleAdmin = new Rows('Reporting and Logging / Process Title', inert, 'superuser');
const costBasedVacuumDelay = new Rows('Resource Usage / Cost-Based Vacuum Delay', inert);

export const machineSettings: readonly SettingDef[] = [
  asynchronousBehavior.integer(
    'backend_flush_after',
    '0',
    0,
    256,
    'Number of pages after which previously performed writes are flushed to disk.',
    '8kB',
  ),
  connectionSettings.integer(
    'client_connection_check_interval',
    '0',
    0,
    2147483647,
    'Sets the time interval between checks for disconnection while running queries.',
    'ms',
  ),
  settingsAdmin.integer(
    'commit_delay',
    '0',
    0,
    100000,
    'Sets the delay in microseconds between transaction commit and flushing WAL to disk.',
  ),
  settings.integer(
    'commit_siblings',
    '5',
    0,
    1000,
    'Sets the minimum number of concurrent open transactions required before performing commit_delay.',
  ),
  monitoringAdmin.choice(
    'compute_query_id',
    'auto',
    ['auto', 'regress', 'on', 'off'],
    'Enables in-core computation of query identifiers.',
  ),
  whatToLog.flag('debug_pretty_print', 'on', 'Indents parse and plan tree displays.'),
  statementBehavior.choice(
    'default_toast_compression',
    'pglz',
    ['pglz', 'lz4'],
    'Sets the default compression method for compressible values.',
  ),
  asynchronousBehavior.integer(
    'effective_io_concurrency',
    '1',
    0,
    1000,
    'Number of simultaneous requests that can be handled efficiently by the disk subsystem.',
  ),
  statementBehavior.integer(
    'gin_pending_list_limit',
    '4096',
    64,
    2147483647,
    'Sets the maximum size of the pending list for GIN index.',
    'kB',
  ),
  asynchronousBehavior.integer(
    'maintenance_io_concurrency',
    '10',
    0,
    1000,
    'A variant of effective_io_concurrency that is used for maintenance work.',
  ),
  memory.integer(
    'maintenance_work_mem',
    '65536',
    1024,
    2147483647,
    'Sets the maximum memory to be used for maintenance operations.',
    'kB',
  ),
  memoryAdmin.integer('max_stack_depth', '2048', 100, 2147483647, 'Sets the maximum stack depth, in kilobytes.', 'kB'),
  cumulativeQueryAndIndexStatistics.choice(
    'stats_fetch_consistency',
    'cache',
    ['none', 'cache', 'snapshot'],
    'Sets the consistency of accesses to statistics data.',
  ),
  connectionSettings.integer(
    'tcp_keepalives_count',
    '0',
    0,
    2147483647,
    'Maximum number of TCP keepalive retransmits.',
  ),
  connectionSettings.integer('tcp_keepalives_idle', '0', 0, 2147483647, 'Time between issuing TCP keepalives.', 's'),
  connectionSettings.integer(
    'tcp_keepalives_interval',
    '0',
    0,
    2147483647,
    'Time between TCP keepalive retransmits.',
    's',
  ),
  connectionSettings.integer('tcp_user_timeout', '0', 0, 2147483647, 'TCP user timeout.', 'ms'),
  memory.integer(
    'temp_buffers',
    '1024',
    100,
    1073741823,
    'Sets the maximum number of temporary buffers used by each session.',
    '8kB',
  ),
  processTitleAdmin.flag('update_process_title', 'on', 'Updates the process title to show the active SQL command.'),
  costBasedVacuumDelay.real('vacuum_cost_delay', '0', 0, 100, 'Vacuum cost delay in milliseconds.', 'ms'),
  costBasedVacuumDelay.integer('vacuum_cost_limit', '200', 1, 10000, 'Vacuum cost amount available before napping.'),
  costBasedVacuumDelay.integer('vacuum_cost_page_dirty', '20', 0, 10000, 'Vacuum cost for a page dirtied by vacuum.'),
  costBasedVacuumDelay.integer(
    'vacuum_cost_page_hit',
    '1',
    0,
    10000,
    'Vacuum cost for a page found in the buffer cache.',
  ),
  costBasedVacuumDelay.integer(
    'vacuum_cost_page_miss',
    '2',
    0,
    10000,
    'Vacuum cost for a page not found in the buffer cache.',
  ),
  statementBehavior.integer(
    'vacuum_failsafe_age',
    '1600000000',
    0,
    2100000000,
    'Age at which VACUUM should trigger failsafe to avoid a wraparound outage.',
  ),
  statementBehavior.integer(
    'vacuum_freeze_min_age',
    '50000000',
    0,
    1000000000,
    'Minimum age at which VACUUM should freeze a table row.',
  ),
  statementBehavior.integer(
    'vacuum_freeze_table_age',
    '150000000',
    0,
    2000000000,
    'Age at which VACUUM should scan whole table to freeze tuples.',
  ),
  statementBehavior.integer(
    'vacuum_multixact_failsafe_age',
    '1600000000',
    0,
    2100000000,
    'Multixact age at which VACUUM should trigger failsafe to avoid a wraparound outage.',
  ),
  statementBehavior.integer(
    'vacuum_multixact_freeze_min_age',
    '5000000',
    0,
    1000000000,
    'Minimum age at which VACUUM should freeze a MultiXactId in a table row.',
  ),
  statementBehavior.integer(
    'vacuum_multixact_freeze_table_age',
    '150000000',
    0,
    2000000000,
    'Multixact age at which VACUUM should scan whole table to freeze tuples.',
  ),
  settingsAdmin.choice(
    'wal_compression',
    'off',
    ['pglz', 'lz4', 'zstd', 'on', 'off'],
    'Compresses full-page writes written in WAL file with specified method.',
  ),
  settingsAdmin.flag('wal_init_zero', 'on', 'Writes zeroes to new WAL files before first use.'),
  settingsAdmin.flag('wal_recycle', 'on', 'Recycles WAL files by renaming them.'),
  settings.integer(
    'wal_skip_threshold',
    '2048',
    0,
    2147483647,
    'Minimum size of new file to fsync instead of writing WAL.',
    'kB',
  ),
];
