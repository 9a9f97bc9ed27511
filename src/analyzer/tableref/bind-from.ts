/** The FROM list: items left to right, each LATERAL one seeing those before it. */
import type { BoundFrom } from '../../catalog/tree.ts';
import { assertNever } from '../../common/assert.ts';
import type { TableRef } from '../../parser/ast/index.ts';
import { checkNameConflicts, setLateral } from '../namespace.ts';
import type { Scope } from '../scope.ts';
import { bindFunctionRef } from './bind-function-ref.ts';
import { bindJoin } from './bind-join.ts';
import { bindRelation } from './bind-relation.ts';
import { bindSubqueryRef } from './bind-subquery-ref.ts';
import type { BoundFromItem } from './range-item.ts';

/** Adds the items to the scope's namespace (after what is there already: the target of an UPDATE). */
export function bindFromList(refs: readonly TableRef[], scope: Scope): readonly BoundFrom[] {
  const items: BoundFrom[] = [];
  const before = scope.namespace.length;
  for (const ref of refs) {
    const bound = bindFromItem(ref, scope);
    checkNameConflicts(scope.namespace, bound.namespace);
    setLateral(bound.namespace, true, true);
    scope.namespace = [...scope.namespace, ...bound.namespace];
    items.push(bound.from);
  }
  setLateral(scope.namespace.slice(before), false, true);
  return items;
}

function bindFromItem(ref: TableRef, scope: Scope): BoundFromItem {
  switch (ref.kind) {
    case 'relation':
      return bindRelation(ref, scope);
    case 'subqueryRef':
      return bindSubqueryRef(ref, scope);
    case 'functionRef':
      return bindFunctionRef(ref, scope);
    case 'join':
      return bindJoin(ref, scope, bindFromItem);
    default:
      return assertNever(ref);
  }
}
