/** What binary formats are made of: values of a size that is always the same or stands before them, and errors for other sizes. */
import { SqlError } from '../../errors/index.ts';
import { canonicalInteger } from '../int8.ts';
import type { Datum, DatumValue } from '../type-def.ts';

export type BinaryFormat = readonly [encode: (value: DatumValue) => Uint8Array, decode: (bytes: Buffer) => Datum];

export function badBinary(): SqlError {
  return new SqlError('22P03', 'incorrect binary data format in bind parameter');
}

/** PostgreSQL's word for a value that ends too early. */
export function insufficientData(): SqlError {
  return new SqlError('08P01', 'insufficient data left in message');
}

export function int32(value: number): Buffer {
  const buffer = Buffer.allocUnsafe(4);
  buffer.writeInt32BE(value | 0);
  return buffer;
}

/** A value behind its length, which is -1 for null. */
export function sizedParts(bytes: Uint8Array | null): readonly Uint8Array[] {
  return bytes === null ? [int32(-1)] : [int32(bytes.length), bytes];
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

export const signed64: BinaryFormat = fixedFormat(
  8,
  (buffer, value) => buffer.writeBigInt64BE(BigInt(value as number | bigint)),
  (bytes) => canonicalInteger(bytes.readBigInt64BE()),
);
