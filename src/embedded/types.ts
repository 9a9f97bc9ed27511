/** Types of the embedded API. Results and errors have the shape that `pg` gives them. */
import type { ValueMapping } from './js-values.ts';

export interface FieldInfo {
  readonly name: string;
  readonly tableID: number;
  readonly columnID: number;
  readonly dataTypeID: number;
  readonly dataTypeSize: number;
  readonly dataTypeModifier: number;
  readonly format: 'text';
}

export interface QueryResult<Row = Record<string, unknown>> {
  readonly rows: Row[];
  readonly fields: FieldInfo[];
  /** Rows given or affected; null for statements without a count. */
  readonly rowCount: number | null;
  /** First word of the command tag: SELECT, INSERT, CREATE ... */
  readonly command: string;
}

/** Values as PostgreSQL's text, for tools that compare results. */
export interface TextResult {
  readonly columns: readonly { readonly name: string; readonly typeOid: number }[];
  readonly rows: (string | null)[][];
  readonly rowCount: number | null;
  readonly command: string;
}

export interface QueryOptions {
  /** Cancels the statement, which then fails with 57014. */
  readonly signal?: AbortSignal;
}

export interface ConnectOptions {
  readonly database?: string;
  readonly user?: string;
  /** How int8, numeric, dates and timestamps become JavaScript values. */
  readonly values?: ValueMapping;
  /** Settings of the session, as in `SET`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onNotice?: (notice: { severity: string; code: string; message: string }) => void;
}

export interface DatabaseInit {
  /** Name that current_database() gives; 'default' by default. */
  readonly name?: string;
  /** The superuser that is there from the start; 'postgres' by default. */
  readonly bootstrapUser?: string;
}

export type { ValueMapping };
