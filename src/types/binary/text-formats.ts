/** The binary formats of text, and of what has text in it: bytes in the client's character set. */
import { SqlError } from '../../errors/index.ts';
import { type Charset, textDecoder } from '../charsets/index.ts';
import { formatJsonb, parseJsonb } from '../json/jsonb-text.ts';
import type { Jsonb } from '../json/jsonb-value.ts';
import type { JsonPath } from '../jsonpath/json-path.ts';
import { parseJsonPath } from '../jsonpath/parse.ts';
import { typeOid } from '../oids.ts';
import { defaultTextContext, typeByOid } from '../registry.ts';
import { nameBytesMax } from '../text.ts';
import type { TsQuery } from '../textsearch/tsquery-value.ts';
import type { TsVector } from '../textsearch/tsvector-value.ts';
import type { Datum, DatumValue, Oid } from '../type-def.ts';
import { decodeTsQuery, decodeTsVector, encodeTsQuery, encodeTsVector } from './textsearch-format.ts';
import type { Decode, Encode } from './user-type-format.ts';

/** Nothing but the text. `charset`: null is UTF-8. */
export function plainText(charset: Charset | null): readonly [Encode, Decode] {
  const decode = textDecoder(charset);
  return [
    charset === null ? (value) => Buffer.from(value as string, 'utf8') : (value) => charset.encode(value as string),
    (bytes) => decode(bytes),
  ];
}

const versionOne = Buffer.from([1]);

export function textFormats(charset: Charset | null): readonly (readonly [Oid, readonly [Encode, Decode]])[] {
  const text = plainText(charset);
  const encode = text[0];
  const decode = textDecoder(charset);

  const name: [Encode, Decode] = [
    encode,
    (bytes) => {
      const value = decode(bytes);
      if (Buffer.byteLength(value) > nameBytesMax) throw new SqlError('42622', 'identifier too long');
      return value;
    },
  ];
  /** Text behind the number of its version, which is 1. */
  const versioned = (
    type: 'jsonb' | 'jsonpath',
    write: (value: DatumValue) => string,
    read: (text: string) => Datum,
  ): [Encode, Decode] => [
    (value) => Buffer.concat([versionOne, encode(write(value))]),
    (bytes) => {
      const version = bytes[0];
      if (version === undefined) throw new SqlError('08P01', 'no data left in message');
      if (version !== 1) throw new SqlError('XX000', `unsupported ${type} version number ${version}`);
      return read(decode(bytes.subarray(1)));
    },
  ];
  return [
    [typeOid.text, text],
    [typeOid.varchar, text],
    [typeOid.bpchar, text],
    [typeOid.name, name],
    [typeOid.unknown, text],
    [typeOid.refcursor, text],
    [typeOid.cstring, text],
    [typeOid.pg_node_tree, [encode, () => typeByOid(typeOid.pg_node_tree)!.input('', -1, defaultTextContext)]],
    [typeOid.json, [encode, (bytes) => typeByOid(typeOid.json)!.input(decode(bytes), -1, defaultTextContext)]],
    [typeOid.jsonb, versioned('jsonb', (value) => formatJsonb(value as Jsonb), parseJsonb)],
    [typeOid.jsonpath, versioned('jsonpath', (value) => (value as JsonPath).text, parseJsonPath)],
    [
      typeOid.tsvector,
      [(value) => encodeTsVector(value as TsVector, encode), (bytes) => decodeTsVector(bytes, charset)],
    ],
    [typeOid.tsquery, [(value) => encodeTsQuery(value as TsQuery, encode), (bytes) => decodeTsQuery(bytes, charset)]],
  ];
}
