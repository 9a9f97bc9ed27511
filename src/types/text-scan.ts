/** What the text forms of several types share: white space, and the message for text that is no value of the type. */
import { type SqlError, sqlError } from '../errors/index.ts';

/** isspace() of the C locale. */
export function isSpaceCode(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** Without white space (as isspace() has it, not as Unicode has it) at both ends. */
export function trimSpaces(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpaceCode(text.charCodeAt(start))) start++;
  while (end > start && isSpaceCode(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

export function isDigitCode(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function invalidSyntax(typeName: string, text: string): SqlError {
  return sqlError('invalid_text_representation', `invalid input syntax for type ${typeName}: "${text}"`);
}

export function outOfRange(typeName: string): SqlError {
  return sqlError('numeric_value_out_of_range', `${typeName} out of range`);
}

export function valueOutOfRange(typeName: string, text: string): SqlError {
  return sqlError('numeric_value_out_of_range', `value "${text}" is out of range for type ${typeName}`);
}
