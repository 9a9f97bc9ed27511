/** The text form of a row value taken apart: the manual, "Composite Type Input and Output Syntax". */
import { type SqlError, sqlError } from '../errors/index.ts';
import { isSpaceCode } from './text-scan.ts';

function malformed(text: string, detail: string): SqlError {
  return sqlError('invalid_text_representation', `malformed record literal: "${text}"`, { detail });
}

/**
 * Values of the fields, which `read` makes of their texts (null is NULL) as they are found: of two faults the first is reported.
 * `count` is how many fields the type has.
 */
export function parseRecordText<T>(text: string, count: number, read: (field: string | null, index: number) => T): T[] {
  let at = 0;
  while (at < text.length && isSpaceCode(text.charCodeAt(at))) at++;
  if (text[at] !== '(') throw malformed(text, 'Missing left parenthesis.');
  at++;
  const fields: T[] = [];
  for (let i = 0; i < count; i++) {
    if (i > 0) {
      if (text[at] !== ',') throw malformed(text, 'Too few columns.');
      at++;
    }
    if (text[at] === ',' || text[at] === ')') {
      fields.push(read(null, i));
      continue;
    }
    const [value, end] = field(text, at);
    fields.push(read(value, i));
    at = end;
  }
  if (text[at] !== ')') throw malformed(text, 'Too many columns.');
  at++;
  while (at < text.length && isSpaceCode(text.charCodeAt(at))) at++;
  if (at < text.length) throw malformed(text, 'Junk after right parenthesis.');
  return fields;
}

/** One field from `start`, and where it ends. Quotes may begin and end anywhere in it; a doubled one within them is one. */
function field(text: string, start: number): [string, number] {
  let value = '';
  let quoted = false;
  let at = start;
  for (; quoted || (text[at] !== ',' && text[at] !== ')'); at++) {
    const character = text[at];
    if (character === undefined) throw malformed(text, 'Unexpected end of input.');
    if (character === '\\') {
      at++;
      if (at >= text.length) throw malformed(text, 'Unexpected end of input.');
      value += text[at];
    } else if (character === '"') {
      if (!quoted) quoted = true;
      else if (text[at + 1] === '"') {
        at++;
        value += '"';
      } else quoted = false;
    } else value += character;
  }
  return [value, at];
}
