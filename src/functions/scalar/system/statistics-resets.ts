/** pg_stat_reset and its family, and what there is about snapshots of statistics, which are always read as they are. */
import type { Oid } from '../../../types/type-def.ts';
import type { FunctionContext } from '../../function-def.ts';
import type { StatisticsReset } from '../../server-facts.ts';
import { scalar, stable } from '../define.ts';

const volatile = { volatility: 'volatile' } as const;
const lax = { ...volatile, strict: false } as const;

function reset(name: string, what: StatisticsReset): (context: FunctionContext) => string {
  return (context) => {
    context.server.resetStatistics(name, what);
    return '';
  };
}

export const statisticsResetFunctions = [
  stable(2274, 'pg_stat_reset', '', 'void', reset('pg_stat_reset', { of: 'database' }), lax),
  stable(
    3775,
    'pg_stat_reset_shared',
    'text',
    'void',
    (context: FunctionContext, target: string) => {
      context.server.resetStatistics('pg_stat_reset_shared', { of: 'shared', target });
      return '';
    },
    volatile,
  ),
  stable(
    3776,
    'pg_stat_reset_single_table_counters',
    'oid',
    'void',
    (context: FunctionContext, oid: Oid) => {
      context.server.resetStatistics('pg_stat_reset_single_table_counters', { of: 'relation', oid });
      return '';
    },
    volatile,
  ),
  // No calls of functions are counted.
  stable(
    3777,
    'pg_stat_reset_single_function_counters',
    'oid',
    'void',
    reset('pg_stat_reset_single_function_counters', { of: 'function' }),
    volatile,
  ),
  scalar(2230, 'pg_stat_clear_snapshot', '', 'void', () => '', lax),
  scalar(2137, 'pg_stat_force_next_flush', '', 'void', () => '', lax),
];
