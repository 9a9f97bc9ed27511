import type { OutputColumn } from '../catalog/index.ts';
import type { Statement } from '../parser/index.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import type { CachedPlan } from './plan-cache.ts';

/** A parsed statement with what is known of its parameters and result; its plan is looked up again when the catalog changes. */
export interface PreparedStatement {
  /** Text that locations in `statement` refer to. */
  readonly text: string;
  statement: Statement;
  /** `statement` is another one that differs in the values of literals. */
  unparsed?: boolean;
  /** Key in the plan cache: the statement's own text and the parameter types given. */
  readonly source: string;
  /** Types of $1, $2, ...: given or inferred. */
  parameterTypes: readonly Oid[];
  /** null: gives no rows. */
  columns: readonly OutputColumn[] | null;
  plan: CachedPlan | null;
  /** Settings version and search path that `plan` was made under. */
  planKey: string;
  /** Values of the literals that were lifted out of the text: the plan's parameters. */
  constants?: readonly Datum[] | null;
  /** When it was made, µs from 2000-01-01 UTC, and whether by PREPARE; for pg_prepared_statements. */
  readonly created?: number;
  readonly fromSql?: boolean;
  /** The query of a cursor: it also gives the rows' ctids, for WHERE CURRENT OF. */
  readonly cursor?: true;
}
