/**
 * Settings of PostgreSQL's planner that ours has no use for: it chooses by other costs, has no parallel workers and compiles all
 * plans. They are accepted, because no answer depends on them, and shown as they were set.
 */
import type { SettingDef } from './setting-def.ts';
import { Rows } from './setting-rows.ts';

const inert = { inert: true } as const;
const otherPlannerOptions = new Rows('Query Tuning / Other Planner Options', inert);
const plannerCostConstants = new Rows('Query Tuning / Planner Cost Constants', inert);
const plannerMethodConfiguration = new Rows('Query Tuning / Planner Method Configuration', inert);
const developerOptions = new Rows('Developer Options', inert);
const geneticQueryOptimizer = new Rows('Query Tuning / Genetic Query Optimizer', inert);
const asynchronousBehavior = new Rows('Resource Usage / Asynchronous Behavior', inert);

export const plannerSettings: readonly SettingDef[] = [
  otherPlannerOptions.choice(
    'constraint_exclusion',
    'partition',
    ['partition', 'on', 'off'],
    'Enables the planner to use constraints to optimize queries.',
  ),
  plannerCostConstants.real(
    'cpu_index_tuple_cost',
    '0.005',
    0,
    Number.MAX_VALUE,
    "Sets the planner's estimate of the cost of processing each index entry during an index scan.",
  ),
  plannerCostConstants.real(
    'cpu_operator_cost',
    '0.0025',
    0,
    Number.MAX_VALUE,
    "Sets the planner's estimate of the cost of processing each operator or function call.",
  ),
  plannerCostConstants.real(
    'cpu_tuple_cost',
    '0.01',
    0,
    Number.MAX_VALUE,
    "Sets the planner's estimate of the cost of processing each tuple (row).",
  ),
  otherPlannerOptions.real(
    'cursor_tuple_fraction',
    '0.1',
    0,
    1,
    "Sets the planner's estimate of the fraction of a cursor's rows that will be retrieved.",
  ),
  otherPlannerOptions.integer('default_statistics_target', '100', 1, 10000, 'Sets the default statistics target.'),
  plannerCostConstants.integer(
    'effective_cache_size',
    '524288',
    1,
    2147483647,
    "Sets the planner's assumption about the total size of the data caches.",
    '8kB',
  ),
  plannerMethodConfiguration.flag('enable_async_append', 'on', "Enables the planner's use of async append plans."),
  plannerMethodConfiguration.flag('enable_bitmapscan', 'on', "Enables the planner's use of bitmap-scan plans."),
  plannerMethodConfiguration.flag('enable_gathermerge', 'on', "Enables the planner's use of gather merge plans."),
  plannerMethodConfiguration.flag('enable_hashagg', 'on', "Enables the planner's use of hashed aggregation plans."),
  plannerMethodConfiguration.flag(
    'enable_incremental_sort',
    'on',
    "Enables the planner's use of incremental sort steps.",
  ),
  plannerMethodConfiguration.flag('enable_indexonlyscan', 'on', "Enables the planner's use of index-only-scan plans."),
  plannerMethodConfiguration.flag('enable_material', 'on', "Enables the planner's use of materialization."),
  plannerMethodConfiguration.flag('enable_memoize', 'on', "Enables the planner's use of memoization."),
  plannerMethodConfiguration.flag('enable_mergejoin', 'on', "Enables the planner's use of merge join plans."),
  plannerMethodConfiguration.flag(
    'enable_parallel_append',
    'on',
    "Enables the planner's use of parallel append plans.",
  ),
  plannerMethodConfiguration.flag('enable_parallel_hash', 'on', "Enables the planner's use of parallel hash plans."),
  plannerMethodConfiguration.flag(
    'enable_partition_pruning',
    'on',
    'Enables plan-time and execution-time partition pruning.',
  ),
  plannerMethodConfiguration.flag(
    'enable_partitionwise_aggregate',
    'off',
    'Enables partitionwise aggregation and grouping.',
  ),
  plannerMethodConfiguration.flag('enable_partitionwise_join', 'off', 'Enables partitionwise join.'),
  plannerMethodConfiguration.flag('enable_tidscan', 'on', "Enables the planner's use of TID scan plans."),
  developerOptions.choice(
    'force_parallel_mode',
    'off',
    ['off', 'on', 'regress'],
    'Forces use of parallel query facilities.',
  ),
  otherPlannerOptions.integer(
    'from_collapse_limit',
    '8',
    1,
    2147483647,
    'Sets the FROM-list size beyond which subqueries are not collapsed.',
  ),
  geneticQueryOptimizer.flag('geqo', 'on', 'Enables genetic query optimization.'),
  geneticQueryOptimizer.integer(
    'geqo_effort',
    '5',
    1,
    10,
    'GEQO: effort is used to set the default for other GEQO parameters.',
  ),
  geneticQueryOptimizer.integer('geqo_generations', '0', 0, 2147483647, 'GEQO: number of iterations of the algorithm.'),
  geneticQueryOptimizer.integer('geqo_pool_size', '0', 0, 2147483647, 'GEQO: number of individuals in the population.'),
  geneticQueryOptimizer.real('geqo_seed', '0', 0, 1, 'GEQO: seed for random path selection.'),
  geneticQueryOptimizer.real('geqo_selection_bias', '2', 1.5, 2, 'GEQO: selective pressure within the population.'),
  geneticQueryOptimizer.integer(
    'geqo_threshold',
    '12',
    2,
    2147483647,
    'Sets the threshold of FROM items beyond which GEQO is used.',
  ),
  plannerCostConstants.real(
    'jit_above_cost',
    '100000',
    -1,
    Number.MAX_VALUE,
    'Perform JIT compilation if query is more expensive.',
  ),
  developerOptions.flag('jit_expressions', 'on', 'Allow JIT compilation of expressions.'),
  plannerCostConstants.real(
    'jit_inline_above_cost',
    '500000',
    -1,
    Number.MAX_VALUE,
    'Perform JIT inlining if query is more expensive.',
  ),
  plannerCostConstants.real(
    'jit_optimize_above_cost',
    '500000',
    -1,
    Number.MAX_VALUE,
    'Optimize JIT-compiled functions if query is more expensive.',
  ),
  developerOptions.flag('jit_tuple_deforming', 'on', 'Allow JIT compilation of tuple deforming.'),
  otherPlannerOptions.integer(
    'join_collapse_limit',
    '8',
    1,
    2147483647,
    'Sets the FROM-list size beyond which JOIN constructs are not flattened.',
  ),
  asynchronousBehavior.integer(
    'max_parallel_maintenance_workers',
    '2',
    0,
    1024,
    'Sets the maximum number of parallel processes per maintenance operation.',
  ),
  asynchronousBehavior.integer(
    'max_parallel_workers',
    '8',
    0,
    1024,
    'Sets the maximum number of parallel workers that can be active at one time.',
  ),
  asynchronousBehavior.integer(
    'max_parallel_workers_per_gather',
    '2',
    0,
    1024,
    'Sets the maximum number of parallel processes per executor node.',
  ),
  plannerCostConstants.integer(
    'min_parallel_index_scan_size',
    '64',
    0,
    715827882,
    'Sets the minimum amount of index data for a parallel scan.',
    '8kB',
  ),
  plannerCostConstants.integer(
    'min_parallel_table_scan_size',
    '1024',
    0,
    715827882,
    'Sets the minimum amount of table data for a parallel scan.',
    '8kB',
  ),
  asynchronousBehavior.flag(
    'parallel_leader_participation',
    'on',
    'Controls whether Gather and Gather Merge also run subplans.',
  ),
  plannerCostConstants.real(
    'parallel_setup_cost',
    '1000',
    0,
    Number.MAX_VALUE,
    "Sets the planner's estimate of the cost of starting up worker processes for parallel query.",
  ),
  plannerCostConstants.real(
    'parallel_tuple_cost',
    '0.1',
    0,
    Number.MAX_VALUE,
    "Sets the planner's estimate of the cost of passing each tuple (row) from worker to leader backend.",
  ),
  otherPlannerOptions.choice(
    'plan_cache_mode',
    'auto',
    ['auto', 'force_generic_plan', 'force_custom_plan'],
    "Controls the planner's selection of custom or generic plan.",
  ),
  plannerCostConstants.real(
    'random_page_cost',
    '4',
    0,
    Number.MAX_VALUE,
    "Sets the planner's estimate of the cost of a nonsequentially fetched disk page.",
  ),
  otherPlannerOptions.real(
    'recursive_worktable_factor',
    '10',
    0.001,
    1e6,
    "Sets the planner's estimate of the average size of a recursive query's working table.",
  ),
  plannerCostConstants.real(
    'seq_page_cost',
    '1',
    0,
    Number.MAX_VALUE,
    "Sets the planner's estimate of the cost of a sequentially fetched disk page.",
  ),
];
