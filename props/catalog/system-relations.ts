/** The computed relations of a new database. */
import {
  Catalog,
  type CatalogRelationDescriptor,
  informationSchemaOid,
  pgCatalogOid,
} from '../../src/catalog/index.ts';

export const systemRelations: readonly CatalogRelationDescriptor[] = Catalog.initial()
  .systemRelations()
  .filter((relation): relation is CatalogRelationDescriptor => relation.kind === 'catalogRelation');
export { informationSchemaOid, pgCatalogOid };
