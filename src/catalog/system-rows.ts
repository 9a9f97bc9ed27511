/**
 * The rows of a computed relation. Each scan computes them from the catalog version of its statement; only the columns asked for
 * are filled in.
 */
import { unsupported } from '../errors/index.ts';
import type { Datum } from '../types/type-def.ts';
import type { CatalogView } from './catalog-view.ts';
import type { CatalogRelationDescriptor } from './descriptors.ts';
import * as informationSchema from './information_schema/index.ts';
import * as pgCatalog from './pg_catalog/index.ts';
import { pgCatalogOid } from './well-known.ts';

/** Rows with one value per column of the relation; positions that are not in `columns` (null: all) are null. */
export function* systemRows(
  relation: CatalogRelationDescriptor,
  view: CatalogView,
  columns: readonly number[] | null = null,
): Generator<Datum[]> {
  const own = relation.schema === pgCatalogOid;
  const sources = own ? pgCatalog.pgCatalogSources : informationSchema.informationSchemaSources;
  const source = sources[relation.name];
  if (source === undefined) {
    const refused = own ? pgCatalog.notComputed : informationSchema.notComputed;
    if (refused.has(relation.name)) throw unsupported(`reading ${relation.name}`);
    return;
  }
  const wanted = columns ?? relation.columns.map((_, i) => i);
  const names = relation.columns.map((column) => column.name);
  for (const row of source(view)) {
    const values = new Array<Datum>(names.length).fill(null);
    for (const i of wanted) {
      if (i < 0) continue;
      const value = row[names[i]!];
      values[i] = value === undefined ? null : typeof value === 'function' ? value() : value;
    }
    yield values;
  }
}
