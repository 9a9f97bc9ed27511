import { type SqlError, sqlError } from '../../../errors/index.ts';

/** 2201B with the reason in PostgreSQL's words. */
export function regexError(reason: string): SqlError {
  return sqlError('invalid_regular_expression', `invalid regular expression: ${reason}`);
}
