/**
 * A catalog put together from an older version and the log may name objects that are not there. What cannot be without them goes,
 * and is told: views, indexes, constraints, defaults.
 */
import type { Catalog } from '../../catalog/catalog.ts';
import type { CatalogObject } from '../../catalog/catalog-parts.ts';
import type { CatalogStore } from '../../catalog/catalog-transaction.ts';
import type { ConstraintDescriptor, RelationDescriptor, TableDescriptor } from '../../catalog/descriptors.ts';
import { referencesOf, sequencesIn } from '../../catalog/object-references.ts';
import { publicOid } from '../../catalog/well-known.ts';

/** What is gone. */
export function mendCatalog(store: CatalogStore): string[] {
  const told: string[] = [];
  // What goes may be what another object needs.
  for (let changes = round(store.current, told); changes.length > 0; changes = round(store.current, told)) {
    store.replay(changes, store.nextOid);
  }
  return told;
}

interface Change {
  readonly oid: number;
  readonly after: CatalogObject | null;
}

function round(catalog: Catalog, told: string[]): Change[] {
  const changes: Change[] = [];
  for (const relation of catalog.userRelations()) {
    const after = mended(catalog, relation, told);
    if (after !== relation) changes.push({ oid: relation.oid, after });
  }
  return changes;
}

function mended(catalog: Catalog, relation: RelationDescriptor, told: string[]): RelationDescriptor | null {
  if (catalog.schema(relation.schema) === undefined) {
    told.push(
      `${relation.kind} "${relation.name}": its schema is lost, so it is in "public" as "lost_${relation.oid}"`,
    );
    return { ...relation, schema: publicOid, name: `lost_${relation.oid}` };
  }
  if (relation.kind === 'table') return mendedTable(catalog, relation, told);
  const isThere = [...referencesOf(relation)].every((oid) =>
    oid < 0 ? catalog.userType(-oid) !== undefined : catalog.object(oid) !== undefined,
  );
  if (relation.kind === 'index') {
    if (catalog.table(relation.table)?.indexes.includes(relation.oid) === true) return relation;
  } else if (isThere) return relation;
  else if (relation.kind === 'sequence') return { ...relation, ownedBy: null };
  told.push(`${relation.kind} "${relation.name}" is left out: what it depends on is lost`);
  return null;
}

function mendedTable(catalog: Catalog, table: TableDescriptor, told: string[]): TableDescriptor {
  const indexes = table.indexes.filter((oid) => catalog.index(oid)?.table === table.oid);
  const constraints = table.constraints.filter((constraint) => {
    if (canHold(catalog, table, constraint)) return true;
    told.push(`constraint "${constraint.name}" of table "${table.name}" is left out: what it depends on is lost`);
    return false;
  });
  const referencedBy = table.referencedBy.filter((oid) => catalog.table(oid) !== undefined);
  const columns = table.columns.map((column) => {
    const { defaultExpr } = column;
    if (defaultExpr === null || sequencesIn(defaultExpr).every((oid) => catalog.object(oid) !== undefined))
      return column;
    told.push(`column "${column.name}" of table "${table.name}" has no default any more: its sequence is lost`);
    return { ...column, defaultExpr: null, identity: null };
  });
  if (indexes.length < table.indexes.length) told.push(`table "${table.name}" has lost an index`);
  const same =
    indexes.length === table.indexes.length &&
    constraints.length === table.constraints.length &&
    referencedBy.length === table.referencedBy.length &&
    columns.every((column, c) => column === table.columns[c]);
  return same ? table : { ...table, indexes, constraints, referencedBy, columns };
}

function canHold(catalog: Catalog, table: TableDescriptor, constraint: ConstraintDescriptor): boolean {
  if (constraint.kind === 'check') return true;
  if (constraint.kind !== 'foreignKey') return catalog.index(constraint.index)?.table === table.oid;
  return catalog.index(constraint.referencedIndex)?.table === constraint.referencedTable;
}
