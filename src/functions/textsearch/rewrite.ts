/**
 * ts_rewrite: the parts of a query that are like `target` become `substitute`. Chains of one of `&` and `|` are taken as one node
 * over sorted operands, so that a target of some of the operands is found; the result is made of pairs again as PostgreSQL does it,
 * which decides its text.
 */

import { compareText } from '../../types/index.ts';
import {
  binaryNode,
  lexemeChecksum,
  notNode,
  type QueryLexeme,
  type QueryNode,
  TsQuery,
} from '../../types/textsearch/tsquery-value.ts';

interface Lexeme {
  readonly kind: 'lexeme';
  readonly lexeme: QueryLexeme;
  readonly checksum: number;
  readonly sign: number;
  replaced: boolean;
}
interface Operator {
  readonly kind: 'not' | 'and' | 'or' | 'phrase';
  readonly distance: number;
  /** The right operand first, as PostgreSQL stores them. */
  children: Node[];
  /**
   * A bit for each lexeme below, as the node was made: where something has been put into it since, PostgreSQL does not find again
   * what was not there before, and neither do we.
   */
  readonly sign: number;
  replaced: boolean;
}
type Node = Lexeme | Operator;

function treeOf(node: QueryNode): Node {
  if (node.kind === 'lexeme') {
    const checksum = lexemeChecksum(node.word);
    return { kind: 'lexeme', lexeme: node, checksum, sign: 1 << (checksum & 31), replaced: false };
  }
  const children = node.kind === 'not' ? [treeOf(node.arg)] : [treeOf(node.right), treeOf(node.left)];
  const sign = children.reduce((bits, child) => bits | child.sign, 0);
  return { kind: node.kind, distance: node.kind === 'not' ? 0 : node.distance, children, sign, replaced: false };
}

const operatorNumbers = { not: 1, and: 2, or: 3, phrase: 4 } as const;

function compareNodes(a: Node, b: Node): number {
  if (a.kind === 'lexeme' || b.kind === 'lexeme') {
    if (a.kind !== 'lexeme' || b.kind !== 'lexeme') return a.kind === 'lexeme' ? 1 : -1;
    return b.checksum - a.checksum || compareText(a.lexeme.word, b.lexeme.word);
  }
  const order = operatorNumbers[b.kind] - operatorNumbers[a.kind] || b.children.length - a.children.length;
  if (order !== 0) return order;
  for (let i = 0; i < a.children.length; i++) {
    const difference = compareNodes(a.children[i]!, b.children[i]!);
    if (difference !== 0) return difference;
  }
  return a.kind === 'phrase' ? b.distance - a.distance : 0;
}

/** Chains of `&` and of `|` become one node each. */
function flatten(node: Node): void {
  if (node.kind === 'lexeme') return;
  for (const child of node.children) flatten(child);
  if (node.kind !== 'and' && node.kind !== 'or') return;
  node.children = node.children.flatMap((child) => (child.kind === node.kind ? child.children : [child]));
}

function sort(node: Node): void {
  if (node.kind === 'lexeme') return;
  for (const child of node.children) sort(child);
  if (node.kind !== 'phrase') node.children.sort(compareNodes);
}

function prepared(node: QueryNode): Node {
  const tree = treeOf(node);
  flatten(tree);
  sort(tree);
  return tree;
}

/** A copy of the substitute, in which nothing is looked for any more. */
function copied(substitute: QueryNode | null): Node[] {
  return substitute === null ? [] : [{ ...treeOf(substitute), replaced: true }];
}

class Rewriting {
  private readonly target: Node;
  private readonly substitute: QueryNode | null;

  constructor(target: Node, substitute: QueryNode | null) {
    this.target = target;
    this.substitute = substitute;
  }

  /** What a node becomes: itself, the substitute, or nothing. */
  node(node: Node): Node | null {
    const found = this.replaced(node);
    if (found === null || found.replaced || found.kind === 'lexeme') return found;
    found.children = found.children.flatMap((child) => this.node(child) ?? []);
    if (found.children.length === 0) return null;
    return found.children.length === 1 && found.kind !== 'not' ? found.children[0]! : found;
  }

  private replaced(node: Node): Node | null {
    const { target } = this;
    if (node.replaced || node.kind !== target.kind || (node.sign & target.sign) !== target.sign) return node;
    if (node.kind === 'lexeme' || target.kind === 'lexeme' || node.children.length === target.children.length) {
      return node.sign === target.sign && compareNodes(node, target) === 0
        ? (copied(this.substitute)[0] ?? null)
        : node;
    }
    if (node.kind !== 'not' && node.kind !== 'phrase' && node.children.length > target.children.length) {
      this.replaceSome(node, target.children);
    }
    return node;
  }

  /** Some of the operands are those of the target; both are sorted. */
  private replaceSome(node: Operator, wanted: readonly Node[]): void {
    const matched = new Set<Node>();
    let next = 0;
    for (const child of node.children) {
      if (next === wanted.length) break;
      const order = compareNodes(child, wanted[next]!);
      if (order > 0) return;
      if (order < 0) continue;
      matched.add(child);
      next++;
    }
    if (next < wanted.length) return;
    node.children = [...node.children.filter((child) => !matched.has(child)), ...copied(this.substitute)];
    sort(node);
  }
}

/** Pairs again: of more than two operands, the first two become one, and the last one takes the second place. */
function queryOf(node: Node): QueryNode {
  if (node.kind === 'lexeme') return node.lexeme;
  if (node.kind === 'not') return notNode(queryOf(node.children[0]!));
  const operands = node.children.map(queryOf);
  while (operands.length > 2) {
    const [right, left] = operands;
    operands[0] = binaryNode(node.kind, left!, right!, node.distance);
    operands[1] = operands.pop()!;
  }
  return binaryNode(node.kind, operands[1]!, operands[0]!, node.distance);
}

/** `query` with each pair of target and substitute put into it, one after the other. */
export function rewriteQuery(query: TsQuery, pairs: Iterable<readonly [TsQuery, TsQuery]>): TsQuery {
  if (query.root === null) return query;
  let tree: Node | null = prepared(query.root);
  for (const [target, substitute] of pairs) {
    if (target.root === null) continue;
    tree = new Rewriting(prepared(target.root), substitute.root).node(tree);
    if (tree === null) return new TsQuery(null);
    clear(tree);
    flatten(tree);
    sort(tree);
  }
  return new TsQuery(queryOf(tree));
}

/** What one substitute brought, the next target may be in. */
function clear(node: Node): void {
  node.replaced = false;
  if (node.kind !== 'lexeme') for (const child of node.children) clear(child);
}

export function rewriteOnce(query: TsQuery, target: TsQuery, substitute: TsQuery): TsQuery {
  if (query.root === null || target.root === null) return query;
  const tree = new Rewriting(prepared(target.root), substitute.root).node(prepared(query.root));
  return new TsQuery(tree === null ? null : queryOf(tree));
}
