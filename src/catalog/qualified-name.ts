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
