/** Names of text search configurations and dictionaries as text: `english`, `pg_catalog.simple`, `"Simple"`. */
import { sqlError, unsupported } from '../../errors/index.ts';
import { parseUnsigned } from '../oid.ts';
import { isSpaceCode, trimSpaces } from '../text-scan.ts';
import type { Oid, TextContext } from '../type-def.ts';
import { absentLanguages } from './objects.ts';

function invalidName(): Error {
  return sqlError('invalid_name', 'invalid name syntax');
}

/** The identifiers of a dotted name, folded to lower case unless quoted. */
export function splitName(text: string): string[] {
  const parts: string[] = [];
  let at = 0;
  const skipSpaces = (): void => {
    while (isSpaceCode(text.charCodeAt(at))) at++;
  };
  for (;;) {
    skipSpaces();
    if (text[at] === '"') {
      const quoted = /"((?:[^"]|"")*)"/y;
      quoted.lastIndex = at;
      const found = quoted.exec(text);
      if (found === null || found[1] === '') throw invalidName();
      parts.push(found[1]!.replaceAll('""', '"'));
      at = quoted.lastIndex;
    } else {
      const start = at;
      while (at < text.length && text[at] !== '.' && !isSpaceCode(text.charCodeAt(at))) at++;
      if (at === start) throw invalidName();
      parts.push(text.slice(start, at).replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
    }
    skipSpaces();
    if (at >= text.length) return parts;
    if (text[at] !== '.') throw invalidName();
    at++;
  }
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

type Kind = 'configuration' | 'dictionary';

/** The name within pg_catalog, or undefined when it is in another schema. */
export function textSearchName(text: string, context: TextContext): string | undefined {
  const parts = splitName(text);
  if (parts.length > 3) {
    throw sqlError('syntax_error', `improper qualified name (too many dotted names): ${parts.join('.')}`);
  }
  if (parts.length === 3 && context.names?.isDatabase?.(parts[0]!) === false) {
    throw sqlError('feature_not_supported', `cross-database references are not implemented: ${parts.join('.')}`);
  }
  const schema = parts.length > 1 ? parts[parts.length - 2] : 'pg_catalog';
  if (schema !== 'pg_catalog' && context.names !== null && context.names.schemaOid(quoteName(schema!)) === null) {
    throw sqlError('invalid_schema_name', `schema "${schema}" does not exist`);
  }
  return schema === 'pg_catalog' ? parts[parts.length - 1] : undefined;
}

export function refuseAbsent(kind: Kind, name: string): void {
  const language = kind === 'dictionary' ? name.replace(/_stem$/, '') : name;
  if (absentLanguages.has(language)) throw unsupported(`the text search ${kind} ${name}`);
}

export function missingTextSearchObject(kind: Kind | 'parser', text: string): Error {
  return sqlError('undefined_object', `text search ${kind} "${splitName(text).join('.')}" does not exist`);
}

export function inputTextSearchName(
  text: string,
  kind: Kind,
  context: TextContext,
  find: (name: string) => Oid | undefined,
): Oid {
  if (text === '-') return 0;
  if (/^\d+$/.test(text)) return parseUnsigned(text, 'oid');
  const name = textSearchName(trimSpaces(text), context);
  const found = name === undefined ? undefined : find(name);
  if (found !== undefined) return found;
  if (name !== undefined) refuseAbsent(kind, name);
  throw missingTextSearchObject(kind, text);
}
