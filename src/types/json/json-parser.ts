/**
 * The grammar of JSON text. What is made of a document is up to the builder, so that reading a json keeps the pieces of its
 * text, reading a jsonb makes values, and a check makes nothing.
 */
import { type SqlError, sqlError } from '../../errors/index.ts';
import { JsonScanner } from './json-scanner.ts';

export interface JsonBuilder<T> {
  /** `value` is the content of a string, else the token's text. */
  scalar(kind: 'string' | 'number' | 'true' | 'false' | 'null', value: string, start: number, end: number): T;
  array(items: T[], start: number, end: number): T;
  object(keys: string[], values: T[], start: number, end: number): T;
}

/** Deeper nesting is an error: whatever walks a document goes down once per level. */
export const jsonDepthMax = 2000;

export function tooDeep(): SqlError {
  return sqlError('statement_too_complex', 'stack depth limit exceeded', {
    hint: `A json value can have ${jsonDepthMax} levels, and a jsonpath a few hundred.`,
  });
}

export function parseJson<T>(text: string, builder: JsonBuilder<T>): T {
  const scanner = new JsonScanner(text, true);
  scanner.next();
  const result = parseValue(scanner, builder, 0) as T;
  if (scanner.token !== 'end') throw scanner.unexpected('end of input');
  return result;
}

/** Raises unless the text is JSON; escapes are looked at, but what they stand for is not. */
export function checkJson(text: string): void {
  const scanner = new JsonScanner(text, false);
  scanner.next();
  parseValue(scanner, null, 0);
  if (scanner.token !== 'end') throw scanner.unexpected('end of input');
}

function parseValue<T>(scanner: JsonScanner, builder: JsonBuilder<T> | null, depth: number): T | null {
  const { token, start } = scanner;
  switch (token) {
    case 'string':
    case 'number':
    case 'true':
    case 'false':
    case 'null': {
      let result: T | null = null;
      if (builder !== null) {
        const value = token === 'string' ? scanner.value : scanner.text.slice(start, scanner.end);
        result = builder.scalar(token, value, start, scanner.end);
      }
      scanner.next();
      return result;
    }
    case '[': {
      if (depth >= jsonDepthMax) throw tooDeep();
      const items: T[] = [];
      if (scanner.next() !== ']') {
        for (;;) {
          const item = parseValue(scanner, builder, depth + 1);
          if (builder !== null) items.push(item as T);
          if (scanner.token !== ',') break;
          scanner.next();
        }
        if ((scanner.token as string) !== ']') throw scanner.unexpected('"," or "]"');
      }
      const { end } = scanner;
      scanner.next();
      return builder === null ? null : builder.array(items, start, end);
    }
    case '{': {
      if (depth >= jsonDepthMax) throw tooDeep();
      const keys: string[] = [];
      const values: T[] = [];
      const first = scanner.next();
      if (first !== '}') {
        if (first !== 'string') throw scanner.unexpected('string or "}"');
        for (;;) {
          if ((scanner.token as string) !== 'string') throw scanner.unexpected('string');
          const key = scanner.value;
          if (scanner.next() !== ':') throw scanner.unexpected('":"');
          scanner.next();
          const value = parseValue(scanner, builder, depth + 1);
          if (builder !== null) {
            keys.push(key);
            values.push(value as T);
          }
          if ((scanner.token as string) !== ',') break;
          scanner.next();
        }
        if ((scanner.token as string) !== '}') throw scanner.unexpected('"," or "}"');
      }
      const { end } = scanner;
      scanner.next();
      return builder === null ? null : builder.object(keys, values, start, end);
    }
    default:
      throw scanner.unexpected('JSON value');
  }
}
