/**
 * A walk over any bound tree by its structure alone: every object with a `kind` is shown to the visitor. For questions about
 * stored trees (which columns, sequences, relations, functions do they use); the analyzer's typed walk rewrites trees.
 */
import type { Oid } from '../types/type-def.ts';
import type { BoundExpr, BoundFrom, BoundModification, BoundQuery, BoundSubqueryRef } from './tree.ts';

export type BoundNode = BoundExpr | BoundQuery | BoundFrom | BoundModification;

/** `visit` may answer false to leave out what is below a node. */
export type NodeVisitor = (node: BoundNode) => unknown;

export function walkTree(root: BoundNode, visit: NodeVisitor): void {
  walkValue(root, visit);
}

function walkValue(value: unknown, visit: NodeVisitor): void {
  if (Array.isArray(value)) {
    for (const item of value) walkValue(item, visit);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  const kind = (value as { kind?: unknown }).kind;
  if (typeof kind === 'string') {
    // Every object of a bound tree with a kind is one of the nodes: the tree's other objects have none.
    if (visit(value as BoundNode) === false || kind === 'const') return;
  }
  for (const child of Object.values(value)) walkValue(child, visit);
}

/** Positions of the attributes of rel 0 that an expression over one table uses. */
export function columnsIn(expr: BoundExpr, rel = 0): Set<number> {
  const found = new Set<number>();
  walkTree(expr, (node) => {
    if (node.kind === 'var' && node.rel === rel) found.add(node.column);
  });
  return found;
}

/** Whether the node is a view that stands in a FROM list: its own query is the view's business. */
export function isViewRef(node: BoundNode): node is BoundSubqueryRef & { readonly view: Oid } {
  return node.kind === 'subquery' && 'view' in node && node.view !== null;
}

/** Columns of `table` that a query uses itself, by position; not those that a view in it uses. */
export function columnsOfTableIn(query: BoundQuery, table: Oid): Set<number> {
  const rels = new Set<number>();
  const found = new Set<number>();
  walkTree(query, (node) => {
    if (isViewRef(node)) {
      if (node.view === table) rels.add(node.rel);
      return false;
    }
    if (node.kind === 'table' && node.table === table) rels.add(node.rel);
    return true;
  });
  walkTree(query, (node) => {
    if (isViewRef(node)) return false;
    if (node.kind === 'var' && rels.has(node.rel)) found.add(node.column);
    return true;
  });
  return found;
}

/** The tables a query reads, those behind views too. */
export function tablesIn(query: BoundQuery): Oid[] {
  const found = new Set<Oid>();
  walkTree(query, (node) => {
    if (node.kind === 'table') found.add(node.table);
    return true;
  });
  return [...found];
}

/** A copy of a tree with every node replaced by what `change` makes of it, leaves first. */
export function mapTree<T extends BoundNode>(root: T, change: (node: BoundNode) => BoundNode): T {
  // The copy has the structure of the original, node by node; `change` puts like in the place of like.
  return mapValue(root, change) as T;
}

function mapValue(value: unknown, change: (node: BoundNode) => BoundNode): unknown {
  if (Array.isArray(value)) return value.map((item) => mapValue(item, change));
  if (value === null || typeof value !== 'object') return value;
  const kind = (value as { kind?: unknown }).kind;
  if (kind === 'const') return change(value as BoundNode);
  const copy: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(value)) copy[name] = mapValue(child, change);
  return typeof kind === 'string' ? change(copy as unknown as BoundNode) : copy;
}
