/**
 * Settings of what the server writes into its log, and of pg_stat_statements and auto_explain, which need no loading here. Bind
 * parameters are left out of the log unless they are asked for: log_parameter_max_length is 0 at the start, where PostgreSQL has -1.
 */
import type { SettingDef } from './setting-def.ts';

const when = 'Reporting and Logging / When to Log';
const what = 'Reporting and Logging / What to Log';
const custom = 'Customized Options';

const levels = ['debug5', 'debug4', 'debug3', 'debug2', 'debug1', 'info', 'notice', 'warning', 'error', 'log', 'fatal'];
const allLevels = [...levels, 'panic'];

function flag(
  name: string,
  initial: 'on' | 'off',
  context: SettingDef['context'],
  category: string,
  description: string,
): SettingDef {
  return { name, type: 'bool', initial, category, description, context };
}

function duration(name: string, category: string, description: string): SettingDef {
  return {
    name,
    type: 'integer',
    initial: '-1',
    min: -1,
    max: 2147483647,
    unit: 'ms',
    category,
    description,
    context: 'superuser',
  };
}

function level(name: string, initial: string, description: string): SettingDef {
  return {
    name,
    type: 'enum',
    initial,
    values: allLevels,
    otherWords: { debug: 'debug2' },
    category: when,
    description,
    context: 'superuser',
  };
}

function parameterLength(name: string, context: 'superuser' | 'user', description: string): SettingDef {
  return {
    name,
    type: 'integer',
    initial: '0',
    min: -1,
    max: 1073741823,
    unit: 'B',
    category: what,
    description,
    context,
  };
}

export const loggingSettings: readonly SettingDef[] = [
  duration(
    'auto_explain.log_min_duration',
    custom,
    'Sets the minimum execution time above which plans will be logged.',
  ),
  flag('auto_explain.log_analyze', 'off', 'superuser', custom, 'Use EXPLAIN ANALYZE for plan logging.'),
  {
    name: 'auto_explain.log_format',
    type: 'enum',
    initial: 'text',
    values: ['text', 'xml', 'json', 'yaml'],
    category: custom,
    description: 'EXPLAIN format to be used for plan logging.',
    context: 'superuser',
  },
  flag('auto_explain.log_verbose', 'off', 'superuser', custom, 'Use EXPLAIN VERBOSE for plan logging.'),
  flag('log_checkpoints', 'on', 'sighup', what, 'Logs each checkpoint.'),
  flag('log_connections', 'off', 'superuser-backend', what, 'Logs each successful connection.'),
  flag('log_disconnections', 'off', 'superuser-backend', what, 'Logs end of a session, including duration.'),
  flag('log_duration', 'off', 'superuser', what, 'Logs the duration of each completed SQL statement.'),
  flag('log_lock_waits', 'off', 'superuser', what, 'Logs long lock waits.'),
  duration(
    'log_min_duration_statement',
    when,
    'Sets the minimum execution time above which all statements will be logged.',
  ),
  level(
    'log_min_error_statement',
    'error',
    'Causes all statements generating error at or above this level to be logged.',
  ),
  level('log_min_messages', 'warning', 'Sets the message levels that are logged.'),
  parameterLength(
    'log_parameter_max_length',
    'superuser',
    'Sets the maximum length in bytes of data logged for bind parameter values when logging statements.',
  ),
  {
    name: 'log_statement',
    type: 'enum',
    initial: 'none',
    values: ['none', 'ddl', 'mod', 'all'],
    category: what,
    description: 'Sets the type of statements logged.',
    context: 'superuser',
  },
  {
    name: 'log_temp_files',
    type: 'integer',
    initial: '-1',
    min: -1,
    max: 2147483647,
    unit: 'kB',
    category: what,
    description: 'Log the use of temporary files larger than this number of kilobytes.',
    context: 'superuser',
  },
  {
    name: 'pg_stat_statements.max',
    type: 'integer',
    initial: '5000',
    min: 100,
    max: 1073741823,
    category: custom,
    description: 'Sets the maximum number of statements tracked by pg_stat_statements.',
    context: 'postmaster',
  },
  {
    name: 'pg_stat_statements.track',
    type: 'enum',
    initial: 'top',
    values: ['none', 'top', 'all'],
    category: custom,
    description: 'Selects which statements are tracked by pg_stat_statements.',
    context: 'superuser',
  },
  flag(
    'pg_stat_statements.track_utility',
    'on',
    'superuser',
    custom,
    'Selects whether utility commands are tracked by pg_stat_statements.',
  ),
  {
    name: 'track_activity_query_size',
    type: 'integer',
    initial: '1024',
    min: 100,
    max: 1048576,
    unit: 'B',
    category: 'Statistics / Cumulative Query and Index Statistics',
    description: 'Sets the size reserved for pg_stat_activity.query, in bytes.',
    context: 'postmaster',
  },
];
