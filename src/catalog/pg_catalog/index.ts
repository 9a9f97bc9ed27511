/**
 * pg_catalog: relations computed from a catalog version and the registries of types and functions. columns.ts says what they are
 * called and have; the other files give their rows. Relations without a source are empty because nothing of their kind exists
 * here; those in `notComputed` would not be empty in PostgreSQL, and reading them is refused.
 */
import type { RowSources } from '../catalog-view.ts';
import { clusterSources } from './cluster.ts';
import { conversionSources } from './conversions.ts';
import { dependencySources } from './dependencies.ts';
import { initialPrivilegeSources } from './initial-privileges.ts';
import { keySources } from './keys.ts';
import { relationSources } from './relations.ts';
import { roleDependencySources } from './role-dependencies.ts';
import { routineSources } from './routines.ts';
import { statisticsSources } from './statistics.ts';
import { systemViewSources } from './system-views.ts';
import { textSearchSources } from './text-search.ts';
import { typeSources } from './types.ts';

export const pgCatalogSources: RowSources = {
  ...relationSources,
  ...keySources,
  ...typeSources,
  ...routineSources,
  ...initialPrivilegeSources,
  ...clusterSources,
  ...conversionSources,
  ...dependencySources,
  ...roleDependencySources,
  ...systemViewSources,
  ...statisticsSources,
  ...textSearchSources,
};

export const notComputed: ReadonlySet<string> = new Set([
  'pg_config',
  'pg_timezone_names',
  'pg_backend_memory_contexts',
  'pg_shmem_allocations',
  'pg_hba_file_rules',
]);
