/** Whether a bound query depends on the rows of a query around it: one that does not is run once. */
import type { BoundQuery } from '../catalog/tree.ts';
import { relNames } from './builder.ts';

export function isCorrelated(query: BoundQuery): boolean {
  const defined = new Set<number>();
  const used = new Set<number>();
  collect(query, defined, used);
  return [...used].some((rel) => !defined.has(rel));
}

function collect(node: object, defined: Set<number>, used: Set<number>): void {
  const { kind } = node as { readonly kind?: unknown };
  if (kind === 'const') return;
  if (kind === 'var') {
    used.add((node as { readonly rel: number }).rel);
    return;
  }
  for (const [name, value] of Object.entries(node)) {
    if (typeof value === 'number') {
      if (relNames.has(name)) defined.add(value);
    } else if (typeof value === 'object' && value !== null) collect(value, defined, used);
  }
}
