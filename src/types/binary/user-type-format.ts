/**
 * The binary format of types that a database defines: a label's text for enums, that of the base type for domains, and for rows
 * the number of fields, then of each its type, its length (-1: null) and its own binary format.
 */
import { SqlError, sqlError } from '../../errors/index.ts';
import { decodeText } from '../invalid-text.ts';
import { typeOid } from '../oids.ts';
import { baseTypeOid, PgRecord, typeByOid } from '../registry.ts';
import type { Datum, DatumValue, Oid, TextContext, TypeDef } from '../type-def.ts';

export type Encode = (value: DatumValue) => Uint8Array;
export type Decode = (bytes: Buffer, context: TextContext) => Datum;

/** How the formats of fields and base types are found. */
export interface BinaryFormats {
  encoder(type: Oid): Encode;
  decoder(type: Oid): Decode;
}

export function userTypeEncoder(type: Oid, formats: BinaryFormats): Encode | null {
  if (type === typeOid.record) return (value) => encodeRecord(value as PgRecord, formats);
  const def = typeByOid(type);
  switch (def?.kind) {
    case 'enum':
      return (value) => Buffer.from(def.enumeration!.byOrder(value as number)!.label, 'utf8');
    case 'domain':
      return formats.encoder(baseTypeOid(type));
    case 'composite':
      return (value) => encodeRecord(value as PgRecord, formats);
    default:
      return null;
  }
}

export function userTypeDecoder(type: Oid, formats: BinaryFormats): Decode | null {
  const def = typeByOid(type);
  switch (def?.kind) {
    case 'enum':
      return (bytes, context) => def.input(decodeText(bytes), -1, context);
    case 'domain': {
      const decode = formats.decoder(baseTypeOid(type));
      return (bytes, context) => {
        const value = decode(bytes, context);
        def.domain!.check(value, context);
        return value;
      };
    }
    case 'composite':
      return (bytes, context) => decodeRecord(def, bytes, formats, context);
    default:
      return null;
  }
}

function encodeRecord(record: PgRecord, formats: BinaryFormats): Uint8Array {
  const parts: Uint8Array[] = [];
  const head = Buffer.allocUnsafe(4);
  head.writeInt32BE(record.types.length);
  parts.push(head);
  for (const [i, type] of record.types.entries()) {
    const value = record.values[i] ?? null;
    const field = Buffer.allocUnsafe(8);
    field.writeUInt32BE(type);
    if (value === null) {
      field.writeInt32BE(-1, 4);
      parts.push(field);
      continue;
    }
    const bytes = formats.encoder(type)(value);
    field.writeInt32BE(bytes.length, 4);
    parts.push(field, bytes);
  }
  return Buffer.concat(parts);
}

function decodeRecord(def: TypeDef, bytes: Buffer, formats: BinaryFormats, context: TextContext): Datum {
  const fields = def.fields!;
  const reader = new RecordReader(bytes);
  const count = reader.int32();
  if (count !== fields.length) {
    throw sqlError('datatype_mismatch', `wrong number of columns: ${count}, expected ${fields.length}`);
  }
  const values = fields.map((field, i): Datum => {
    const type = reader.int32() >>> 0;
    if (type !== field.type) {
      const names = [type, field.type].map((oid) => typeByOid(oid)?.displayName ?? '???');
      throw sqlError(
        'datatype_mismatch',
        `binary data has type ${type} (${names[0]}) instead of expected ${field.type} (${names[1]}) in record column ${i + 1}`,
      );
    }
    const length = reader.int32();
    if (length < -1) throw damaged();
    if (length === -1) {
      typeByOid(type)?.domain?.check(null, context);
      return null;
    }
    return formats.decoder(type)(reader.bytes(length), context);
  });
  reader.end();
  return new PgRecord(
    fields.map((field) => field.type),
    values,
  );
}

function damaged(): SqlError {
  return new SqlError('08P01', 'insufficient data left in message');
}

class RecordReader {
  private readonly buffer: Buffer;
  private at = 0;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }
  int32(): number {
    return this.bytes(4).readInt32BE();
  }
  bytes(length: number): Buffer {
    if (this.at + length > this.buffer.length) throw damaged();
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }
  end(): void {
    if (this.at !== this.buffer.length) {
      throw new SqlError('22P03', 'improper binary format in record');
    }
  }
}
