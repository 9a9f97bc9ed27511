/**
 * The binary format of types that a database defines: a label's text for enums, that of the base type for domains, and for rows
 * the number of fields, then of each its type, its length (-1: null) and its own binary format.
 */
import { SqlError, sqlError } from '../../errors/index.ts';
import { typeOid } from '../oids.ts';
import { baseTypeOid, PgRecord, typeByOid } from '../registry.ts';
import type { Datum, DatumValue, Oid, TextContext, TypeDef } from '../type-def.ts';
import { FieldReader } from './field-reader.ts';
import { int32, sizedParts } from './fixed-formats.ts';

export type Encode = (value: DatumValue) => Uint8Array;
export type Decode = (bytes: Buffer, context: TextContext) => Datum;

/** How the formats of fields and base types are found. */
export interface BinaryFormats {
  encoder(type: Oid): Encode;
  decoder(type: Oid): Decode;
  /** Nothing but text, in the client's character set. */
  readonly text: readonly [Encode, Decode];
}

/**
 * Whether a type that is sent in place of the expected one is a mistake. Only OIDs that every database has tell: clients send a
 * base type's for elements and fields of a domain.
 */
export function isOtherType(sent: Oid, expected: Oid): boolean {
  return sent !== expected && sent < stableOidsEnd && expected < stableOidsEnd;
}
/** Built-in OIDs from here on are given by the order in which catalogs are made. */
const stableOidsEnd = 10000;

export function userTypeEncoder(type: Oid, formats: BinaryFormats): Encode | null {
  if (type === typeOid.record) return (value) => encodeRecord(value as PgRecord, formats);
  const def = typeByOid(type);
  switch (def?.kind) {
    case 'enum':
      return (value) => formats.text[0](def.enumeration!.byOrder(value as number)!.label);
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
      return (bytes, context) => def.input(formats.text[1](bytes, context) as string, -1, context);
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
  const parts: Uint8Array[] = [int32(record.types.length)];
  for (const [i, type] of record.types.entries()) {
    const value = record.values[i] ?? null;
    parts.push(int32(type), ...sizedParts(value === null ? null : formats.encoder(type)(value)));
  }
  return Buffer.concat(parts);
}

function decodeRecord(def: TypeDef, bytes: Buffer, formats: BinaryFormats, context: TextContext): Datum {
  const fields = def.fields!;
  const reader = new FieldReader(bytes);
  const count = reader.int32();
  if (count !== fields.length) {
    throw sqlError('datatype_mismatch', `wrong number of columns: ${count}, expected ${fields.length}`);
  }
  const values = fields.map((field, i): Datum => {
    const type = reader.int32() >>> 0;
    if (isOtherType(type, field.type)) {
      const names = [type, field.type].map((oid) => typeByOid(oid)?.displayName ?? '???');
      throw sqlError(
        'datatype_mismatch',
        `binary data has type ${type} (${names[0]}) instead of expected ${field.type} (${names[1]}) in record column ${i + 1}`,
      );
    }
    const part = reader.sized();
    if (part !== null) return formats.decoder(field.type)(part, context);
    typeByOid(field.type)?.domain?.check(null, context);
    return null;
  });
  reader.end(() => new SqlError('22P03', 'improper binary format in record'));
  return new PgRecord(
    fields.map((field) => field.type),
    values,
  );
}
