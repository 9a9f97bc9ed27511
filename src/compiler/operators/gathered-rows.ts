/** Aggregates that are computed when all rows of a group are there: what the functions of executor/ are told about a call. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { assert } from '../../common/assert.ts';
import type { RowKey } from '../../executor/row-order.ts';
import type { CallInfo } from '../../functions/function-def.ts';
import type { PlanSortKey } from '../../planner/plan-parts.ts';
import { withoutCollation } from '../../types/collation/index.ts';
import { valueType } from '../../types/registry.ts';
import type { Oid } from '../../types/type-def.ts';

/** An aggregate sees the types that its arguments have apart from their order. */
export function callInfo(args: readonly BoundExpr[], resultType: Oid): CallInfo {
  return { argTypes: args.map((arg) => withoutCollation(arg.type)), resultType };
}

/** The sort key, where its value stands in `column` of the gathered rows. */
export function rowKey({ expr, descending, nullsFirst }: PlanSortKey, column: number): RowKey {
  const { compare } = valueType(expr.type);
  assert(compare, `type ${expr.type} has no order`);
  return { column, compare, descending, nullsFirst };
}
