/** ON CONFLICT: which indexes arbitrate, and what DO UPDATE assigns ("INSERT", "ON CONFLICT Clause"). */
import type { BoundInsert } from '../../catalog/tree.ts';
import { mapExprWith } from '../../catalog/tree-map.ts';
import { sqlError } from '../../errors/index.ts';
import type { OnConflictClause } from '../../parser/ast/index.ts';
import { coerceToBoolean } from '../coercion/coerce.ts';
import type { Scope } from '../scope.ts';
import { namespaceItem } from '../tableref/range-item.ts';
import { findArbiters } from './conflict-arbiters.ts';
import type { ModificationTarget } from './modification-target.ts';
import { bindAssignments } from './update-set.ts';

type BoundConflict = NonNullable<BoundInsert['onConflict']>;

/** `scope` sees nothing yet; `target` is the namespace item of the table. */
export function bindOnConflict(clause: OnConflictClause, target: ModificationTarget, scope: Scope): BoundConflict {
  const { state } = scope;
  const { item } = target;
  if (clause.action === 'update' && clause.target === null) {
    throw sqlError('syntax_error', 'ON CONFLICT DO UPDATE requires inference specification or constraint name', {
      hint: 'For example, ON CONFLICT (column_name).',
      location: clause.location,
    });
  }
  scope.namespace = [item];
  const arbiters = clause.target ? findArbiters(clause.target, target, scope) : [];
  const excludedRel = state.newRel(scope);
  if (clause.action === 'nothing') return { arbiters, action: 'nothing', excludedRel, set: [], where: null };
  const excluded = namespaceItem(
    'excluded',
    excludedRel,
    item.columns.map((column, i) => ({
      name: target.columns[i]!.name,
      expr: mapExprWith(column.expr, { rel: (rel) => (rel === target.rel ? excludedRel : rel) }),
    })),
    { aliased: true },
  );
  scope.rangeItems.push(excluded);
  scope.namespace = [item, excluded];
  const set = bindAssignments(clause.set, target, scope, 'INSERT');
  const where = clause.where ? coerceToBoolean(state, scope.bind(clause.where, 'where'), 'WHERE') : null;
  return { arbiters, action: 'update', excludedRel, set, where };
}
