/** A RowStore of whole rows of datums, for those that read and write a row at a time: a list that may be longer than memory. */
import type { Datum } from '../../types/type-def.ts';
import type { QueryMemory } from './query-memory.ts';
import { RowStore } from './row-store.ts';

export class DatumRows {
  private readonly store: RowStore;

  constructor(width: number, memory: QueryMemory, workBytes?: number) {
    this.store = new RowStore(width, memory, workBytes);
  }

  get length(): number {
    return this.store.count;
  }

  push(row: readonly Datum[]): void {
    const { rows } = this.store;
    const { columns } = rows;
    // Nulls stand among the values.
    for (let c = 0; c < columns.length; c++) columns[c]!.push(row[c]!);
    if (++rows.count >= rows.check) rows.grown();
  }

  at(index: number): Datum[] {
    const page = this.store.page(index);
    const { columns } = page;
    const row: Datum[] = [];
    for (let c = 0; c < columns.length; c++) row.push(columns[c]![index - page.from] as Datum);
    return row;
  }

  *[Symbol.iterator](): Generator<Datum[]> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }

  clear(): void {
    this.store.clear();
  }
  close(): void {
    this.store.close();
  }
}
