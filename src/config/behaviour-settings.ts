/**
 * Settings that change what statements mean or what is reported of them. `only`: the one value that is supported; another is an
 * error, as it would not be heeded.
 */
import type { SettingDef } from './setting-def.ts';
import { Rows } from './setting-rows.ts';

const previousPostgresqlVersions = new Rows('Version and Platform Compatibility / Previous PostgreSQL Versions');
const whatToLog = new Rows('Reporting and Logging / What to Log');
const whatToLogAdmin = new Rows('Reporting and Logging / What to Log', {}, 'superuser');
const monitoringAdmin = new Rows('Statistics / Monitoring', {}, 'superuser');
const whenToLogAdmin = new Rows('Reporting and Logging / When to Log', {}, 'superuser');
const statementBehaviorAdmin = new Rows('Client Connection Defaults / Statement Behavior', {}, 'superuser');
const cumulativeQueryAndIndexStatisticsAdmin = new Rows(
  'Statistics / Cumulative Query and Index Statistics',
  {},
  'superuser',
);
const otherPlatformsAndClients = new Rows('Version and Platform Compatibility / Other Platforms and Clients');
const statementBehavior = new Rows('Client Connection Defaults / Statement Behavior');

export const behaviourSettings: readonly SettingDef[] = [
  { ...previousPostgresqlVersions.flag('array_nulls', 'on', 'Enable input of NULL elements in arrays.'), only: ['on'] },
  {
    ...previousPostgresqlVersions.choice(
      'backslash_quote',
      'safe_encoding',
      ['safe_encoding', 'on', 'off'],
      'Sets whether "\\\'" is allowed in string literals.',
    ),
    only: ['safe_encoding', 'on'],
  },
  { ...whatToLog.flag('debug_print_parse', 'off', "Logs each query's parse tree."), only: ['off'] },
  { ...whatToLog.flag('debug_print_plan', 'off', "Logs each query's execution plan."), only: ['off'] },
  { ...whatToLog.flag('debug_print_rewritten', 'off', "Logs each query's rewritten parse tree."), only: ['off'] },
  {
    ...whatToLogAdmin.choice(
      'log_error_verbosity',
      'default',
      ['terse', 'default', 'verbose'],
      'Sets the verbosity of logged messages.',
    ),
    only: ['default'],
  },
  {
    ...monitoringAdmin.flag('log_executor_stats', 'off', 'Writes executor performance statistics to the server log.'),
    only: ['off'],
  },
  {
    ...whenToLogAdmin.integer(
      'log_min_duration_sample',
      '-1',
      -1,
      2147483647,
      'Sets the minimum execution time above which a sample of statements will be logged. Sampling is determined by log_statement_sample_rate.',
      'ms',
    ),
    only: ['-1'],
  },
  {
    ...whatToLog.integer(
      'log_parameter_max_length_on_error',
      '0',
      -1,
      1073741823,
      'Sets the maximum length in bytes of data logged for bind parameter values when logging statements, on error.',
      'B',
    ),
    only: ['0'],
  },
  {
    ...monitoringAdmin.flag('log_parser_stats', 'off', 'Writes parser performance statistics to the server log.'),
    only: ['off'],
  },
  {
    ...monitoringAdmin.flag('log_planner_stats', 'off', 'Writes planner performance statistics to the server log.'),
    only: ['off'],
  },
  {
    ...whenToLogAdmin.real(
      'log_statement_sample_rate',
      '1',
      0,
      1,
      'Fraction of statements exceeding log_min_duration_sample to be logged.',
    ),
    only: ['1'],
  },
  {
    ...monitoringAdmin.flag(
      'log_statement_stats',
      'off',
      'Writes cumulative performance statistics to the server log.',
    ),
    only: ['off'],
  },
  {
    ...whenToLogAdmin.real(
      'log_transaction_sample_rate',
      '0',
      0,
      1,
      'Sets the fraction of transactions from which to log all statements.',
    ),
    only: ['0'],
  },
  {
    ...previousPostgresqlVersions.flag(
      'quote_all_identifiers',
      'off',
      'When generating SQL fragments, quote all identifiers.',
    ),
    only: ['off'],
  },
  statementBehaviorAdmin.choice(
    'session_replication_role',
    'origin',
    ['origin', 'replica', 'local'],
    "Sets the session's behavior for triggers and rewrite rules.",
  ),
  {
    ...cumulativeQueryAndIndexStatisticsAdmin.flag(
      'track_activities',
      'on',
      'Collects information about executing commands.',
    ),
    only: ['on'],
  },
  {
    ...cumulativeQueryAndIndexStatisticsAdmin.flag('track_counts', 'on', 'Collects statistics on database activity.'),
    only: ['on'],
  },
  {
    ...cumulativeQueryAndIndexStatisticsAdmin.choice(
      'track_functions',
      'none',
      ['none', 'pl', 'all'],
      'Collects function-level statistics on database activity.',
    ),
    only: ['none'],
  },
  {
    ...cumulativeQueryAndIndexStatisticsAdmin.flag(
      'track_io_timing',
      'off',
      'Collects timing statistics for database I/O activity.',
    ),
    only: ['off'],
  },
  {
    ...cumulativeQueryAndIndexStatisticsAdmin.flag(
      'track_wal_io_timing',
      'off',
      'Collects timing statistics for WAL I/O activity.',
    ),
    only: ['off'],
  },
  {
    ...otherPlatformsAndClients.flag('transform_null_equals', 'off', 'Treats "expr=NULL" as "expr IS NULL".'),
    only: ['off'],
  },
  {
    ...statementBehavior.choice(
      'xmlbinary',
      'base64',
      ['base64', 'hex'],
      'Sets how binary values are to be encoded in XML.',
    ),
    only: ['base64'],
  },
];
