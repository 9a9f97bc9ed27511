/** What pg_settings_get_flags() tells of the settings that PostgreSQL treats in a special way. */
const marked: readonly (readonly [string, string])[] = [
  ['EXPLAIN', 'aiondb.optimizer'],
  ['EXPLAIN', 'enable_hashjoin enable_indexscan enable_nestloop enable_seqscan enable_sort jit search_path work_mem'],
  ['EXPLAIN', 'constraint_exclusion cpu_index_tuple_cost cpu_operator_cost cpu_tuple_cost cursor_tuple_fraction'],
  ['EXPLAIN', 'effective_cache_size effective_io_concurrency enable_async_append enable_bitmapscan'],
  ['EXPLAIN', 'enable_gathermerge enable_hashagg enable_incremental_sort enable_indexonlyscan enable_material'],
  ['EXPLAIN', 'enable_memoize enable_mergejoin enable_parallel_append enable_parallel_hash'],
  ['EXPLAIN', 'enable_partition_pruning enable_partitionwise_aggregate enable_partitionwise_join enable_tidscan'],
  ['EXPLAIN', 'from_collapse_limit geqo geqo_effort geqo_generations geqo_pool_size geqo_seed'],
  ['EXPLAIN', 'geqo_selection_bias geqo_threshold jit_above_cost jit_inline_above_cost jit_optimize_above_cost'],
  ['EXPLAIN', 'join_collapse_limit maintenance_io_concurrency max_parallel_workers'],
  ['EXPLAIN', 'max_parallel_workers_per_gather min_parallel_index_scan_size min_parallel_table_scan_size'],
  ['EXPLAIN', 'parallel_leader_participation parallel_setup_cost parallel_tuple_cost plan_cache_mode'],
  ['EXPLAIN', 'random_page_cost recursive_worktable_factor seq_page_cost temp_buffers'],
  ['EXPLAIN NOT_IN_SAMPLE', 'force_parallel_mode'],
  ['NOT_IN_SAMPLE', 'jit_expressions jit_tuple_deforming'],
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
