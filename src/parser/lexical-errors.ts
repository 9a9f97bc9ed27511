/** Errors of the scanner, in the words and at the places of PostgreSQL's. */
import { type SqlError, type SqlErrorFields, sqlError } from '../errors/index.ts';

/** `message at or near "text"`, the text running from `start` to `end`; at the end of the text, `message at end of input`. */
export function errorNear(
  text: string,
  message: string,
  start: number,
  end: number,
  fields: SqlErrorFields = {},
): SqlError {
  const where = start >= text.length ? 'at end of input' : `at or near "${text.slice(start, end)}"`;
  return sqlError('syntax_error', `${message} ${where}`, { ...fields, location: start });
}

const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, '0')}`;

/** A byte sequence that is no UTF-8, from `offset` in `bytes`. */
export function invalidBytes(bytes: readonly number[], offset: number): SqlError {
  const first = bytes[offset]!;
  const expected =
    first >= 0xf0 && first < 0xf8 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xc0 && first < 0xe0 ? 2 : 1;
  const shown = bytes
    .slice(offset, offset + expected)
    .map(hex)
    .join(' ');
  return sqlError('character_not_in_repertoire', `invalid byte sequence for encoding "UTF8": ${shown}`);
}
