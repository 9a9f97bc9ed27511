/**
 * Arrays in binary: the number of dimensions, whether there are nulls, the element type, of each dimension its length and lower
 * bound, then the elements, each behind its length (-1: null) and in its own binary format.
 */
import { SqlError } from '../../errors/index.ts';
import { tooManyDimensions } from '../array-text.ts';
import { maxDimensions, PgArray } from '../array-value.ts';
import { typeOid } from '../oids.ts';
import { typeByOid } from '../registry.ts';
import type { Datum, Oid, TextContext } from '../type-def.ts';
import { FieldReader } from './field-reader.ts';
import { insufficientData, int32, sizedParts } from './fixed-formats.ts';
import { type BinaryFormats, type Decode, type Encode, isOtherType } from './user-type-format.ts';

function encodeArray(array: PgArray, element: Oid, formats: BinaryFormats): Uint8Array {
  const encode = formats.encoder(element);
  const parts: Uint8Array[] = [int32(array.dims.length), int32(array.values.includes(null) ? 1 : 0), int32(element)];
  array.dims.forEach((dim, i) => {
    parts.push(int32(dim), int32(array.lowerBounds[i]!));
  });
  for (const value of array.values) parts.push(...sizedParts(value === null ? null : encode(value)));
  return Buffer.concat(parts);
}

function decodeArray(bytes: Buffer, element: Oid, formats: BinaryFormats, context: TextContext): PgArray {
  const reader = new FieldReader(bytes);
  const dimensions = reader.int32();
  if (dimensions < 0) throw new SqlError('22P03', `invalid number of dimensions: ${dimensions}`);
  if (dimensions > maxDimensions) throw tooManyDimensions(dimensions);
  const flags = reader.int32();
  if (flags !== 0 && flags !== 1) throw new SqlError('22P03', 'invalid array flags');
  const sent = reader.int32() >>> 0;
  if (isOtherType(sent, element)) {
    throw new SqlError(
      '42804',
      `binary data has array element type ${sent} (${typeByOid(sent)?.displayName ?? '???'}) instead of expected ${element} (${typeByOid(element)!.displayName})`,
    );
  }
  const dims: number[] = [];
  const lowerBounds: number[] = [];
  let count = dimensions === 0 ? 0 : 1;
  for (let i = 0; i < dimensions; i++) {
    const dim = reader.int32();
    dims.push(dim);
    lowerBounds.push(reader.int32());
    count *= dim;
    // Every element has its length, so more of them than this cannot follow.
    if (dim < 0 || count * 4 > reader.left + 8 * dimensions) throw insufficientData();
  }
  const decode = formats.decoder(element);
  const { domain } = typeByOid(element)!;
  const values: Datum[] = [];
  for (let i = 0; i < count; i++) {
    const part = reader.sized();
    // Null can be a value that a domain does not have.
    if (part === null) domain?.check(null, context);
    values.push(part === null ? null : decode(part, context));
  }
  reader.end();
  return count === 0 ? PgArray.empty(element) : new PgArray(element, dims, lowerBounds, values);
}

/** Of one dimension from index 0, without nulls. */
function isCatalogVector(array: PgArray): boolean {
  return array.dims.length === 1 && array.lowerBounds[0] === 0 && !array.values.includes(null);
}

/** null for a type that is no array. */
export function arrayEncoder(type: Oid, formats: BinaryFormats): Encode | null {
  const element = elementOf(type);
  return element === null ? null : (value) => encodeArray(value as PgArray, element, formats);
}

export function arrayDecoder(type: Oid, formats: BinaryFormats): Decode | null {
  const element = elementOf(type);
  if (element === null) return null;
  const isVector = type === typeOid.oidvector || type === typeOid.int2vector;
  return (bytes, context) => {
    const array = decodeArray(bytes, element, formats, context);
    if (isVector && !isCatalogVector(array)) throw new SqlError('22P03', `invalid ${typeByOid(type)!.name} data`);
    return array;
  };
}

function elementOf(type: Oid): Oid | null {
  const def = typeByOid(type);
  // Points and names have elements too; record[] is the one array that is a pseudo-type.
  return def !== undefined && (def.category === 'A' || def.kind === 'pseudo') && def.elementOid !== 0
    ? def.elementOid
    : null;
}
