/** Names: folding, the length limit, and quoting ("Lexical Structure", "Identifiers and Key Words"). */
import { keywordClasses } from './keywords.ts';

/** Bytes of UTF-8 a name may have; the rest is cut off. */
export const nameBytesMax = 63;

/** ASCII letters to lower case; PostgreSQL leaves other letters alone in a multi-byte encoding. */
export function foldCase(word: string): string {
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    if (code >= 65 && code <= 90) return word.replace(/[A-Z]+/g, (upper) => upper.toLowerCase());
  }
  return word;
}

/** Cuts a name to `nameBytesMax` bytes without splitting a character. */
export function truncateName(name: string): string {
  if (name.length * 3 <= nameBytesMax) return name;
  let bytes = 0;
  for (let i = 0; i < name.length; i++) {
    const code = name.codePointAt(i)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > nameBytesMax) return name.slice(0, i);
    if (code > 0xffff) i++;
  }
  return name;
}

const safeName = /^[a-z_][a-z0-9_]*$/;

/** A name as SQL text, quoted when it has to be: as `quote_ident` does, so every keyword that is not unreserved is quoted. */
export function quoteIdentifier(name: string): string {
  if (safeName.test(name)) {
    const keyword = keywordClasses.get(name);
    if (keyword === undefined || keyword === 'unreserved') return name;
  }
  return `"${name.replaceAll('"', '""')}"`;
}
