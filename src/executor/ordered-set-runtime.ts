/** Ordered-set aggregates at the end of a group: its rows sorted and handed to the function of the aggregate's row. */
import type { CallInfo, OrderedSet, SortedRows } from '../functions/function-def.ts';
import type { Datum } from '../types/type-def.ts';
import type { Execution } from './execution.ts';
import type { GroupTable } from './group-table.ts';
import { compareRows, type RowKey } from './row-order.ts';
import { DatumRows } from './spill/datum-rows.ts';

export interface OrderedSetPlan {
  readonly does: OrderedSet;
  readonly callInfo: CallInfo;
  readonly keys: readonly RowKey[];
}

/** The rows of group `group` are in state column `column`, or in files. */
export function runOrderedSet(
  plan: OrderedSetPlan,
  table: GroupTable,
  column: number,
  group: number,
  direct: readonly Datum[],
  execution: Execution,
): Datum {
  const compare = (a: readonly Datum[], b: readonly Datum[]): number => compareRows(plan.keys, a, b);
  const answer = (rows: SortedRows): Datum => plan.does.answer(rows, direct, compare, plan.callInfo);
  const spilled = table.spilledRows(column);
  if (spilled === null) {
    const rows = table.states[column]![group] as Datum[][];
    return answer(rows.sort(compare));
  }
  return spilled.answerOf(execution, group, (sorted) => {
    const rows = new DatumRows(plan.keys.length, execution.memory);
    for (const row of sorted) rows.push(row);
    const result = answer(rows);
    rows.close();
    return result;
  });
}
