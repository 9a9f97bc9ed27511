/**
 * Rows of a RowBuffer as a block of bytes, column by column: numbers as they stand in memory, where a column has nothing else,
 * and otherwise one value after the other in the form of datum-codec.ts. Names of a record's fields are no part of its value
 * in a table, but statements can ask for them; here they are kept, in memory, once for all rows that share them.
 */
import { ByteReader } from '../../common/byte-reader.ts';
import { ByteWriter } from '../../common/byte-writer.ts';
import { PgArray } from '../../types/array-value.ts';
import { readDatum, writeDatum } from '../../types/datum-codec.ts';
import { PgRecord } from '../../types/record-value.ts';
import type { Datum } from '../../types/type-def.ts';

const INTEGERS = 0;
const DOUBLES = 1;
const VALUES = 2;

/** Behind all tags of datum-codec.ts. */
const NAMED_RECORD = 254;
const ARRAY_OF_RECORDS = 255;

/** The columns of a RowBuffer. */
export interface RowColumns {
  readonly columns: unknown[][];
  readonly nulls: number[][];
}

export class RowCodec {
  private readonly out = new ByteWriter(1 << 14);
  private readonly names: (readonly string[] | null)[] = [null];
  private readonly numberOfNames = new Map<readonly string[] | null, number>([[null, 0]]);

  /** The rows `order[from..to)`, or from..to themselves. */
  encode(rows: RowColumns, order: ArrayLike<number> | null, from: number, to: number): Uint8Array {
    const { out } = this;
    out.clear();
    out.varint(to - from);
    for (let c = 0; c < rows.columns.length; c++) {
      this.encodeColumn(rows.columns[c]!, order, from, to);
      const nulls = rows.nulls[c]!;
      out.u8(nulls.length > 0 ? 1 : 0);
      if (nulls.length === 0) continue;
      for (let i = from; i < to; i++) out.u8(nulls[order === null ? i : order[i]!]!);
    }
    return out.bytes;
  }

  private encodeColumn(column: readonly unknown[], order: ArrayLike<number> | null, from: number, to: number): void {
    const { out } = this;
    const kind = kindOf(column, order, from, to);
    out.u8(kind);
    for (let i = from; i < to; i++) {
      const value = column[order === null ? i : order[i]!];
      if (kind === INTEGERS) out.u32(value as number);
      else if (kind === DOUBLES) out.f64(value as number);
      else this.writeValue(value as Datum);
    }
  }

  /** Puts the rows of a block into the buffer's columns, from row `at` on; how many. */
  decode(block: Uint8Array, rows: RowColumns, at: number): number {
    const from = new ByteReader(block);
    const count = from.varint();
    for (let c = 0; c < rows.columns.length; c++) {
      const column = rows.columns[c]!;
      const kind = from.u8();
      for (let i = at; i < at + count; i++) {
        column[i] = kind === INTEGERS ? from.u32() | 0 : kind === DOUBLES ? from.f64() : this.readValue(from);
      }
      if (from.u8() === 0) continue;
      const nulls = rows.nulls[c]!;
      for (let i = at; i < at + count; i++) nulls[i] = from.u8();
    }
    return count;
  }

  private writeValue(value: Datum): void {
    const { out } = this;
    if (value instanceof PgRecord) {
      out.u8(NAMED_RECORD);
      let number = this.numberOfNames.get(value.names);
      if (number === undefined) {
        number = this.names.length;
        this.names.push(value.names);
        this.numberOfNames.set(value.names, number);
      }
      out.varint(number);
      out.varint(value.types.length);
      for (const type of value.types) out.varint(type);
      for (const field of value.values) this.writeValue(field);
    } else if (value instanceof PgArray && value.values.some((item) => item instanceof PgRecord)) {
      out.u8(ARRAY_OF_RECORDS);
      writeDatum(
        out,
        new PgArray(
          value.elementType,
          value.dims,
          value.lowerBounds,
          value.values.map(() => null),
        ),
      );
      for (const item of value.values) this.writeValue(item);
    } else writeDatum(out, value);
  }

  private readValue(from: ByteReader): Datum {
    const tag = from.buffer[from.position]!;
    if (tag < NAMED_RECORD) return readDatum(from);
    from.u8();
    if (tag === NAMED_RECORD) {
      const names = this.names[from.varint()]!;
      const types = Array.from({ length: from.varint() }, () => from.varint());
      return new PgRecord(
        types,
        types.map(() => this.readValue(from)),
        names,
      );
    }
    const { elementType, dims, lowerBounds, values } = readDatum(from) as PgArray;
    return new PgArray(
      elementType,
      dims,
      lowerBounds,
      values.map(() => this.readValue(from)),
    );
  }
}

function kindOf(column: readonly unknown[], order: ArrayLike<number> | null, from: number, to: number): number {
  let kind = INTEGERS;
  for (let i = from; i < to; i++) {
    const value = column[order === null ? i : order[i]!];
    if (typeof value !== 'number') return VALUES;
    if (kind === INTEGERS && !Object.is(value | 0, value)) kind = DOUBLES;
  }
  return kind;
}
