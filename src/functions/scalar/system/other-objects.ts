/** What psql and others ask about functions, operator classes, collations, text search, partitions and tablespaces. */
import { conversions } from '../../../types/charsets/conversions.ts';
import type { Oid } from '../../../types/type-def.ts';
import type { FunctionContext } from '../../function-def.ts';
import { scalar, stable } from '../define.ts';

/** Objects of these kinds are the system's, and pg_catalog is always searched. */
const always = () => true;
/** There are no objects of these kinds, and of what does not exist PostgreSQL tells null. */
const absent = () => null;
const stableRow = { volatility: 'stable' } as const;

export const otherObjectFunctions = [
  stable(2162, 'pg_get_function_arguments', 'oid', 'text', (context: FunctionContext, fn: Oid) =>
    context.catalog.functionArguments(fn, false),
  ),
  stable(2232, 'pg_get_function_identity_arguments', 'oid', 'text', (context: FunctionContext, fn: Oid) =>
    context.catalog.functionArguments(fn, true),
  ),
  stable(2165, 'pg_get_function_result', 'oid', 'text', (context: FunctionContext, fn: Oid) =>
    context.catalog.functionResult(fn),
  ),
  scalar(6197, 'pg_get_function_sqlbody', 'oid', 'text', absent, stableRow),
  scalar(2083, 'pg_opclass_is_visible', 'oid', 'bool', always, stableRow),
  scalar(3829, 'pg_opfamily_is_visible', 'oid', 'bool', always, stableRow),
  // Under the argument's collation it gives that one's name (functions/collated).
  scalar(3162, 'pg_collation_for', 'any', 'text', absent, { ...stableRow, strict: false }),
  stable(
    4195,
    'to_regcollation',
    'text',
    'regcollation',
    (context: FunctionContext, name: string) => context.names.collationOid?.(name) ?? null,
  ),
  scalar(
    2093,
    'pg_conversion_is_visible',
    'oid',
    'bool',
    (oid: Oid) => (conversions().some((row) => row.oid === oid) ? true : null),
    stableRow,
  ),
  scalar(3403, 'pg_statistics_obj_is_visible', 'oid', 'bool', absent, stableRow),
  scalar(3756, 'pg_ts_parser_is_visible', 'oid', 'bool', always, stableRow),
  scalar(3757, 'pg_ts_dict_is_visible', 'oid', 'bool', always, stableRow),
  scalar(3758, 'pg_ts_config_is_visible', 'oid', 'bool', always, stableRow),
  scalar(3768, 'pg_ts_template_is_visible', 'oid', 'bool', always, stableRow),
  // Both tablespaces are where the database is, for which PostgreSQL gives an empty text.
  scalar(3778, 'pg_tablespace_location', 'oid', 'text', () => '', stableRow),
  scalar(3424, 'pg_partition_root', 'regclass', 'regclass', absent),
];
