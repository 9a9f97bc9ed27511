/** Errors that the grammar's actions raise. */

import type { SqlCondition } from '../../errors/index.ts';
import { type SqlError, type SqlErrorFields, sqlError, unsupported } from '../../errors/index.ts';
import { errorNear } from '../lexical-errors.ts';
import { state } from './state.ts';

export function reject(
  message: string,
  location: number | undefined,
  fields: SqlErrorFields = {},
  condition: SqlCondition = 'syntax_error',
): never {
  throw sqlError(condition, message, { ...fields, location });
}

/** The error for a token that cannot stand where it does. */
export function syntaxErrorAt(token: number, message = 'syntax error'): SqlError {
  return errorNear(state.text, message, state.tokens.starts[token]!, state.tokens.ends[token]!);
}

/** The same, by the token's place in the text. */
export function rejectAt(location: number): never {
  const { starts, count } = state.tokens;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! < location) low = middle + 1;
    else high = middle;
  }
  throw syntaxErrorAt(low);
}

/** Remembers an error that PostgreSQL finds only when the whole text has been parsed; the first one is reported. */
export function rejectLater(error: SqlError): void {
  state.later ??= error;
}

/** A construct that parses but is not built. */
export function notBuilt(what: string, location: number): void {
  rejectLater(unsupported(what, location));
}
