/** information_schema: the standard's view of the catalog. As pg_catalog/index.ts, relation by relation. */
import type { RowSources } from '../catalog-view.ts';
import { constraintSources } from './constraints.ts';
import { privilegeSources } from './privileges.ts';
import { routineSources } from './routines.ts';
import { tableSources } from './tables.ts';
import { userTypeSources } from './user-types.ts';

export const informationSchemaSources: RowSources = {
  ...tableSources,
  ...constraintSources,
  ...routineSources,
  ...privilegeSources,
  ...userTypeSources,
};

/** Never empty in PostgreSQL, and not computed here. */
export const notComputed: ReadonlySet<string> = new Set([
  'data_type_privileges',
  'sql_features',
  'sql_implementation_info',
  'sql_parts',
  'sql_sizing',
]);
