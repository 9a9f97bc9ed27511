/**
 * Queries as they are put together from words some of which are stop words, which vanish. Where one stood in a phrase, its places
 * are added to the distances around it, so that `fat <-> the <-> rat` becomes `fat <2> rat`.
 */
import { binaryNode, notNode, type QueryBinary, type QueryNode, TsQuery } from './tsquery-value.ts';

export interface QueryPart {
  /** null where there were only stop words. */
  readonly node: QueryNode | null;
  /** Places lost at the left and at the right end. */
  readonly left: number;
  readonly right: number;
}

/** A word; null for a stop word. */
export function wordPart(node: QueryNode | null): QueryPart {
  return { node, left: 0, right: 0 };
}

export function notPart(arg: QueryPart): QueryPart {
  return arg.node === null ? arg : { ...arg, node: notNode(arg.node) };
}

/** `distance` is 0 but for phrases. */
export function binaryPart(kind: QueryBinary['kind'], a: QueryPart, b: QueryPart, distance: number): QueryPart {
  const phrase = kind === 'phrase';
  if (a.node === null && b.node === null) {
    const lost = phrase ? a.left + distance + b.left : Math.max(a.left, b.left);
    return { node: null, left: lost, right: lost };
  }
  if (a.node === null) return { node: b.node, left: phrase ? a.left + distance + b.left : b.left, right: b.right };
  if (b.node === null) return { node: a.node, left: a.left, right: phrase ? a.right + distance + b.right : a.right };
  if (!phrase) return wordPart(binaryNode(kind, a.node, b.node));
  return { node: binaryNode(kind, a.node, b.node, distance + a.right + b.left), left: a.left, right: b.right };
}

export function queryOf(part: QueryPart | null): TsQuery {
  return new TsQuery(part === null ? null : part.node);
}
