/** min and max of tid, pg_lsn and xid8. */
import type { Int8 } from '../../types/int8.ts';
import type { AggregateDef } from '../function-def.ts';
import { aggregate, associative } from './define.ts';

const min = associative<Int8>((a, b) => (a < b ? a : b));
const max = associative<Int8>((a, b) => (a > b ? a : b));

export const identifierAggregates: readonly AggregateDef[] = [
  aggregate(2798, 'min', 'tid', 'tid', min),
  aggregate(2797, 'max', 'tid', 'tid', max),
  aggregate(4190, 'min', 'pg_lsn', 'pg_lsn', min),
  aggregate(4189, 'max', 'pg_lsn', 'pg_lsn', max),
  aggregate(5100, 'min', 'xid8', 'xid8', min),
  aggregate(5099, 'max', 'xid8', 'xid8', max),
];
