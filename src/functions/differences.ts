/** Functions whose answers are not PostgreSQL's on purpose, by name, and what is different: for docs/compatibility.md. */
const lastDigit = 'correctly rounded: the last digit may differ from that of the C library';
const ownSizes = "sizes of this engine's storage";
const noTransactionStatus = 'NULL for transactions that have ended';
const noWait = "its query fails with 55P03 where it would wait for another session's lock";

export const differences: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'cbrt exp ln log log10 power sqrt sin cos tan cot asin acos atan atan2 sinh cosh tanh asinh acosh atanh'
      .split(' ')
      .map((name) => [name, lastDigit]),
  ),
  random: 'another sequence after `setseed`',
  setseed: 'makes `random` repeatable, with another sequence',
  pg_sleep: "sleeps after the statement's rows have been computed",
  pg_sleep_for: "sleeps after the statement's rows have been computed",
  pg_sleep_until: "sleeps after the statement's rows have been computed",
  version: 'names this engine',
  pg_xact_status: noTransactionStatus,
  txid_status: noTransactionStatus,
  pg_get_functiondef: '0A000: all functions are built in',
  ts_rewrite: noWait,
  ts_stat: noWait,
  pg_column_size: ownSizes,
  pg_database_size: ownSizes,
  pg_indexes_size: ownSizes,
  pg_relation_size: ownSizes,
  pg_table_size: ownSizes,
  pg_total_relation_size: ownSizes,
  pg_tablespace_size: ownSizes,
};
