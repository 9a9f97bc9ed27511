import { type SqlCondition, sqlStates } from './sqlstates.ts';

/** The fields of an ErrorResponse or NoticeResponse ("Error and Notice Message Fields"), under the names the `pg` driver uses. */
export interface SqlErrorFields {
  /** Offset of the error in the statement text, in UTF-16 code units from 0; surfaces report it from 1, in characters. */
  location?: number | undefined;
  detail?: string | undefined;
  hint?: string | undefined;
  where?: string | undefined;
  schema?: string | undefined;
  table?: string | undefined;
  column?: string | undefined;
  dataType?: string | undefined;
  constraint?: string | undefined;
  /** The function of PostgreSQL that raises it, where drivers decide by it what to do. */
  routine?: string | undefined;
}

/** An error the user of SQL can cause or must handle; `code` is its SQLSTATE. */
export class SqlError extends Error {
  readonly code: string;
  readonly severity: 'ERROR' | 'FATAL';
  /** Offset from 0 in the text, or undefined; `position` is what clients see. */
  location: number | undefined;
  /** Character position from 1, as text, as `pg` gives it; set by the session, which knows the statement's text. */
  position: string | undefined;
  detail: string | undefined;
  hint: string | undefined;
  where: string | undefined;
  schema: string | undefined;
  table: string | undefined;
  column: string | undefined;
  dataType: string | undefined;
  constraint: string | undefined;
  routine: string | undefined;

  constructor(code: string, message: string, fields: SqlErrorFields = {}, severity: 'ERROR' | 'FATAL' = 'ERROR') {
    super(message);
    this.name = 'SqlError';
    this.code = code;
    this.severity = severity;
    this.location = fields.location;
    this.position = undefined;
    this.detail = fields.detail;
    this.hint = fields.hint;
    this.where = fields.where;
    this.schema = fields.schema;
    this.table = fields.table;
    this.column = fields.column;
    this.dataType = fields.dataType;
    this.constraint = fields.constraint;
    this.routine = fields.routine;
  }
}

/** `throw sqlError('undefined_table', ...)`: the condition name is looked up, so that a typo does not compile. */
export function sqlError(condition: SqlCondition, message: string, fields?: SqlErrorFields): SqlError {
  return new SqlError(sqlStates[condition], message, fields);
}

/** What parses and is not built: SQLSTATE 0A000 at its position. `what` starts the sentence "… is not supported". */
export function unsupported(what: string, location?: number): SqlError {
  return new SqlError(sqlStates.feature_not_supported, `${what} is not supported`, { location });
}

/** What `work` gives; an error that has no position yet points at `location`. */
export function locatedAt<T>(location: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SqlError && error.location === undefined && location >= 0) error.location = location;
    throw error;
  }
}
