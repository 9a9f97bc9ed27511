/** UPDATE. */
import type { BoundUpdate } from '../../catalog/tree.ts';
import { unsupported } from '../../errors/index.ts';
import type { UpdateStatement } from '../../parser/ast/index.ts';
import { coerceToBoolean } from '../coercion/coerce.ts';
import { checkNameConflicts } from '../namespace.ts';
import { Scope } from '../scope.ts';
import type { StatementState } from '../state.ts';
import { bindFromList } from '../tableref/bind-from.ts';
import { makeTableItem, resolveTarget } from '../tableref/bind-relation.ts';
import { bindWith } from './bind-with.ts';
import { bindReturning } from './returning.ts';
import { bindAssignments } from './update-set.ts';

export function bindUpdate(statement: UpdateStatement, state: StatementState, parent: Scope | null): BoundUpdate {
  const scope = new Scope(state, parent);
  const ctes = bindWith(statement.with, scope);
  const table = resolveTarget(scope, statement.table.name, 'UPDATE');
  const { from: target, item } = makeTableItem(table, statement.table.alias, scope, { targetTable: true });
  if (statement.currentOf !== null) throw unsupported('WHERE CURRENT OF', statement.location);
  // Items of FROM cannot refer to the target, but cannot have its name either.
  item.lateralOnly = true;
  item.lateralOk = false;
  checkNameConflicts([], [item]);
  scope.namespace = [item];
  const from = bindFromList(statement.from, scope);
  item.lateralOnly = false;
  item.lateralOk = true;
  const where = statement.where ? coerceToBoolean(state, scope.bind(statement.where, 'where'), 'WHERE') : null;
  const returning = bindReturning(statement.returning, scope);
  const set = bindAssignments(statement.set, table, item.rel, scope);
  return {
    kind: 'update',
    ctes: ctes.finish(),
    table: table.oid,
    rel: item.rel,
    alias: target.alias,
    from,
    where,
    set,
    returning,
  };
}
