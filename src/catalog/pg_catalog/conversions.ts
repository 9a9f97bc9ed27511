/** pg_conversion: the system's own, as there are no others. */
import { conversions } from '../../types/charsets/conversions.ts';
import type { CatalogRow, RowSources } from '../catalog-view.ts';
import { bootstrapRoleOid, pgCatalogOid } from '../well-known.ts';

function conversionRows(): CatalogRow[] {
  return conversions().map(({ oid, name, from, to, functionOid }) => ({
    oid,
    conname: name,
    connamespace: pgCatalogOid,
    conowner: bootstrapRoleOid,
    conforencoding: from,
    contoencoding: to,
    conproc: functionOid,
    condefault: true,
  }));
}

export const conversionSources: RowSources = { pg_conversion: conversionRows };
