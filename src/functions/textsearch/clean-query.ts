/**
 * Takes the stop words out of a query. Where one stood in a phrase, its places are added to the distances around it, so that
 * `fat <-> the <-> rat` becomes `fat <2> rat`.
 */

import type { Sparse } from '../../types/textsearch/tsquery-text.ts';
import { binaryNode, notNode, type QueryNode, TsQuery } from '../../types/textsearch/tsquery-value.ts';

interface Cleaned {
  readonly node: QueryNode | null;
  /** Places lost at the left and at the right end. */
  readonly left: number;
  readonly right: number;
}

function clean(tree: Sparse): Cleaned {
  if (tree.kind === 'operand') return { node: tree.node, left: 0, right: 0 };
  if (tree.kind === 'not') {
    const arg = clean(tree.arg);
    return arg.node === null ? { ...arg, node: null } : { ...arg, node: notNode(arg.node) };
  }
  const a = clean(tree.left);
  const b = clean(tree.right);
  const phrase = tree.kind === 'phrase';
  const distance = phrase ? tree.distance : 0;
  if (a.node === null && b.node === null) {
    const lost = phrase ? a.left + distance + b.left : Math.max(a.left, b.left);
    return { node: null, left: lost, right: lost };
  }
  if (a.node === null) return { node: b.node, left: phrase ? a.left + distance + b.left : b.left, right: b.right };
  if (b.node === null) return { node: a.node, left: a.left, right: phrase ? a.right + distance + b.right : a.right };
  if (!phrase) return { node: binaryNode(tree.kind, a.node, b.node), left: 0, right: 0 };
  return { node: binaryNode('phrase', a.node, b.node, distance + a.right + b.left), left: a.left, right: b.right };
}

export function withoutStopWords(tree: Sparse | null): TsQuery {
  return new TsQuery(tree === null ? null : clean(tree).node);
}
