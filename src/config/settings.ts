/**
 * The table of run-time settings: one row makes what SET accepts, SHOW and pg_settings show, and the server reports.
 * Rows have PostgreSQL's names, defaults and bounds ("Server Configuration"); `aiondb.` ones are our own.
 */
export interface SettingDef {
  readonly name: string;
  readonly type: 'bool' | 'integer' | 'real' | 'string' | 'enum';
  readonly initial: string;
  readonly description: string;
  readonly category: string;
  /** 'internal' ones cannot be set; 'user' ones by anybody in a session. */
  readonly context: 'internal' | 'postmaster' | 'user';
  readonly min?: number;
  readonly max?: number;
  /** Unit of the number, in which it is kept: 'ms', 'kB', '8kB'. */
  readonly unit?: 'ms' | 'kB' | '8kB';
  readonly values?: readonly string[];
  /** Reported to clients with ParameterStatus. */
  readonly reported?: true;
}

const client = 'Client Connection Defaults / Statement Behavior';
const locale = 'Client Connection Defaults / Locale and Formatting';
const preset = 'Preset Options';
const planner = 'Query Tuning / Planner Method Configuration';
const compatibility = 'Version and Platform Compatibility / Previous PostgreSQL Versions';

function flag(name: string, initial: 'on' | 'off', category: string, description: string): SettingDef {
  return { name, type: 'bool', initial, category, description, context: 'user' };
}

export const settings = [
  {
    name: 'application_name',
    type: 'string',
    initial: '',
    category: 'Reporting and Logging / What to Log',
    description: 'Sets the application name to be reported in statistics and logs.',
    context: 'user',
    reported: true,
  },
  {
    name: 'bytea_output',
    type: 'enum',
    initial: 'hex',
    values: ['escape', 'hex'],
    category: client,
    description: 'Sets the output format for bytea.',
    context: 'user',
  },
  {
    name: 'client_encoding',
    type: 'string',
    initial: 'UTF8',
    category: locale,
    description: "Sets the client's character set encoding.",
    context: 'user',
    reported: true,
  },
  {
    name: 'client_min_messages',
    type: 'enum',
    initial: 'notice',
    values: ['debug5', 'debug4', 'debug3', 'debug2', 'debug1', 'debug', 'log', 'notice', 'warning', 'error'],
    category: client,
    description: 'Sets the message levels that are sent to the client.',
    context: 'user',
  },
  {
    name: 'DateStyle',
    type: 'string',
    initial: 'ISO, MDY',
    category: locale,
    description: 'Sets the display format for date and time values.',
    context: 'user',
    reported: true,
  },
  flag('check_function_bodies', 'on', client, 'Check routine bodies during CREATE FUNCTION and CREATE PROCEDURE.'),
  {
    name: 'deadlock_timeout',
    type: 'integer',
    initial: '1000',
    min: 1,
    max: 2147483647,
    unit: 'ms',
    category: 'Lock Management',
    description: 'Sets the time to wait on a lock before checking for deadlock.',
    context: 'user',
  },
  {
    name: 'default_transaction_isolation',
    type: 'enum',
    initial: 'read committed',
    values: ['serializable', 'repeatable read', 'read committed', 'read uncommitted'],
    category: client,
    description: 'Sets the transaction isolation level of each new transaction.',
    context: 'user',
  },
  flag('default_transaction_deferrable', 'off', client, 'Sets the default deferrable status of new transactions.'),
  flag('default_transaction_read_only', 'off', client, 'Sets the default read-only status of new transactions.'),
  flag('enable_hashjoin', 'on', planner, "Enables the planner's use of hash join plans."),
  flag('enable_indexscan', 'on', planner, "Enables the planner's use of index-scan plans."),
  flag('enable_nestloop', 'on', planner, "Enables the planner's use of nested-loop join plans."),
  flag('enable_seqscan', 'on', planner, "Enables the planner's use of sequential-scan plans."),
  flag('enable_sort', 'on', planner, "Enables the planner's use of explicit sort steps."),
  flag(
    'aiondb.optimizer',
    'on',
    planner,
    'Enables rewriting, indexes and hash tables; off gives straightforward plans.',
  ),
  flag('escape_string_warning', 'on', compatibility, 'Warn about backslash escapes in ordinary string literals.'),
  {
    name: 'extra_float_digits',
    type: 'integer',
    initial: '1',
    min: -15,
    max: 3,
    category: locale,
    description: 'Sets the number of digits displayed for floating-point values.',
    context: 'user',
  },
  {
    name: 'idle_in_transaction_session_timeout',
    type: 'integer',
    initial: '0',
    min: 0,
    max: 2147483647,
    unit: 'ms',
    category: client,
    description: 'Sets the maximum allowed idle time between queries, when in a transaction.',
    context: 'user',
  },
  {
    name: 'in_hot_standby',
    type: 'bool',
    initial: 'off',
    category: preset,
    description: 'Shows whether hot standby is currently active.',
    context: 'internal',
    reported: true,
  },
  {
    name: 'integer_datetimes',
    type: 'bool',
    initial: 'on',
    category: preset,
    description: 'Shows whether datetimes are integer based.',
    context: 'internal',
    reported: true,
  },
  {
    name: 'IntervalStyle',
    type: 'enum',
    initial: 'postgres',
    values: ['postgres', 'postgres_verbose', 'sql_standard', 'iso_8601'],
    category: locale,
    description: 'Sets the display format for interval values.',
    context: 'user',
    reported: true,
  },
  {
    name: 'is_superuser',
    type: 'bool',
    initial: 'on',
    category: 'Ungrouped',
    description: 'Shows whether the current user is a superuser.',
    context: 'internal',
    reported: true,
  },
  flag('jit', 'off', 'Query Tuning / Other Planner Options', 'Allow JIT compilation.'),
  {
    name: 'lc_collate',
    type: 'string',
    initial: 'C',
    category: preset,
    description: 'Shows the collation order locale.',
    context: 'internal',
  },
  {
    name: 'lc_ctype',
    type: 'string',
    initial: 'C',
    category: preset,
    description: 'Shows the character classification and case conversion locale.',
    context: 'internal',
  },
  {
    name: 'lock_timeout',
    type: 'integer',
    initial: '0',
    min: 0,
    max: 2147483647,
    unit: 'ms',
    category: client,
    description: 'Sets the maximum allowed duration of any wait for a lock.',
    context: 'user',
  },
  {
    name: 'max_identifier_length',
    type: 'integer',
    initial: '63',
    min: 63,
    max: 63,
    category: preset,
    description: 'Shows the maximum identifier length.',
    context: 'internal',
  },
  {
    name: 'max_index_keys',
    type: 'integer',
    initial: '32',
    min: 32,
    max: 32,
    category: preset,
    description: 'Shows the maximum number of index keys.',
    context: 'internal',
  },
  {
    name: 'role',
    type: 'string',
    initial: 'none',
    category: 'Ungrouped',
    description: 'Sets the current role.',
    context: 'user',
  },
  flag('row_security', 'on', client, 'Enable row security.'),
  {
    name: 'search_path',
    type: 'string',
    initial: '"$user", public',
    category: client,
    description: 'Sets the schema search order for names that are not schema-qualified.',
    context: 'user',
  },
  {
    name: 'server_encoding',
    type: 'string',
    initial: 'UTF8',
    category: preset,
    description: 'Shows the server (database) character set encoding.',
    context: 'internal',
    reported: true,
  },
  {
    name: 'server_version',
    type: 'string',
    initial: '15.0',
    category: preset,
    description: 'Shows the server version.',
    context: 'internal',
    reported: true,
  },
  {
    name: 'server_version_num',
    type: 'integer',
    initial: '150000',
    category: preset,
    description: 'Shows the server version as an integer.',
    context: 'internal',
  },
  {
    name: 'session_authorization',
    type: 'string',
    initial: '',
    category: 'Ungrouped',
    description: 'Sets the session user name.',
    context: 'internal',
    reported: true,
  },
  {
    name: 'standard_conforming_strings',
    type: 'bool',
    initial: 'on',
    category: compatibility,
    description: "Causes '...' strings to treat backslashes literally.",
    context: 'internal',
    reported: true,
  },
  {
    name: 'statement_timeout',
    type: 'integer',
    initial: '0',
    min: 0,
    max: 2147483647,
    unit: 'ms',
    category: client,
    description: 'Sets the maximum allowed duration of any statement.',
    context: 'user',
  },
  flag(
    'synchronous_commit',
    'on',
    'Write-Ahead Log / Settings',
    "Sets the current transaction's synchronization level.",
  ),
  {
    name: 'TimeZone',
    type: 'string',
    initial: 'UTC',
    category: locale,
    description: 'Sets the time zone for displaying and interpreting time stamps.',
    context: 'user',
    reported: true,
  },
  {
    name: 'transaction_isolation',
    type: 'enum',
    initial: 'read committed',
    values: ['serializable', 'repeatable read', 'read committed', 'read uncommitted'],
    category: client,
    description: "Sets the current transaction's isolation level.",
    context: 'user',
  },
  flag('transaction_read_only', 'off', client, "Sets the current transaction's read-only status."),
  flag('transaction_deferrable', 'off', client, 'Whether to defer a read-only serializable transaction.'),
  {
    name: 'work_mem',
    type: 'integer',
    initial: '4096',
    min: 64,
    max: 2147483647,
    unit: 'kB',
    category: 'Resource Usage / Memory',
    description: 'Sets the maximum memory to be used for query workspaces.',
    context: 'user',
  },
] as const satisfies readonly SettingDef[];

const byName = new Map<string, SettingDef>(settings.map((row) => [row.name.toLowerCase(), row]));

/** Names are found whatever their case. */
export function settingByName(name: string): SettingDef | undefined {
  return byName.get(name.toLowerCase());
}
