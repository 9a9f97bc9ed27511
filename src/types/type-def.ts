/**
 * What a type is to the rest of the engine: one row, one `TypeDef`.
 *
 * A scalar (`Datum`) is the form a value has in generated code, function arguments and results; a vector holds the same
 * values in columns. `VectorKind` says which array serves:
 *   bool     Uint8Array   of 0/1                      scalar: boolean
 *   int32    Int32Array                               scalar: number
 *   float64  Float64Array                             scalar: number
 *   integer  Float64Array while all values are safe   scalar: number, or bigint beyond ±(2^53-1), never a bigint inside
 *            integers, widened to mixed when not
 *   mixed    Array of the scalars themselves
 */

import type { PgArray } from './array-value.ts';
import type { Geometry } from './geometry/values.ts';
import type { Interval } from './interval-value.ts';
import type { Jsonb } from './json/jsonb-value.ts';
import type { JsonPath } from './jsonpath/json-path.ts';
import type { NetworkAddress } from './network/address.ts';
import type { Numeric } from './numeric-value.ts';
import type { RangeFamily } from './ranges/families.ts';
import type { PgMultirange, PgRange } from './ranges/range-value.ts';
import type { PgRecord } from './record-value.ts';

import type { TsQuery } from './textsearch/tsquery-value.ts';
import type { TsVector } from './textsearch/tsvector-value.ts';

export type Oid = number;

/** One SQL value; null is SQL's NULL. */
export type Datum = null | DatumValue;
export type DatumValue =
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Numeric
  | Interval
  | PgArray
  | PgRecord
  | NetworkAddress
  | Geometry
  | Jsonb
  | JsonPath
  | PgRange
  | PgMultirange
  | TsVector
  | TsQuery;

export type VectorKind = 'bool' | 'int32' | 'float64' | 'integer' | 'mixed';

/**
 * Which comparison generated code may use on two non-null scalars of the type:
 *   'number'  `<` and `===` (integers, dates, timestamps, int8 as number or bigint, booleans)
 *   'float'   as number, but NaN equals NaN and is greater than everything
 *   'text'    `===` for equality; code-point order through compareText
 *   'object'  only through `compare`
 */
export type ScalarClass = 'number' | 'float' | 'text' | 'object';

/** Session settings that the text forms of values depend on. */
export interface TextContext {
  readonly dateStyle: 'ISO' | 'Postgres' | 'SQL' | 'German';
  readonly dateOrder: 'MDY' | 'DMY' | 'YMD';
  readonly intervalStyle: 'postgres' | 'postgres_verbose' | 'sql_standard' | 'iso_8601';
  /** IANA name or POSIX offset as set. */
  readonly timeZone: string;
  readonly byteaOutput: 'hex' | 'escape';
  readonly extraFloatDigits: number;
  /** Start of the current transaction, µs from 2000-01-01 UTC: what 'now', 'today' mean in date input. */
  readonly transactionTimestamp: number;
  /** Names of relations, types, roles for the reg* types; null where there is no catalog at hand. */
  readonly names: NameContext | null;
}

/** Look-ups that the text forms of regclass, regtype and friends need; the session implements them over its catalog. */
export interface NameContext {
  /** Whether a name of a database means the session's. */
  isDatabase?(name: string): boolean;
  /** The schema that a qualified name names and that does not exist; null: nothing is wrong with that. */
  missingSchema?(text: string): string | null;
  relationOid(text: string): Oid | null;
  relationName(oid: Oid): string | null;
  typeOid(text: string): Oid | null;
  schemaOid(text: string): Oid | null;
  schemaName(oid: Oid): string | null;
  roleOid(text: string): Oid | null;
  roleName(oid: Oid): string | null;
  /** Name of a user-defined type, quoted and qualified as needed; built-in types are never asked for. */
  typeName?(oid: Oid): string | null;
  /** `text` is a name, or with `signature` a name and argument types in parentheses. */
  procedureOid?(text: string, signature: boolean): Oid | null;
  procedureName?(oid: Oid, signature: boolean): string | null;
  operatorOid?(text: string, signature: boolean): Oid | null;
  operatorName?(oid: Oid, signature: boolean): string | null;
  collationOid?(text: string): Oid | null;
  collationName?(oid: Oid): string | null;
  /** Whether the enum label was added by the transaction at hand, to a type that is older than it. */
  isPendingLabel?(oid: Oid): boolean;
}

export interface TypeDef {
  readonly oid: Oid;
  /** Name in pg_type: 'int4', 'text', '_int4'. */
  readonly name: string;
  /** Name in messages: 'integer', 'timestamp with time zone', 'integer[]'. Types without an SQL spelling repeat `name`. */
  readonly displayName: string;
  /** OID of the array type over this one, 0 when none. */
  readonly arrayOid: Oid;
  /** For array types, the element's OID, else 0. */
  readonly elementOid: Oid;
  readonly kind: 'base' | 'pseudo' | 'enum' | 'domain' | 'composite' | 'range' | 'multirange';
  /** typcategory. */
  readonly category: string;
  readonly preferred: boolean;
  /** typlen: bytes, or -1 for varlena, -2 for cstring. */
  readonly length: number;
  readonly align: 'c' | 's' | 'i' | 'd';
  readonly collatable: boolean;
  readonly vector: VectorKind;
  readonly scalar: ScalarClass;
  /** Text to value; throws 22P02, 22003, 22007, ... in PostgreSQL's words. `typmod` is -1 when none. */
  input(text: string, typmod: number, context: TextContext): DatumValue;
  output(value: DatumValue, context: TextContext): string;
  /** Order of the default btree operator class; null when the type has none. Negative, zero, positive. */
  readonly compare: ((a: never, b: never) => number) | null;
  /** Equal values hash alike; int32. null when the type has no hash operator class. */
  readonly hash: ((value: never) => number) | null;
  /** Type modifier from the expressions in parentheses (already evaluated to text); absent: type takes no modifier. */
  modifierIn?(modifiers: readonly string[]): number;
  /** `(10,2)`, `(3)`: appended to the display name (for `timestamp(3) with time zone` see formatType). */
  modifierOut?(typmod: number): string;
  /** Length or precision coercion to a typmod ≥ 0; `explicit` casts cut where assignments raise. */
  applyModifier?(value: never, typmod: number, explicit: boolean): DatumValue;
  /** Of an enum type alone. */
  readonly enumeration?: Enumeration;
  /** Of a domain alone. */
  readonly domain?: DomainFacts;
  /** Of a composite type alone: its live fields, in order. */
  readonly fields?: readonly RowField[];
  /** Of a range or multirange type that a database has defined. */
  readonly rangeFamily?: RangeFamily;
}

/** A value of an enum type is its label's place in the order: pg_enum's enumsortorder. */
export interface EnumLabel {
  readonly oid: Oid;
  readonly label: string;
  readonly order: number;
  /** As pg_enum shows it, where that is not `order`. */
  readonly sortOrder?: number;
}
export interface Enumeration {
  /** In order. */
  readonly labels: readonly EnumLabel[];
  byLabel(label: string): EnumLabel | undefined;
  byOrder(order: number): EnumLabel | undefined;
  byOid(oid: Oid): EnumLabel | undefined;
}

export interface DomainFacts {
  /** The type the domain is declared over, which may be a domain again, and its modifier. */
  readonly parent: Oid;
  readonly parentTypmod: number;
  /** Raises 23502 or 23514 when the value, null included, is none of the domain's; `as`: the domain over this one that is meant. */
  check(value: Datum, context: TextContext, as?: TypeDef): void;
}

/** Schema and name of functions. */
export interface FunctionPlace {
  readonly schema: Oid;
  readonly name: string;
}

export interface RowField {
  readonly name: string;
  readonly type: Oid;
  readonly typmod: number;
}
