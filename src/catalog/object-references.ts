/** What a descriptor refers to: walks the bound trees that the catalog stores. */
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
