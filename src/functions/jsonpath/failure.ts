/** Errors of the data that a path meets: silent calls, filters and the operators @? and @@ take them for "unknown". */
import { type SqlError, type SqlErrorFields, sqlError } from '../../errors/index.ts';
import type { SqlCondition } from '../../errors/sqlstates.ts';

export class PathFailure extends Error {
  readonly reason: SqlError;
  constructor(reason: SqlError) {
    super(reason.message);
    this.reason = reason;
  }
}

export function pathFailure(condition: SqlCondition, message: string, fields?: SqlErrorFields): PathFailure {
  return new PathFailure(sqlError(condition, message, fields));
}
