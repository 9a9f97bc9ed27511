/** WHERE CURRENT OF: the row is found by its ctid, which the cursor tells when the statement runs. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import { variable } from '../expression/make-nodes.ts';
import { tidOid } from '../oids.ts';
import { makeOperator } from '../resolution/operators.ts';
import type { StatementState } from '../state.ts';
import type { ModificationTarget } from './modification-target.ts';

export function currentOf(
  { currentOf: name }: { readonly currentOf: string | null },
  target: ModificationTarget,
  state: StatementState,
): BoundExpr | null {
  if (name === null) return null;
  if (target.relation.kind === 'view') {
    throw sqlError('feature_not_supported', 'WHERE CURRENT OF on a view is not implemented');
  }
  const row: BoundExpr = {
    kind: 'session',
    name: 'current_of',
    cursor: { name, table: target.table.oid },
    type: tidOid,
    typmod: -1,
    location: -1,
  };
  const ctid = variable(target.rel, -1, tidOid, -1);
  return makeOperator(state, '=', ctid, row, -1);
}
