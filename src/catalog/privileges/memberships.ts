/** Which roles a role is a member of, directly and through others; INHERIT decides whether it has their privileges too ("Role Membership"). */
import type { Oid } from '../../types/type-def.ts';
import type { Catalog } from '../catalog.ts';
import type { Membership, RoleDescriptor } from '../descriptors.ts';
import { bootstrapRoleOid, databaseOwnerRoleOid } from '../well-known.ts';

/** pg_monitor has the reading roles from the start. */
const monitorRoleOid: Oid = 3373;
const monitorMemberships: readonly Membership[] = [3374, 3375, 3377].map((role) => ({
  role,
  grantor: bootstrapRoleOid,
  admin: false,
}));

export function membershipsOf(role: RoleDescriptor): readonly Membership[] {
  return role.memberOf ?? (role.oid === monitorRoleOid ? monitorMemberships : []);
}

/** Per version of the catalog: what has been asked before. */
const closures = new WeakMap<Catalog, Map<string, ReadonlySet<Oid>>>();

/** The role itself comes first. `inherited`: only roles whose privileges it has without SET ROLE. */
export function rolesOf(catalog: Catalog, role: Oid, inherited: boolean): ReadonlySet<Oid> {
  let known = closures.get(catalog);
  if (known === undefined) closures.set(catalog, (known = new Map()));
  const key = `${role} ${inherited}`;
  let found = known.get(key);
  if (found === undefined) known.set(key, (found = closure(catalog, role, inherited)));
  return found;
}

function closure(catalog: Catalog, start: Oid, inherited: boolean): ReadonlySet<Oid> {
  const found = new Set<Oid>([start]);
  const owner = catalog.databaseOwner;
  // The set grows while it is walked.
  for (const oid of found) {
    const role = catalog.role(oid);
    if (role === undefined || (inherited && role.inherit === false)) continue;
    for (const membership of membershipsOf(role)) found.add(membership.role);
    if (oid === owner) found.add(databaseOwnerRoleOid);
  }
  return found;
}

export function isSuperuser(catalog: Catalog, role: Oid): boolean {
  return catalog.role(role)?.superuser ?? false;
}

/** SET ROLE is allowed. */
export function isMember(catalog: Catalog, role: Oid, of: Oid): boolean {
  return role === of || isSuperuser(catalog, role) || rolesOf(catalog, role, false).has(of);
}

/** It may do all that the other may. */
export function hasRightsOf(catalog: Catalog, role: Oid, of: Oid): boolean {
  return role === of || isSuperuser(catalog, role) || rolesOf(catalog, role, true).has(of);
}

/** It may grant membership in the other: superusers, and members of it WITH ADMIN OPTION. */
export function isAdmin(catalog: Catalog, role: Oid, of: Oid): boolean {
  if (isSuperuser(catalog, role)) return true;
  for (const oid of rolesOf(catalog, role, false)) {
    const member = catalog.role(oid);
    if (member !== undefined && membershipsOf(member).some((m) => m.role === of && m.admin)) return true;
  }
  return false;
}
