/** Partition trees. No table here is partitioned or a partition, and of other tables PostgreSQL gives no rows. */
import { rowSet } from '../scalar/define.ts';

export const partitionSets = [
  rowSet(3425, 'pg_partition_ancestors', 'regclass', 'regclass', () => [], {
    volatility: 'volatile',
    argNames: ['partitionid'],
  }),
  rowSet(3423, 'pg_partition_tree', 'regclass', 'record', () => [], {
    volatility: 'volatile',
    argNames: ['rootrelid'],
    columns: [
      { name: 'relid', type: 'regclass' },
      { name: 'parentrelid', type: 'regclass' },
      { name: 'isleaf', type: 'bool' },
      { name: 'level', type: 'int4' },
    ],
  }),
];
