/** Rows in a temporary file, which may have several such lists: blocks that are read one after the other. */
import type { RowCodec, RowColumns } from './row-codec.ts';
import type { BlockPlace, TempFile } from './temp-space.ts';

export class BlockList {
  readonly file: TempFile;
  private readonly codec: RowCodec;
  private readonly places: BlockPlace[] = [];
  rows = 0;
  bytes = 0;

  constructor(file: TempFile, codec: RowCodec) {
    this.file = file;
    this.codec = codec;
  }

  get blockCount(): number {
    return this.places.length;
  }

  /** Adds rows `order[from..to)`, or from..to themselves, as one block. */
  write(rows: RowColumns, order: ArrayLike<number> | null, from: number, to: number): void {
    const place = this.file.append(this.codec.encode(rows, order, from, to));
    this.places.push(place);
    this.bytes += place.size;
    this.rows += to - from;
  }

  /** Puts a block's rows into `rows` from row `at` on; how many. */
  read(block: number, rows: RowColumns, at: number): number {
    return this.codec.decode(this.file.read(this.places[block]!), rows, at);
  }
}
