/** GROUPING(a, b). That the arguments are grouping expressions is checked with the other grouping rules. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { GroupingCall } from '../../parser/ast/index.ts';
import { kindRow } from '../expression-kind.ts';
import { int4Oid } from '../oids.ts';
import type { Scope } from '../scope.ts';
import { owningScope } from './bind-aggregate.ts';

export function bindGrouping(expr: GroupingCall, scope: Scope): BoundExpr {
  const { location } = expr;
  if (expr.args.length > 31) {
    throw sqlError('too_many_arguments', 'GROUPING must have fewer than 32 arguments', { location });
  }
  const args = expr.args.map((arg) => scope.bind(arg));
  const owner = owningScope(args, [], [], null, scope);
  const forbidden = kindRow(owner.kind).aggregates;
  if (forbidden !== null) {
    throw sqlError('grouping_error', `grouping operations are not allowed in ${forbidden}`, { location });
  }
  owner.hasAggregates = true;
  return { kind: 'grouping', args, query: owner.selectId, type: int4Oid, typmod: -1, location };
}
