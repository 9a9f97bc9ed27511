/** The syntax tree: what the grammar makes of a text, before any name has been looked up. One node family a file. */

export type * from './collations.ts';
export type * from './ddl.ts';
export type * from './dml.ts';
export type * from './expressions.ts';
export type * from './names.ts';
export type * from './object-targets.ts';
export type * from './privileges.ts';
export type * from './queries.ts';
export type * from './session.ts';
export type * from './user-types.ts';

import type { DefinitionStatement } from './ddl.ts';
import type { DataModification } from './dml.ts';
import type { SelectStatement } from './queries.ts';
import type { SessionStatement } from './session.ts';

export type Statement = SelectStatement | DataModification | DefinitionStatement | SessionStatement;

/** One statement of a text, with the extent of its own text (without the semicolon), for logs, caches and EXPLAIN. */
export interface ParsedStatement {
  readonly statement: Statement;
  readonly start: number;
  readonly end: number;
}
