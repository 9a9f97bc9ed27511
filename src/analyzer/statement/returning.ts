/** RETURNING. */
import type { BoundReturning } from '../../catalog/tree.ts';
import type { Target } from '../../parser/ast/index.ts';
import type { Scope } from '../scope.ts';
import { bindTargets, resolveUnknowns } from '../target-list.ts';
import { outputColumnsOf } from './bind-select.ts';

export function bindReturning(targets: readonly Target[], scope: Scope): BoundReturning | null {
  if (targets.length === 0) return null;
  scope.kind = 'returning';
  const entries = bindTargets(targets, scope);
  resolveUnknowns(entries, scope.state);
  return { targets: entries.map((entry) => entry.expr), columns: outputColumnsOf(entries) };
}
