/** UPDATE. */
import type { BoundUpdate } from '../../catalog/tree.ts';
import type { UpdateStatement } from '../../parser/ast/index.ts';
import { coerceToBoolean } from '../coercion/coerce.ts';
import { bothOf } from '../expression/make-nodes.ts';
import { checkNameConflicts } from '../namespace.ts';
import { Scope } from '../scope.ts';
import type { StatementState } from '../state.ts';
import { bindFromList } from '../tableref/bind-from.ts';
import { bindWith } from './bind-with.ts';
import { currentOf } from './current-of.ts';
import { bindTarget } from './modification-target.ts';
import { bindReturning } from './returning.ts';
import { targetView } from './target-view.ts';
import { bindAssignments } from './update-set.ts';

export function bindUpdate(statement: UpdateStatement, state: StatementState, parent: Scope | null): BoundUpdate {
  const scope = new Scope(state, parent);
  const ctes = bindWith(statement.with, scope);
  const target = bindTarget(statement.table.name, statement.table.alias, scope, 'UPDATE');
  const { item } = target;
  // Items of FROM cannot refer to the target, but cannot have its name either.
  item.lateralOnly = true;
  item.lateralOk = false;
  checkNameConflicts([], [item]);
  scope.namespace = [item];
  const from = bindFromList(statement.from, scope);
  item.lateralOnly = false;
  item.lateralOk = true;
  const where =
    currentOf(statement, target, state) ??
    (statement.where ? coerceToBoolean(state, scope.bind(statement.where, 'where'), 'WHERE') : null);
  const returning = bindReturning(statement.returning, scope);
  const set = bindAssignments(statement.set, target, scope);
  return {
    kind: 'update',
    ctes: ctes.finish(),
    table: target.table.oid,
    rel: target.rel,
    alias: target.alias,
    from,
    where: bothOf(target.where, where),
    set,
    checks: target.checks,
    returning,
    ...(target.relation.kind === 'view' && {
      through: targetView(target, [where, returning, set.map(({ value }) => value)], set),
    }),
  };
}
