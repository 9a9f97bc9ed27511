/** What a role may do with an object. */
import { sqlError } from '../../errors/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { Catalog } from '../catalog.ts';
import { classOids } from '../well-known.ts';
import { type Acl, allPrivileges, DELETE, INSERT, PUBLIC, SELECT, TRUNCATE, UPDATE, USAGE } from './acl.ts';
import { hasRightsOf, isSuperuser, rolesOf } from './memberships.ts';
import { aclOf, kindOf, type ObjectRef, ownerOf } from './securable.ts';

const readAllData: Oid = 6181;
const writeAllData: Oid = 6182;

/** The privileges of a role among those of a list. `grantable`: those it may grant on. */
export function privilegesIn(acl: Acl, roles: ReadonlySet<Oid>, grantable: boolean): number {
  let found = 0;
  for (const item of acl) {
    if (item.grantee !== PUBLIC && !roles.has(item.grantee)) continue;
    found |= grantable ? item.grantable : item.privileges;
  }
  return found;
}

export function privilegesOn(catalog: Catalog, role: Oid, ref: ObjectRef): number {
  const kind = kindOf(catalog, ref);
  if (isSuperuser(catalog, role)) return allPrivileges[kind];
  const roles = rolesOf(catalog, role, true);
  let found = privilegesIn(aclOf(catalog, ref), roles, false);
  const reads = roles.has(readAllData);
  const writes = roles.has(writeAllData);
  if (kind === 'table' || kind === 'sequence') {
    const relation = catalog.relation(ref.oid);
    // Of the catalogs themselves nothing but superusers' changes is heard.
    if (relation?.kind === 'catalogRelation' && relation.relkind === 'r')
      found &= ~(INSERT | UPDATE | DELETE | TRUNCATE);
    else if (writes) found |= INSERT | UPDATE | DELETE;
    if (reads) found |= SELECT;
  } else if (kind === 'schema' && (reads || writes)) found |= USAGE;
  return found;
}

/** What it may grant: the owner has all grant options. */
export function grantOptionsOn(catalog: Catalog, role: Oid, ref: ObjectRef): number {
  const all = allPrivileges[kindOf(catalog, ref)];
  if (hasRightsOf(catalog, role, ownerOf(catalog, ref))) return all;
  return privilegesIn(aclOf(catalog, ref), rolesOf(catalog, role, true), true) & all;
}

/** PUBLIC by itself, for questions about it. */
export function publicPrivilegesOn(catalog: Catalog, ref: ObjectRef, grantable: boolean): number {
  return privilegesIn(aclOf(catalog, ref), new Set(), grantable);
}

/** Whether the role has the privilege on every column (`all`), or on one at least, of a relation. */
export function columnPrivilege(
  catalog: Catalog,
  role: Oid,
  relation: Oid,
  columns: Iterable<number>,
  privilege: number,
  all: boolean,
): boolean {
  for (const column of columns) {
    const ref: ObjectRef = { class: classOids.pg_class, oid: relation, column };
    const held = (privilegesOn(catalog, role, ref) & privilege) === privilege;
    if (held !== all) return held;
  }
  return all;
}

export function permissionDenied(what: string, name: string): Error {
  return sqlError('insufficient_privilege', `permission denied for ${what} ${name}`);
}

export function notOwner(what: string, name: string): Error {
  return sqlError('insufficient_privilege', `must be owner of ${what} ${name}`);
}
