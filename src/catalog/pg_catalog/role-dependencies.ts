/** pg_shdepend: what belongs to a role or says something of it. As in PostgreSQL nothing is recorded about roles that are always there. */
import type { Oid } from '../../types/type-def.ts';
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import { ownFunctions } from '../own-functions.ts';
import { type Acl, functionRef, type ObjectRef, ownerOf, securables, storedAcl } from '../privileges/index.ts';
import { classOids, firstUserOid, sharedClasses } from '../well-known.ts';

function* sharedDependencies(view: CatalogView): Generator<CatalogRow> {
  const { catalog, databaseOid } = view;
  const row = (ref: ObjectRef, role: Oid, deptype: 'o' | 'a'): CatalogRow => ({
    dbid: sharedClasses.has(ref.class) ? 0 : databaseOid,
    classid: ref.class,
    objid: ref.oid,
    objsubid: ref.column,
    refclassid: classOids.pg_authid,
    refobjid: role,
    deptype,
  });
  const rows = function* (ref: ObjectRef, owner: Oid | null, acl: Acl | undefined): Generator<CatalogRow> {
    const owned = ref.column === 0 && (ref.oid >= firstUserOid || ref.class === classOids.pg_namespace);
    if (owned && owner !== null && owner >= firstUserOid) yield row(ref, owner, 'o');
    const named = new Set(acl?.flatMap(({ grantee, grantor }) => [grantee, grantor]));
    for (const role of named) if (role >= firstUserOid && role !== owner) yield row(ref, role, 'a');
  };
  for (const ref of securables(catalog)) yield* rows(ref, ownerOf(catalog, ref), storedAcl(catalog, ref));
  for (const def of ownFunctions(catalog)) {
    yield* rows(functionRef(def.oid), catalog.ownType(def.own!.result)?.owner ?? null, undefined);
  }
  for (const role of catalog.roles()) {
    for (const { oid, acl } of role.defaultAcls ?? []) {
      yield* rows({ class: classOids.pg_default_acl, oid, column: 0 }, role.oid, acl);
    }
  }
}

export const roleDependencySources: RowSources = { pg_shdepend: sharedDependencies };
