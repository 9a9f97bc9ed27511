/** Ordered-set aggregates at the end of a group: its rows sorted and handed to the function of the aggregate's row. */
import type { CallInfo, OrderedSet } from '../functions/function-def.ts';
import type { Datum } from '../types/type-def.ts';
import { compareRows, type RowKey } from './row-order.ts';

export interface OrderedSetPlan {
  readonly does: OrderedSet;
  readonly callInfo: CallInfo;
  readonly keys: readonly RowKey[];
}

export function runOrderedSet(plan: OrderedSetPlan, rows: Datum[][], direct: readonly Datum[]): Datum {
  const compare = (a: readonly Datum[], b: readonly Datum[]): number => compareRows(plan.keys, a, b);
  rows.sort(compare);
  return plan.does.answer(rows, direct, compare, plan.callInfo);
}
