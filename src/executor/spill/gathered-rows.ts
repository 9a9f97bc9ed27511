/**
 * The input of an aggregate that has to see all rows of a group at its end, in an order: DISTINCT and ORDER BY within a call, ordered
 * sets. Rows are gathered group by group in memory; when they are too many, those of all groups are written as one run, sorted by
 * group and order, and gathering begins anew. At the end the runs are merged, and as the groups are given in the order of their
 * numbers, the rows of each come when they are asked for.
 */
import type { Datum } from '../../types/type-def.ts';
import type { Execution } from '../execution.ts';
import { morselRows } from '../pipeline.ts';
import { RowBuffer } from '../row-buffer.ts';
import { compareRows, type RowKey } from '../row-order.ts';
import type { RowComparator } from '../sorter.ts';
import { ExternalSort } from './external-sort.ts';
import type { QueryMemory } from './query-memory.ts';

/** What a state holds: rows, and whoever takes them leaves none. */
export type TakeRows = (state: unknown) => Datum[][];

export class GatheredRows {
  /** State column in which the rows of each group are. */
  readonly column: number;
  private readonly keys: readonly RowKey[];
  private readonly take: TakeRows;
  private readonly memory: QueryMemory;
  private readonly width: number;
  /** On their way to files and back, the number of the group before each row. */
  private rows: RowBuffer | null = null;
  private runs: ExternalSort | null = null;
  /** Of the batch of the merge at hand: how many rows, and which comes next. */
  private batch = 0;
  private next = 0;
  private answered = -1;
  private answer: Datum = null;

  constructor(column: number, width: number, keys: readonly RowKey[], take: TakeRows, memory: QueryMemory) {
    this.column = column;
    this.keys = keys;
    this.take = take;
    this.memory = memory;
    this.width = width + 1;
  }

  get spilled(): boolean {
    return this.runs !== null;
  }

  /** Writes what the states have. */
  spill(states: readonly unknown[][]): void {
    const { keys } = this;
    this.rows ??= new RowBuffer(this.width, this.memory);
    const { rows } = this;
    const groups = states[this.column]!;
    for (let group = 0; group < groups.length; group++) {
      const taken = this.take(groups[group]);
      if (taken.length > 1) taken.sort((a, b) => compareRows(keys, a, b));
      for (const row of taken) {
        rows.columns[0]!.push(group);
        for (let c = 0; c < row.length; c++) rows.columns[c + 1]!.push(row[c]);
        rows.count++;
      }
    }
    if (rows.count === 0) return;
    this.runs ??= new ExternalSort(rows, comparatorOf(keys), this.memory);
    this.runs.spill(null, rows.count);
  }

  /** All rows have come: gets ready to give those of group after group. */
  *finish(states: readonly unknown[][]): Generator<void, void, void> {
    this.spill(states);
    yield* this.runs!.finish(Number.POSITIVE_INFINITY);
  }

  /** The answer of the group, computed by `answer` from its rows once. Groups are asked for in their order; some may be left out. */
  answerOf(execution: Execution, group: number, answer: (rows: Iterable<Datum[]>) => Datum): Datum {
    if (this.answered !== group) {
      this.answer = answer(this.rowsOf(execution, group));
      this.answered = group;
    }
    return this.answer;
  }

  private *rowsOf(execution: Execution, group: number): Generator<Datum[]> {
    const { columns } = this.rows!;
    const { order } = this.runs!.merge!;
    for (;;) {
      if (this.next === this.batch) {
        this.batch = this.runs!.merge!.next(morselRows);
        this.next = 0;
        if (this.batch === 0) return;
      }
      const at = order[this.next]!;
      const found = columns[0]![at] as number;
      if (found > group) return;
      this.next++;
      execution.tick();
      if (found === group) yield this.row(at);
    }
  }

  private row(at: number): Datum[] {
    const { columns } = this.rows!;
    const row: Datum[] = [];
    for (let c = 1; c < columns.length; c++) row.push(columns[c]![at] as Datum);
    return row;
  }

  /** The groups have been given: others come. */
  reset(): void {
    if (this.runs === null) return;
    this.runs.close();
    this.runs = null;
    this.rows!.clear();
    this.batch = 0;
    this.next = 0;
    this.answered = -1;
  }
}

function comparatorOf(keys: readonly RowKey[]): RowComparator {
  return (columns, _nulls, a, b) => {
    const groups = columns[0] as readonly number[];
    if (groups[a] !== groups[b]) return groups[a]! - groups[b]!;
    for (const { column, compare, descending, nullsFirst } of keys) {
      const values = columns[column + 1]!;
      const x = values[a];
      const y = values[b];
      if (x === null || y === null) {
        if (x === y) continue;
        return (x === null) === nullsFirst ? -1 : 1;
      }
      const order = compare(x as never, y as never);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
}
