/**
 * The rows of a window, sorted by partition and order and copied out of the pipeline before the first is given on: frames look
 * ahead. Partitions and peer groups are row numbers at which they begin; generated code says so as rows come. All of them go to
 * temporary files when they are too many.
 */
import type { QueryMemory } from '../spill/query-memory.ts';
import { RowStore } from '../spill/row-store.ts';

/** Of work_mem, for places beside the rows. */
const placesShare = 1 / 8;

export class WindowRows {
  readonly store: RowStore;
  /** First row of each partition, and the number of its first group. */
  readonly partitions: RowStore;
  /** First row of each group of peers. */
  readonly groups: RowStore;

  constructor(width: number, memory: QueryMemory) {
    const placesBytes = memory.limits.workBytes * placesShare;
    this.store = new RowStore(width, memory);
    this.partitions = new RowStore(2, memory, placesBytes);
    this.groups = new RowStore(1, memory, placesBytes);
  }

  beginPartition(row: number): void {
    const { rows } = this.partitions;
    rows.columns[0]!.push(row);
    rows.columns[1]!.push(this.groups.count);
    if (++rows.count >= rows.check) rows.grown();
    this.beginGroup(row);
  }

  beginGroup(row: number): void {
    const { rows } = this.groups;
    rows.columns[0]!.push(row);
    if (++rows.count >= rows.check) rows.grown();
  }

  /** Of the partition, or where the last one ends. */
  partitionStart(partition: number): number {
    return partition < this.partitions.count ? (this.partitions.valueAt(partition, 0) as number) : this.store.count;
  }
  firstGroup(partition: number): number {
    return partition < this.partitions.count ? (this.partitions.valueAt(partition, 1) as number) : this.groups.count;
  }
  groupStart(group: number): number {
    return group < this.groups.count ? (this.groups.valueAt(group, 0) as number) : this.store.count;
  }

  close(): void {
    for (const rows of [this.store, this.partitions, this.groups]) rows.close();
  }
}
