/** `x LIKE 'abc%'` as a range of the text order (code points): from 'abc' to the next string that does not begin so. */
import type { BoundExpr } from '../../catalog/tree.ts';
import type { Oid } from '../../types/type-def.ts';

interface PrefixRange {
  readonly lower: { readonly value: BoundExpr; readonly inclusive: boolean };
  readonly upper?: { readonly value: BoundExpr; readonly inclusive: boolean };
  readonly inexact: boolean;
}

/** Null when the pattern is not constant, or begins with a wildcard. */
export function likePrefix(pattern: BoundExpr, type: Oid): PrefixRange | null {
  if (pattern.kind !== 'const' || typeof pattern.value !== 'string') return null;
  const { prefix, exact } = literalPrefix(pattern.value);
  if (prefix === '') return null;
  const constant = (value: string): BoundExpr => ({ kind: 'const', value, type, typmod: -1, location: -1 });
  const lower = { value: constant(prefix), inclusive: true };
  const next = successor(prefix);
  return next === null
    ? { lower, inexact: true }
    : { lower, upper: { value: constant(next), inclusive: false }, inexact: !exact };
}

/** Characters before the first wildcard; exact when the pattern is these and one `%`. */
export function literalPrefix(pattern: string): { prefix: string; exact: boolean } {
  let prefix = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '%') return { prefix, exact: i === pattern.length - 1 };
    if (char === '_') return { prefix, exact: false };
    if (char === '\\') {
      i++;
      if (i === pattern.length) return { prefix, exact: false };
    }
    prefix += pattern[i]!;
  }
  return { prefix, exact: false };
}

/** The least string above all that begin with the prefix, in code-point order; null when there is none. */
export function successor(prefix: string): string | null {
  const points = [...prefix].map((char) => char.codePointAt(0)!);
  while (points.length > 0) {
    const last = points[points.length - 1]!;
    if (last < 0x10ffff) {
      // The code points of surrogates are no characters.
      points[points.length - 1] = last === 0xd7ff ? 0xe000 : last + 1;
      return String.fromCodePoint(...points);
    }
    points.pop();
  }
  return null;
}
