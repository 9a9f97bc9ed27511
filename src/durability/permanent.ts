/** What of a catalog is kept on disk: all but the objects of temporary schemas, which end with their sessions. */
import type { Catalog } from '../catalog/catalog.ts';
import type { CatalogObject } from '../catalog/catalog-parts.ts';
import type { CatalogChange } from '../catalog/catalog-transaction.ts';
import { isTemporarySchemaName } from '../catalog/temporary-schema-name.ts';

function isTemporary(catalog: Catalog, schema: number): boolean {
  return isTemporarySchemaName(catalog.schema(schema)?.name ?? '');
}

function isPermanent(object: CatalogObject, catalogs: readonly Catalog[]): boolean {
  if (object.kind === 'role' || object.kind === 'database' || object.kind === 'comment') return true;
  if (object.kind === 'schema') return !isTemporarySchemaName(object.name);
  return !catalogs.some((catalog) => isTemporary(catalog, object.schema));
}

export function permanentObjects(catalog: Catalog): CatalogObject[] {
  return catalog.objects().filter((object) => isPermanent(object, [catalog]));
}

/** `before` and `after`: the catalogs between which the changes lie; a dropped schema is only in the first. */
export function permanentChanges(changes: readonly CatalogChange[], before: Catalog, after: Catalog): CatalogChange[] {
  return changes.filter((change) => isPermanent((change.after ?? change.before)!, [before, after]));
}
