/** Values and names as SQL text. */
export { quoteIdentifier } from '../parser/identifiers.ts';

export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return text.includes('\\') ? `E${quoted}` : quoted;
}
