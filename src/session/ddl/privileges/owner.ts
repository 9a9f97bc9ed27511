/** A new owner: what the old one had been granted by itself, and had granted, is the new one's. */
import {
  classOids,
  type RelationDescriptor,
  type SchemaDescriptor,
  type TypeDescriptor,
} from '../../../catalog/index.ts';
import {
  type Acl,
  databaseDescriptor,
  initialSchemaAcl,
  type ObjectRef,
  withOwner,
} from '../../../catalog/privileges/index.ts';
import type { Oid } from '../../../types/type-def.ts';
import type { DdlContext } from '../context.ts';
import { ownedSequences } from '../sequences.ts';

/** The descriptor with another owner, for any that has one. */
export function ownedBy<T extends RelationDescriptor | SchemaDescriptor | TypeDescriptor>(object: T, owner: Oid): T {
  const changed = (acl: Acl | undefined): Acl | undefined =>
    acl === undefined ? undefined : withOwner(acl, object.owner, owner);
  // What public and its like start with names the first owner, too.
  const acl = changed(object.acl ?? (object.kind === 'schema' ? initialSchemaAcl(object.oid) : undefined));
  const result = { ...object, owner, ...(acl !== undefined && { acl }) };
  if (!('columns' in object) || !object.columns.some((column) => column.acl !== undefined)) return result;
  const columns = object.columns.map((column) =>
    column.acl === undefined ? column : { ...column, acl: changed(column.acl) },
  );
  return { ...result, columns };
}

export function setOwner(ref: ObjectRef, owner: Oid, context: DdlContext): void {
  const { transaction } = context;
  const { catalog } = transaction;
  switch (ref.class) {
    case classOids.pg_namespace:
      transaction.put(ownedBy(catalog.schema(ref.oid)!, owner));
      return;
    case classOids.pg_database: {
      const database = databaseDescriptor(catalog);
      const acl = database.acl === undefined ? undefined : withOwner(database.acl, database.owner, owner);
      transaction.put({ ...database, owner, acl });
      return;
    }
    case classOids.pg_collation:
      transaction.put({ ...catalog.ownCollation(ref.oid)!, owner });
      return;
    case classOids.pg_type:
      transaction.put(ownedBy(catalog.typeOwner(ref.oid)!, owner));
      return;
    default:
      setRelationOwner(catalog.relation(ref.oid)!, owner, context);
  }
}

/** With its indexes and the sequences of its columns. */
export function setRelationOwner(relation: RelationDescriptor, owner: Oid, context: DdlContext): void {
  const { transaction } = context;
  transaction.put(ownedBy(relation, owner));
  if (relation.kind !== 'table') return;
  for (const index of transaction.catalog.indexesOf(relation)) transaction.put({ ...index, owner });
  for (const sequence of ownedSequences(relation.oid, null, context)) transaction.put(ownedBy(sequence, owner));
}
