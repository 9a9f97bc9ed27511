/** What the makers of statements share. */
import type { Draw } from './draw.ts';
import type { Column, Scope } from './expressions.ts';
import type { Schema, Table } from './schema.ts';

export interface GeneratedStatement {
  readonly sql: string;
  /** The order of rows is part of the answer. */
  readonly ordered: boolean;
  /** Texts of $1, $2 and so on. */
  readonly params?: readonly (string | null)[];
}

export type Make = (draw: Draw, schema: Schema) => GeneratedStatement;

/** The columns of a table under another name. */
export const alias = (table: Table, name: string): Column[] =>
  table.columns.map((column) => ({ name: `${name}.${column.name}`, type: column.type }));

/** For what must not fail, because nobody promises for which rows, or in which order, it is evaluated. */
export const safeScope = (columns: readonly Column[]): Scope => ({ columns, safe: true, subquery: null });

/** Behind a key of ORDER BY. */
export const direction = (draw: Draw) => draw.pick(['', ' DESC', ' NULLS FIRST', ' NULLS LAST', ' DESC NULLS LAST']);
