/**
 * The rows of a window, sorted by partition and order and copied out of the pipeline before the first is given on: frames look
 * ahead. Partitions and peer groups are row numbers at which they begin; generated code writes them as rows come.
 */
import { RowBuffer } from '../row-buffer.ts';
import type { QueryMemory } from '../spill/query-memory.ts';

export class WindowRows {
  readonly rows: RowBuffer;
  /** First row of each partition, and the number of its first group. */
  readonly partitions: number[] = [];
  readonly firstGroups: number[] = [];
  /** First row of each group of peers. */
  readonly groups: number[] = [];

  constructor(width: number, memory: QueryMemory) {
    this.rows = new RowBuffer(width, memory);
  }

  beginPartition(row: number): void {
    this.partitions.push(row);
    this.firstGroups.push(this.groups.length);
    this.groups.push(row);
  }

  beginGroup(row: number): void {
    this.groups.push(row);
  }
}
