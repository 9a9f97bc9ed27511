/**
 * SQL values as JSON text and as jsonb: what to_json(), row_to_json(), json_build_…() and the aggregates have in common.
 * Numbers and booleans are theirs, json is taken as it is, arrays and rows are walked, everything else is a string of the
 * value's text, dates and timestamps in ISO 8601.
 */
import { sqlError } from '../../errors/index.ts';
import type { PgArray } from '../../types/array-value.ts';
import type { Micros } from '../../types/datetime/micros.ts';
import { formatJsonb, parseJsonb, quoteJson } from '../../types/json/jsonb-text.ts';
import { Jsonb } from '../../types/json/jsonb-value.ts';
import { parseNumeric } from '../../types/numeric-text.ts';
import { typeOid } from '../../types/oids.ts';
import type { PgRecord } from '../../types/record-value.ts';
import { baseTypeOid, isRecordType, typeByOid, valueType } from '../../types/registry.ts';
import type { Datum, DatumValue, Oid, TextContext } from '../../types/type-def.ts';
import { dateJson, timestampJson, timestampTzJson } from './date-text.ts';

type Category =
  | 'boolean'
  | 'number'
  | 'text'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'json'
  | 'jsonb'
  | 'array'
  | 'row';

export function categoryOf(type: Oid): Category {
  switch (type) {
    case typeOid.bool:
      return 'boolean';
    case typeOid.int2:
    case typeOid.int4:
    case typeOid.int8:
    case typeOid.float4:
    case typeOid.float8:
    case typeOid.numeric:
      return 'number';
    case typeOid.date:
      return 'date';
    case typeOid.timestamp:
      return 'timestamp';
    case typeOid.timestamptz:
      return 'timestamptz';
    case typeOid.json:
      return 'json';
    case typeOid.jsonb:
      return 'jsonb';
    default: {
      if (isRecordType(type)) return 'row';
      const def = valueType(type);
      if (def.kind === 'composite') return 'row';
      if (def.kind === 'domain') return categoryOf(baseTypeOid(type));
      return def.elementOid !== 0 && def.category === 'A' ? 'array' : 'text';
    }
  }
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** Text of a scalar that stands in quotes, or between braces as a number. */
function plainText(value: DatumValue, type: Oid, category: Category, context: TextContext): string {
  switch (category) {
    case 'date':
      return dateJson(value as number);
    case 'timestamp':
      return timestampJson(value as Micros);
    case 'timestamptz':
      return timestampTzJson(value as Micros, context);
    default:
      return valueType(type).output(value, context);
  }
}

/** Names of a row's columns, of its type where that has them; a row that was written as ROW(…) has none. */
export function fieldNames(record: PgRecord, type: Oid): readonly string[] {
  const fields = typeByOid(baseTypeOid(type))?.fields;
  if (fields !== undefined) return fields.map(({ name }) => name);
  return record.names ?? record.types.map((_, i) => `f${i + 1}`);
}

/** `lines`: elements and columns of the outermost container stand on a line each. */
export function encodeJson(value: Datum, type: Oid, context: TextContext, lines = false): string {
  if (value === null) return 'null';
  const category = categoryOf(type);
  switch (category) {
    case 'boolean':
      return value === true ? 'true' : 'false';
    case 'number': {
      const text = valueType(type).output(value, context);
      return jsonNumber.test(text) ? text : quoteJson(text);
    }
    case 'json':
      return value as string;
    case 'jsonb':
      return formatJsonb(value as Jsonb);
    case 'array':
      return encodeArray(value as PgArray, context, lines);
    case 'row':
      return encodeRecord(value as PgRecord, type, context, lines);
    default:
      return quoteJson(plainText(value, type, category, context));
  }
}

export function encodeArray(array: PgArray, context: TextContext, lines: boolean): string {
  if (array.dims.length === 0) return '[]';
  let at = 0;
  const level = (dimension: number): string => {
    const parts: string[] = [];
    for (let i = 0; i < array.dims[dimension]!; i++) {
      if (dimension + 1 < array.dims.length) parts.push(level(dimension + 1));
      else parts.push(encodeJson(array.values[at++]!, array.elementType, context));
    }
    return `[${parts.join(lines && dimension === 0 ? ',\n ' : ',')}]`;
  };
  return level(0);
}

export function encodeRecord(record: PgRecord, type: Oid, context: TextContext, lines: boolean): string {
  const names = fieldNames(record, type);
  // Columns that the type got later are null in it.
  const parts = names.map((name, i) => {
    const value = record.values[i] ?? null;
    return `${quoteJson(name)}:${value === null ? 'null' : encodeJson(value, record.types[i]!, context)}`;
  });
  return `{${parts.join(lines ? ',\n ' : ',')}}`;
}

export function encodeJsonb(value: Datum, type: Oid, context: TextContext): Jsonb {
  if (value === null) return Jsonb.null;
  const category = categoryOf(type);
  switch (category) {
    case 'boolean':
      return Jsonb.boolean(value === true);
    case 'number': {
      const text = valueType(type).output(value, context);
      return jsonNumber.test(text) ? Jsonb.number(parseNumeric(text)) : Jsonb.string(text);
    }
    case 'json':
      return parseJsonb(value as string);
    case 'jsonb':
      return value as Jsonb;
    case 'array':
      return arrayJsonb(value as PgArray, context);
    case 'row': {
      const record = value as PgRecord;
      const names = fieldNames(record, type);
      const values = names.map((_, i) => {
        const item = record.values[i] ?? null;
        return item === null ? Jsonb.null : encodeJsonb(item, record.types[i]!, context);
      });
      return Jsonb.object(names, values);
    }
    default:
      return Jsonb.string(plainText(value, type, category, context));
  }
}

function arrayJsonb(array: PgArray, context: TextContext): Jsonb {
  if (array.dims.length === 0) return Jsonb.emptyArray;
  let at = 0;
  const level = (dimension: number): Jsonb => {
    const items: Jsonb[] = [];
    for (let i = 0; i < array.dims[dimension]!; i++) {
      if (dimension + 1 < array.dims.length) items.push(level(dimension + 1));
      else items.push(encodeJsonb(array.values[at++]!, array.elementType, context));
    }
    return Jsonb.array(items);
  };
  return level(0);
}

/** A value as the key of an object; it is not null. */
export function keyText(value: DatumValue, type: Oid, context: TextContext): string {
  const category = categoryOf(type);
  if (category === 'array' || category === 'row' || category === 'json' || category === 'jsonb') {
    throw sqlError('invalid_parameter_value', 'key value must be scalar, not array, composite, or json');
  }
  if (category === 'boolean') return value === true ? 'true' : 'false';
  return plainText(value, type, category, context);
}
