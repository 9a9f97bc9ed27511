/** COPY FROM in binary: every field in the binary format of its column's type. */
import type { ColumnDescriptor } from '../../catalog/index.ts';
import { SqlError } from '../../errors/index.ts';
import { binaryDecoder } from '../../types/binary/binary-format.ts';
import type { Decode } from '../../types/binary/user-type-format.ts';
import { type Charset, textDecoder } from '../../types/charsets/index.ts';
import { typeOid } from '../../types/oids.ts';
import { valueType } from '../../types/registry.ts';
import type { Datum } from '../../types/type-def.ts';
import { BinaryReader } from '../copy/index.ts';
import { Loader, type LoadTarget } from './copy-loader.ts';

/** Texts are measured as they are read. */
function decoderOf({ type, typmod }: ColumnDescriptor, charset: Charset | null): Decode {
  if (typmod < 0 || (type !== typeOid.varchar && type !== typeOid.bpchar)) return binaryDecoder(type, charset);
  const { input } = valueType(type);
  const decode = textDecoder(charset);
  return (bytes, context) => input(decode(bytes), typmod, context);
}

export class BinaryLoader extends Loader {
  private readonly reader: BinaryReader;
  private readonly decoders: readonly Decode[];
  private rowsRead = 0;
  private line = 1;

  constructor(target: LoadTarget) {
    super(target);
    this.reader = new BinaryReader(target.columns.length);
    this.decoders = target.columns.map((column) => decoderOf(column, target.charset));
  }

  protected accept(piece: Buffer | 'end'): void {
    if (piece !== 'end') this.reader.push(piece);
  }

  protected next(last: boolean): readonly Datum[] | 'end' | null {
    this.line = this.rowsRead + 1;
    const fields = this.reader.next(last);
    if (fields === null || fields === 'end') return fields;
    this.rowsRead++;
    const row = fields.map((field, i) => {
      this.column = i;
      return field === null ? null : this.datum(this.decoders[i]!, field);
    });
    this.column = -1;
    return row;
  }

  private datum(decode: Decode, field: Buffer): Datum {
    try {
      return decode(field, this.target.session.context);
    } catch (error) {
      // The formats speak of parameters, which come from Bind.
      if (error instanceof SqlError && error.message === 'incorrect binary data format in bind parameter') {
        throw new SqlError(error.code, 'incorrect binary data format');
      }
      throw error;
    }
  }

  /** The header has no place: PostgreSQL reads it before it begins to copy. */
  protected place(): string | null {
    const { line, reader } = this;
    if (!reader.headerRead) return null;
    const inRow = this.column >= 0 ? this.column : reader.field;
    return inRow >= 0 ? `, line ${line}, column ${this.target.columns[inRow]!.name}` : `, line ${line}`;
  }
}
