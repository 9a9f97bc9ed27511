/** Names as SQL text. */
import { keywordClasses } from '../parser/keywords.ts';

const plainName = /^[a-z_][a-z0-9_]*$/;

/** Quotes unless the name is lower-case letters, digits and underscores and no key word that means something by itself. */
export function quoteIdentifier(name: string): string {
  if (plainName.test(name) && (keywordClasses.get(name) ?? 'unreserved') === 'unreserved') return name;
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return text.includes('\\') ? `E${quoted}` : quoted;
}
