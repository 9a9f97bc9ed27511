/** CLUSTER: notes the index. In which order rows lie in the files shows in no answer, so they stay where they are. */
import { sqlError } from '../../errors/index.ts';
import type { ClusterStatement } from '../../parser/ast/index.ts';
import { clusterOn } from './alter-parameters.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { requireOwner } from './privileges/authorize.ts';
import { checkNotInUse, requireOwnRelation } from './resolve.ts';

export function executeCluster(statement: ClusterStatement, context: DdlContext): DdlResult {
  const tag = 'CLUSTER';
  if (statement.table === null) return { tag };
  const found = requireOwnRelation(statement.table, context);
  if (found.kind !== 'table') {
    throw sqlError('wrong_object_type', `"${found.name}" is not a table or materialized view`);
  }
  requireOwner(found, context);
  context.lock(found.oid, 'access exclusive');
  const table = context.transaction.catalog.table(found.oid)!;
  checkNotInUse(table, 'CLUSTER', context);
  if (statement.index !== null) {
    clusterOn(table, statement.index, context);
    return { tag };
  }
  if (!context.transaction.catalog.indexesOf(table).some((index) => index.clustered)) {
    throw sqlError('undefined_object', `there is no previously clustered index for table "${table.name}"`);
  }
  return { tag };
}
