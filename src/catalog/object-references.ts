/** What a descriptor refers to: walks the bound trees that the catalog stores. */
import { collationUnder, ownCollationOid } from '../types/collation/index.ts';
import type { Oid } from '../types/type-def.ts';
import type { RelationDescriptor, TypeDescriptor } from './descriptors.ts';
import type { BoundExpr } from './tree.ts';
import { type BoundNode, walkTree } from './tree-references.ts';
import { firstUserOid, regclassTypeOid } from './well-known.ts';

/** OIDs of relations named by `'s'::regclass` constants in the expression: how a default depends on its sequence. */
export function sequencesIn(expr: BoundExpr): Oid[] {
  const found: Oid[] = [];
  walkTree(expr, (node) => {
    if (node.kind === 'const' && node.type === regclassTypeOid && typeof node.value === 'number')
      found.push(node.value);
  });
  return found;
}

/**
 * References to types stand beside those to relations as negative numbers: the OID of an array type is the one before its
 * element's, so what follows from a type's OID alone is not which object made it.
 */
export function typeReference(type: Oid): number {
  return -type;
}

/** The database's own types in an expression or query. */
export function typesIn(root: BoundNode): Set<Oid> {
  const found = new Set<Oid>();
  walkTree(root, (node) => {
    if ('type' in node && typeof node.type === 'number' && node.type >= firstUserOid) found.add(node.type);
  });
  return found;
}

/** OIDs of the database's own collations in an expression or query. */
export function collationsIn(root: BoundNode): Set<Oid> {
  const found = new Set<Oid>();
  walkTree(root, (node) => {
    const oid = 'collation' in node && typeof node.collation === 'string' ? ownCollationOid(node.collation) : null;
    if (oid !== null) found.add(oid);
    const under = 'type' in node && typeof node.type === 'number' ? collationUnder(node.type) : null;
    if (under !== null && under >= firstUserOid) found.add(under);
    const called = 'fn' in node && typeof node.fn === 'number' ? collationUnder(node.fn) : null;
    if (called !== null && called >= firstUserOid) found.add(called);
  });
  return found;
}

function* collationsOf(descriptor: RelationDescriptor | TypeDescriptor): Generator<Oid> {
  if ('columns' in descriptor) {
    for (const { dropped, collation } of descriptor.columns) if (!dropped) yield* keyed(collation);
  }
  if (descriptor.kind === 'index') for (const key of descriptor.keys) yield* keyed(key.collation ?? key.order);
  if (descriptor.kind === 'domain' || descriptor.kind === 'range') yield* keyed(descriptor.collation);
  for (const root of treesOf(descriptor)) yield* collationsIn(root);
}

function* keyed(key: string | null | undefined): Generator<Oid> {
  const oid = key === null || key === undefined ? null : ownCollationOid(key);
  if (oid !== null) yield oid;
}

/** The expressions and queries of a descriptor. */
function* treesOf(descriptor: RelationDescriptor | TypeDescriptor): Generator<BoundNode> {
  const given = function* (tree: BoundNode | null | undefined): Generator<BoundNode> {
    if (tree) yield tree;
  };
  switch (descriptor.kind) {
    case 'table':
      for (const column of descriptor.columns) {
        yield* given(column.defaultExpr);
        yield* given(column.generated);
      }
      for (const constraint of descriptor.constraints) if (constraint.kind === 'check') yield constraint.expression;
      yield* given(descriptor.materialized?.query);
      break;
    case 'view':
      yield descriptor.query;
      break;
    case 'index':
      for (const key of descriptor.keys) yield* given(key.expression);
      yield* given(descriptor.predicate);
      break;
    case 'domain':
      yield* given(descriptor.defaultExpr);
      for (const constraint of descriptor.constraints) yield constraint.expression;
      break;
    default:
      break;
  }
}

function* typesOf(descriptor: RelationDescriptor | TypeDescriptor): Generator<Oid> {
  const of = function* (expr: BoundNode | null | undefined): Generator<Oid> {
    if (expr) yield* typesIn(expr);
  };
  switch (descriptor.kind) {
    case 'table':
      for (const column of descriptor.columns) {
        if (column.dropped) continue;
        yield column.type;
        yield* of(column.defaultExpr);
        yield* of(column.generated);
      }
      for (const constraint of descriptor.constraints)
        if (constraint.kind === 'check') yield* of(constraint.expression);
      yield* of(descriptor.materialized?.query);
      break;
    case 'composite':
      for (const column of descriptor.columns) if (!column.dropped) yield column.type;
      break;
    case 'view':
      for (const column of descriptor.columns) yield column.type;
      yield* of(descriptor.query);
      break;
    case 'index':
      for (const key of descriptor.keys) yield* of(key.expression);
      yield* of(descriptor.predicate);
      break;
    case 'domain':
      yield descriptor.base;
      yield* of(descriptor.defaultExpr);
      for (const constraint of descriptor.constraints) yield* of(constraint.expression);
      break;
    case 'range':
      yield descriptor.subtype;
      break;
    case 'multirange':
      yield descriptor.range;
      break;
    default:
      break;
  }
}

/** OIDs of the other relations that `descriptor` cannot live without, and typeReference() of the types it uses. */
export function referencesOf(descriptor: RelationDescriptor | TypeDescriptor): Set<Oid> {
  const found = relationsOf(descriptor);
  for (const type of typesOf(descriptor)) if (type >= firstUserOid) found.add(typeReference(type));
  for (const collation of collationsOf(descriptor)) found.add(collation);
  return found;
}

function relationsOf(descriptor: RelationDescriptor | TypeDescriptor): Set<Oid> {
  const found = new Set<Oid>();
  switch (descriptor.kind) {
    case 'table':
      for (const column of descriptor.columns) {
        if (column.defaultExpr !== null) for (const oid of sequencesIn(column.defaultExpr)) found.add(oid);
      }
      for (const constraint of descriptor.constraints) {
        if (constraint.kind === 'foreignKey') found.add(constraint.referencedTable);
      }
      for (const oid of descriptor.materialized?.dependsOn ?? []) found.add(oid);
      break;
    case 'index':
      found.add(descriptor.table);
      break;
    case 'view':
      for (const oid of descriptor.dependsOn) found.add(oid);
      break;
    case 'sequence':
      if (descriptor.ownedBy !== null) found.add(descriptor.ownedBy.table);
      break;
    case 'domain':
      if (descriptor.defaultExpr !== null) for (const oid of sequencesIn(descriptor.defaultExpr)) found.add(oid);
      break;
    case 'enum':
    case 'range':
    case 'multirange':
    case 'composite':
    case 'catalogRelation':
      break;
  }
  found.delete(descriptor.oid);
  return found;
}
