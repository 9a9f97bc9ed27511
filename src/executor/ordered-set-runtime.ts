/** Ordered-set aggregates at the end of a group: its rows sorted and handed to the function of the aggregate's row. */
import type { CallInfo, OrderedSet } from '../functions/function-def.ts';
import type { Datum } from '../types/type-def.ts';

export interface OrderedSetPlan {
  readonly does: OrderedSet;
  readonly callInfo: CallInfo;
  readonly keys: readonly {
    readonly compare: (a: never, b: never) => number;
    readonly descending: boolean;
    readonly nullsFirst: boolean;
  }[];
}

export function runOrderedSet(plan: OrderedSetPlan, rows: Datum[][], direct: readonly Datum[]): Datum {
  const compare = (a: readonly Datum[], b: readonly Datum[]): number => compareRows(plan, a, b);
  rows.sort(compare);
  return plan.does.answer(rows, direct, compare, plan.callInfo);
}

function compareRows({ keys }: OrderedSetPlan, a: readonly Datum[], b: readonly Datum[]): number {
  for (let i = 0; i < keys.length; i++) {
    const { compare, descending, nullsFirst } = keys[i]!;
    const x = a[i]!;
    const y = b[i]!;
    if (x === null || y === null) {
      if (x === y) continue;
      return (x === null) === nullsFirst ? -1 : 1;
    }
    const order = compare(x as never, y as never);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}
