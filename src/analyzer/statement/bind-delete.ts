/** DELETE. */
import type { BoundDelete } from '../../catalog/tree.ts';
import type { DeleteStatement } from '../../parser/ast/index.ts';
import { coerceToBoolean } from '../coercion/coerce.ts';
import { bothOf } from '../expression/make-nodes.ts';
import { Scope } from '../scope.ts';
import type { StatementState } from '../state.ts';
import { bindFromList } from '../tableref/bind-from.ts';
import { bindWith } from './bind-with.ts';
import { currentOf } from './current-of.ts';
import { bindTarget } from './modification-target.ts';
import { bindReturning } from './returning.ts';
import { targetView } from './target-view.ts';

export function bindDelete(statement: DeleteStatement, state: StatementState, parent: Scope | null): BoundDelete {
  const scope = new Scope(state, parent);
  const ctes = bindWith(statement.with, scope);
  const target = bindTarget(statement.table.name, statement.table.alias, scope, 'DELETE');
  const { item } = target;
  item.lateralOnly = true;
  item.lateralOk = false;
  scope.namespace = [item];
  const from = bindFromList(statement.using, scope);
  item.lateralOnly = false;
  item.lateralOk = true;
  const where =
    currentOf(statement, target, state) ??
    (statement.where ? coerceToBoolean(state, scope.bind(statement.where, 'where'), 'WHERE') : null);
  const returning = bindReturning(statement.returning, scope);
  return {
    kind: 'delete',
    ctes: ctes.finish(),
    table: target.table.oid,
    rel: target.rel,
    alias: target.alias,
    from,
    where: bothOf(target.where, where),
    returning,
    ...(target.relation.kind === 'view' && { through: targetView(target, [where, returning], []) }),
  };
}
