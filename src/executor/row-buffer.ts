/**
 * Rows copied out of a pipeline, column by column. A column is a plain array, which V8 keeps unboxed for small integers and
 * doubles; the nulls of a nullable column stand beside it as 0/1, so that they do not box its values.
 * Generated code pushes to the arrays itself.
 */
export class RowBuffer {
  count = 0;
  readonly columns: unknown[][];
  readonly nulls: number[][];

  constructor(width: number) {
    this.columns = [];
    this.nulls = [];
    for (let i = 0; i < width; i++) {
      this.columns.push([]);
      this.nulls.push([]);
    }
  }

  clear(): void {
    this.count = 0;
    for (const column of this.columns) column.length = 0;
    for (const column of this.nulls) column.length = 0;
  }
}
