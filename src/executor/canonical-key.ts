/**
 * Equality of values as JavaScript sees it: `canonicalKey(type)` maps scalars to primitives such that SQL-equal values give the
 * same primitive (in the sense of Map: SameValueZero). For types whose scalars are such primitives already, it is null.
 * Hash joins, groups and sets intern these primitives and work on small integer codes.
 */
import { sqlError, unsupported } from '../errors/index.ts';
import type { PgArray } from '../types/array-value.ts';
import { withoutCollation } from '../types/collation/index.ts';
import type { Interval } from '../types/interval-value.ts';
import { quoteJson, scalarText } from '../types/json/jsonb-text.ts';
import type { Jsonb } from '../types/json/jsonb-value.ts';
import { addressKey, type NetworkAddress } from '../types/network/address.ts';
import type { Numeric } from '../types/numeric-value.ts';
import { typeOid } from '../types/oids.ts';
import { familyOfMultirange, familyOfRange } from '../types/ranges/families.ts';
import type { PgMultirange, PgRange } from '../types/ranges/range-value.ts';
import { baseTypeOid, firstUserTypeOid, isRecordType, type PgRecord, typeByOid } from '../types/registry.ts';
import { storedNodes, type TsQuery } from '../types/textsearch/tsquery-value.ts';
import { formatTsVector, quoteLexeme } from '../types/textsearch/tsvector-text.ts';
import { TsVector } from '../types/textsearch/tsvector-value.ts';
import type { TimeTz } from '../types/timetz-value.ts';
import type { DatumValue, Oid } from '../types/type-def.ts';

export type CanonicalKey = (value: DatumValue) => string | number | bigint | boolean;

const cache = new Map<Oid, CanonicalKey | null>();

export function canonicalKey(ordered: Oid): CanonicalKey | null {
  // Under every collation equal text has the same bytes.
  const type = withoutCollation(ordered);
  // Which types the others are depends on the database.
  if (type >= firstUserTypeOid) return makeKey(baseTypeOid(type));
  let key = cache.get(type);
  if (key === undefined) {
    key = makeKey(type);
    cache.set(type, key);
  }
  return key;
}

function makeKey(type: Oid): CanonicalKey | null {
  if (type === typeOid.bpchar) return (value) => (value as string).replace(/ +$/, '');
  if (type === typeOid.numeric) return numericKey;
  if (type === typeOid.interval) return intervalKey;
  if (type === typeOid.bytea) return (value) => Buffer.from(value as Uint8Array).toString('latin1');
  if (isRecordType(type)) return recordKey;
  const def = typeByOid(type);
  if (def !== undefined && def.elementOid !== 0 && isRecordType(def.elementOid)) {
    return (value) => arrayKey(value as PgArray, recordKey);
  }
  if (def === undefined || def.hash === null) {
    throw sqlError(
      'undefined_function',
      `could not identify an equality operator for type ${def?.displayName ?? type}`,
    );
  }
  // name and point have elements too, and are no arrays.
  if (def.elementOid !== 0 && def.category === 'A') {
    const element = canonicalKey(def.elementOid);
    return (value) => arrayKey(value as PgArray, element);
  }
  if (def.scalar !== 'object') return null;
  if (type === typeOid.timetz) return timeTzKey;
  if (type === typeOid.inet || type === typeOid.cidr) return (value) => addressKey(value as NetworkAddress);
  if (type === typeOid.jsonb) return (value) => jsonbKey(value as Jsonb);
  if (type === typeOid.tsvector || type === typeOid.tsquery) return textSearchKey;
  const ranges = familyOfRange(type) ?? familyOfMultirange(type);
  if (ranges !== undefined) {
    const bound = canonicalKey(ranges.subtype.oid);
    if (def.kind === 'range') return (value) => rangeKey(value as PgRange, bound);
    return (value) => (value as PgMultirange).ranges.map((range) => rangeKey(range, bound)).join(' ');
  }
  throw unsupported(`hashing of type ${def.displayName}`);
}

/** Equal only with the same zone, as its btree order has it. */
function timeTzKey(value: DatumValue): string {
  const { micros, zone } = value as unknown as TimeTz;
  return `${micros + zone * 1e6}|${zone}`;
}

/** Queries are equal whatever weights and prefixes their lexemes have. */
function textSearchKey(value: DatumValue): string {
  if (value instanceof TsVector) return formatTsVector(value);
  const parts = storedNodes(value as TsQuery).map((node) => {
    if (node.kind === 'lexeme') return quoteLexeme(node.word);
    return node.kind === 'phrase' ? `<${node.distance}>` : node.kind;
  });
  return parts.join(' ');
}

function rangeKey(range: PgRange, bound: CanonicalKey | null): string {
  if (range.isEmpty) return 'empty';
  const keyOf = (value: DatumValue): string => {
    const key = bound === null ? (value as string | number | bigint | boolean) : bound(value);
    // Text may have brackets and commas in it; numbers have none.
    return typeof key === 'string' ? `${key.length}:${key}` : String(key);
  };
  const lower = range.lower === null ? '' : keyOf(range.lower);
  const upper = range.upper === null ? '' : keyOf(range.upper);
  return `${range.lowerInclusive ? '[' : '('}${lower},${upper}${range.upperInclusive ? ']' : ')'}`;
}

function numericKey(value: DatumValue): string | number {
  const numeric = value as Numeric;
  return numeric.isFinite ? numeric.trimScale().toString() : numeric.toString();
}

/** Its text, with numbers in their shortest form: 1.0 equals 1. */
function jsonbKey(value: Jsonb): string {
  switch (value.kind) {
    case 'number':
      return String(numericKey(value.scalar as Numeric));
    case 'array':
      return `[${value.items.map(jsonbKey).join(',')}]`;
    case 'object':
      return `{${value.items.map((item, i) => `${quoteJson(value.keys[i]!)}:${jsonbKey(item)}`).join(',')}}`;
    default:
      return scalarText(value);
  }
}

/** Interval comparison takes a month for 30 days and a day for 24 hours. */
function intervalKey(value: DatumValue): bigint {
  const { months, days, micros } = value as Interval;
  return (BigInt(months) * 30n + BigInt(days)) * 86_400_000_000n + BigInt(micros);
}

function recordKey(value: DatumValue): string {
  const { types, values } = value as PgRecord;
  const parts = values.map((item, i) => {
    if (item === null) return 'n';
    const canonical = canonicalKey(types[i]!);
    const text = String(canonical === null ? item : canonical(item));
    return `${types[i]}:${text.length}:${text}`;
  });
  return parts.join('|');
}

function arrayKey(array: PgArray, element: CanonicalKey | null): string {
  const parts = array.values.map((item) => {
    if (item === null) return 'n';
    const key = element === null ? (item as string | number | bigint | boolean) : element(item);
    const text = String(key);
    return `${typeof key === 'string' ? 's' : 'p'}${text.length}:${text}`;
  });
  return `${array.dims.join(',')}|${array.lowerBounds.join(',')}|${parts.join('')}`;
}
