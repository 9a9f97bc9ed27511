/**
 * Names and types as written.
 * Every node of the syntax tree carries `location`: the offset, in UTF-16 code units from the start of the text
 * given to the parser, of the token PostgreSQL would point its error cursor at.
 * Identifiers are already folded: unquoted ones to lower case, quoted ones kept, both cut to 63 bytes.
 */
export interface Located {
  readonly location: number;
}

/** `a`, `s.a`, `db.s.a`: the parts in the order written. */
export interface QualifiedName extends Located {
  readonly kind: 'name';
  readonly parts: readonly string[];
}

/**
 * A type as written: `int`, `numeric(10,2)`, `timestamp(3) with time zone`, `text[]`, `s.mood`.
 * SQL-standard spellings are mapped to their system names (`int` to `int4`, `double precision` to `float8`,
 * `character varying` to `varchar`, `char` to `bpchar` with modifier 1, `decimal` to `numeric`, `timestamp with time zone`
 * to `timestamptz`) and such names have `system: true`, so that `pg_catalog` is searched alone.
 */
export interface TypeName extends Located {
  readonly kind: 'typeName';
  readonly name: QualifiedName;
  readonly system: boolean;
  /** Expressions between parentheses, normally integer constants. */
  readonly modifiers: readonly Expression[];
  /** Fields of an interval (`interval day to second`), in PostgreSQL's spelling in lower case; absent when none. */
  readonly intervalFields?: string;
  /** One entry per `[]`; the number is the declared bound or -1. */
  readonly arrayBounds: readonly number[];
  readonly setof: boolean;
}

import type { Expression } from './expressions.ts';
