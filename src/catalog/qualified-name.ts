/** Names that arrive as text: `s."My Table"`, as in pg_get_serial_sequence or regclass input. */
import { sqlError } from '../errors/index.ts';

/** The parts, unquoted ones folded to lower case; 42602 when the text is no name. */
export function parseQualifiedName(text: string): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  for (;;) {
    const match = /^(?:"((?:[^"]|"")*)"|([^\s".]+))\s*/.exec(rest);
    if (match === null) throw sqlError('invalid_name', 'invalid name syntax');
    parts.push(match[1] === undefined ? match[2]!.toLowerCase() : match[1].replaceAll('""', '"'));
    rest = rest.slice(match[0].length);
    if (rest === '') return parts;
    if (!rest.startsWith('.')) throw sqlError('invalid_name', 'invalid name syntax');
    rest = rest.slice(1).trimStart();
  }
}

/**
 * Those of a name that may say which database it means, as the first of three parts: 0A000 when that is another one, 42601 for more
 * parts. Messages about relations put the name into quotes, as PostgreSQL's do.
 */
export function parseObjectName(
  text: string,
  isDatabase: (name: string) => boolean,
  kind: 'relation' | 'other' = 'other',
): string[] {
  const parts = parseQualifiedName(text);
  const name = parts.join('.');
  if (parts.length > 3) {
    const what = kind === 'relation' ? 'relation' : 'qualified';
    throw sqlError('syntax_error', `improper ${what} name (too many dotted names): ${name}`);
  }
  if (parts.length === 3 && !isDatabase(parts[0]!)) {
    const shown = kind === 'relation' ? `"${name}"` : name;
    throw sqlError('feature_not_supported', `cross-database references are not implemented: ${shown}`);
  }
  return parts;
}
