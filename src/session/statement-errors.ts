/** Errors as they leave the session: located in the client's text, and always with an SQLSTATE. */
import { AssertionError } from '../common/assert.ts';
import { CorruptionError, SqlError, sqlError } from '../errors/index.ts';

/** The error to report. Offsets in UTF-16 code units become positions in characters, from 1. */
export function reportable(error: unknown, text: string): unknown {
  if (error instanceof SqlError) {
    if (error.location !== undefined && error.location >= 0 && error.position === undefined) {
      error.position = String([...text.slice(0, error.location)].length + 1);
    }
    return error;
  }
  const limit = engineLimit(error);
  if (limit !== null) return limit;
  if (error instanceof AssertionError || error instanceof CorruptionError) return error;
  return error;
}

/** What cannot be held or called deeper here, as an error of SQL; null: it is something else. */
export function engineLimit(error: unknown): SqlError | null {
  if (!(error instanceof Error)) return null;
  const { message } = error;
  if (error instanceof RangeError && /call stack/i.test(message)) {
    return sqlError('statement_too_complex', 'stack depth limit exceeded', {
      hint: 'The statement is nested too deeply.',
    });
  }
  // What is beyond the largest string, array or map of V8.
  if (
    /^Cannot create a string longer than/.test(message) ||
    (error instanceof RangeError && /invalid (string|array|typed array) length|allocation failed/i.test(message))
  ) {
    return sqlError('program_limit_exceeded', 'requested length too large');
  }
  if (error instanceof RangeError && /maximum size exceeded/i.test(message)) {
    return sqlError('out_of_memory', 'out of memory');
  }
  // Found out when the pattern is first used.
  if (
    error instanceof SyntaxError &&
    /^Invalid regular expression: [\s\S]*(?:too large|too many captures|stack overflow)/i.test(message)
  ) {
    return sqlError('invalid_regular_expression', 'invalid regular expression: regular expression is too complex');
  }
  return null;
}

/** For synchronous calls, which cannot wait. */
export function lockNotAvailable(): Error {
  return sqlError('lock_not_available', 'statement would have to wait for a lock of another session', {
    hint: 'A synchronous call cannot wait. Use query(), which waits without blocking the event loop.',
  });
}
