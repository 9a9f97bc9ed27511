/** Which objects the views of information_schema show: those that the user owns or has some privilege on. */
import type { Oid } from '../../types/type-def.ts';
import type { CatalogView } from '../catalog-view.ts';
import type { RelationDescriptor, SchemaDescriptor } from '../descriptors.ts';
import {
  allPrivileges,
  columnPrivilege,
  hasRightsOf,
  INSERT,
  privilegesOn,
  REFERENCES,
  relationRef,
  SELECT,
  schemaRef,
  typeRef,
  UPDATE,
} from '../privileges/index.ts';

export function owns({ catalog, currentRole }: CatalogView, owner: Oid): boolean {
  return hasRightsOf(catalog, currentRole, owner);
}

function hasOnColumns(view: CatalogView, relation: RelationDescriptor, privileges: readonly number[]): boolean {
  if (!('columns' in relation)) return false;
  const numbers = relation.columns.flatMap((column, i) => (column.dropped ? [] : [i + 1]));
  return privileges.some((privilege) =>
    columnPrivilege(view.catalog, view.currentRole, relation.oid, numbers, privilege, false),
  );
}

/** Any privilege on a table or view, or one of its columns. */
export function seesRelation(view: CatalogView, relation: RelationDescriptor): boolean {
  if (owns(view, relation.owner)) return true;
  if ((privilegesOn(view.catalog, view.currentRole, relationRef(relation.oid)) & allPrivileges.table) !== 0)
    return true;
  return hasOnColumns(view, relation, [SELECT, INSERT, UPDATE, REFERENCES]);
}

/** Another one than SELECT: constraints are shown to who may meet them. */
export function changesRelation(view: CatalogView, relation: RelationDescriptor): boolean {
  if (owns(view, relation.owner)) return true;
  const held = privilegesOn(view.catalog, view.currentRole, relationRef(relation.oid));
  if ((held & allPrivileges.table & ~SELECT) !== 0) return true;
  return hasOnColumns(view, relation, [INSERT, UPDATE, REFERENCES]);
}

/** `column`: its position. */
export function seesColumn(view: CatalogView, relation: RelationDescriptor, column: number): boolean {
  if (owns(view, relation.owner)) return true;
  const { catalog, currentRole } = view;
  const held =
    privilegesOn(catalog, currentRole, relationRef(relation.oid)) |
    privilegesOn(catalog, currentRole, relationRef(relation.oid, column + 1));
  return (held & allPrivileges.column) !== 0;
}

export function seesSequence(view: CatalogView, sequence: RelationDescriptor): boolean {
  return (
    owns(view, sequence.owner) ||
    (privilegesOn(view.catalog, view.currentRole, relationRef(sequence.oid)) & allPrivileges.sequence) !== 0
  );
}

export function seesSchema(view: CatalogView, schema: SchemaDescriptor): boolean {
  return (
    owns(view, schema.owner) ||
    (privilegesOn(view.catalog, view.currentRole, schemaRef(schema.oid)) & allPrivileges.schema) !== 0
  );
}

export function seesType(view: CatalogView, type: Oid, owner: Oid): boolean {
  return owns(view, owner) || privilegesOn(view.catalog, view.currentRole, typeRef(type)) !== 0;
}
