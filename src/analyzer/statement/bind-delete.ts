/** DELETE. */
import type { BoundDelete } from '../../catalog/tree.ts';
import { unsupported } from '../../errors/index.ts';
import type { DeleteStatement } from '../../parser/ast/index.ts';
import { coerceToBoolean } from '../coercion/coerce.ts';
import { Scope } from '../scope.ts';
import type { StatementState } from '../state.ts';
import { bindFromList } from '../tableref/bind-from.ts';
import { makeTableItem, resolveTarget } from '../tableref/bind-relation.ts';
import { bindWith } from './bind-with.ts';
import { bindReturning } from './returning.ts';

export function bindDelete(statement: DeleteStatement, state: StatementState, parent: Scope | null): BoundDelete {
  const scope = new Scope(state, parent);
  const ctes = bindWith(statement.with, scope);
  const table = resolveTarget(scope, statement.table.name, 'DELETE');
  const { from: target, item } = makeTableItem(table, statement.table.alias, scope, { targetTable: true });
  if (statement.currentOf !== null) throw unsupported('WHERE CURRENT OF', statement.location);
  item.lateralOnly = true;
  item.lateralOk = false;
  scope.namespace = [item];
  const from = bindFromList(statement.using, scope);
  item.lateralOnly = false;
  item.lateralOk = true;
  const where = statement.where ? coerceToBoolean(state, scope.bind(statement.where, 'where'), 'WHERE') : null;
  const returning = bindReturning(statement.returning, scope);
  return {
    kind: 'delete',
    ctes: ctes.finish(),
    table: table.oid,
    rel: item.rel,
    alias: target.alias,
    from,
    where,
    returning,
  };
}
