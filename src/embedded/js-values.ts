/**
 * SQL values as JavaScript values, by default as the `pg` driver gives them: int8 and numeric as strings, dates and timestamps
 * as Date, bytea as Buffer, arrays as arrays, intervals, points and circles as objects of fields, everything else as PostgreSQL's text.
 */
import { sqlError } from '../errors/index.ts';
import type { FunctionContext } from '../functions/function-def.ts';
import type { PgArray } from '../types/array-value.ts';
import type { Circle, Point } from '../types/geometry/values.ts';
import type { Interval } from '../types/interval-value.ts';
import { formatJsonb } from '../types/json/jsonb-text.ts';
import type { Jsonb } from '../types/json/jsonb-value.ts';
import { Numeric } from '../types/numeric-value.ts';
import { typeOid } from '../types/oids.ts';
import { typeByOid, valueType } from '../types/registry.ts';
import type { Datum, DatumValue, Oid } from '../types/type-def.ts';

export interface ValueMapping {
  /** int8: 'string' (as `pg`), 'bigint', or 'number' (throws 22003 beyond ±2^53). */
  readonly int8?: 'string' | 'bigint' | 'number';
  /** numeric: 'string' (as `pg`), or 'number', which rounds to a double. */
  readonly numeric?: 'string' | 'number';
  /** date: 'date' (local midnight, as `pg`) or 'string'. timestamp, timestamptz: 'date' or 'string'. */
  readonly date?: 'date' | 'string';
  readonly timestamp?: 'date' | 'string';
}

export type ToJs = (value: DatumValue, context: FunctionContext) => unknown;

const dayMs = 86_400_000;
const epochMs = Date.UTC(2000, 0, 1);

/** null: the scalar is the JavaScript value already. */
export function converterOf(type: Oid, mapping: ValueMapping): ToJs | null {
  switch (type) {
    case typeOid.bool:
    case typeOid.int2:
    case typeOid.int4:
    case typeOid.oid:
    case typeOid.float4:
    case typeOid.float8:
    case typeOid.text:
    case typeOid.varchar:
    case typeOid.bpchar:
    case typeOid.name:
    case typeOid.uuid:
      return null;
    case typeOid.int8:
      return int8Converter(mapping.int8 ?? 'string');
    case typeOid.numeric:
      return mapping.numeric === 'number'
        ? (value) => (value as Numeric).toNumber()
        : (value) => (value as Numeric).toString();
    case typeOid.bytea:
      return (value) => Buffer.from(value as Uint8Array);
    case typeOid.json:
      return (value) => JSON.parse(value as string);
    case typeOid.jsonb:
      return (value) => JSON.parse(formatJsonb(value as Jsonb));
    case typeOid.date:
      return mapping.date === 'string' ? textOf(type) : dateToJs;
    case typeOid.timestamp:
      return mapping.timestamp === 'string' ? textOf(type) : timestampToJs;
    case typeOid.timestamptz:
      return mapping.timestamp === 'string' ? textOf(type) : instantToJs;
    case typeOid.interval:
      return intervalToJs;
    case typeOid.point:
      return pointToJs;
    case typeOid.circle:
      return circleToJs;
    case typeOid.void:
      return () => '';
    default: {
      const def = typeByOid(type);
      if (def !== undefined && def.elementOid !== 0 && def.category === 'A') {
        const element = converterOf(def.elementOid, mapping);
        return (value, context) => nest(value as PgArray, element, context);
      }
      return textOf(type);
    }
  }
}

function int8Converter(mode: 'string' | 'bigint' | 'number'): ToJs {
  switch (mode) {
    case 'string':
      return String;
    case 'bigint':
      return (value) => BigInt(value as number | bigint);
    default:
      return (value) => {
        if (typeof value === 'bigint') {
          throw sqlError('numeric_value_out_of_range', `int8 value ${value} is not a safe integer`);
        }
        return value;
      };
  }
}

function textOf(type: Oid): ToJs {
  return (value, context) => valueType(type).output(value, context);
}

/** Local midnight of the day; infinities stay numbers, as `pg` has them. */
function dateToJs(value: DatumValue): unknown {
  const days = value as number;
  if (!Number.isFinite(days)) return days;
  const utc = new Date(epochMs + days * dayMs);
  return localDate(utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate(), 0, 0, 0, 0);
}
function timestampToJs(value: DatumValue): unknown {
  const micros = Number(value);
  if (!Number.isFinite(micros)) return micros;
  const utc = new Date(epochMs + Math.floor(micros / 1000));
  return localDate(
    utc.getUTCFullYear(),
    utc.getUTCMonth(),
    utc.getUTCDate(),
    utc.getUTCHours(),
    utc.getUTCMinutes(),
    utc.getUTCSeconds(),
    utc.getUTCMilliseconds(),
  );
}
function localDate(y: number, mo: number, d: number, h: number, mi: number, s: number, ms: number): Date {
  const date = new Date(2000, mo, d, h, mi, s, ms);
  date.setFullYear(y, mo, d);
  return date;
}
function instantToJs(value: DatumValue): unknown {
  const micros = Number(value);
  return Number.isFinite(micros) ? new Date(epochMs + Math.floor(micros / 1000)) : micros;
}

/** Fields that are not zero, like the `postgres-interval` objects of `pg`. */
function intervalToJs(value: DatumValue): unknown {
  const { months, days, micros } = value as Interval;
  const total = Number(micros);
  const fields: Record<string, number> = {
    years: Math.trunc(months / 12),
    months: months % 12,
    days,
    hours: Math.trunc(total / 3_600_000_000),
    minutes: Math.trunc(total / 60_000_000) % 60,
    seconds: Math.trunc(total / 1_000_000) % 60,
    milliseconds: (total % 1_000_000) / 1000,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== 0));
}

function pointToJs(value: DatumValue): { x: number; y: number } {
  const { x, y } = value as Point;
  return { x, y };
}
function circleToJs(value: DatumValue): { x: number; y: number; radius: number } {
  const { center, radius } = value as Circle;
  return { x: center.x, y: center.y, radius };
}

function nest(array: PgArray, element: ToJs | null, context: FunctionContext): unknown[] {
  const values = array.values.map((item: Datum) => (item === null || element === null ? item : element(item, context)));
  let level: unknown[] = values;
  for (let dimension = array.dims.length - 1; dimension > 0; dimension--) {
    const size = array.dims[dimension]!;
    const next: unknown[] = [];
    for (let i = 0; i < level.length; i += size) next.push(level.slice(i, i + size));
    level = next;
  }
  return level;
}

/** A JavaScript parameter as a scalar of the type; through its text form where the type does not fit. */
export function fromJs(value: unknown, type: Oid, context: FunctionContext): Datum {
  if (value === null || value === undefined) {
    typeByOid(type)?.domain?.check(null, context);
    return null;
  }
  const def = typeByOid(type) ?? typeByOid(typeOid.text)!;
  switch (typeof value) {
    case 'number':
      if (type === typeOid.int4 && (value | 0) === value) return value;
      if (type === typeOid.float8) return value;
      if (type === typeOid.int8 && Number.isSafeInteger(value)) return value === 0 ? 0 : value;
      if (type === typeOid.numeric) {
        const numeric = Number.isSafeInteger(value) ? Numeric.fromInteger(value) : Numeric.fromShortDecimal(value);
        if (numeric !== null) return numeric;
      }
      break;
    case 'string':
      if (type === typeOid.text || type === typeOid.varchar) return checkedText(value);
      break;
    case 'boolean':
      if (type === typeOid.bool) return value;
      break;
    case 'bigint':
      return def.input(String(value), -1, context);
    default:
      if (value instanceof Uint8Array && type === typeOid.bytea) return new Uint8Array(value);
  }
  return def.input(parameterText(value, def.elementOid !== 0, context), -1, context);
}

/** Text with a zero character is no PostgreSQL text. */
function checkedText(value: string): string {
  return value.includes('\u0000') ? (typeByOid(typeOid.text)!.input(value, -1, undefined as never) as string) : value;
}

/** The text form in which `pg` would send the parameter. */
function parameterText(value: unknown, array: boolean, context: FunctionContext): string {
  if (value instanceof Date) return dateText(value);
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return array ? arrayText(value, context) : JSON.stringify(value);
  if (typeof value === 'object' && value !== null) {
    const convertible = value as { toPostgres?: (prepare: (inner: unknown) => string) => unknown };
    if (typeof convertible.toPostgres === 'function') {
      return parameterText(
        convertible.toPostgres((inner) => parameterText(inner, false, context)),
        array,
        context,
      );
    }
    return JSON.stringify(value);
  }
  return String(value);
}

function arrayText(values: readonly unknown[], context: FunctionContext): string {
  const parts = values.map((item) => {
    if (item === null || item === undefined) return 'NULL';
    if (Array.isArray(item)) return arrayText(item, context);
    return `"${parameterText(item, false, context).replaceAll(/["\\]/g, '\\$&')}"`;
  });
  return `{${parts.join(',')}}`;
}

/** Local time with its offset, which every date type reads as `pg` means it. */
function dateText(date: Date): string {
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  const offset = -date.getTimezoneOffset();
  const year = date.getFullYear();
  const shownYear = year < 1 ? 1 - year : year;
  const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
  const text =
    `${pad(shownYear, 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:` +
    `${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}${zone}`;
  return year < 1 ? `${text} BC` : text;
}
