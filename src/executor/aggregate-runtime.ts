/** What aggregate states need at run time beyond the lines the compiler writes. */
import { sqlError } from '../errors/index.ts';
import type { AggregateDef, CallInfo, FunctionContext } from '../functions/function-def.ts';
import { Numeric } from '../types/numeric-value.ts';
import type { Datum, DatumValue } from '../types/type-def.ts';
import type { CanonicalKey } from './canonical-key.ts';
import type { Execution } from './execution.ts';
import type { GroupTable } from './group-table.ts';
import { compareRows, type RowKey } from './row-order.ts';

/** Moves a sum that would leave the safe integers to its bigint part. NaN (of numeric) stays NaN. */
export function spillSum(sums: number[], spilled: (bigint | null)[], group: number, value: number | bigint): void {
  const sum = sums[group]!;
  if (value !== value || sum !== sum) {
    sums[group] = Number.NaN;
    return;
  }
  spilled[group] = (spilled[group] ?? 0n) + BigInt(sum) + BigInt(value);
  sums[group] = 0;
}

export function totalInt8(sum: number, spilled: bigint | null): number | bigint {
  if (spilled === null) return sum;
  const total = spilled + BigInt(sum);
  if (BigInt.asIntN(64, total) !== total) throw sqlError('numeric_value_out_of_range', 'bigint out of range');
  return Number.isSafeInteger(Number(total)) ? Number(total) : total;
}

/** Total of doubles at `scale`; scale -2: the total is a Numeric kept in place of the bigint. */
export function numericTotal(sum: number, spilled: bigint | Numeric | null, scale: number): Numeric {
  if (scale === -2) return spilled as Numeric;
  if (sum !== sum) return Numeric.nan;
  if (spilled === null) return Numeric.fromScaled(sum, scale);
  return new Numeric((spilled as bigint) + BigInt(sum), scale);
}

export function averageOf(total: Numeric, count: number): Numeric {
  return total.divide(Numeric.fromInteger(count));
}

export function addFloat8(a: number, b: number): number {
  const sum = a + b;
  if (
    (sum === Number.POSITIVE_INFINITY || sum === Number.NEGATIVE_INFINITY) &&
    Number.isFinite(a) &&
    Number.isFinite(b)
  ) {
    throw sqlError('numeric_value_out_of_range', 'value out of range: overflow');
  }
  return sum;
}
export function addFloat4(a: number, b: number): number {
  return addFloat8(a, b) === a + b ? checkedFloat4(a, b) : a + b;
}
function checkedFloat4(a: number, b: number): number {
  const sum = Math.fround(a + b);
  if (!Number.isFinite(sum) && Number.isFinite(a) && Number.isFinite(b)) {
    throw sqlError('numeric_value_out_of_range', 'value out of range: overflow');
  }
  return sum;
}

/** The sum of squared deviations when it, or the sum, is infinite: an error, unless an infinity was put in. */
export function squaresBeyond(sumBefore: number, value: number): number {
  if (Math.abs(sumBefore) !== Number.POSITIVE_INFINITY && Math.abs(value) !== Number.POSITIVE_INFINITY) {
    throw sqlError('numeric_value_out_of_range', 'value out of range: overflow');
  }
  return Number.NaN;
}

/** Remembers which values of a group have been seen. */
export class DistinctFilter {
  private readonly seen = new Set<unknown>();
  private readonly canonical: CanonicalKey | null;
  /** The values themselves, where `seen` has other forms of them. */
  private readonly values: DatumValue[] = [];
  constructor(canonical: CanonicalKey | null) {
    this.canonical = canonical;
  }
  /** True the first time. */
  add(value: DatumValue): boolean {
    const key = this.canonical === null ? value : this.canonical(value);
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    if (this.canonical !== null) this.values.push(value);
    return true;
  }
  /** The values, each as a row; none is remembered. */
  take(): Datum[][] {
    const values = this.canonical === null ? (this.seen as Set<DatumValue>) : this.values;
    const rows = Array.from(values, (value) => [value]);
    this.seen.clear();
    this.values.length = 0;
    return rows;
  }
}

/** The rows that a group has gathered; it has none then. */
export function takeRows(state: unknown): Datum[][] {
  return (state as Datum[][]).splice(0);
}

export interface CollectPlan {
  readonly def: AggregateDef;
  readonly callInfo: CallInfo;
  /** Number of arguments: the first columns of a collected row; sort keys follow. */
  readonly arity: number;
  readonly keys: readonly RowKey[];
  readonly distinct: readonly (CanonicalKey | null)[] | null;
}

/** The answer for group `group`, whose rows are in state column `column`, or in files. */
export function runCollected(
  plan: CollectPlan,
  table: GroupTable,
  column: number,
  group: number,
  execution: Execution,
): Datum {
  const spilled = table.spilledRows(column);
  if (spilled !== null) return spilled.answerOf(execution, group, (rows) => collected(plan, rows, execution.context));
  const rows = table.states[column]![group] as Datum[][];
  return collected(
    plan,
    rows.sort((a, b) => compareRows(plan.keys, a, b)),
    execution.context,
  );
}

/** Drops duplicates of sorted rows, and aggregates them. */
function collected(plan: CollectPlan, rows: Iterable<Datum[]>, context: FunctionContext): Datum {
  const { def, arity } = plan;
  const leading: unknown[] = def.context ? [context] : [];
  if (def.callInfo) leading.push(plan.callInfo);
  const init = def.init as (...args: unknown[]) => unknown;
  const step = def.step as (...args: unknown[]) => unknown;
  const final = def.final as (...args: unknown[]) => Datum;
  let state = init(...leading);
  let previous: string | null = null;
  for (const row of rows) {
    if (plan.distinct !== null) {
      const key = distinctKey(plan.distinct, row);
      if (key === previous) continue;
      previous = key;
    }
    const args = row.slice(0, arity);
    if (def.strict && args.includes(null)) continue;
    state = step(state, ...args);
  }
  return def.context ? final(state, context) : final(state);
}

function distinctKey(canonical: readonly (CanonicalKey | null)[], row: readonly Datum[]): string {
  let key = '';
  for (const [i, make] of canonical.entries()) {
    const value = row[i]!;
    if (value === null) key += 'n;';
    else {
      const text = String(make === null ? value : make(value));
      key += `${text.length}:${text};`;
    }
  }
  return key;
}
