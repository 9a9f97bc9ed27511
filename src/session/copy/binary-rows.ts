/** Rows to COPY's binary file: see binary-reader.ts. */
import type { Encode } from '../../types/binary/user-type-format.ts';
import type { Datum } from '../../types/type-def.ts';

/** The signature, no flags, no extension. */
export const binaryHeader = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
export const binaryTrailer = Buffer.from([0xff, 0xff]);

/** `encoders`: one a column. */
export function binaryRow(row: readonly Datum[], encoders: readonly Encode[]): Buffer {
  const fields = encoders.map((encode, i) => {
    const value = row[i]!;
    return value === null ? null : encode(value);
  });
  let size = 2 + 4 * fields.length;
  for (const field of fields) size += field?.length ?? 0;
  const buffer = Buffer.allocUnsafe(size);
  buffer.writeInt16BE(fields.length, 0);
  let at = 2;
  for (const field of fields) {
    buffer.writeInt32BE(field === null ? -1 : field.length, at);
    at += 4;
    if (field === null) continue;
    buffer.set(field, at);
    at += field.length;
  }
  return buffer;
}
