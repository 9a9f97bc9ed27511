/**
 * A walk over any bound tree by its structure alone: every object with a `kind` is shown to the visitor. For questions about
 * stored trees (which columns, sequences, relations, functions do they use); the analyzer's typed walk rewrites trees.
 */
import type { Oid } from '../types/type-def.ts';
import type { BoundExpr, BoundFrom, BoundModification, BoundQuery } from './tree.ts';

type BoundNode = BoundExpr | BoundQuery | BoundFrom | BoundModification;

export function walkTree(root: BoundNode, visit: (node: BoundNode) => void): void {
  walkValue(root, visit);
}

function walkValue(value: unknown, visit: (node: BoundNode) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walkValue(item, visit);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  const kind = (value as { kind?: unknown }).kind;
  if (typeof kind === 'string') {
    // Every object of a bound tree with a kind is one of the nodes: the tree's other objects have none.
    visit(value as BoundNode);
    if (kind === 'const') return;
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

/** Columns of `table` that a query uses, by position. */
export function columnsOfTableIn(query: BoundQuery, table: Oid): Set<number> {
  const rels = new Set<number>();
  walkTree(query, (node) => {
    if (node.kind === 'table' && node.table === table) rels.add(node.rel);
  });
  const found = new Set<number>();
  walkTree(query, (node) => {
    if (node.kind === 'var' && rels.has(node.rel)) found.add(node.column);
  });
  return found;
}

/** A copy of an expression with every node replaced by what `change` makes of it, leaves first. */
export function mapTree(expr: BoundExpr, change: (node: BoundExpr) => BoundExpr): BoundExpr {
  // The copy has the structure of the original, node by node.
  return mapValue(expr, change) as BoundExpr;
}

function mapValue(value: unknown, change: (node: BoundExpr) => BoundExpr): unknown {
  if (Array.isArray(value)) return value.map((item) => mapValue(item, change));
  if (value === null || typeof value !== 'object') return value;
  const kind = (value as { kind?: unknown }).kind;
  if (kind === 'const') return change(value as BoundExpr);
  const copy: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(value)) copy[name] = mapValue(child, change);
  return typeof kind === 'string' ? change(copy as unknown as BoundExpr) : copy;
}
