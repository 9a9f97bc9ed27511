/**
 * pg_init_privs: what was granted on pg_catalog, its relations and its functions before anybody could change it. pg_dump writes what
 * differs from it. As in PostgreSQL the information schema has no rows: it is set up by ordinary GRANTs.
 */
import type { PgArray } from '../../types/array-value.ts';
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import {
  type Acl,
  aclArray,
  functionRef,
  initialSchemaAcl,
  type ObjectRef,
  relationRef,
  schemaRef,
  systemAcl,
  systemFunctionsWithAcl,
} from '../privileges/index.ts';
import { systemRelations } from '../system-relations.ts';
import { pgCatalogOid, publicOid } from '../well-known.ts';
import { isListedFunction } from './routines.ts';

function* initialPrivileges({ catalog }: CatalogView): Generator<CatalogRow> {
  const list = (acl: Acl): PgArray => aclArray(acl, (role) => catalog.role(role)?.name ?? null);
  const row = (ref: ObjectRef, acl: Acl): CatalogRow => ({
    objoid: ref.oid,
    classoid: ref.class,
    objsubid: ref.column,
    privtype: 'i',
    initprivs: () => list(acl),
  });
  for (const relation of systemRelations()) {
    if (relation.schema !== pgCatalogOid) continue;
    for (let column = 0; column <= relation.columns.length; column++) {
      const ref = relationRef(relation.oid, column);
      const acl = systemAcl(catalog, ref);
      if (acl !== undefined) yield row(ref, acl);
    }
  }
  for (const schema of [pgCatalogOid, publicOid]) yield row(schemaRef(schema), initialSchemaAcl(schema)!);
  for (const oid of systemFunctionsWithAcl()) {
    const ref = functionRef(oid);
    if (isListedFunction(oid)) yield row(ref, systemAcl(catalog, ref)!);
  }
}

export const initialPrivilegeSources: RowSources = { pg_init_privs: initialPrivileges };
