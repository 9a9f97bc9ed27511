/** What pg_settings_get_flags() tells of the settings that PostgreSQL treats in a special way. */
const marked: readonly (readonly [string, string])[] = [
  ['EXPLAIN', 'enable_hashjoin enable_indexscan enable_nestloop enable_seqscan enable_sort jit search_path work_mem'],
  [
    'NOT_IN_SAMPLE',
    'application_name in_hot_standby integer_datetimes lc_collate lc_ctype max_identifier_length max_index_keys',
  ],
  ['NOT_IN_SAMPLE', 'server_encoding server_version server_version_num'],
  ['NO_RESET_ALL NOT_IN_SAMPLE', 'transaction_isolation transaction_read_only transaction_deferrable'],
  ['NOT_IN_SAMPLE RUNTIME_COMPUTED', 'wal_segment_size'],
];

export function settingFlags(name: string): readonly string[] {
  const found = marked.find(([, names]) => names.split(' ').includes(name));
  return found === undefined ? [] : found[0].split(' ');
}
