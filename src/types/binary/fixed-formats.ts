/** What binary formats are made of: a size that is always the same, and the error for a value of another one. */
import { SqlError } from '../../errors/index.ts';
import type { Datum, DatumValue } from '../type-def.ts';

export type BinaryFormat = readonly [encode: (value: DatumValue) => Uint8Array, decode: (bytes: Buffer) => Datum];

export function badBinary(): SqlError {
  return new SqlError('22P03', 'incorrect binary data format in bind parameter');
}

/** PostgreSQL's word for a value that ends too early. */
export function insufficientData(): SqlError {
  return new SqlError('08P01', 'insufficient data left in message');
}

/** A format whose values have `size` bytes. */
export function fixedFormat(
  size: number,
  write: (buffer: Buffer, value: DatumValue) => void,
  read: (bytes: Buffer) => Datum,
): BinaryFormat {
  return [
    (value) => {
      const buffer = Buffer.allocUnsafe(size);
      write(buffer, value);
      return buffer;
    },
    (bytes) => {
      if (bytes.length < size) throw insufficientData();
      if (bytes.length > size) throw badBinary();
      return read(bytes);
    },
  ];
}
