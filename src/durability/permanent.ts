/** What of a catalog is kept on disk: all but the objects of temporary schemas, which end with their sessions. */
import type { Catalog, CatalogObject } from '../catalog/catalog.ts';
import type { CatalogChange } from '../catalog/catalog-transaction.ts';

function isTemporarySchema(name: string | undefined): boolean {
  return name?.startsWith('pg_temp_') === true;
}

function isPermanent(object: CatalogObject, catalogs: readonly Catalog[]): boolean {
  if (object.kind === 'role') return true;
  if (object.kind === 'schema') return !isTemporarySchema(object.name);
  return !catalogs.some((catalog) => isTemporarySchema(catalog.schema(object.schema)?.name));
}

export function permanentObjects(catalog: Catalog): CatalogObject[] {
  return catalog.objects().filter((object) => isPermanent(object, [catalog]));
}

/** `before` and `after`: the catalogs between which the changes lie; a dropped schema is only in the first. */
export function permanentChanges(changes: readonly CatalogChange[], before: Catalog, after: Catalog): CatalogChange[] {
  return changes.filter((change) => isPermanent((change.after ?? change.before)!, [before, after]));
}
